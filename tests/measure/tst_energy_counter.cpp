// The energy counter against files as the system shows them.
#include "core/measure/energy_counter.h"
#include "tests/support/test_support.h"

#include <filesystem>

using namespace bitladder;

class TestEnergyCounter : public QObject
{
    Q_OBJECT

    static void show(
        const test::TempFolder& folder, const std::string& zone, const std::string& name, const std::string& energy)
    {
        std::filesystem::create_directories(folder.path() / zone);
        folder.write(zone + "/name", name + "\n");
        folder.write(zone + "/max_energy_range_uj", "1000000\n");
        folder.write(zone + "/energy_uj", energy + "\n");
    }

private slots:
    void packagesAreAddedUpAndBeginAnew()
    {
        const test::TempFolder folder;
        show(folder, "intel-rapl:0", "package-0", "100000");
        show(folder, "intel-rapl:1", "package-1", "900000");
        show(folder, "intel-rapl:0:0", "core", "5"); // is in its package
        auto counter = measure::EnergyCounter::open(folder.path());
        VERIFY_OK(counter);
        show(folder, "intel-rapl:0", "package-0", "350000");
        show(folder, "intel-rapl:1", "package-1", "50000"); // past its end
        const auto joules = counter->joules();
        VERIFY_OK(joules);
        QCOMPARE(*joules, 0.25 + 0.15);
        QCOMPARE(*counter->joules(), 0.0);
    }

    void reasons()
    {
        const test::TempFolder folder;
        VERIFY_FAILS(measure::EnergyCounter::open(folder.path() / "none"), {"no energy counter"});
        show(folder, "intel-rapl:0", "package-0", "no number");
        VERIFY_FAILS(measure::EnergyCounter::open(folder.path()), {"energy_uj", "no number"});
        std::filesystem::remove(folder.path() / "intel-rapl:0" / "energy_uj");
        VERIFY_FAILS(measure::EnergyCounter::open(folder.path()), {"energy_uj", "cannot be read"});
    }
};

QTEST_APPLESS_MAIN(TestEnergyCounter)
#include "tst_energy_counter.moc"
