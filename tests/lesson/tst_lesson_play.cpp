// Every shipped lesson is played without a window, in both languages, with right and with wrong answers.
#include "core/lesson/player.h"
#include "core/lesson/samples.h"

#include <QtTest>
#include <algorithm>
#include <map>

using namespace bitladder;
using namespace bitladder::lesson;

namespace
{

std::vector<std::filesystem::path> shippedLessons()
{
    std::vector<std::filesystem::path> files;
    for (const auto& entry :
        std::filesystem::directory_iterator(std::filesystem::path(BITLADDER_RESOURCES) / "lessons"))
        if (entry.path().extension() == ".json") files.push_back(entry.path());
    std::ranges::sort(files);
    return files;
}

} // namespace

class TestLessonPlay : public QObject
{
    Q_OBJECT

    std::map<std::string, Player> m_players; // by sample; what they computed stays known

    Player& player(const std::string& sample)
    {
        auto found = m_players.find(sample);
        if (found == m_players.end()) {
            auto opened = Player::open(BITLADDER_SAMPLES, sample);
            if (!opened) qFatal("%s", opened.error().message.c_str());
            found = m_players.emplace(sample, *std::move(opened)).first;
        }
        return found->second;
    }

private slots:
    void everyLessonIsPlayed_data()
    {
        QTest::addColumn<QString>("path");
        for (const auto& path : shippedLessons())
            QTest::newRow(path.stem().c_str()) << QString::fromStdString(path.string());
    }

    void everyLessonIsPlayed()
    {
        QFETCH(QString, path);
        const auto english = readLesson(path.toStdString()), chinese = readLesson(path.toStdString(), "zh_CN");
        QVERIFY2(english, english ? "" : english.error().message.c_str());
        QVERIFY2(chinese, chinese ? "" : chinese.error().message.c_str());
        QVERIFY(english->title != chinese->title);
        QVERIFY(findSample(english->sample));
        Player& played = player(english->sample);
        AnswerSheet right {english->id, "right", {}}, wrong {english->id, "wrong", {}};
        for (size_t i = 0; i < english->steps.size(); ++i) {
            const Step &step = english->steps[i], &translated = chinese->steps[i];
            const auto needs = needsOf(step);
            QVERIFY2(needs == needsOf(translated) || !needs.empty(), qPrintable(QString::number(i + 1)));
            const auto recipe = recipeOfStep(step, played.model(), played.start());
            const auto state = played.measure(recipe, needs);
            QVERIFY2(state, state ? "" : state.error().message.c_str());
            const Values figures = valuesOf(*state);
            // Every brace is filled in, in both languages; "given" and "answer" are the question's own.
            const Values values = [&](std::string_view name) -> std::optional<double> {
                if (name == "given" || name == "answer") return 1;
                return figures(name);
            };
            for (const Step* s : {&step, &translated})
                for (const std::string& text : {s->text, s->explanation})
                    QVERIFY2(
                        resolved(text, values).find("…") == std::string::npos || text.find("…") != std::string::npos,
                        text.c_str());
            if (step.prediction && step.prediction->curve) {
                const auto curve = measureCurve(step, played);
                QVERIFY2(curve, curve ? "" : curve.error().message.c_str());
                std::vector<double> upsideDown;
                const auto& ends = *step.prediction->curve;
                for (const double value : *curve)
                    upsideDown.push_back(value > (ends.low + ends.high) / 2 ? ends.low : ends.high);
                // A line that is flat in the middle is no answer.
                const std::vector<double> flat(curve->size(), (ends.low + ends.high) / 2);
                QVERIFY2(!checkCurve(*step.prediction, flat, *curve)->right, step.title.c_str());
                right.put({i, *curve, 1, 0});
                wrong.put({i, upsideDown, 1, 0});
            } else if (step.prediction && step.prediction->options.empty()) {
                const auto check = checkNumber(*step.prediction, 0, figures);
                QVERIFY2(check, step.prediction->answer.c_str());
                const double typed = step.prediction->unit == Unit::Share ? 100 * check->answer : check->answer;
                right.put({i, typed, 1, 0});
                wrong.put({i, 3 * typed + 1000, 1, 0});
            } else if (step.prediction) {
                const auto check = checkChoice(*step.prediction, 0, figures);
                QVERIFY2(check, qPrintable(QStringLiteral("step %1: no option holds").arg(i + 1)));
                right.put({i, check->option, 1, 0});
                wrong.put({i, (check->option + 1) % step.prediction->options.size(), 1, 0});
                // Exactly one option is right.
                int holding = 0;
                for (const auto& option : step.prediction->options)
                    holding += *Expression::parse(option.when)->evaluate(figures) != 0;
                QCOMPARE(holding, 1);
            } else if (step.formula) {
                right.put({i, step.formula->answer, 1, 0});
                wrong.put({i, std::string("12345.678"), 1, 0});
                for (const auto& mistake : step.formula->mistakes) {
                    const auto check = checkFormula(*step.formula, mistake.formula);
                    QVERIFY2(!check.right && check.wrong.empty() && check.why == mistake.why, mistake.formula.c_str());
                }
            } else if (step.task) {
                // Where the step begins the goal is open; the lesson's own solution reaches it.
                wrong.put({i, recipe, 1, 0});
                QVERIFY2(!reached(checkTask(*step.task, figures)), "the goal is reached before anything was done");
                QVERIFY2(!step.solution.empty(), "a task needs a solution");
                right.put({i, applied(step.solution, played.model(), recipe), 1, 0});
            }
        }
        QVERIFY2(english->steps.back().task || english->steps.back().formula, "a lesson ends with something to do");
        const auto good = grade(*english, right, played), bad = grade(*chinese, wrong, played);
        QVERIFY2(good, good ? "" : good.error().message.c_str());
        QVERIFY2(bad, bad ? "" : bad.error().message.c_str());
        // Times differ from one measurement to the next: what depends on them is graded, but not held to either side.
        const auto timed = [&](const StepGrade& g) {
            const auto needs = needsOf(english->steps[g.step]);
            return std::ranges::find(needs, Needs::Times) != needs.end();
        };
        for (const StepGrade& g : good->steps)
            QVERIFY2(timed(g) || g.right == g.asked,
                qPrintable(QStringLiteral("step %1: %2, %3")
                               .arg(g.step + 1)
                               .arg(QString::fromStdString(g.given), QString::fromStdString(g.remark))));
        for (const StepGrade& g : bad->steps)
            QVERIFY(timed(g) || !g.right);
        QVERIFY(bad->asked() == good->asked() && good->asked() > 0);
    }

