// TensorProto files (.pb).
#include "core/onnx/reader.h"
#include "tests/fuzz/fuzz_input.h"

using namespace bitladder;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size)
{
    const fuzz::MemoryFile file(data, size);
    const auto read = onnx::readTensor(file.path());
    fuzz::checkRefusal(read);
    double sum = 0;
    if (read)
        for (int64_t i = 0; i < read->tensor.count(); ++i)
            sum += read->tensor.at(i);
    static_cast<void>(sum);
    return 0;
}
