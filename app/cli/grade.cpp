#include "app/cli/options.h"
#include "app/cli/verbs.h"

#include "core/base/files.h"
#include "core/lesson/report.h"
#include "core/lesson/samples.h"

#include <iostream>

namespace bitladder::cli
{

namespace
{

struct Options {
    std::string lesson, language = "en", samples, html;
    std::vector<std::string> answers;
    MachineOptions machine;
    bool json = false;
};

Json gradeJson(const lesson::Grade& grade, const std::string& file)
{
    Json j;
    j["file"] = file;
    j["learner"] = grade.learner;
    j["right"] = grade.right();
    j["asked"] = grade.asked();
    j["steps"] = Json::array();
    for (const auto& g : grade.steps)
        if (g.asked)
            j["steps"].push_back(
                {{"step", g.step + 1}, {"answered", g.answered}, {"right", g.right}, {"given", g.given},
                    {"answer", g.answer}, {"remark", g.remark}, {"tries", g.tries}, {"hints", g.hints}});
    return j;
}

void printGrade(const lesson::Grade& grade, const std::string& file)
{
    std::cout << fmt::format(
        "{}: {} of {} right\n", grade.learner.empty() ? file : grade.learner, grade.right(), grade.asked());
    for (const auto& g : grade.steps) {
        if (!g.asked) continue;
        std::cout << fmt::format("  step {:<2}  {:<7}", g.step + 1, !g.answered ? "open" : g.right ? "right" : "wrong");
        if (g.answered) std::cout << fmt::format("  {}", g.given);
        if (!g.right) std::cout << fmt::format("   (right: {})", g.answer);
        if (!g.remark.empty()) std::cout << fmt::format("   {}", g.remark);
        std::cout << '\n';
    }
}

// Without answers: the key.
Result<void> printKey(const lesson::Lesson& read, lesson::Player& player, bool asJson)
{
    auto keys = lesson::keyOf(read, player);
    if (!keys) return pass(keys.error());
    Json list = Json::array();
    for (const auto& key : *keys) {
        list.push_back({{"title", key.title}, {"text", key.text}, {"question", key.question}, {"answer", key.answer},
            {"explanation", key.explanation}});
        if (asJson) continue;
        std::cout << fmt::format("{}. {}\n   {}\n", list.size(), key.title, key.text);
        if (!key.question.empty()) std::cout << fmt::format("   ? {}\n", key.question);
        if (!key.answer.empty()) std::cout << fmt::format("   = {}\n", key.answer);
        if (!key.explanation.empty()) std::cout << fmt::format("   {}\n", key.explanation);
    }
    if (asJson) print({{"lesson", read.id}, {"title", read.title}, {"key", list}});
    return {};
}

Result<void> gradeAll(const Options& o)
{
    auto read = lesson::readLesson(o.lesson, o.language);
    if (!read) return pass(read.error());
    const std::filesystem::path own = std::filesystem::read_symlink("/proc/self/exe").parent_path();
    const std::filesystem::path samples = o.samples.empty()
        ? lesson::samplesFolder(own / BITLADDER_SHARE / "samples", BITLADDER_SAMPLES)
        : std::filesystem::path(o.samples);
    auto player = lesson::Player::open(samples, read->sample, machineOf(o.machine));
    if (!player) return pass(player.error());
    if (o.answers.empty()) return printKey(*read, *player, o.json);
    std::vector<lesson::Grade> grades;
    Json list = Json::array();
    for (const std::string& file : o.answers) {
        auto sheet = lesson::readSheet(file);
        if (!sheet) return pass(sheet.error());
        if (sheet->lesson != read->id)
            return fail("{}: the answers are to the lesson {}, not to {}", file, sheet->lesson, read->id);
        auto grade = lesson::grade(*read, *sheet, *player);
        if (!grade) return pass(grade.error().within(file));
        list.push_back(gradeJson(*grade, file));
        if (!o.json) printGrade(*grade, file);
        grades.push_back(*std::move(grade));
    }
    if (!o.html.empty()) BITLADDER_TRY(writeFileAtomically(o.html, lesson::reportHtml(*read, grades)));
    if (o.json) {
        Json j;
        j["lesson"] = read->id;
        j["title"] = read->title;
        j["answers"] = list;
        print(j);
    }
    return {};
}

} // namespace

Action addGrade(CLI::App& app)
{
    auto o = std::make_shared<Options>();
    CLI::App* verb = app.add_subcommand("grade", "grades the answers of learners to a lesson");
    verb->add_option("lesson", o->lesson, "a file of a lesson")->required();
    verb->add_option(
        "answers", o->answers, "files of answers, as the window saves them; without any, the key is printed");
    verb->add_option("--language", o->language, "of the lesson's words: en, zh_CN");
    verb->add_option("--samples", o->samples, "folder of the samples");
    verb->add_option("--html", o->html, "writes a report for the teacher");
    addMachineOptions(*verb, o->machine);
    verb->add_flag("--json", o->json, "one JSON document on standard output");
    return [o] { return gradeAll(*o); };
}

} // namespace bitladder::cli
