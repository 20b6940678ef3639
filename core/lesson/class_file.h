// A class file: what a teacher hands out as one file of text beside the model and the pictures: where they lie, a
// recipe to begin with, and a lesson of the teacher's own. Paths are relative to the file.
#pragma once
#include "core/lesson/lesson.h"

namespace bitladder::lesson
{

struct ClassFile {
    static constexpr int kVersion = 1;

    std::string title;
    std::filesystem::path model, pictures; // absolute once they are read; pictures may be empty
    std::optional<quant::Recipe> recipe; // to begin with; none: every layer as in the file
    std::string lessonText; // the lesson as JSON; empty: none
};

// `folder`: where the file will lie; paths below it are written relative to it, others as they are.
std::string classToJson(const ClassFile& file, const std::filesystem::path& folder);
// The lesson in it is checked, too. A path that leads out of the folder upwards is refused: what is handed out must be
// whole.
Result<ClassFile> classFromJson(const std::string& text, const std::string& from, const std::filesystem::path& folder);
Result<ClassFile> readClass(const std::filesystem::path& path);

} // namespace bitladder::lesson
