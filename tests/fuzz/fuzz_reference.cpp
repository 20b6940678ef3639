// Reference answers (reference.json): what is read generates small inputs, and compares with an answer of the shape it
// names.
#include "core/data/reference.h"
#include "tests/fuzz/fuzz_input.h"

using namespace bitladder;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size)
{
    constexpr int64_t kFew = 4096;
    const fuzz::MemoryFile file(data, size);
    const auto read = data::readReference(file.path());
    fuzz::checkRefusal(read);
    if (!read) return 0;
    for (const auto& input : read->inputs) {
        const auto count = tensor::elementCount(input.shape);
        if (count && *count > kFew) continue;
        const auto made = data::generated(input);
        fuzz::checkRefusal(made);
        if (made && (made->shape() != input.shape || made->type() != input.type)) std::abort();
    }
    for (const auto& output : read->outputs) {
        const auto count = tensor::elementCount(output.shape);
        if (!count || *count < 0 || *count > kFew) continue;
        const auto zeros = tensor::Tensor::make(tensor::ElementType::Float32, output.shape);
        if (!zeros) continue;
        static_cast<void>(data::disagreement(output, *zeros, {.relative = 1e-3, .absolute = 1e-4}));
    }
    return 0;
}
