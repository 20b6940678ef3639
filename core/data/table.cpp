#include "core/data/table.h"

#include "core/base/text.h"

#include <algorithm>
#include <array>

namespace bitladder::data
{

namespace
{

constexpr std::string_view kBlank = " \t\r\f\v";

std::string_view trimmed(std::string_view text)
{
    const size_t begin = text.find_first_not_of(kBlank);
    if (begin == std::string_view::npos) return {};
    return text.substr(begin, text.find_last_not_of(kBlank) - begin + 1);
}

// Calls call(index, character) for what stands outside of quotes.
template<typename Call> void eachOutsideQuotes(std::string_view line, Call call)
{
    bool quoted = false;
    for (size_t i = 0; i < line.size(); ++i) {
        if (line[i] == '"')
            quoted = !quoted;
        else if (!quoted)
            call(i, line[i]);
    }
}

char separatorOf(std::string_view line)
{
    constexpr std::array<char, 3> kSeparators {'\t', ';', ','};
    std::array<size_t, 3> counts {};
    eachOutsideQuotes(line, [&](size_t, char c) {
        for (size_t k = 0; k < kSeparators.size(); ++k)
            counts[k] += c == kSeparators[k];
    });
    const auto most = std::ranges::max_element(counts);
    return *most == 0 ? '\0' : kSeparators[static_cast<size_t>(most - counts.begin())];
}

std::string unquoted(std::string_view cell)
{
    cell = trimmed(cell);
    if (cell.size() < 2 || cell.front() != '"' || cell.back() != '"') return std::string(cell);
    cell = cell.substr(1, cell.size() - 2);
    std::string text;
    for (size_t i = 0; i < cell.size(); ++i) {
        text += cell[i];
        if (cell[i] == '"' && i + 1 < cell.size() && cell[i + 1] == '"') ++i;
    }
    return text;
}

std::vector<std::string> cellsOf(std::string_view line, char separator, Blanks blanks)
{
    std::vector<std::string> cells;
    size_t begin = 0;
    const bool byBlanks = separator == '\0' && blanks == Blanks::SeparateCells;
    eachOutsideQuotes(line, [&](size_t i, char c) {
        const bool blank = byBlanks && kBlank.find(c) != std::string_view::npos;
        if (!blank && (separator == '\0' || c != separator)) return;
        // Runs of blanks separate once; every other separator counts.
        if (!blank || i > begin) cells.push_back(unquoted(line.substr(begin, i - begin)));
        begin = i + 1;
    });
    cells.push_back(unquoted(line.substr(begin)));
    return cells;
}

} // namespace

std::vector<TableRow> readTable(std::string_view bytes, const TableStyle& style)
{
    const std::string text = decodedText(bytes);
    std::vector<TableRow> rows;
    char separator = '\0';
    size_t begin = 0;
    for (int number = 1; begin < text.size(); ++number) {
        const size_t end = std::min(text.find_first_of("\n\r", begin), text.size());
        std::string_view line = std::string_view(text).substr(begin, end - begin);
        begin = end + (text.substr(end, 2) == "\r\n" ? 2 : 1);
        if (style.comments == Comments::BehindCells) line = line.substr(0, line.find('#'));
        // Tabs at the ends are cells, and may be empty ones.
        if (trimmed(line).empty() || trimmed(line).front() == '#') continue;
        if (separator == '\0') separator = separatorOf(trimmed(line));
        rows.push_back({number, cellsOf(separator == '\t' ? line : trimmed(line), separator, style.blanks)});
    }
    return rows;
}

} // namespace bitladder::data
