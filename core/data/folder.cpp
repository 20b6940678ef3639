#include "core/data/folder.h"

#include "core/base/files.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <set>

namespace bitladder::data
{

namespace fs = std::filesystem;

namespace
{

std::string lowered(std::string text)
{
    std::ranges::transform(text, text.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return text;
}

bool hasExtension(const fs::path& path, std::initializer_list<std::string_view> extensions)
{
    const std::string extension = lowered(path.extension().string());
    return std::ranges::find(extensions, extension) != extensions.end();
}

std::optional<int> number(std::string_view text)
{
    int value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc {} || end != text.data() + text.size() || text.empty()) return std::nullopt;
    return value;
}

// Fields of one CSV line; quotes protect commas, doubled quotes are quotes.
std::vector<std::string> fieldsOf(std::string_view line)
{
    std::vector<std::string> fields(1);
    bool quoted = false;
    for (size_t i = 0; i < line.size(); ++i) {
        if (line[i] == '"') {
            if (quoted && i + 1 < line.size() && line[i + 1] == '"')
                fields.back() += line[++i];
            else
                quoted = !quoted;
        } else if (line[i] == ',' && !quoted) {
            fields.emplace_back();
        } else if (line[i] != '\r') {
            fields.back() += line[i];
        }
    }
    return fields;
}

// A table beside pictures or tensors tells something about them; where there is nothing else, tables are the tensors.
std::vector<fs::path> filesIn(const fs::path& folder)
{
    std::vector<fs::path> files, tables;
    std::error_code error;
    for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error))
        if (it->is_regular_file(error) && (isPictureFile(it->path()) || isTensorFile(it->path())))
            (hasExtension(it->path(), {".csv"}) ? tables : files).push_back(it->path());
    if (files.empty()) files = std::move(tables);
    std::ranges::sort(files);
    return files;
}

Result<PictureFolder> fromCsv(const fs::path& folder, const fs::path& csv)
{
    auto text = readTextFile(csv, size_t {1} << 26);
    if (!text) return pass(text.error());
    PictureFolder result;
    result.path = folder;
    std::optional<size_t> fileColumn, labelColumn, nameColumn;
    size_t begin = 0;
    for (int line = 1; begin < text->size(); ++line) {
        const size_t end = std::min(text->find('\n', begin), text->size());
        const auto fields = fieldsOf(std::string_view(*text).substr(begin, end - begin));
        begin = end + 1;
        if (line == 1) {
            for (size_t i = 0; i < fields.size(); ++i) {
                if (fields[i] == "file") fileColumn = i;
                if (fields[i] == "class_index") labelColumn = i;
                if (fields[i] == "class_name" || fields[i] == "name") nameColumn = i;
            }
            if (!fileColumn) return fail("{}: line 1: no column is called file", csv.string());
            continue;
        }
        if (fields.size() == 1 && fields[0].empty()) continue;
        if (fields.size() <= *fileColumn || (labelColumn && fields.size() <= *labelColumn))
            return fail("{}: line {}: too few columns", csv.string(), line);
        const fs::path relative(fields[*fileColumn]);
        if (relative.is_absolute() || std::ranges::find(relative, fs::path("..")) != relative.end())
            return fail("{}: line {}: \"{}\" lies outside the folder", csv.string(), line, relative.string());
        if (!isPictureFile(relative) && !isTensorFile(relative)) continue;
        LabelledFile entry {folder / relative, -1};
        if (labelColumn) {
            const auto label = number(fields[*labelColumn]);
            if (!label || *label < 0)
                return fail(
                    "{}: line {}: class_index \"{}\" is not a whole number", csv.string(), line, fields[*labelColumn]);
            entry.label = *label;
            if (nameColumn && fields.size() > *nameColumn) result.names[*label] = fields[*nameColumn];
        }
        result.files.push_back(std::move(entry));
    }
    return result;
}

} // namespace

bool PictureFolder::labelled() const
{
    return std::ranges::any_of(files, [](const LabelledFile& f) { return f.label >= 0; });
}

bool isPictureFile(const fs::path& path)
{
    return hasExtension(path, {".png", ".jpg", ".jpeg", ".bmp", ".tif", ".tiff", ".webp"});
}

bool isTensorFile(const fs::path& path)
{
    return hasExtension(path, {".npy", ".pb", ".csv"}) && lowered(path.filename().string()) != "labels.csv";
}

Result<PictureFolder> readFolder(const fs::path& path)
{
    std::error_code error;
    if (!fs::is_directory(path, error)) return fail("{}: is not a folder", path.string());
    const fs::path csv = path / "labels.csv";
    PictureFolder folder;
    if (fs::is_regular_file(csv, error)) {
        auto listed = fromCsv(path, csv);
        if (!listed) return listed;
        folder = *std::move(listed);
    } else {
        folder.path = path;
        std::vector<fs::path> classes;
        for (fs::directory_iterator it(path, error), end; !error && it != end; it.increment(error))
            if (it->is_directory(error) && !filesIn(it->path()).empty()) classes.push_back(it->path());
        std::ranges::sort(classes);
        const bool numbers
            = std::ranges::all_of(classes, [](const fs::path& p) { return number(p.filename().string()).has_value(); });
        for (size_t i = 0; i < classes.size(); ++i) {
            const std::string name = classes[i].filename().string();
            const int label = numbers ? *number(name) : static_cast<int>(i);
            folder.names[label] = name;
            for (auto& file : filesIn(classes[i]))
                folder.files.push_back({std::move(file), label});
        }
        if (classes.empty())
            for (auto& file : filesIn(path))
                folder.files.push_back({std::move(file), -1});
    }
    if (folder.files.empty()) return fail("{}: holds no pictures", path.string());
    return folder;
}

std::vector<LabelledFile> sampleOf(const PictureFolder& folder, size_t limit)
{
    if (limit == 0 || limit >= folder.files.size()) return folder.files;
    std::vector<LabelledFile> sample;
    for (size_t i = 0; i < limit; ++i)
        sample.push_back(folder.files[i * folder.files.size() / limit]);
    return sample;
}

} // namespace bitladder::data
