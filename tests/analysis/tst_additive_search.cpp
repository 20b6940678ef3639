// The search over additive models against trying every choice.
#include "core/analysis/additive_search.h"
#include "tests/support/test_support.h"

#include <algorithm>
#include <cmath>

using namespace bitladder;
using namespace bitladder::analysis;

namespace
{

std::vector<SearchItem> randomItems(test::Random& random, size_t items, size_t options)
{
    std::vector<SearchItem> list(items);
    for (auto& item : list)
        for (size_t o = 0; o < options; ++o)
            item.push_back({random.uniform(1, 100), std::exp(random.uniform(-8, 0))});
    return list;
}

std::vector<SearchPoint> everyChoice(const std::vector<SearchItem>& items)
{
    std::vector<SearchPoint> all {{}};
    for (const SearchItem& item : items) {
        std::vector<SearchPoint> next;
        for (const SearchPoint& point : all)
            for (size_t o = 0; o < item.size(); ++o) {
                next.push_back(point);
                next.back().choice.push_back(static_cast<int>(o));
                next.back().cost += item[o].cost;
                next.back().damage += item[o].damage;
            }
        all = std::move(next);
    }
    return all;
}

} // namespace

class TestAdditiveSearch : public QObject
{
    Q_OBJECT

private slots:
    void aFrontByHand()
    {
        // (1, 9) (2, 1) and (1, 4) (3, 0) give (2, 13) (4, 9) (3, 5) (5, 1); (4, 9) costs more than (3, 5).
        const std::vector<SearchItem> items {{{1, 9}, {2, 1}}, {{1, 4}, {3, 0}}};
        const SearchFront front = paretoFront(items);
        QVERIFY(front.exact);
        QCOMPARE(front.points.size(), size_t {3});
        QCOMPARE(front.points[0].damage, 13.0);
        QCOMPARE(front.points[1].choice, (std::vector<int> {1, 0}));
        QCOMPARE(front.points[1].cost, 3.0);
        QCOMPARE(front.points[2].damage, 1.0);
        QCOMPARE(cheapest(items, 5)->cost, 3.0);
        QCOMPARE(cheapest(items, 4.9)->cost, 5.0);
        QVERIFY(!cheapest(items, 0.9));
    }

    void frontIsThatOfEveryChoice()
    {
        test::Random random(1);
        for (int round = 0; round < 3; ++round) {
            const auto items = randomItems(random, 8, 4);
            auto all = everyChoice(items);
            std::ranges::sort(all, {}, &SearchPoint::cost);
            std::vector<SearchPoint> expected;
            for (const SearchPoint& point : all)
                if (expected.empty() || point.damage < expected.back().damage) expected.push_back(point);
            const SearchFront front = paretoFront(items);
            QVERIFY(front.exact);
            QCOMPARE(front.points.size(), expected.size());
            for (size_t i = 0; i < expected.size(); ++i)
                QCOMPARE(front.points[i].choice, expected[i].choice);
            for (int k = 0; k < 40; ++k) {
                const double limit = std::exp(random.uniform(-5, 1.5));
                const auto found = cheapest(items, limit);
                double best = std::numeric_limits<double>::infinity();
                for (const SearchPoint& point : all)
                    if (point.damage <= limit) best = std::min(best, point.cost);
                QCOMPARE(found.has_value(), std::isfinite(best));
                if (!found) continue;
                QVERIFY(found->damage <= limit);
                QVERIFY2(std::fabs(found->cost - best) < 1e-9, qPrintable(QString::number(found->cost - best)));
            }
        }
    }

    // Many layers at many formats: no other choice that a descent from random beginnings finds is cheaper.
    void largeProblems()
    {
        test::Random random(2);
        for (int round = 0; round < 5; ++round) {
            auto items = randomItems(random, 60, 16);
            // As formats are: the dearer an option the less its damage.
            for (auto& item : items) {
                std::vector<double> damages;
                for (const auto& option : item)
                    damages.push_back(option.damage);
                std::ranges::sort(item, {}, &SearchOption::cost);
                std::ranges::sort(damages, std::ranges::greater());
                for (size_t o = 0; o < item.size(); ++o)
                    item[o].damage = damages[o];
            }
            const double limit = random.uniform(0.05, 2);
            const auto found = cheapest(items, limit);
            QVERIFY(found);
            QVERIFY(found->damage <= limit);
            for (int start = 0; start < 20; ++start) {
                std::vector<size_t> choice(items.size(), 15);
                double damage = 0, cost = 0;
                for (size_t i = 0; i < items.size(); ++i)
                    damage += items[i][15].damage, cost += items[i][15].cost;
                for (int move = 0; move < 4000; ++move) {
                    const auto i = static_cast<size_t>(random.integer(0, 59)),
                               o = static_cast<size_t>(random.integer(0, 15));
                    const double d = damage - items[i][choice[i]].damage + items[i][o].damage,
                                 c = cost - items[i][choice[i]].cost + items[i][o].cost;
                    if (d > limit || c >= cost) continue;
                    damage = d;
                    cost = c;
                    choice[i] = o;
                }
                QVERIFY(found->cost <= cost + 1e-9);
            }
        }
    }
};

QTEST_APPLESS_MAIN(TestAdditiveSearch)
#include "tst_additive_search.moc"
