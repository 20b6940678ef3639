// Packed weights are found again, and no more than the bound is kept: what was used longest ago goes first.
#include "core/engine/executable.h"
#include "core/engine/packed_layer.h"
#include "tests/support/test_support.h"

using namespace bitladder;
using namespace bitladder::engine;

namespace
{

PackCache::Key keyOf(int layer, int bits)
{
    return {{layer, quant::defaultWeightSpec(quant::intFormat(bits)), {}, 0}, Compute {}, kernels::Level::Scalar};
}

std::shared_ptr<const PackedLayer> packedOf(size_t bytes)
{
    auto packed = std::make_shared<PackedLayer>();
    packed->resident = bytes;
    return packed;
}

} // namespace

class TestPackCache : public QObject
{
    Q_OBJECT

private slots:
    void findsWhatWasPut()
    {
        PackCache cache;
        const auto packed = packedOf(100);
        cache.put(keyOf(0, 8), packed);
        QVERIFY(cache.find(keyOf(0, 8)) == packed);
        QVERIFY(!cache.find(keyOf(0, 7)));
        QVERIFY(!cache.find(keyOf(1, 8)));
        cache.put(keyOf(0, 8), packedOf(60)); // takes its place
        QCOMPARE(cache.bytes(), size_t {60});
    }

    void aLayerKeepsItsLatestThree()
    {
        PackCache cache;
        for (int bits = 2; bits <= 6; ++bits)
            cache.put(keyOf(0, bits), packedOf(10));
        QVERIFY(!cache.find(keyOf(0, 3)));
        QVERIFY(cache.find(keyOf(0, 4)) && cache.find(keyOf(0, 5)) && cache.find(keyOf(0, 6)));
        QCOMPARE(cache.bytes(), size_t {30});
    }

    void codesAreKeptBesidePackings()
    {
        PackCache cache;
        auto codes = std::make_shared<quant::QuantizedTensor>();
        codes->key = keyOf(0, 8).weights;
        codes->codes = std::vector<int8_t>(50);
        cache.putCodes(codes);
        cache.put(keyOf(0, 8), packedOf(10));
        QCOMPARE(cache.bytes(), size_t {60});
        QVERIFY(cache.findCodes(keyOf(0, 8).weights) == codes);
        QVERIFY(!cache.findCodes(keyOf(0, 7).weights));
        quant::QuantizationKey other = codes->key;
        other.data = 1; // another calibration
        QVERIFY(!cache.findCodes(other));
        QVERIFY(cache.find(keyOf(0, 8)));
    }

    void thereMayBeRoomForMore()
    {
        PackCache cache;
        cache.setRoom(100);
        for (int bits = 2; bits <= 8; ++bits)
            cache.put(keyOf(0, bits), packedOf(10));
        QVERIFY(cache.find(keyOf(0, 2)));
        QCOMPARE(cache.bytes(), size_t {70});
        cache.setRoom(0); // the latest three stay: 7, 8 and what was used
        QCOMPARE(cache.bytes(), size_t {30});
        QVERIFY(cache.find(keyOf(0, 2)) && cache.find(keyOf(0, 7)) && cache.find(keyOf(0, 8)));
        cache.put(keyOf(0, 5), packedOf(10));
        QCOMPARE(cache.bytes(), size_t {30});
    }

    void theBoundHolds()
    {
        PackCache cache;
        cache.setBound(100);
        for (int layer = 0; layer < 3; ++layer)
            cache.put(keyOf(layer, 8), packedOf(30));
        QVERIFY(cache.find(keyOf(0, 8))); // used: the next to go is layer 1
        cache.put(keyOf(3, 8), packedOf(30));
        QCOMPARE(cache.bytes(), size_t {90});
        QVERIFY(!cache.find(keyOf(1, 8)));
        QVERIFY(cache.find(keyOf(0, 8)) && cache.find(keyOf(2, 8)) && cache.find(keyOf(3, 8)));
        cache.setBound(60);
        QCOMPARE(cache.bytes(), size_t {60});
        QVERIFY(!cache.find(keyOf(0, 8)));
        cache.put(keyOf(4, 8), packedOf(61)); // larger than all that may be kept
        QCOMPARE(cache.bytes(), size_t {60});
        QVERIFY(!cache.find(keyOf(4, 8)));
    }
};

QTEST_MAIN(TestPackCache)
#include "tst_pack_cache.moc"
