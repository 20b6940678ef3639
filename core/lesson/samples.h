// The samples that come with the program: networks with pictures, below one folder.
#pragma once
#include <filesystem>
#include <string_view>

namespace bitladder::lesson
{

struct Sample {
    std::string_view name, model, pictures; // paths below the folder
    std::string_view page; // of the window, that shows best what it is for; empty: whichever is open
};
// The first one opens where nothing else is asked for.
inline constexpr Sample kSamples[] = {{"fruits", "fruits/fruits.onnx", "fruits/pictures", ""},
    {"digits", "digits/digits.onnx", "digits/pictures", ""},
    {"restore", "restore/restore.onnx", "restore/pictures", ""},
    {"spiral", "spiral/spiral.onnx", "spiral/points", "output"}, {"words", "words/words.onnx", "words/pictures", ""}};

const Sample* findSample(std::string_view name); // null where there is none

// The folder of the samples: `installed` where it is one, else `source`, for a program that runs where it was built.
std::filesystem::path samplesFolder(const std::filesystem::path& installed, const std::filesystem::path& source);

} // namespace bitladder::lesson
