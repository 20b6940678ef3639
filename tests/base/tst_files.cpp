// Mapped files.
#include "core/base/files.h"
#include "tests/support/test_support.h"

#include <QTemporaryDir>
#include <algorithm>
#include <fstream>
#include <numeric>
#include <unistd.h>

using namespace bitladder;

namespace
{

// Pages of files in this process, in bytes.
int64_t residentFilePages()
{
    std::ifstream file("/proc/self/statm");
    int64_t all = 0, resident = 0, shared = 0;
    file >> all >> resident >> shared;
    return shared * sysconf(_SC_PAGESIZE);
}

} // namespace

class TestFiles : public QObject
{
    Q_OBJECT

private slots:
    void pagesComeBack()
    {
        constexpr size_t kSize = size_t {16} << 20U;
        const QTemporaryDir folder;
        const auto path = std::filesystem::path(folder.path().toStdString()) / "numbers";
        std::string content(kSize, '\0');
        std::iota(content.begin(), content.end(), 'a');
        QVERIFY(writeFileAtomically(path, content));
        const auto file = MappedFile::open(path);
        QVERIFY(file);
        const auto same
            = [&] { return std::ranges::equal((*file)->bytes(), std::as_bytes(std::span<const char>(content))); };
        QVERIFY(same());
        const int64_t before = residentFilePages();
        MappedFile::letGoOfPages();
        QVERIFY(before - residentFilePages() > static_cast<int64_t>(kSize) * 3 / 4);
        QVERIFY(same());
    }

    // A mapping that is gone is not touched any more.
    void closedFiles()
    {
        const QTemporaryDir folder;
        const auto path = std::filesystem::path(folder.path().toStdString()) / "few";
        QVERIFY(writeFileAtomically(path, "abc"));
        for (int i = 0; i < 3; ++i) {
            const auto file = MappedFile::open(path);
            QVERIFY(file);
            const auto other = MappedFile::open(path);
            QVERIFY(other);
            MappedFile::letGoOfPages();
            QCOMPARE(static_cast<char>((*file)->bytes()[2]), 'c');
        }
        MappedFile::letGoOfPages();
        QVERIFY(writeFileAtomically(path, ""));
        QVERIFY((*MappedFile::open(path))->bytes().empty());
    }
};

QTEST_APPLESS_MAIN(TestFiles)
#include "tst_files.moc"
