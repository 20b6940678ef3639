// Choosing a level, the packing of panels, and the loops that measure a level's peak.
#include "kernel_test.h"

using namespace kernel_test;

class TestDispatch : public QObject
{
    Q_OBJECT

private slots:
    void init() { qunsetenv("BITLADDER_ISA"); }

    void namesAndLevels()
    {
        for (int i = 0; i < kLevelCount; ++i) {
            const Level level = static_cast<Level>(i);
            QVERIFY(!levelName(level).empty());
            QVERIFY(levelFromName(levelName(level)) == level);
        }
        QVERIFY(!levelFromName("sse9"));
        QVERIFY(!levelFromName(""));
        QVERIFY(!levelFromName("AVX2"));
    }

    void supportedLevelsAreOrdered()
    {
        const std::vector<Level> levels = supportedLevels();
        QVERIFY(!levels.empty());
        QVERIFY(levels.front() == Level::Scalar);
        QVERIFY(std::is_sorted(levels.begin(), levels.end()));
        QVERIFY(levels.back() == bestLevel());
        for (Level level : levels)
            QVERIFY(levelSupported(level));
    }

    void featuresAreConsistent()
    {
        for (const std::string& feature : processorFeatures())
            QVERIFY(processorHas(feature));
        QVERIFY(!processorHas("no_such_feature"));
        if (levelSupported(Level::Avx2)) QVERIFY(processorHas("avx2") && processorHas("fma"));
        if (levelSupported(Level::Avx512)) QVERIFY(processorHas("avx512f") && processorHas("avx512_vnni"));
    }

    void nothingAskedMeansTheBest()
    {
        const LevelChoice choice = chooseLevel("");
        QCOMPARE(choice.error, std::string());
        QVERIFY(choice.level == bestLevel());
    }

    void theEnvironmentCounts()
    {
        qputenv("BITLADDER_ISA", "scalar");
        QVERIFY(chooseLevel("").level == Level::Scalar);
        QVERIFY(chooseLevel("").error.empty());
        qputenv("BITLADDER_ISA", "");
        QVERIFY(chooseLevel("").level == bestLevel());
        qputenv("BITLADDER_ISA", "mmx");
        const LevelChoice wrong = chooseLevel("");
        QVERIFY(wrong.error.find("BITLADDER_ISA") != std::string::npos);
        QVERIFY(wrong.error.find("mmx") != std::string::npos);
    }

    void whatAPersonAsksComesFirst()
    {
        qputenv("BITLADDER_ISA", "mmx");
        for (Level level : supportedLevels()) {
            const LevelChoice choice = chooseLevel(levelName(level));
            QCOMPARE(choice.error, std::string());
            QVERIFY(choice.level == level);
        }
    }

    void errorsListWhatIsLegal()
    {
        const LevelChoice unknown = chooseLevel("sse9");
        QVERIFY(unknown.error.find("sse9") != std::string::npos);
        for (Level level : supportedLevels())
            QVERIFY(unknown.error.find(levelName(level)) != std::string::npos);
        for (int i = 0; i < kLevelCount; ++i) {
            const Level level = static_cast<Level>(i);
            if (levelSupported(level)) continue;
            QVERIFY(chooseLevel(levelName(level)).error.find(levelName(level)) != std::string::npos);
        }
    }

    void panels_data()
    {
        QTest::addColumn<int>("columns");
        QTest::addColumn<QList<int>>("widths");
        QTest::addColumn<QList<int>>("real");
        QTest::newRow("none") << 0 << QList<int> {} << QList<int> {};
        QTest::newRow("one") << 1 << QList<int> {4} << QList<int> {1};
        QTest::newRow("narrow") << 4 << QList<int> {4} << QList<int> {4};
        QTest::newRow("more than narrow") << 5 << QList<int> {8} << QList<int> {5};
        QTest::newRow("full") << 8 << QList<int> {8} << QList<int> {8};
        QTest::newRow("full and narrow") << 11 << QList<int> {8, 4} << QList<int> {8, 3};
        QTest::newRow("two and a part") << 22 << QList<int> {8, 8, 8} << QList<int> {8, 8, 6};
    }
    void panels()
    {
        QFETCH(int, columns);
        QFETCH(QList<int>, widths);
        QFETCH(QList<int>, real);
        packAndCheck<uint8_t>(columns, widths, real);
        packAndCheck<int8_t>(columns, widths, real);
        packAndCheck<uint16_t>(columns, widths, real);
        packAndCheck<int16_t>(columns, widths, real);
        packAndCheck<int32_t>(columns, widths, real);
        packAndCheck<int64_t>(columns, widths, real);
        packAndCheck<uint64_t>(columns, widths, real);
        packAndCheck<float>(columns, widths, real);
        packAndCheck<double>(columns, widths, real);
    }

    void peaks()
    {
        for (Level level : supportedLevels()) {
            const PeakList list = peakLoops(level);
            QVERIFY(list.count >= 5);
            QStringList names;
            for (int i = 0; i < list.count; ++i) {
                const PeakLoop& loop = list.loops[i];
                names << loop.name;
                QVERIFY(loop.macsPerIteration > 0);
                QVERIFY(loop.level <= level);
                loop.run(100);
                loop.run(0);
            }
            QCOMPARE(names.removeDuplicates(), 0);
            for (const char* name : {"float32", "float64", "int16", "int8", "binary"})
                QVERIFY2(names.contains(name), name);
        }
    }

private:
    template<typename T> static void packAndCheck(int columns, const QList<int>& widths, const QList<int>& real)
    {
        constexpr int kTaps = 3;
        constexpr int kDepth = 5;
        constexpr int kGroup = 2;
        const PanelShape shape {columns, kTaps, kDepth, 8, 4, kGroup};
        std::vector<T> weights(static_cast<size_t>(columns * kTaps * kDepth));
        for (size_t i = 0; i < weights.size(); ++i)
            weights[i] = static_cast<T>(i % 100 + 1);
        const Guarded<T> panels = packed(shape, weights);
        QVERIFY(panels.untouchedOutside());
        QCOMPARE(panelCount(shape), static_cast<int>(widths.size()));
        size_t expectedOffset = 0;
        for (int p = 0; p < panelCount(shape); ++p) {
            const PanelRef ref = panelAt(shape, p);
            QCOMPARE(ref.offset, expectedOffset);
            QCOMPARE(ref.width, widths[p]);
            QCOMPARE(ref.columns, real[p]);
            QCOMPARE(ref.firstColumn, p * 8);
            constexpr int kGroups = 3;
            for (int t = 0; t < kTaps; ++t)
                for (int g = 0; g < kGroups; ++g)
                    for (int c = 0; c < ref.width; ++c)
                        for (int k = 0; k < kGroup; ++k) {
                            const int depth = g * kGroup + k;
                            const size_t from
                                = static_cast<size_t>(((ref.firstColumn + c) * kTaps + t) * kDepth + depth);
                            const T want = c < ref.columns && depth < kDepth ? weights[from] : T(0);
                            QCOMPARE(panels.data()[ref.offset
                                         + static_cast<size_t>(((t * kGroups + g) * ref.width + c) * kGroup + k)],
                                want);
                        }
            expectedOffset += static_cast<size_t>(kTaps * kGroups * kGroup * ref.width);
        }
        QCOMPARE(panelElements(shape), expectedOffset);
    }
};

QTEST_GUILESS_MAIN(TestDispatch)
#include "tst_dispatch.moc"
