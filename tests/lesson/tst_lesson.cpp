// Lessons as data: the reader, figures in texts, and the checks of answers.
#include "core/lesson/class_file.h"
#include "core/lesson/report.h"
#include "core/quant/estimate.h"
#include "core/quant/format/family.h"

#include <QtTest>
#include <cmath>

using namespace bitladder;
using namespace bitladder::lesson;

namespace
{

std::string lessonOf(const std::string& inStep, const std::string& more = "")
{
    return R"({"bitladderLesson": 2, "title": "T", "sample": "digits", "steps": [{"title": "S", "text": "X")" + inStep
        + "}]" + more + "}";
}

FormulaQuestion quantizeQuestion()
{
    FormulaQuestion f;
    f.answer = "clamp(round(x / s) + z, qmin, qmax)";
    f.variables = {"x", "s", "z", "qmin", "qmax"};
    f.cases = {{0.3, 0.1, 0, -8, 7}, {2.5, 1, 0, -8, 7}, {100, 1, 0, -8, 7}, {0.3, 0.1, 5, 0, 15}};
    f.mistakes = {{"round(x / s)", "nothing keeps the code in its range"}};
    return f;
}

Values constant(std::map<std::string, double, std::less<>> known)
{
    return [known = std::move(known)](std::string_view name) -> std::optional<double> {
        const auto found = known.find(name);
        return found == known.end() ? std::nullopt : std::optional(found->second);
    };
}

} // namespace

