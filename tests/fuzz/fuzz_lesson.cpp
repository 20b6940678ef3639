// Lessons, their words in other languages, and files of answers: whatever is read can be checked and shown.
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
        }
    if (lesson) lesson::translate(*lesson, text);
    const auto sheet = lesson::sheetFromJson(text, "fuzz");
    fuzz::checkRefusal(sheet);
    if (sheet && !lesson::sheetFromJson(lesson::sheetToJson(*sheet), "again")) std::abort();
    return 0;
}
