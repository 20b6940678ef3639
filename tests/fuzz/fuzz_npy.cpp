// NumPy files. The first byte chooses: the rest as it is, or behind a header that is right.
#include "core/data/npy.h"
#include "tests/fuzz/fuzz_input.h"

using namespace bitladder;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size)
{
    static const std::string kMagic("\x93NUMPY\x01\x00", 8);
    std::string bytes;
    if (size > 0 && data[0] % 2 == 0) {
        bytes = kMagic;
        ++data;
        --size;
    }
    bytes.append(reinterpret_cast<const char*>(data), size);
    const fuzz::MemoryFile file(reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size());
    const auto read = data::readNpy(file.path());
    fuzz::checkRefusal(read);
    double sum = 0;
    if (read)
        for (int64_t i = 0; i < read->count(); ++i)
            sum += read->at(i);
    static_cast<void>(sum);
    return 0;
}
