#include "core/data/folder.h"

#include "core/base/files.h"
#include "core/base/text.h"
#include "core/data/table.h"

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

bool hidden(const fs::path& path)
{
    const std::string name = path.filename().string();
    return name.starts_with('.') || name == "__MACOSX" || name == "__pycache__";
}

// A table beside pictures or tensors tells something about them; where there is nothing else, tables are the tensors.
std::vector<fs::path> filesIn(const fs::path& folder)
{
    std::vector<fs::path> files, tables;
    std::error_code error;
    for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error))
        if (!hidden(it->path()) && it->is_regular_file(error)
            && (isPictureFile(it->path()) || isTensorFile(it->path())))
            (hasExtension(it->path(), {".csv"}) ? tables : files).push_back(it->path());
    if (files.empty()) files = std::move(tables);
    std::ranges::sort(files);
    return files;
}

// Finds the index of a class by its name. Lines of a list may hold a code and a name ("n01440764 tench"), and several
// names ("tench, Tinca tinca"): each of them is known, unless two lines have it.
class ClassNames
{
public:
    explicit ClassNames(const std::vector<std::string>& names)
    {
        for (size_t i = 0; i < names.size(); ++i) {
            const auto index = static_cast<int>(i);
            add(m_whole, names[i], index);
            size_t begin = 0;
            for (size_t end = 0; end != std::string::npos; begin = end + 1) {
                end = names[i].find(',', begin);
                add(m_parts, names[i].substr(begin, end - begin), index);
            }
            if (const size_t blank = names[i].find_first_of(" \t"); blank != std::string::npos) {
                add(m_parts, names[i].substr(0, blank), index);
                add(m_parts, names[i].substr(blank), index);
            }
        }
    }
    std::optional<int> find(const std::string& name) const
    {
        for (const auto* names : {&m_whole, &m_parts})
            if (const auto it = names->find(key(name)); it != names->end() && it->second >= 0) return it->second;
        return std::nullopt;
    }

private:
    // Capitals, blanks and the signs that stand for them do not matter.
    static std::string key(std::string name)
    {
        std::ranges::replace_if(
            name, [](char c) { return c == '_' || c == '-' || c == '\t'; }, ' ');
        const size_t begin = name.find_first_not_of(' ');
        if (begin == std::string::npos) return {};
        return lowered(name.substr(begin, name.find_last_not_of(' ') - begin + 1));
    }
    static void add(std::map<std::string, int>& names, const std::string& name, int index)
    {
        const auto [it, fresh] = names.emplace(key(name), index);
        if (!fresh && it->second != index) it->second = -1;
    }
    std::map<std::string, int> m_whole, m_parts;
};

// Indices for names of classes, each name once: numbers as they are, else by the list, else in alphabetical order.
std::map<std::string, int> indicesOf(
    const std::set<std::string>& names, const std::vector<std::string>& list, PictureFolder& folder)
{
    std::map<std::string, int> indices;
    if (std::ranges::all_of(names, [](const std::string& name) { return number(name).value_or(-1) >= 0; })) {
        for (const std::string& name : names)
            indices[name] = *number(name);
        folder.source = LabelSource::FolderNumbers;
        return indices;
    }
    const ClassNames known(list);
    std::string unknown;
    for (const std::string& name : names) {
        if (const auto index = known.find(name))
            indices[name] = *index;
        else
            unknown += (unknown.empty() ? "" : ", ") + name;
    }
    if (!indices.empty()) {
        folder.source = LabelSource::ClassNames;
        if (!unknown.empty())
            folder.doubts.push_back(
                fmt::format("no class of the network is called {}: these pictures have no label", unknown));
        return indices;
    }
    folder.source = LabelSource::FolderOrder;
    for (const std::string& name : names)
        indices.emplace(name, static_cast<int>(indices.size()));
    if (!list.empty())
        folder.doubts.push_back(fmt::format(
            "none of the {} names of classes is the network's: they were counted in alphabetical order", names.size()));
    return indices;
}

std::optional<size_t> columnOf(const std::vector<std::string>& header, std::initializer_list<std::string_view> names)
{
    for (const std::string_view name : names)
        for (size_t i = 0; i < header.size(); ++i)
            if (lowered(header[i]) == name) return i;
    return std::nullopt;
}

