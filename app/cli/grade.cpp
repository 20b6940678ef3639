#include "app/cli/options.h"
#include "app/cli/verbs.h"

#include "core/base/files.h"
#include "core/exchange/recipe_file.h"
#include "core/lesson/class_file.h"
#include "core/lesson/printed_formulas.h"
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

// What is graded, and what it is played on: a lesson on its sample, or a class file on its own model.
struct Graded {
    lesson::Lesson lesson;
    lesson::Player player;
};
Result<Graded> open(const Options& o)
{
    if (auto file = lesson::readClass(o.lesson)) {
        if (file->lessonText.empty()) return fail("{}: holds no lesson", o.lesson);
        auto read = lesson::lessonFromJson(file->lessonText, o.lesson);
        if (!read) return pass(read.error());
        read->id = std::filesystem::path(o.lesson).stem().string();
        auto player = lesson::Player::open(file->model, file->pictures, machineOf(o.machine));
        if (!player) return pass(player.error());
        return Graded {*std::move(read), *std::move(player)};
    }
    auto read = lesson::readLesson(o.lesson, o.language);
    if (!read) return pass(read.error());
    const std::filesystem::path own = std::filesystem::read_symlink("/proc/self/exe").parent_path();
    const std::filesystem::path samples = o.samples.empty()
        ? lesson::samplesFolder(own / BITLADDER_SHARE / "samples", BITLADDER_SAMPLES)
        : std::filesystem::path(o.samples);
    auto player = lesson::Player::open(samples, read->sample, machineOf(o.machine));
    if (!player) return pass(player.error());
    return Graded {*std::move(read), *std::move(player)};
}

Result<void> gradeAll(const Options& o)
{
    auto graded = open(o);
    if (!graded) return pass(graded.error());
    auto* read = &graded->lesson;
    auto* player = &graded->player;
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

// Formulas as they are printed elsewhere, failing.
Result<void> printArticles(bool asJson)
{
    Json list = Json::array();
    for (const auto& formula : lesson::printedFormulas()) {
        const auto values = lesson::valuesOf(formula);
        Json at = Json::object();
        std::string text;
        for (const auto& [name, value] : formula.values) {
            at[std::string(name)] = value;
            text += fmt::format("{}{} = {}", text.empty() ? "" : ", ", name, value);
        }
        list.push_back({{"id", formula.id}, {"asked", formula.asked}, {"printed", formula.printed},
            {"right", formula.right}, {"at", at}, {"printedValue", numberJson(values.printed)},
            {"rightValue", numberJson(values.right)}, {"why", formula.why}});
        if (!asJson)
            std::cout << fmt::format("{}\n  printed  {}\n  right    {}\n  at {}: {:.6g} instead of {:.6g}. {}\n",
                formula.asked, formula.printed, formula.right, text, values.printed, values.right, formula.why);
    }
    if (asJson) print({{"formulas", list}});
    return {};
}

struct ClassOptions {
    std::string model, pictures, recipe, lesson, title, output;
};

Result<void> writeClass(const ClassOptions& o)
{
    const std::filesystem::path to = std::filesystem::absolute(o.output);
    lesson::ClassFile file;
    file.title = o.title;
    file.model = std::filesystem::absolute(o.model);
    if (!o.pictures.empty()) file.pictures = std::filesystem::absolute(o.pictures);
    if (!o.recipe.empty()) {
        auto recipe = exchange::readRecipe(o.recipe);
        if (!recipe) return pass(recipe.error());
        file.recipe = *std::move(recipe);
    }
    if (!o.lesson.empty()) {
        auto text = readTextFile(o.lesson, lesson::Lesson::kMostBytes);
        if (!text) return pass(text.error());
        file.lessonText = *std::move(text);
    }
    const std::string json = lesson::classToJson(file, to.parent_path());
    // What cannot be opened is not handed out.
    if (auto fine = lesson::classFromJson(json, o.output, to.parent_path()); !fine) return pass(fine.error());
    return writeFileAtomically(to, json);
}

} // namespace

Action addClass(CLI::App& app)
{
    auto o = std::make_shared<ClassOptions>();
    CLI::App* verb = app.add_subcommand("class", "writes a file to hand out: model, pictures, recipe and lesson");
    verb->add_option("model", o->model, "an ONNX file beside or below the class file")->required();
    verb->add_option("--title", o->title, "a line that says what it is")->required();
    verb->add_option("--pictures", o->pictures, "their folder, beside or below the class file");
    verb->add_option("--recipe", o->recipe, "to begin with");
    verb->add_option("--lesson", o->lesson, "a file of a lesson, which goes into the class file");
    verb->add_option("-o,--output", o->output, "the class file")->required();
    return [o] { return writeClass(*o); };
}

Action addArticles(CLI::App& app)
{
    auto json = std::make_shared<bool>(false);
    CLI::App* verb
        = app.add_subcommand("articles", "formulas as they are printed elsewhere, failing beside the right ones");
    verb->add_flag("--json", *json, "one JSON document on standard output");
    return [json] { return printArticles(*json); };
}

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
