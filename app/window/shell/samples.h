// The samples that come with the program: networks with pictures, below one folder.
#pragma once
#include <filesystem>
#include <string_view>

namespace bitladder::app
{

struct Sample {
    std::string_view name, model, pictures; // paths below the folder; no pictures: empty
};
inline constexpr Sample kSamples[] = {{"digits", "digits/digits.onnx", "digits/pictures"},
    {"restore", "restore/restore.onnx", "restore/pictures"}, {"spiral", "spiral/spiral.onnx", ""}};

inline const Sample* findSample(std::string_view name)
{
    for (const Sample& sample : kSamples)
        if (sample.name == name) return &sample;
    return nullptr;
}

} // namespace bitladder::app
