// Tensors from text: whatever is read has as many numbers as its shape says.
#include "core/data/csv_tensor.h"
#include "tests/fuzz/fuzz_input.h"

using namespace bitladder;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size)
{
    const fuzz::MemoryFile file(data, size);
    const auto read = data::readCsv(file.path());
    fuzz::checkRefusal(read);
    double sum = 0;
    if (read) {
        if (read->rank() != 2 || read->count() != read->shape()[0] * read->shape()[1]) std::abort();
        for (int64_t i = 0; i < read->count(); ++i)
            sum += read->at(i);
    }
    static_cast<void>(sum);
    return 0;
}
