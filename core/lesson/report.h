// A report for the teacher: one HTML file without links, scripts or pictures, that any browser shows and prints.
#pragma once
#include "core/lesson/player.h"

namespace bitladder::lesson
{

// All learners in one table, and below it what each of them answered. Names and answers are escaped.
std::string reportHtml(const Lesson& lesson, std::span<const Grade> grades);
// & < > " ' as entities; control characters go.
std::string htmlText(std::string_view text);

} // namespace bitladder::lesson
