// What the registry of operators offers, for people: one row for each operator and unbroken range of opsets.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace bitladder::ops
{

struct OperatorRange {
    std::string_view domain; // "" is ai.onnx
    std::string_view name;
    int since = 1;
    int until = 0; // 0: to the newest
    friend bool operator==(const OperatorRange&, const OperatorRange&) = default;
};

std::vector<OperatorRange> operatorRanges(); // sorted by domain and name
std::string_view domainName(std::string_view domain);
std::string opsetText(const OperatorRange& range); // "7 and later", "7 to 9"
std::string operatorTable(); // Markdown: resources/OPERATORS.md holds it

} // namespace bitladder::ops
