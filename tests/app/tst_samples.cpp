// Where the samples are: beside an installed program, else in the source folder.
#include "app/window/shell/samples.h"

#include <QTemporaryDir>
#include <QTest>
#include <fstream>

using namespace bitladder::app;

class TestSamples : public QObject
{
    Q_OBJECT

private slots:
    void theInstalledOnesGoFirst()
    {
        const QTemporaryDir folder;
        const std::filesystem::path prefix = folder.path().toStdString();
        const auto installed = prefix / "bin/../share/bitladder/samples";
        QVERIFY(samplesFolder(installed, "/source/samples") == "/source/samples");
        std::filesystem::create_directories(prefix / "bin");
        std::filesystem::create_directories(prefix / "share/bitladder");
        QVERIFY(samplesFolder(installed, "/source/samples") == "/source/samples");
        std::ofstream(prefix / "share/bitladder/samples") << "a file, not a folder";
        QVERIFY(samplesFolder(installed, "/source/samples") == "/source/samples");
        std::filesystem::remove(prefix / "share/bitladder/samples");
        std::filesystem::create_directories(prefix / "share/bitladder/samples");
        QVERIFY(samplesFolder(installed, "/source/samples") == prefix / "share/bitladder/samples");
    }

    void everySampleIsThere()
    {
        const std::filesystem::path samples = BITLADDER_SAMPLES;
        for (const Sample& sample : kSamples) {
            QVERIFY(std::filesystem::is_regular_file(samples / sample.model));
            QVERIFY(std::filesystem::is_directory(samples / sample.pictures));
            QCOMPARE(findSample(sample.name), &sample);
        }
        QVERIFY(!findSample("no such sample"));
    }
};

QTEST_APPLESS_MAIN(TestSamples)
#include "tst_samples.moc"
