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

// Where the class indices of a folder come from.
enum class LabelSource : unsigned char { None, Table, FolderNumbers, ClassNames, FolderOrder };

struct PictureFolder {
    std::filesystem::path path;
    std::vector<LabelledFile> files; // sorted, so that a limit always takes the same ones
    std::map<int, std::string> names; // of the classes, where known
    LabelSource source = LabelSource::None;
    std::vector<std::string> doubts; // what a person should know of the labels: sentences
    bool labelled() const;
};

// labels.csv wins; else subfolders are the classes; else a plain folder without labels. Pictures and tensors (.npy,
// .pb, .csv) count; what is hidden (a name that begins with a dot) or left behind by tools (__MACOSX, __pycache__)
// does not.
//
// labels.csv (table.h): a column file (or filename, image) and one of numbers (class_index, index, class_id) or names
// (class_name, name, label, class). A label that is a number is an index. Without a header row: the file, then the
// label. Subfolders: by their number where all names are numbers; by their place in `classNames` where they are found
// there; else in alphabetical order, empty ones included. Names of a table find their index in the same ways.
//
// `classNames`: of the network's outputs, in order (readClassNames); none: those of a labels.txt in the folder, if
// there is one. Fails where the folder holds nothing to read, or labels.csv is damaged (with the line).
Result<PictureFolder> readFolder(const std::filesystem::path& path, const std::vector<std::string>& classNames = {});
// Names of classes, one a line: UTF-8 or UTF-16; blanks around them and lines behind the last are dropped. Empty
// where there is no such file.
std::vector<std::string> readClassNames(const std::filesystem::path& file);
// The doubts of the folder, and those that the number of the network's scores raises: labels beyond it, or classes
// that were only counted where the numbers differ.
std::vector<std::string> labelDoubts(const PictureFolder& folder, int64_t scores);
bool isPictureFile(const std::filesystem::path& path);
bool isTensorFile(const std::filesystem::path& path); // .npy, .pb, .csv

// The first `limit` files spread evenly over the folder, so that every class is met; 0: all.
std::vector<LabelledFile> sampleOf(const PictureFolder& folder, size_t limit);

} // namespace bitladder::data
