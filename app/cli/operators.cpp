// Lists the operators that can be run, as the registry has them.
#include "app/cli/options.h"
#include "app/cli/verbs.h"

#include "core/ops/table.h"

#include <iostream>

namespace bitladder::cli
{

Action addOperators(CLI::App& app)
{
    struct Options {
        bool json = false, markdown = false;
    };
    auto o = std::make_shared<Options>();
    CLI::App* verb = app.add_subcommand("operators", "list the operators that can be run, with their opsets");
    auto* json = verb->add_flag("--json", o->json, "one JSON document on standard output");
    verb->add_flag("--markdown", o->markdown, "the table of resources/OPERATORS.md")->excludes(json);
    return [o]() -> Result<void> {
        if (o->markdown) {
            std::cout << ops::operatorTable();
            return {};
        }
        Json list = Json::array();
        for (const ops::OperatorRange& range : ops::operatorRanges()) {
            if (o->json) {
                list.push_back({{"domain", ops::domainName(range.domain)}, {"name", range.name}, {"since", range.since},
                    {"until", range.until ? Json(range.until) : Json(nullptr)}});
            } else {
                std::cout << fmt::format(
                    "{:24} {:32} {}\n", ops::domainName(range.domain), range.name, ops::opsetText(range));
            }
        }
        if (o->json) print({{"operators", list}});
        return {};
    };
}

} // namespace bitladder::cli
