#include "core/data/csv_tensor.h"

#include "core/base/files.h"
#include "core/data/table.h"

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
std::optional<double> number(std::string_view cell)
{
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
    const std::string text(cell.substr(0, kMost));
    return cell.size() > kMost ? text + "…" : text;
}

} // namespace

Result<tensor::Tensor> readCsv(const std::filesystem::path& path)
{
    const auto text = readTextFile(path, kMostBytes);
    if (!text) return pass(text.error());
    std::vector<double> values;
    size_t columns = 0;
    int64_t rows = 0;
    bool heading = false;
    for (const TableRow& row : readTable(*text, {Comments::BehindCells, Blanks::SeparateCells})) {
        const auto& cells = row.cells;
        if (rows == 0 && !heading
            && std::ranges::none_of(cells, [](std::string_view cell) { return number(cell).has_value(); })) {
            heading = true;
            continue;
        }
        if (rows > 0 && cells.size() != columns)
            return fail("{}: line {}: {} numbers where the rows before have {}", path.string(), row.line, cells.size(),
                columns);
        columns = cells.size();
        for (size_t i = 0; i < cells.size(); ++i) {
            const auto value = number(cells[i]);
            if (!value)
                return fail(
                    "{}: line {}, column {}: \"{}\" is not a number", path.string(), row.line, i + 1, shown(cells[i]));
            values.push_back(*value);
        }
        ++rows;
    }
    if (rows == 0) return fail("{}: holds no numbers", path.string());
    return tensor::Tensor::of<double>({rows, static_cast<int64_t>(columns)}, values);
}

} // namespace bitladder::data