    void answersToAnotherLessonAreRefused()
    {
        Lesson lesson;
        lesson.steps.emplace_back();
        AnswerSheet sheet {"x", "", {{0, 4.0, 1, 0}}};
        QVERIFY(!grade(lesson, sheet, player("spiral")));
    }

    // Times are never the same twice: what the learner was shown counts, and the grade says so. Anything else is
    // measured.
    void whatDependsOnTimesIsGradedByWhatWasShown()
    {
        const auto step = [](const char* predict) {
            const auto lesson = lessonFromJson(
                R"({"bitladderLesson": 2, "title": "T", "sample": "spiral", "steps": [{"title": "S", "text": "X", "predict": )"
                    + std::string(predict) + "}]}",
                "t");
            if (!lesson) qFatal("%s", lesson.error().message.c_str());
            return lesson->steps[0];
        };
        Lesson lesson;
        lesson.steps = {step(R"({"question": "Q", "answer": "time.float / time", "unit": "ratio", "tolerance": 0.05})"),
            step(R"({"question": "Q", "options": [{"text": "a", "when": "speedup > 1000000"},
                {"text": "b", "when": "speedup <= 1000000"}]})"),
            step(R"({"question": "Q", "answer": "layers"})")};
        AnswerSheet sheet {"x", "", {{0, 777.0, 1, 0, {780}}, {1, size_t {0}, 1, 0, {0}}, {2, 777.0, 1, 0, {777}}}};
        const auto graded = grade(lesson, sheet, player("spiral"));
        QVERIFY2(graded, graded ? "" : graded.error().message.c_str());
        QVERIFY(graded->steps[0].right && graded->steps[1].right && !graded->steps[2].right);
        QCOMPARE(graded->steps[0].answer, std::string("780.0×"));
        QCOMPARE(graded->steps[1].answer, std::string("a"));
        for (const size_t i : {0, 1})
            QVERIFY(graded->steps[i].remark.starts_with("graded by what the learner was shown"));
        // What is recorded and cannot be is not believed.
        sheet.answers[0].shown = {};
        sheet.answers[1].shown = {7};
        const auto again = grade(lesson, sheet, player("spiral"));
        QVERIFY(again && !again->steps[0].right && !again->steps[1].right && again->steps[0].remark.empty());
    }

    // A number that is typed is not taken for a chosen option.
    void anAnswerOfAnotherKindIsNoAnswer()
    {
        Lesson lesson;
        Step step;
        step.prediction.emplace();
        step.prediction->options = {{"a", "layers > 0"}, {"b", "layers == 0"}};
        lesson.steps.push_back(step);
        const auto graded = grade(lesson, AnswerSheet {"x", "", {{0, 0.0, 1, 0}}}, player("spiral"));
        QVERIFY(graded && !graded->steps[0].answered && !graded->steps[0].right);
    }
};

QTEST_APPLESS_MAIN(TestLessonPlay)
#include "tst_lesson_play.moc"
