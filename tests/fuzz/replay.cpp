// Runs a fuzz target without a fuzzer: over the files and folders that are named, and over damaged copies of each,
// seeded.
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);

namespace
{

using Bytes = std::vector<uint8_t>;

Bytes contentOf(const std::filesystem::path& file)
{
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

// Cut short, bytes changed, a piece repeated or left out: what damaged and hostile files are made of.
Bytes damaged(Bytes bytes, std::mt19937_64& random)
{
    const auto below = [&](size_t n) { return n == 0 ? 0 : static_cast<size_t>(random() % n); };
    const auto at = [&](size_t n) { return bytes.begin() + static_cast<ptrdiff_t>(n); };
    for (size_t changes = 1 + below(4); changes > 0 && !bytes.empty(); --changes) {
        // Headers hold what matters, so half of the places are near the beginning.
        const size_t place = random() % 2 ? below(std::min<size_t>(bytes.size(), 256)) : below(bytes.size());
        const size_t length = std::min(bytes.size() - place, 1 + below(16));
        switch (random() % 5) {
        case 0:
            bytes.resize(place);
            break;
        case 1:
            bytes[place] = static_cast<uint8_t>(random());
            break;
        case 2:
            bytes[place] ^= static_cast<uint8_t>(1u << (random() % 8));
            break;
        case 3:
            bytes.erase(at(place), at(place + length));
            break;
        case 4: {
            const Bytes piece(at(place), at(place + length));
            bytes.insert(at(below(bytes.size())), piece.begin(), piece.end());
            break;
        }
        }
    }
    return bytes;
}

} // namespace

int main(int argc, char** argv)
{
    constexpr int kCopies = 200;
    constexpr size_t kFilesOfFolder = 24;
    std::vector<std::filesystem::path> files;
    for (int i = 1; i < argc; ++i) {
        if (!std::filesystem::is_directory(argv[i])) {
            files.emplace_back(argv[i]);
            continue;
        }
        std::vector<std::filesystem::path> inside;
        for (const auto& entry : std::filesystem::recursive_directory_iterator(argv[i]))
            if (entry.is_regular_file()) inside.push_back(entry.path());
        std::ranges::sort(inside);
        inside.resize(std::min(inside.size(), kFilesOfFolder));
        files.insert(files.end(), inside.begin(), inside.end());
    }
    if (files.empty()) {
        std::fputs("no files to read\n", stderr);
        return 1;
    }
    std::mt19937_64 random(1);
    size_t runs = 0;
    for (const auto& file : files) {
        const Bytes whole = contentOf(file);
        if (whole.empty()) {
            std::fprintf(stderr, "%s: cannot be read\n", file.c_str());
            return 1;
        }
        LLVMFuzzerTestOneInput(whole.data(), whole.size());
        for (int i = 0; i < kCopies; ++i, ++runs) {
            const Bytes bytes = damaged(whole, random);
            LLVMFuzzerTestOneInput(bytes.data(), bytes.size());
        }
    }
    std::printf("%zu damaged copies of %zu files were read or refused\n", runs, files.size());
    return 0;
}