Result<PictureFolder> fromTable(const fs::path& folder, const fs::path& csv, const std::vector<std::string>& list)
{
    auto text = readTextFile(csv, size_t {1} << 26);
    if (!text) return pass(text.error());
    PictureFolder result;
    result.path = folder;
    const auto rows = readTable(*text);
    if (rows.empty()) return fail("{}: holds no rows", csv.string());
    const auto& header = rows.front().cells;
    auto fileColumn = columnOf(header, {"file", "filename", "file_name", "image", "image_name"});
    auto indexColumn = columnOf(header, {"class_index", "index", "class_id", "label_index", "label_id", "target"});
    auto nameColumn = columnOf(header, {"class_name", "name", "label", "labels", "class", "category"});
    size_t first = 1;
    if (!fileColumn) {
        if (!isPictureFile(header[0]) && !isTensorFile(header[0]))
            return fail("{}: line {}: no column is called file", csv.string(), rows.front().line);
        first = 0;
        fileColumn = 0;
        nameColumn = header.size() > 1 ? std::optional<size_t>(1) : std::nullopt;
        indexColumn.reset();
    }
    std::vector<std::string> names; // of the files, where they have no number
    for (size_t r = first; r < rows.size(); ++r) {
        const auto& [line, cells] = rows[r];
        if (cells.size() <= *fileColumn || (indexColumn && cells.size() <= *indexColumn))
            return fail("{}: line {}: too few columns", csv.string(), line);
        fs::path relative(cells[*fileColumn]);
        if (relative.is_absolute() || std::ranges::find(relative, fs::path("..")) != relative.end())
            return fail("{}: line {}: \"{}\" lies outside the folder", csv.string(), line, relative.string());
        if (!isPictureFile(relative) && !isTensorFile(relative)) continue;
        const std::string name = nameColumn && cells.size() > *nameColumn ? cells[*nameColumn] : std::string();
        LabelledFile entry {folder / relative, -1};
        if (indexColumn) {
            const auto label = number(cells[*indexColumn]);
            if (!label || *label < 0)
                return fail("{}: line {}: {} \"{}\" is not a whole number", csv.string(), line,
                    lowered(header[*indexColumn]), cells[*indexColumn]);
            entry.label = *label;
            if (!name.empty()) result.names[*label] = name;
        }
        result.files.push_back(std::move(entry));
        names.push_back(name);
    }
    result.source = indexColumn ? LabelSource::Table : LabelSource::None;
    if (indexColumn || !nameColumn) return result;
    std::set<std::string> classes(names.begin(), names.end());
    classes.erase("");
    const auto indices = indicesOf(classes, list, result);
    for (size_t i = 0; i < result.files.size(); ++i)
        if (const auto it = indices.find(names[i]); it != indices.end()) {
            result.files[i].label = it->second;
            result.names[it->second] = names[i];
        }
    if (result.source == LabelSource::FolderNumbers) result.source = LabelSource::Table;
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

std::vector<std::string> readClassNames(const fs::path& file)
{
    std::vector<std::string> names;
    std::error_code error;
    if (!fs::is_regular_file(file, error)) return names;
    const auto bytes = readTextFile(file, size_t {1} << 24);
    if (!bytes) return names;
    const std::string text = decodedText(*bytes);
    for (size_t begin = 0; begin < text.size();) {
        const size_t end = std::min(text.find_first_of("\n\r", begin), text.size());
        const std::string line = text.substr(begin, end - begin);
        begin = end + (text.substr(end, 2) == "\r\n" ? 2 : 1);
        const size_t first = line.find_first_not_of(" \t");
        names.push_back(
            first == std::string::npos ? std::string() : line.substr(first, line.find_last_not_of(" \t") - first + 1));
    }
    while (!names.empty() && names.back().empty())
        names.pop_back();
    return names;
}

Result<PictureFolder> readFolder(const fs::path& path, const std::vector<std::string>& classNames)
{
    std::error_code error;
    if (!fs::is_directory(path, error)) return fail("{}: is not a folder", path.string());
    const std::vector<std::string> list = classNames.empty() ? readClassNames(path / "labels.txt") : classNames;
    PictureFolder folder;
    folder.path = path;
    std::set<std::string> classes;
    fs::path csv;
    bool pictures = false;
    for (fs::directory_iterator it(path, error), end; !error && it != end; it.increment(error)) {
        if (lowered(it->path().filename().string()) == "labels.csv" && it->is_regular_file(error)) csv = it->path();
        if (hidden(it->path()) || !it->is_directory(error)) continue;
        classes.insert(it->path().filename().string());
        pictures = pictures || !filesIn(it->path()).empty();
    }
    if (!csv.empty()) {
        auto listed = fromTable(path, csv, list);
        if (!listed) return listed;
        folder = *std::move(listed);
    } else if (pictures) {
        const auto indices = indicesOf(classes, list, folder);
        for (const std::string& name : classes) {
            const auto index = indices.find(name);
            if (index != indices.end()) folder.names[index->second] = name;
            for (auto& file : filesIn(path / name))
                folder.files.push_back({std::move(file), index == indices.end() ? -1 : index->second});
        }
    } else {
        for (auto& file : filesIn(path))
            folder.files.push_back({std::move(file), -1});
    }
    if (folder.files.empty()) return fail("{}: holds no pictures", path.string());
    return folder;
}

std::vector<std::string> labelDoubts(const PictureFolder& folder, int64_t scores)
{
    std::vector<std::string> doubts = folder.doubts;
    if (scores <= 0 || !folder.labelled()) return doubts;
    const auto beyond = std::ranges::find_if(folder.files, [&](const LabelledFile& f) { return f.label >= scores; });
    if (beyond != folder.files.end())
        doubts.push_back(fmt::format("{}: has the class {}, but the network gives {} scores, from 0 on",
            beyond->file.string(), beyond->label, scores));
    const auto classes = static_cast<int64_t>(folder.names.size());
    if (folder.source == LabelSource::FolderOrder && classes != scores)
        doubts.push_back(
            fmt::format("{}: has {} classes, counted in alphabetical order, but the network gives {} scores: "
                        "the labels may be wrong (names in labels.txt, or numbers as names, make them right)",
                folder.path.string(), classes, scores));
    return doubts;
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
