#include "core/ops/table.h"

#include "core/ops/operator.h"

#include <algorithm>

namespace bitladder::ops
{

std::vector<OperatorRange> operatorRanges()
{
    std::vector<OperatorRange> ranges;
    for (const Operator* entry : allOperators()) { // of one name: by ascending `since`
        if (!ranges.empty()) {
            OperatorRange& last = ranges.back();
            if (last.name == entry->name && last.domain == entry->domain
                && (last.until == 0 || entry->since <= last.until + 1)) {
                if (last.until != 0) last.until = entry->until == 0 ? 0 : std::max(last.until, entry->until);
                continue;
            }
        }
        ranges.push_back({entry->domain, entry->name, entry->since, entry->until});
    }
    return ranges;
}

std::string_view domainName(std::string_view domain)
{
    return domain.empty() ? "ai.onnx" : domain;
}

std::string opsetText(const OperatorRange& range)
{
    if (range.until == 0) return fmt::format("{} and later", range.since);
    if (range.until == range.since) return fmt::format("{}", range.since);
    return fmt::format("{} to {}", range.since, range.until);
}

std::string operatorTable()
{
    std::string text
        = "# Operators\n\n"
          "The operators that Bitladder runs, with the opsets of their domain. Other operators can be looked at in the "
          "graph;\nwhat needs them says so. Functions that a model defines itself are replaced by their bodies.\n\n"
          "This page is made from the registry: `bitladder-cli operators --markdown`.\n";
    std::string_view domain = "none yet";
    for (const OperatorRange& range : operatorRanges()) {
        if (range.domain != domain) {
            domain = range.domain;
            text += fmt::format("\n## {}\n\n| operator | opsets |\n| --- | --- |\n", domainName(domain));
        }
        text += fmt::format("| {} | {} |\n", range.name, opsetText(range));
    }
    return text;
}

} // namespace bitladder::ops
