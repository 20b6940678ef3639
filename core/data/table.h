// Text files with rows and columns, as people and spreadsheets write them.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace bitladder::data
{

struct TableRow {
    int line = 0; // of the file, from 1
    std::vector<std::string> cells; // without blanks around them
};

enum class Comments : unsigned char { WholeLines, BehindCells }; // from '#' on
enum class Blanks : unsigned char { BelongToCells, SeparateCells }; // where a file has neither comma, semicolon nor tab

struct TableStyle {
    Comments comments = Comments::WholeLines;
    Blanks blanks = Blanks::BelongToCells;
};

// UTF-8 or UTF-16 with a byte order mark; lines that end in LF, CR LF or CR. The separator is that of the first row
// that has one: tab, semicolon or comma, whichever is there most often outside of quotes. Quotes protect separators,
// doubled quotes are quotes. Empty lines and comments are no rows.
std::vector<TableRow> readTable(std::string_view bytes, const TableStyle& style = {});

} // namespace bitladder::data