class TestLesson : public QObject
{
    Q_OBJECT

private slots:
    void readsEveryKindOfStep()
    {
        const auto lesson = lessonFromJson(R"({"bitladderLesson": 2, "title": "T", "sample": "digits", "steps": [
            {"title": "A", "text": "It is {size.ratio}.", "show": {"page": "distribution", "part": "activations",
             "select": "last", "look": "headline", "set": [
             {"layers": "all", "weights": {"format": "int4", "range": "percentile", "percentile": 95}}],
             "methods": [{"method": "gptq"}]}},
            {"title": "B", "text": "X", "predict": {"question": "How many?", "answer": "size.ratio", "tolerance": 0.2,
             "reveal": {"set": [{"layers": "all", "weights": {"format": "int8"}}]}},
             "hints": ["H"], "explanation": "You said {given}, it is {answer}."},
            {"title": "C", "text": "X", "predict": {"question": "Which?", "options": [
             {"text": "one", "when": "agreement > 0.5"}, {"text": "other", "when": "agreement <= 0.5"}]}},
            {"title": "D", "text": "X", "task": {"goals": [{"text": "small", "when": "size.share <= 25 %"}]}},
            {"title": "E", "text": "X", "formula": {"question": "Q", "answer": "round(x / s) ", "variables": ["x", "s"],
             "cases": [[1, 2]], "mistakes": [{"formula": "x / s", "why": "not whole"}]}}],
            "reading": ["Jacob et al., 2018"]})",
            "a.json");
        QVERIFY2(lesson, lesson ? "" : lesson.error().message.c_str());
        QCOMPARE(lesson->steps.size(), size_t {5});
        const Scene& scene = lesson->steps[0].scene;
        QVERIFY(scene.activations && scene.page == "distribution" && scene.look == "headline");
        QCOMPARE(scene.edits.size(), size_t {1});
        QCOMPARE(scene.edits[0].weights->parameters.at("percentile"), 95.0);
        QCOMPARE(scene.edits[0].weights->granularity, quant::Granularity::Channel); // as for a new layer
        QVERIFY(!scene.edits[0].activations);
        QCOMPARE(scene.methods->at(0).method, std::string("gptq"));
        QVERIFY(!lesson->steps[0].asks());
        QVERIFY(lesson->steps[1].prediction->unit == Unit::Ratio);
        QVERIFY(needsOf(lesson->steps[1]) == std::vector {Needs::Prepared});
        QVERIFY(needsOf(lesson->steps[2]) == std::vector {Needs::Pictures});
        QVERIFY(lesson->steps[3].task && lesson->steps[4].formula);
        QCOMPARE(lesson->reading.size(), size_t {1});
    }

    void refusesBadLessons_data()
    {
        QTest::addColumn<QByteArray>("file");
        QTest::addColumn<QString>("says");
        const auto row = [](const char* name, const std::string& file, const char* says) {
            QTest::newRow(name) << QByteArray::fromStdString(file) << QString::fromUtf8(says);
        };
        row("nothing", "", "not a lesson");
        row("a list", "[]", "an object is needed");
        row("cut off", lessonOf("").substr(0, 60), "at character");
        row("another file", R"({"bitladderRecipe": 1})", "bitladderLesson is missing");
        row("newer", R"({"bitladderLesson": 3})", "has version 3");
        row("no title", R"({"bitladderLesson": 1, "sample": "digits"})", "title: a text is needed");
        row("no steps", R"({"bitladderLesson": 1, "title": "T", "sample": "digits"})", "steps: a list is needed");
        row("empty step", R"({"bitladderLesson": 1, "title": "T", "sample": "digits", "steps": [1]})",
            "step 1: an object is needed");
        row("misspelt field", lessonOf("", R"(, "stepps": [])"), "stepps: is not known here");
        row("misspelt show", lessonOf(R"(, "show": {"pages": "error"})"), "step 1: show: pages: is not known here");
        row("show is no object", lessonOf(R"(, "show": 7)"), "show: an object is needed");
        row("page is no text", lessonOf(R"(, "show": {"page": 3})"), "page: a text is needed");
        row("no such part", lessonOf(R"(, "show": {"part": "biases"})"), "neither weights nor activations");
        row("nowhere to look", lessonOf(R"(, "show": {"look": "sky"})"), "no part sky");
        row("set is no list", lessonOf(R"(, "show": {"set": {}})"), "set: a list is needed");
        row("no layers", lessonOf(R"(, "show": {"set": [{}]})"), "set: layers: a text is needed");
        row("nothing is set", lessonOf(R"(, "show": {"set": [{"layers": "all"}]})"), "weights or activations");
        row("no such format", lessonOf(R"(, "show": {"set": [{"layers": "all", "weights": {"format": "int99"}}]})"),
            "set: weights: format: \"int99\"");
        row("too long", lessonOf(", \"explanation\": \"" + std::string(800, 'x') + "\""), "at most 700");
        row("no such figure", lessonOf(R"(, "explanation": "{sqrn}")"), "there is no figure sqrn");
        row("no such unit", lessonOf(R"(, "explanation": "{sqnr : miles}")"), "there is no unit miles");
        row("open brace", lessonOf(", \"explanation\": \"{sqnr\""), "is not closed");
        row("one option", lessonOf(R"(, "predict": {"question": "Q", "options": [{"text": "a", "when": "1"}]})"),
            "options: a list of 2 to");
        row("no answer", lessonOf(R"(, "predict": {"question": "Q"})"), "predict: answer: a text is needed");
        row("bad goal", lessonOf(R"(, "task": {"goals": [{"text": "a", "when": "agreement >="}]})"),
            "goals: when: the formula ends too early");
        row("unknown variable",
            lessonOf(R"(, "formula": {"question": "Q", "answer": "x / y", "variables": ["x"], "cases": [[1]]})"),
            "y is none of the variables");
        row("short case",
            lessonOf(R"(, "formula": {"question": "Q", "answer": "x", "variables": ["x"], "cases": [[]]})"),
            "a number for each of the 1 variables");
        const auto curve = [&](const char* fields) {
            return lessonOf(
                std::string(R"(, "predict": {"question": "Q", "answer": "sqnr", "curve": {)") + fields + "}}");
        };
        row("a curve without widths", curve(""), "predict: curve: bits: a list of 2 to");
        row("a curve that turns", curve(R"("bits": [4, 8])"), "curve: bits: widths from 64 down to 1");
        row("a width that is none", curve(R"("bits": [8, 0])"), "curve: bits: widths from 64 down to 1");
        row("half a width", curve(R"("bits": [8, 4.5])"), "bits: 4.5 is no whole number");
        row("a curve without height", curve(R"("bits": [8, 4], "low": 5, "high": 5)"),
            "high: it does not lie above low");
        row("a curve of biases", curve(R"("bits": [8, 4], "part": "biases")"), "neither weights, activations nor both");
        row("no such bench", lessonOf(R"(, "show": {"page": "workshop", "part": "weights"})"), "has no part weights");
        row("two kinds", lessonOf(R"(, "predict": {"question": "Q", "answer": "size.ratio"},
                                   "task": {"goals": [{"text": "a", "when": "1"}]})"),
            "one of them at most");
    }

    // One sentence that names the file and the place.
    void refusesBadLessons()
    {
        QFETCH(QByteArray, file);
        QFETCH(QString, says);
        const auto lesson = lessonFromJson(file.toStdString(), "bad.json");
        QVERIFY(!lesson);
        const QString message = QString::fromStdString(lesson.error().message);
        QVERIFY2(message.startsWith(QStringLiteral("bad.json: ")) && message.contains(says), qPrintable(message));
    }

    void wordsOfAnotherLanguageTakeTheirPlaces()
    {
        auto lesson = lessonFromJson(
            lessonOf(R"(, "task": {"goals": [{"text": "small", "when": "size.share < 0.5"}]}, "hints": ["H"])"), "a");
        QVERIFY(lesson.has_value());
        const auto fine = translate(*lesson,
            R"({"title": "题", "steps": [{"title": "步", "text": "文 {size}", "goals": ["小"], "hints": ["提示"]}]})");
        QVERIFY2(fine, fine ? "" : fine.error().message.c_str());
        QCOMPARE(lesson->steps[0].task->goals[0].text, std::string("小"));
        QCOMPARE(lesson->steps[0].task->goals[0].when, std::string("size.share < 0.5"));
        const auto missing = translate(*lesson, R"({"title": "题", "steps": [{"title": "步", "text": "文"}]})");
        QVERIFY(!missing && missing.error().message.find("goals: there are 0 instead of 1") != std::string::npos);
        QVERIFY(!translate(*lesson, R"({"title": "题", "steps": []})"));
    }

    void textsHoldFigures()
    {
        const Values values
            = constant({{"size.ratio", 3.987}, {"agreement", 0.9853}, {"sqnr", 30.04}, {"size", 24810}});
        QCOMPARE(resolved("{size.ratio} and {agreement}", values), std::string("3.99× and 98.5 %"));
        QCOMPARE(resolved("{1 - agreement : share}", values), std::string("1.5 %"));
        QCOMPARE(resolved("2^8 − 1 = {2^8 - 1}", values), std::string("2^8 − 1 = 255"));
        QCOMPARE(resolved("{sqnr}, {size}", values), std::string("30.0 dB, 24.8 kB"));
        QCOMPARE(resolved("{speedup} yet", values), std::string("… yet"));
        QCOMPARE(figureText(std::numeric_limits<double>::infinity(), Unit::Decibels), std::string("∞ dB"));
        QCOMPARE(figureText(-0.25, Unit::Number), std::string("−0.25"));
        QCOMPARE(figureText(1, Unit::Share), std::string("100 %"));
        QCOMPARE(figureText(0.00061037, Unit::Number), std::string("0.0006104"));
    }

    void predictionsAreComparedWithFigures()
    {
        Prediction p;
        p.answer = "size.ratio";
        p.unit = Unit::Ratio;
        p.tolerance = 0.1;
        const Values values = constant({{"size.ratio", 4}, {"agreement", 0.9}, {"sqnr", 30}});
        QVERIFY(checkNumber(p, 4.3, values)->right);
        const auto wrong = checkNumber(p, 8, values);
        QVERIFY(!wrong->right);
        QCOMPARE(*wrong->ratio, 2.0);
        QVERIFY(!checkNumber(p, 4, constant({}))); // not known yet
        p.answer = "agreement";
        p.unit = Unit::Share;
        p.tolerance = 0.05;
        QVERIFY(checkNumber(p, 86, values)->right); // typed in percent
        QVERIFY(!checkNumber(p, 0.9, values)->right);
        QCOMPARE(typedText(p, 86), std::string("86.0 %"));
        p.answer = "sqnr";
        p.unit = Unit::Decibels;
        p.tolerance = 3;
        QVERIFY(checkNumber(p, 32.5, values)->right && !checkNumber(p, 34, values)->right);
        p.options = {{"most", "agreement > 0.5"}, {"few", "agreement <= 0.5"}};
        QVERIFY(checkChoice(p, 0, values)->right);
        QVERIFY(!checkChoice(p, 1, values)->right && checkChoice(p, 1, values)->option == 0);
        QVERIFY(!checkChoice(p, 0, constant({})));
    }

    void formulasAreComparedByTheirValues()
    {
        const auto question = quantizeQuestion();
        QVERIFY(checkFormula(question, "max(qmin, min(qmax, round(x/s) + z))").right); // written otherwise
        const auto unclamped = checkFormula(question, "round(x/s) + z");
        QVERIFY(!unclamped.right && unclamped.wrong.empty());
        QCOMPARE(*unclamped.failing, size_t {2});
        QCOMPARE(unclamped.given, 100.0);
        QCOMPARE(unclamped.answer, 7.0);
        QCOMPARE(checkFormula(question, "round( x/s )").why, std::string("nothing keeps the code in its range"));
        QCOMPARE(caseText(question, 0), std::string("x = 0.3, s = 0.1, z = 0, qmin = −8, qmax = 7"));
        QVERIFY(checkFormula(question, "floor(x/s + 0.5) + z").failing == size_t {1}); // a tie goes to the even code
        QVERIFY(!checkFormula(question, "round(x/").wrong.empty());
        QCOMPARE(checkFormula(question, "x / t").wrong, std::string("t is none of the variables"));
    }

    void goalsAreOpenUnknownOrReached()
    {
        const Task task {{{"a", "agreement >= 0.9"}, {"b", "size.share <= 25 %"}}};
        const auto states = checkTask(task, constant({{"agreement", 0.95}, {"size.share", 0.3}}));
        QVERIFY(states[0] == GoalState::Reached && states[1] == GoalState::Open && !reached(states));
        QVERIFY(checkTask(task, constant({{"agreement", 0.95}}))[1] == GoalState::Unknown);
        QVERIFY(reached(checkTask(task, constant({{"agreement", 0.95}, {"size.share", 0.25}}))));
    }

    // Off by 10, 20 and 0 of a height of 100: 10 % on average, the second is the worst; beyond the ends nothing counts.
    void curvesAreComparedPointByPoint()
    {
        const auto lesson = lessonFromJson(lessonOf(R"(, "predict": {"question": "Q", "answer": "agreement",
            "tolerance": 0.1, "curve": {"bits": [8, 4, 1], "part": "weights", "low": 0, "high": 100}})"),
            "t");
        QVERIFY2(lesson, lesson ? "" : lesson.error().message.c_str());
        const Prediction& p = *lesson->steps[0].prediction;
        QVERIFY(p.curve && p.curve->bits == (std::vector<int> {8, 4, 1}) && p.unit == Unit::Share);
        QVERIFY(p.curve->part == Prediction::Curve::Part::Weights);
        const std::vector<double> measured {100, 60, 10};
        auto check = checkCurve(p, std::vector<double> {90, 80, 10}, measured);
        QVERIFY(check && check->right && std::abs(check->meanOff - 0.1) < 1e-12);
        QCOMPARE(check->worst, size_t {1});
        check = checkCurve(p, std::vector<double> {90, 80, 11}, measured);
        QVERIFY(check && !check->right);
        check = checkCurve(p, std::vector<double> {100, 60, -50}, std::vector<double> {1e9, 60, 0});
        QVERIFY(check && check->right && check->meanOff == 0);
        QVERIFY(!checkCurve(p, std::vector<double> {1, 2}, measured));
        QVERIFY(!checkCurve(p, std::vector<double> {1, 2, std::nan("")}, measured));
        QCOMPARE(curveText(p, measured), std::string("8 bits 100 %, 4 bits 60.0 %, 1 bit 10.0 %"));
    }

    void answersGoThroughAFile()
    {
        AnswerSheet sheet {"01-cost", "Ada \"L\"", {}};
        quant::Recipe recipe;
        recipe.model = "m";
        recipe.fingerprint = "f";
        recipe.layers.emplace_back().layer = "conv";
        sheet.put({3, recipe, 1, 0});
        sheet.put({0, 4.5, 1, 0});
        sheet.put({1, size_t {2}, 1, 1});
        sheet.put({2, std::string("x / s"), 3, 0});
        sheet.put({4, std::vector<double> {90, 50.5, 0}, 1, 0, {99, 40, 1}});
        sheet.put({5, 2.0, 1, 0, {2.25}});
        const auto back = sheetFromJson(sheetToJson(sheet), "a.json");
        QVERIFY2(back, back ? "" : back.error().message.c_str());
        QCOMPARE(back->learner, sheet.learner);
        QCOMPARE(back->answers.size(), size_t {6});
        for (size_t i = 0; i < 6; ++i) {
            QCOMPARE(back->answers[i].step, i);
            QVERIFY(back->answers[i].given == sheet.answers[i].given);
            QCOMPARE(back->answers[i].shown, sheet.answers[i].shown);
        }
        QCOMPARE(back->find(2)->tries, 3);
        for (const auto& [text, says] :
            {std::pair<const char*, const char*> {"[]", "an object is needed"},
                {R"({"bitladderAnswers": 9, "lesson": "l", "answers": []})", "has version"},
                {R"({"bitladderAnswers": 1, "lesson": "l", "answers": [{"step": 0, "number": 1}]})", "from 1 on"},
                {R"({"bitladderAnswers": 1, "lesson": "l", "answers": [{"step": 1}]})", "one of them is needed"},
                {R"({"bitladderAnswers": 2, "lesson": "l", "answers": [{"step": 1, "curve": 4}]})", "curve: a list"},
                {R"({"bitladderAnswers": 2, "lesson": "l", "answers": [{"step": 1, "curve": ["a"]}]})", "is no number"},
                {R"({"bitladderAnswers": 1, "lesson": "l", "answers": [{"step": 1, "number": 1},
                     {"step": 1, "number": 2}]})",
                    "answered twice"}}) {
            const auto bad = sheetFromJson(text, "b.json");
            QVERIFY(!bad);
            QVERIFY2(bad.error().message.find(says) != std::string::npos || std::string_view(says) == "has version",
                bad.error().message.c_str());
        }
    }

    void reportsEscapeWhatLearnersWrote()
    {
        Lesson lesson;
        lesson.title = "Bits & <bytes>";
        Step asking;
        asking.title = "S";
        asking.formula = quantizeQuestion();
        lesson.steps.push_back(asking);
        StepGrade g;
        g.asked = g.answered = true;
        g.given = "<script>";
        const std::string html = reportHtml(lesson, std::vector {Grade {lesson.title, "<b>Ada", {g}}});
        QVERIFY(html.find("<script>") == std::string::npos && html.find("&lt;script&gt;") != std::string::npos);
        QVERIFY(html.find("&lt;b&gt;Ada") != std::string::npos && html.find("0 of 1") != std::string::npos);
        QVERIFY(html.find("✗ wrong") != std::string::npos);
    }

    void aClassFileIsWhole()
    {
        ClassFile file;
        file.title = "Bits in class";
        file.model = "/class/net/net.onnx";
        file.pictures = "/class/pictures";
        file.lessonText = lessonOf("");
        const auto back = classFromJson(classToJson(file, "/class"), "a.json", "/elsewhere");
        QVERIFY2(back, back ? "" : back.error().message.c_str());
        QVERIFY(back->model == "/elsewhere/net/net.onnx" && back->pictures == "/elsewhere/pictures");
        QVERIFY(!back->recipe && lessonFromJson(back->lessonText, "x"));
        file.model = "/other/net.onnx"; // it would not come along
        QVERIFY(!classFromJson(classToJson(file, "/class"), "a.json", "/class"));
        const auto bad = [](const char* text) { return !classFromJson(text, "a.json", "/class"); };
        QVERIFY(bad("[]") && bad(R"({"bitladderClass": 2, "title": "T", "model": "m.onnx"})"));
        QVERIFY(bad(R"({"bitladderClass": 1, "title": "T", "model": "/etc/passwd"})"));
        QVERIFY(bad(R"({"bitladderClass": 1, "title": "T", "model": "a/../../b"})"));
        QVERIFY(bad(R"({"bitladderClass": 1, "title": "T", "model": "m.onnx", "lesson": {}})"));
    }

    void everyFigureHasAName()
    {
        for (const auto& figure : networkFigures())
            QVERIFY(findFigure(figure.name).has_value() && Expression::parse(figure.name)->isName());
        for (const auto& figure : layerFigures())
            QVERIFY(findFigure("layer.conv.1." + std::string(figure.name)).has_value());
        QVERIFY(!findFigure("layer.sqnr") && !findFigure("layer..x") && !findFigure(""));
    }
};

QTEST_APPLESS_MAIN(TestLesson)
#include "tst_lesson.moc"
