// Pictures: decoding by OpenCV behind our checks, then preprocessing.
#include "core/data/picture.h"
#include "tests/fuzz/fuzz_input.h"

using namespace bitladder;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size)
{
    const auto picture = data::decodePicture(std::as_bytes(std::span(data, size)), "fuzz");
    fuzz::checkRefusal(picture);
    if (!picture) return 0;
    data::Preprocessing rules;
    rules.resizeShorter = 9;
    rules.cropWidth = rules.cropHeight = 8;
    fuzz::checkRefusal(data::preprocess(*picture, rules));
    return 0;
}
