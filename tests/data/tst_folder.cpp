// Labels: tables in every common spelling, and which folder is which class.
#include "core/data/folder.h"
#include "core/data/table.h"
#include "tests/support/test_support.h"

using namespace bitladder;
using namespace bitladder::data;
using Labels = std::map<std::string, int>;

namespace
{

Labels labelsOf(const PictureFolder& folder)
{
    Labels labels;
    for (const auto& [file, label] : folder.files)
        labels[file.filename().string()] = label;
    return labels;
}

std::string text16(const std::string& text)
{
    std::string bytes = "\xff\xfe";
    for (const char c : text)
        bytes += {c, '\0'};
    return bytes;
}

const std::vector<std::string> kColours {"red", "green", "light blue, sky", "n04 dark grey"};

} // namespace

class TestFolder : public QObject
{
    Q_OBJECT

private slots:
    void tables_data()
    {
        QTest::addColumn<QByteArray>("table");
        const auto row = [](const char* name, const std::string& bytes) {
            QTest::newRow(name) << QByteArray::fromStdString(bytes);
        };
        row("plain", "file,class_index\na.png,2\nb.png,0\n");
        row("byte order mark",
            "\xef\xbb\xbf"
            "file,class_index\na.png,2\nb.png,0\n");
        row("semicolons", "file;class_index\na.png;2\nb.png;0\n");
        row("tabs", "file\tclass_index\na.png\t2\nb.png\t0\n");
        row("UTF-16", text16("file,class_index\r\na.png,2\r\nb.png,0\r\n"));
        row("capitals", "File,Class_Index\na.png,2\nb.png,0\n");
        row("comments and empty lines", "# ours\n\nfile,class_index\n# two\na.png,2\n\nb.png,0\n\n");
        row("blanks behind commas", "file, class_index\na.png, 2 \n b.png ,0\n");
        row("old line ends", "file,class_index\ra.png,2\rb.png,0\r");
        row("quotes", "\"file\",\"class_index\"\n\"a.png\",\"2\"\n\"b.png\",0\n");
        row("names of classes only", "file,label\na.png,sky\nb.png,RED\n");
        row("another name of the column", "filename,class\na.png,light_blue\nb.png,red\n");
        row("numbers as labels", "image,label\na.png,2\nb.png,0\n");
        row("without a header", "a.png,2\nb.png,0\n");
        row("without a header, names", "a.png;light blue\nb.png;red\n");
        row("more columns", "class_name,file,source,class_index\nwhatever,a.png,\"x;y\",2\nother,b.png,,0\n");
    }
    void tables()
    {
        QFETCH(QByteArray, table);
        test::TempFolder folder;
        folder.write("labels.csv", table.toStdString());
        const auto read = readFolder(folder.path(), kColours);
        VERIFY_OK(read);
        QCOMPARE(labelsOf(*read), (Labels {{"a.png", 2}, {"b.png", 0}}));
        QVERIFY(labelDoubts(*read, 4).empty());
    }

    void namesInTheFolderItself()
    {
        test::TempFolder folder;
        folder.write("labels.txt", "\xef\xbb\xbfred\r\ngreen \r\n\r\n");
        folder.write("green/a.png", "x");
        folder.write("red/b.png", "x");
        const auto read = readFolder(folder.path());
        VERIFY_OK(read);
        QCOMPARE(labelsOf(*read), (Labels {{"a.png", 1}, {"b.png", 0}}));
        QVERIFY(read->source == LabelSource::ClassNames);
        QCOMPARE(readClassNames(folder / "labels.txt"), (std::vector<std::string> {"red", "green"}));
    }

    void knownNamesAreNotSorted()
    {
        test::TempFolder folder;
        for (const char* file : {"Green/a.png", "n04/b.png", "red/c.png", "sky/d.png", "unknown/e.png"})
            folder.write(file, "x");
        const auto read = readFolder(folder.path(), kColours);
        VERIFY_OK(read);
        QCOMPARE(labelsOf(*read), (Labels {{"a.png", 1}, {"b.png", 3}, {"c.png", 0}, {"d.png", 2}, {"e.png", -1}}));
        const auto doubts = labelDoubts(*read, 4);
        QCOMPARE(doubts.size(), size_t {1});
        QVERIFY(doubts[0].find("unknown") != std::string::npos);
    }

    void hiddenFoldersAreNoClasses()
    {
        test::TempFolder folder;
        for (const char* file : {".ipynb_checkpoints/0.png", "__MACOSX/1.png", "a/x.png", "a/._x.png", "b/y.png"})
            folder.write(file, "x");
        const auto read = readFolder(folder.path());
        VERIFY_OK(read);
        QCOMPARE(labelsOf(*read), (Labels {{"x.png", 0}, {"y.png", 1}}));
        QCOMPARE(read->names.size(), size_t {2});
    }

    void emptyClassesDoNotShiftTheRest()
    {
        test::TempFolder folder;
        folder.write("c/y.png", "x");
        folder.write("a/x.png", "x");
        std::filesystem::create_directories(folder / "b");
        const auto read = readFolder(folder.path());
        VERIFY_OK(read);
        QCOMPARE(labelsOf(*read), (Labels {{"x.png", 0}, {"y.png", 2}}));
        QVERIFY(labelDoubts(*read, 3).empty());
    }

    void doubts()
    {
        test::TempFolder counted, beyond;
        for (const char* file : {"cat/a.png", "dog/b.png"})
            counted.write(file, "x");
        const auto two = readFolder(counted.path());
        VERIFY_OK(two);
        QVERIFY(labelDoubts(*two, 2).empty());
        QVERIFY(labelDoubts(*two, 10).at(0).find("has 2 classes") != std::string::npos);
        // What the network calls its classes was known, and no folder is called so.
        const auto strange = readFolder(counted.path(), kColours);
        VERIFY_OK(strange);
        QCOMPARE(labelDoubts(*strange, 4).size(), size_t {2});
        beyond.write("labels.csv", "file,class_index\na.png,0\nb.png,12\n");
        const auto far = readFolder(beyond.path());
        VERIFY_OK(far);
        QVERIFY(labelDoubts(*far, 13).empty());
        const auto said = labelDoubts(*far, 12);
        QCOMPARE(said.size(), size_t {1});
        QVERIFY(said[0].find("b.png") != std::string::npos && said[0].find("12") != std::string::npos);
    }

    void cells()
    {
        const auto rows = readTable("a;b,c\n\"1;2\"; x \"\n#no\n;\n");
        QCOMPARE(rows.size(), size_t {3});
        QCOMPARE(rows[0].cells, (std::vector<std::string> {"a", "b,c"}));
        QCOMPARE(rows[1].cells.front(), std::string("1;2"));
        QCOMPARE(rows[2].line, 4);
        QCOMPARE(rows[2].cells, (std::vector<std::string> {"", ""}));
        const auto numbers = readTable("1  2 # two\n3 4", {Comments::BehindCells, Blanks::SeparateCells});
        QCOMPARE(numbers.size(), size_t {2});
        QCOMPARE(numbers[0].cells, (std::vector<std::string> {"1", "2"}));
    }
};

QTEST_APPLESS_MAIN(TestFolder)
#include "tst_folder.moc"
