#include "core/data/csv_tensor.h"

#include "core/base/files.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <string_view>
#include <vector>

namespace bitladder::data
{

namespace
{

constexpr size_t kMostBytes = size_t {1} << 26;
constexpr std::string_view kBlank = " \t\r";

std::string_view trimmed(std::string_view text)
{
    const size_t begin = text.find_first_not_of(kBlank);
    if (begin == std::string_view::npos) return {};
    return text.substr(begin, text.find_last_not_of(kBlank) - begin + 1);
}

char separatorOf(std::string_view row)
{
    for (const char c : {',', ';', '\t'})
        if (row.find(c) != std::string_view::npos) return c;
    return ' ';
}

// Runs of blanks separate once; every other separator counts.
std::vector<std::string_view> cellsOf(std::string_view row, char separator)
{
    std::vector<std::string_view> cells;
    while (true) {
        const size_t end = separator == ' ' ? row.find_first_of(kBlank) : row.find(separator);
        cells.push_back(trimmed(row.substr(0, end)));
        if (end == std::string_view::npos) return cells;
        row = separator == ' ' ? trimmed(row.substr(end)) : row.substr(end + 1);
    }
}

std::optional<double> number(std::string_view cell)
{
    if (cell.size() >= 2 && cell.front() == '"' && cell.back() == '"') cell = trimmed(cell.substr(1, cell.size() - 2));
    if (cell.size() > 1 && cell.front() == '+' && cell[1] != '-') cell.remove_prefix(1);
    double value = 0;
    const auto [end, error] = std::from_chars(cell.data(), cell.data() + cell.size(), value);
    if (error != std::errc {} || end != cell.data() + cell.size()) return std::nullopt;
    return value;
}

// A piece of the file for a sentence: one line, not long.
std::string shown(std::string_view cell)
{
    constexpr size_t kMost = 24;
    std::string text(cell.substr(0, kMost));
    std::ranges::replace_if(
        text, [](unsigned char c) { return c < ' '; }, '?');
    return cell.size() > kMost ? text + "…" : text;
}

} // namespace

Result<tensor::Tensor> readCsv(const std::filesystem::path& path)
{
    const auto text = readTextFile(path, kMostBytes);
    if (!text) return pass(text.error());
    std::string_view rest = *text;
    if (rest.starts_with("\xEF\xBB\xBF")) rest.remove_prefix(3); // the byte order mark of some spreadsheets

    std::vector<double> values;
    std::optional<char> separator;
    size_t columns = 0;
    int64_t rows = 0;
    bool heading = false;
    for (int64_t line = 1; !rest.empty(); ++line) {
        const size_t end = std::min(rest.find('\n'), rest.size());
        std::string_view row = rest.substr(0, end);
        rest.remove_prefix(std::min(end + 1, rest.size()));
        row = trimmed(row.substr(0, row.find('#')));
        if (row.empty()) continue;
        if (!separator) separator = separatorOf(row);
        const auto cells = cellsOf(row, *separator);
        if (rows == 0 && !heading
            && std::ranges::none_of(cells, [](std::string_view cell) { return number(cell).has_value(); })) {
            heading = true;
            separator.reset(); // a heading of one word says nothing of what separates numbers
            continue;
        }
        if (rows > 0 && cells.size() != columns)
            return fail(
                "{}: line {}: {} numbers where the rows before have {}", path.string(), line, cells.size(), columns);
        columns = cells.size();
        for (size_t i = 0; i < cells.size(); ++i) {
            const auto value = number(cells[i]);
            if (!value)
                return fail(
                    "{}: line {}, column {}: \"{}\" is not a number", path.string(), line, i + 1, shown(cells[i]));
            values.push_back(*value);
        }
        ++rows;
    }
    if (rows == 0) return fail("{}: holds no numbers", path.string());
    return tensor::Tensor::of<double>({rows, static_cast<int64_t>(columns)}, values);
}

} // namespace bitladder::data
