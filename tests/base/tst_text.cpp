// Text of files as it is shown: no byte of it moves a cursor, and what a file really is can be named.
#include "core/base/result.h"
#include "core/base/text.h"
#include "tests/support/test_support.h"

using namespace bitladder;
using namespace std::string_literals;

class TestText : public QObject
{
    Q_OBJECT

private slots:
    void printableText_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("shown");
        QTest::newRow("plain") << QByteArray("conv1/weights") << QByteArray("conv1/weights");
        QTest::newRow("letters") << QByteArray("größe 层 🦆") << QByteArray("größe 层 🦆");
        QTest::newRow("escape") << QByteArray("a\x1b[31mred") << QByteArray("a\\x1b[31mred");
        QTest::newRow("line break") << QByteArray("a\nb\tc\r") << QByteArray("a\\x0ab\\x09c\\x0d");
        QTest::newRow("nul and delete") << QByteArray("a\0\x7f", 3) << QByteArray("a\\x00\\x7f");
        QTest::newRow("C1") << QByteArray("a\xc2\x9b"
                                          "31m")
                            << QByteArray("a\\u{009b}31m");
        QTest::newRow("direction") << QByteArray("a\xe2\x80\xae"
                                                 "b")
                                   << QByteArray("a\\u{202e}b");
        QTest::newRow("no UTF-8") << QByteArray("a\xff\xfe"
                                                "b")
                                  << QByteArray("a\\xff\\xfeb");
        QTest::newRow("too long a form") << QByteArray("\xc0\xaf") << QByteArray("\\xc0\\xaf");
        QTest::newRow("surrogate") << QByteArray("\xed\xa0\x80") << QByteArray("\\xed\\xa0\\x80");
        QTest::newRow("cut off") << QByteArray("a\xe5\xb1") << QByteArray("a\\xe5\\xb1");
    }
    void printableText()
    {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, shown);
        const std::string_view view(text.data(), static_cast<size_t>(text.size()));
        QCOMPARE(QByteArray::fromStdString(printable(view)), shown);
        QCOMPARE(QByteArray::fromStdString(fail("{}", view).value().message), shown);
        QCOMPARE(QByteArray::fromStdString(Error {Error::Kind::Failed, "x"}.within(view).message), shown + ": x");
    }

    void lineBreaksMayStay() { QCOMPARE(printable("a\n\tb\r\x1b", LineBreaks::Kept), "a\n\tb\\x0d\\x1b"s); }

    void decoded()
    {
        QCOMPARE(decodedText("\xef\xbb\xbf"
                             "file,label"),
            "file,label"s);
        QCOMPARE(decodedText("\xff\xfe"
                             "a\0\xe4\0\x3d\xd8\x86\xdd"s),
            "aä\xf0\x9f\x96\x86"s);
        QCOMPARE(decodedText("\xfe\xff\0a\0\xe4"s), "aä"s);
        QCOMPARE(decodedText("\xfe\xff\xd8\0\0b"s),
            "\xef\xbf\xbd"
            "b"s);
        QCOMPARE(decodedText("latin \xe4"), "latin \xe4"s);
    }

    void mistakenFiles_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("named");
        QTest::newRow("LFS") << QByteArray("version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 9\n")
                             << "Git LFS";
        QTest::newRow("HTML") << QByteArray("\n  <!DOCTYPE html>\n<html>") << "HTML";
        QTest::newRow("HTML without type") << QByteArray("<HTML lang=en>") << "HTML";
        QTest::newRow("gzip") << QByteArray("\x1f\x8b\x08\x00", 4) << "gzip";
        QTest::newRow("zip") << QByteArray("PK\x03\x04....") << "zip";
        QTest::newRow("xz") << QByteArray("\xfd"
                                          "7zXZ\0",
            6) << "xz";
        QTest::newRow("model") << QByteArray("\x08\x08\x12\x07pytorch") << "";
        QTest::newRow("nothing") << QByteArray() << "";
    }
    void mistakenFiles()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QString, named);
        const auto said = QString::fromStdString(mistakenFile({bytes.data(), static_cast<size_t>(bytes.size())}));
        QCOMPARE(said.isEmpty(), named.isEmpty());
        QVERIFY2(said.contains(named), qPrintable(said));
    }
};

QTEST_APPLESS_MAIN(TestText)
#include "tst_text.moc"
