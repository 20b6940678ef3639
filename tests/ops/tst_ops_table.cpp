// The registry as people see it: every operator once for each unbroken range of opsets, and the page that is made from
// it.
#include "core/ops/operator.h"
#include "core/ops/table.h"
#include "tests/support/test_support.h"

#include <set>

using namespace bitladder;
using ops::OperatorRange;

class TestOpsTable : public QObject
{
    Q_OBJECT

private slots:
    // At the ends of a range, and just outside, the table says what the registry does.
    void ranges()
    {
        const auto ranges = ops::operatorRanges();
        QVERIFY(ranges.size() > 200);
        const auto found = [](const OperatorRange& range, int opset) {
            graph::Node node;
            node.op = range.name;
            node.domain = range.domain;
            node.opset = opset;
            return ops::findOperator(node) != nullptr;
        };
        std::set<std::pair<std::string_view, std::string_view>> several, seen;
        for (const OperatorRange& range : ranges)
            if (!seen.insert({range.domain, range.name}).second) several.insert({range.domain, range.name});
        for (const OperatorRange& range : ranges) {
            const std::string text = fmt::format("{} {} {}", range.domain, range.name, ops::opsetText(range));
            QVERIFY2(range.since >= 1, text.c_str());
            QVERIFY2(found(range, range.since), text.c_str());
            QVERIFY2(found(range, range.until == 0 ? 1000 : range.until), text.c_str());
            if (several.contains({range.domain, range.name})) continue;
            if (range.since > 1) QVERIFY2(!found(range, range.since - 1), text.c_str());
            if (range.until > 0) QVERIFY2(!found(range, range.until + 1), text.c_str());
        }
    }

    void text()
    {
        QCOMPARE(ops::opsetText({"", "A", 7, 0}), std::string("7 and later"));
        QCOMPARE(ops::opsetText({"", "A", 9, 10}), std::string("9 to 10"));
        QCOMPARE(ops::opsetText({"", "A", 9, 9}), std::string("9"));
        QCOMPARE(ops::domainName(""), std::string_view("ai.onnx"));
        QCOMPARE(ops::domainName("com.microsoft"), std::string_view("com.microsoft"));
    }

    void page()
    {
        const std::string page = test::TempFolder::read(BITLADDER_RESOURCES "/OPERATORS.md");
        QVERIFY2(page == ops::operatorTable(),
            "resources/OPERATORS.md is not current: bitladder-cli operators --markdown > resources/OPERATORS.md");
    }
};

QTEST_APPLESS_MAIN(TestOpsTable)
#include "tst_ops_table.moc"
