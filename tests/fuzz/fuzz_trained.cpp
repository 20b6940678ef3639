// Stored training: what is read is written again as the same bytes.
#include "core/methods/trained_file.h"
#include "tests/fuzz/fuzz_input.h"

using namespace bitladder;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size)
{
    const std::string bytes(reinterpret_cast<const char*>(data), size);
    const auto trained = methods::trainedFrom(bytes, "fuzz");
    fuzz::checkRefusal(trained);
    if (trained && methods::bytesOf(*trained) != bytes) std::abort();
    return 0;
}
