// The time-lapse: a frame a width, and a file that needs nothing beside it.
#include "core/lesson/player.h"
#include "core/lesson/timelapse.h"

#include <QtTest>
#include <algorithm>
#include <cmath>

using namespace bitladder;
using namespace bitladder::lesson;

class TestTimelapse : public QObject
{
    Q_OBJECT

private slots:
    void aFrameAWidth()
    {
        auto player = Player::open(BITLADDER_SAMPLES, "spiral");
        QVERIFY2(player, player ? "" : player.error().message.c_str());
        int calls = 0;
        const auto frames = timelapse(player->experiment(), {}, [&](const Frame&) { ++calls; });
        QVERIFY2(frames, frames ? "" : frames.error().message.c_str());
        QCOMPARE(frames->size(), size_t {64});
        QCOMPARE(calls, 64);
        for (size_t i = 0; i < 64; ++i) {
            const Frame& frame = (*frames)[i];
            QCOMPARE(frame.bits, 64 - static_cast<int>(i));
            QCOMPARE(frame.format, quant::name(quant::dialFormat(frame.bits)));
            QCOMPARE(frame.shares.size(), size_t {3});
            QVERIFY(frame.shares[static_cast<size_t>(frame.top)] == std::ranges::max(frame.shares));
            if (i > 0) QVERIFY(frame.bytes < (*frames)[i - 1].bytes);
            // The plane, in up to three classes.
            QCOMPARE(frame.regions.size(), static_cast<size_t>(kRegionSide) * kRegionSide);
            QVERIFY(std::ranges::max(frame.regions) < 3);
        }
        const auto differing = [&](size_t a, size_t b) {
            size_t count = 0;
            for (size_t i = 0; i < (*frames)[a].regions.size(); ++i)
                count += (*frames)[a].regions[i] != (*frames)[b].regions[i];
            return count;
        };
        QCOMPARE(differing(0, 64 - 32), size_t {0});
        QVERIFY(differing(0, 64 - 8) < differing(0, 64 - 3) && differing(0, 64 - 3) > 100);
        const std::string html = timelapseHtml(*frames, {}, "spiral");
        QVERIFY(html.find("\"regions\":\"") != std::string::npos && html.find("id=\"plane\"") != std::string::npos);
        // Against float64: 64 bits lose nothing, and 32 more than they.
        QVERIFY(std::isinf((*frames)[64 - 64].sqnrDb) && (*frames)[64 - 32].sqnrDb < 200);
        QVERIFY((*frames)[64 - 8].sqnrDb > (*frames)[64 - 4].sqnrDb);
        QVERIFY((*frames)[64 - 4].sqnrDb > (*frames)[64 - 1].sqnrDb);
    }

    void aStoppedOneIsCancelled()
    {
        auto player = Player::open(BITLADDER_SAMPLES, "spiral");
        QVERIFY(player.has_value());
        std::stop_source stop;
        Job job;
        job.stop = stop.get_token();
        const auto frames = timelapse(player->experiment(), job, [&](const Frame&) { stop.request_stop(); });
        QVERIFY(!frames && frames.error().cancelled());
    }

    void theFileStandsAlone()
    {
        Frame frame;
        frame.format = "float64";
        frame.shares = {0.2, 0.7, 0.1};
        frame.top = 1;
        frame.sqnrDb = std::numeric_limits<double>::infinity();
        const std::string names[] = {"a", "</script><b>", "c"};
        const std::string html = timelapseHtml(std::span(&frame, 1), names, "1 < 2");
        QVERIFY(html.find("</script><b>") == std::string::npos);
        QVERIFY(html.find("1 &lt; 2") != std::string::npos);
        QVERIFY(html.find("http") == std::string::npos && html.find("src=") == std::string::npos);
        QVERIFY(html.find("const first = 1;") != std::string::npos);
        QVERIFY(html.find(R"("bars":[{"index":1,"share":0.7},{"index":0,"share":0.2})") != std::string::npos);
    }
};

QTEST_APPLESS_MAIN(TestTimelapse)
#include "tst_timelapse.moc"
