// Lessons, their words in other languages, class files and files of answers: whatever is read can be checked, shown and
// written again.
#include "core/lesson/class_file.h"
#include "core/lesson/grade.h"
#include "tests/fuzz/fuzz_input.h"

using namespace bitladder;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size)
{
    const std::string text(reinterpret_cast<const char*>(data), size);
    auto lesson = lesson::lessonFromJson(text, "fuzz");
    fuzz::checkRefusal(lesson);
    const lesson::Values nothing = [](std::string_view) { return std::optional<double>(1); };
    if (lesson)
        for (const lesson::Step& step : lesson->steps) {
            lesson::resolved(step.text, nothing);
            lesson::resolved(step.explanation, nothing);
            lesson::needsOf(step);
            if (step.formula) lesson::checkFormula(*step.formula, step.formula->answer);
            if (step.task) lesson::checkTask(*step.task, nothing);
            if (step.prediction && step.prediction->curve) {
                const std::vector<double> flat(step.prediction->curve->bits.size(), 1);
                if (!lesson::checkCurve(*step.prediction, flat, flat)) std::abort();
                lesson::curveText(*step.prediction, flat);
            } else if (step.prediction && step.prediction->options.empty()) {
                lesson::checkNumber(*step.prediction, 1, nothing);
            } else if (step.prediction) {
                lesson::checkChoice(*step.prediction, 0, nothing);
            }
        }
    if (lesson) lesson::translate(*lesson, text);
    const auto sheet = lesson::sheetFromJson(text, "fuzz");
    fuzz::checkRefusal(sheet);
    if (sheet && !lesson::sheetFromJson(lesson::sheetToJson(*sheet), "again")) std::abort();
    const std::filesystem::path folder = "/nowhere";
    const auto file = lesson::classFromJson(text, "fuzz", folder);
    fuzz::checkRefusal(file);
    if (file && !lesson::classFromJson(lesson::classToJson(*file, folder), "again", folder)) std::abort();
    return 0;
}
