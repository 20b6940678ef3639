// Labelled folders of pictures: class subfolders, or a labels.csv.
#pragma once
#include "core/base/result.h"

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace bitladder::data
{

struct LabelledFile {
    std::filesystem::path file;
    int label = -1; // class index; −1: not labelled
};

struct PictureFolder {
    std::filesystem::path path;
    std::vector<LabelledFile> files; // sorted, so that a limit always takes the same ones
    std::map<int, std::string> names; // of the classes, where known
    bool labelled() const;
};

// labels.csv (a header row with the columns file and class_index, optionally class_name or name) wins; else subfolders are the
// classes: by their number where all names are numbers, else in alphabetical order; else a plain folder without labels.
// Pictures and tensors (.npy, .pb, .csv) count. Fails where the folder holds none, or labels.csv is damaged (with the line).
Result<PictureFolder> readFolder(const std::filesystem::path& path);
bool isPictureFile(const std::filesystem::path& path);
bool isTensorFile(const std::filesystem::path& path); // .npy, .pb, .csv

// The first `limit` files spread evenly over the folder, so that every class is met; 0: all.
std::vector<LabelledFile> sampleOf(const PictureFolder& folder, size_t limit);

} // namespace bitladder::data
