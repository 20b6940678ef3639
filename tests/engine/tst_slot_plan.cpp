// Where the arena's memory goes.
#include "core/engine/slot_plan.h"

#include <QtTest>

#include <random>

using namespace bitladder;
using namespace bitladder::engine;

class TestSlotPlan : public QObject
{
    Q_OBJECT
private slots:
    void slotsThatLiveTogetherNeverShareBytes()
    {
        std::mt19937 random(3);
        std::vector<Slot> places(60);
        size_t sum = 0;
        for (Slot& slot : places) {
            slot.first = static_cast<int>(random() % 40);
            slot.last = slot.first + static_cast<int>(random() % 8);
            slot.bytes = 1 + random() % 5000;
            sum += slot.bytes;
        }
        const size_t total = placeSlots(places);
        for (const Slot& a : places) {
            QCOMPARE(a.offset % 64, size_t {0});
            QVERIFY(a.offset + a.bytes <= total);
            for (const Slot& b : places)
                if (&a != &b && a.first <= b.last && b.first <= a.last)
                    QVERIFY(a.offset + a.bytes <= b.offset || b.offset + b.bytes <= a.offset);
        }
        QVERIFY(total < sum); // what does not live together does share
    }

    void slotsOneAfterAnotherTakeTheRoomOfTheLargest()
    {
        std::vector<Slot> places(3);
        for (int i = 0; i < 3; ++i) {
            places[static_cast<size_t>(i)].first = places[static_cast<size_t>(i)].last = i;
            places[static_cast<size_t>(i)].bytes = 100u * static_cast<size_t>(i + 1);
        }
        const size_t total = placeSlots(places);
        QVERIFY(total >= 300 && total < 600);
        for (const Slot& slot : places)
            QCOMPARE(slot.offset, size_t {0});
    }

    void anAliasLeadsToItsRoot()
    {
        std::vector<Slot> places(3);
        places[2].alias = {1};
        places[1].alias = {0};
        QCOMPARE(rootOf(places, {2}).index, 0);
        QCOMPARE(rootOf(places, {0}).index, 0);
    }
};

QTEST_APPLESS_MAIN(TestSlotPlan)
#include "tst_slot_plan.moc"
