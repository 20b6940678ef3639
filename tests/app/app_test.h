// What the tests of the window share: the samples, opened at once or in the background, and waiting for results.
#pragma once
#include "app/window/jobs/job_scheduler.h"
#include "core/base/thread_order.h"
#include "core/exchange/recipe_file.h"
#include "tests/support/patience.h"
#include "tests/support/test_support.h"

#include <QSignalSpy>

#ifdef BITLADDER_THREAD_SANITIZER
// clang 14's thread sanitizer ends the program (CHECK failed in ForkAfter) at the clone() by which Qt starts another.
#define SKIP_WHERE_NO_CHILD_CAN_START() QSKIP("the thread sanitizer cannot start a child through QProcess")
#else
#define SKIP_WHERE_NO_CHILD_CAN_START() static_cast<void>(0)
#endif

namespace bitladder::app::test
{

inline std::filesystem::path samples()
{
    return BITLADDER_SAMPLES;
}

inline std::shared_ptr<const model::Model> digits()
{
    static const auto model = model::openModel(samples() / "digits" / "digits.onnx");
    return model ? *model : nullptr;
}

// All layers at int8.
inline quant::Recipe int8Recipe(const model::Model& model)
{
    auto recipe = engine::floatRecipe(*model.graph);
    quant::setAll(recipe, quant::intFormat(8), quant::intFormat(8));
    return recipe;
}

// A document with digits, int8 throughout.
inline void openDigits(Document& document)
{
    document.setModel(digits(), int8Recipe(*digits()));
}

// A document with its results and the jobs that compute them.
struct Desk {
    Document document;
    ResultStore results {&document};
    JobScheduler jobs {&document, &results};
};

// The last result of a kind that a store took over, and how many there were.
template<typename R> class Latest
{
public:
    explicit Latest(ResultStore& results)
    {
        results.watch<R>(&results, [this](const std::shared_ptr<const R>& result) {
            value = result;
            ++count;
        });
    }
    std::shared_ptr<const R> value;
    int count = 0;
};

} // namespace bitladder::app::test
