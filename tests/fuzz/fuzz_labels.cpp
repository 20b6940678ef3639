// labels.csv of a folder of pictures.
#include "core/data/folder.h"
#include "tests/fuzz/fuzz_input.h"

#include <fstream>

using namespace bitladder;

namespace
{

struct Folder {
    std::filesystem::path path;
    Folder()
    {
        path = std::filesystem::temp_directory_path() / ("bitladder_fuzz_" + std::to_string(getpid()));
        std::filesystem::create_directories(path);
        for (const char* name : {"a.png", "b.npy"})
            std::ofstream(path / name) << "x";
    }
    ~Folder()
    {
        std::error_code ignored;
        std::filesystem::remove_all(path, ignored);
    }
};

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size)
{
    static const Folder folder;
    std::ofstream(folder.path / "labels.csv", std::ios::binary)
        .write(reinterpret_cast<const char*>(data), static_cast<std::streamsize>(size));
    const auto read = data::readFolder(folder.path);
    fuzz::checkRefusal(read);
    // Nothing outside the folder is ever named.
    if (read)
        for (const auto& file : read->files)
            if (*file.file.lexically_normal().lexically_relative(folder.path).begin() == "..") std::abort();
    return 0;
}
