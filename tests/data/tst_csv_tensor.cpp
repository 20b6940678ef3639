// Tensors from text: what separates, headings, comments, and files that are not what they seem.
#include "core/data/csv_tensor.h"
#include "tests/support/test_support.h"

#include <cmath>
#include <limits>

using namespace bitladder;

class TestCsvTensor : public QObject
{
    Q_OBJECT

private slots:
    void reads_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<int>("rows");
        QTest::addColumn<int>("columns");
        QTest::addColumn<QList<double>>("values");
        const QList<double> four {1, -2.5, 3e-3, 4};
        QTest::newRow("commas") << QByteArray("1,-2.5\n3e-3,4\n") << 2 << 2 << four;
        QTest::newRow("no last newline") << QByteArray("1,-2.5\n3e-3,4") << 2 << 2 << four;
        QTest::newRow("Windows lines") << QByteArray("1,-2.5\r\n3e-3,4\r\n") << 2 << 2 << four;
        QTest::newRow("blanks after commas") << QByteArray("1, -2.5\n 3e-3 , 4 \n") << 2 << 2 << four;
        QTest::newRow("semicolons") << QByteArray("1;-2.5;3e-3;4\n") << 1 << 4 << four;
        QTest::newRow("tabs") << QByteArray("1\t-2.5\n3e-3\t4\n") << 2 << 2 << four;
        QTest::newRow("blanks") << QByteArray("  1   -2.5\n3e-3 4\n") << 2 << 2 << four;
        QTest::newRow("one column") << QByteArray("1\n-2.5\n3e-3\n4\n") << 4 << 1 << four;
        QTest::newRow("heading") << QByteArray("speed,angle\n1,-2.5\n3e-3,4\n") << 2 << 2 << four;
        QTest::newRow("heading of one word") << QByteArray("values\n1 -2.5\n3e-3 4\n") << 2 << 2 << four;
        QTest::newRow("comments, empty lines") << QByteArray("# a\n\n1,-2.5 # b\n\n3e-3,4\n") << 2 << 2 << four;
        QTest::newRow("quotes, plus signs, byte order mark")
            << QByteArray("\xEF\xBB\xBF\"1\",\"-2.5\"\n+3e-3,+4\n") << 2 << 2 << four;
    }
    void reads()
    {
        QFETCH(QByteArray, text);
        QFETCH(int, rows);
        QFETCH(int, columns);
        QFETCH(QList<double>, values);
        const test::TempFolder folder;
        const auto read = data::readCsv(folder.write("t.csv", text.toStdString()));
        VERIFY_OK(read);
        QVERIFY(read->type() == tensor::ElementType::Float64);
        QCOMPARE(read->shape(), (tensor::Shape {rows, columns}));
        for (int i = 0; i < values.size(); ++i)
            QCOMPARE(read->at(i), values[i]);
    }

    void takesWhatIsNotFinite()
    {
        const test::TempFolder folder;
        const auto read = data::readCsv(folder.write("t.csv", "nan,inf,-inf,1\n"));
        VERIFY_OK(read);
        QVERIFY(std::isnan(read->at(0)));
        QCOMPARE(read->at(2), -std::numeric_limits<double>::infinity());
    }

    void refuses_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("named");
        QTest::newRow("empty") << QByteArray("") << "no numbers";
        QTest::newRow("only a heading") << QByteArray("a,b\n") << "no numbers";
        QTest::newRow("two headings") << QByteArray("a,b\nc,d\n1,2\n") << "line 2, column 1: \"c\"";
        QTest::newRow("a word among numbers") << QByteArray("1,2\n3,x\n") << "line 2, column 2: \"x\"";
        QTest::newRow("an empty cell") << QByteArray("1,,2\n") << "line 1, column 2: \"\"";
        QTest::newRow("rows of different lengths") << QByteArray("1,2\n3\n") << "line 2: 1 numbers";
        QTest::newRow("too large for a double") << QByteArray("1,1e999\n") << "1e999";
        QTest::newRow("half a number") << QByteArray("1,2x\n") << "2x";
        QTest::newRow("two signs") << QByteArray("1,+-2\n") << "+-2";
        QTest::newRow("bytes") << QByteArray("1,\x01\x02\n") << "\\x01\\x02";
    }
    void refuses()
    {
        QFETCH(QByteArray, text);
        QFETCH(QString, named);
        const test::TempFolder folder;
        VERIFY_FAILS(data::readCsv(folder.write("t.csv", text.toStdString())), {"t.csv", named.toStdString()});
    }

    void refusesWhatIsNotThere()
    {
        const test::TempFolder folder;
        VERIFY_FAILS(data::readCsv(folder / "none.csv"), {"none.csv"});
    }
};

QTEST_APPLESS_MAIN(TestCsvTensor)
#include "tst_csv_tensor.moc"
