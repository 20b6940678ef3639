// Text that comes from files, made fit to be shown.
#pragma once
#include <string>
#include <string_view>

namespace bitladder
{

enum class LineBreaks : unsigned char { Escaped, Kept };

// Valid UTF-8 that moves no cursor and changes no colour: control characters (C0, DEL, C1, and those that turn the
// direction of text) and bytes that are not UTF-8 become \xNN or \u{NNNN}. Line breaks and tabs stay where they are
// kept.
std::string printable(std::string_view text, LineBreaks breaks = LineBreaks::Escaped);

// The content of a text file as UTF-8: a byte order mark is dropped, UTF-16 (with its mark) converted. Other bytes
// stay as they are.
std::string decodedText(std::string_view bytes);

// What a file is that was taken for another kind, as the end of a sentence: "is a Git LFS pointer …", "is an HTML
// page …", "is packed with gzip …". Empty where nothing of that is recognized.
std::string mistakenFile(std::string_view bytes);

} // namespace bitladder
