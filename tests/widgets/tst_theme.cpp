// Figures are short and readable; colours follow the palette; texts in tables of commas are quoted where they must be.
#include "widgets/control/theme.h"
#include "widgets/table/csv_text.h"
#include "widgets/theme/family_look.h"
#include "widgets/theme/tokens.h"

#include "tests/widgets/widget_test.h"

#include <cmath>
#include <limits>
#include <set>

using namespace bitladder::widgets;

class TestTheme : public QObject
{
    Q_OBJECT

private slots:
    void init() { test::failOnWarnings(); }
    void initTestCase() { QLocale::setDefault(QLocale::c()); }

    void numbers_data()
    {
        QTest::addColumn<double>("value");
        QTest::addColumn<QString>("text");
        QTest::newRow("zero") << 0.0 << QStringLiteral("0");
        QTest::newRow("small whole") << 7.0 << QStringLiteral("7");
        QTest::newRow("three digits") << 4.944 << QStringLiteral("4.94");
        QTest::newRow("no trailing zero") << 3.9 << QStringLiteral("3.9");
        QTest::newRow("carries over") << 9.996 << QStringLiteral("10");
        QTest::newRow("below one") << 0.01234 << QStringLiteral("0.0123");
        QTest::newRow("whole stays whole") << 1234.4 << QStringLiteral("1234");
        QTest::newRow("negative") << -12.34 << QStringLiteral("−12.3");
        QTest::newRow("negative and tiny") << -1.234e-7 << QStringLiteral("−1.23·10⁻⁷");
        QTest::newRow("negative and infinite") << -std::numeric_limits<double>::infinity() << QStringLiteral("−∞");
        QTest::newRow("tiny") << 1.234e-7 << QStringLiteral("1.23·10⁻⁷");
        QTest::newRow("huge") << 2.5e9 << QStringLiteral("2.5·10⁹");
        QTest::newRow("not known") << std::nan("") << QStringLiteral("–");
        QTest::newRow("infinite") << std::numeric_limits<double>::infinity() << QStringLiteral("∞");
    }

    void numbers()
    {
        QFETCH(double, value);
        QFETCH(QString, text);
        QString got = formatNumber(value);
        got.remove(QLatin1Char(','));
        QCOMPARE(got, text);
    }

    void units()
    {
        QCOMPARE(formatTime(1234), QStringLiteral("1.23 s"));
        QCOMPARE(formatTime(3.6), QStringLiteral("3.6 ms"));
        QCOMPARE(formatTime(0.178), QStringLiteral("178 µs"));
        QCOMPARE(formatTime(0.0005), QStringLiteral("500 ns"));
        QCOMPARE(formatBytes(4944000), QStringLiteral("4.94 MB"));
        QCOMPARE(formatBytes(512), QStringLiteral("512 B"));
        QCOMPARE(formatWithUnit(0.985, Unit::Percent), QStringLiteral("98.5 %"));
        QCOMPARE(formatBits(1), QStringLiteral("1 bit"));
    }

    void familiesDiffer()
    {
        for (const QPalette& palette : {QPalette(), test::darkPalette()}) {
            std::set<QRgb> colors;
            for (int i = 0; i < kFamilyCount; ++i) {
                colors.insert(familyColor(static_cast<Family>(i), palette).rgb());
                QVERIFY(!familyName(static_cast<Family>(i)).isEmpty());
            }
            QCOMPARE(colors.size(), std::size_t {kFamilyCount});
        }
    }

    // Every contrast that the design names, against what it stands on.
    void contrasts_data()
    {
        QTest::addColumn<bool>("dark");
        QTest::newRow("light") << false;
        QTest::newRow("dark") << true;
    }

    void contrasts()
    {
        QFETCH(bool, dark);
        const QPalette palette = themePalette(dark ? Brightness::Dark : Brightness::Light);
        QVERIFY(isThemePalette(palette));
        QCOMPARE(brightnessOf(palette), dark ? Brightness::Dark : Brightness::Light);
        const auto least = [&](Token ink, Token ground, double wanted) {
            const double got = contrast(token(ink, palette), token(ground, palette));
            QVERIFY2(got >= wanted, qPrintable(QStringLiteral("%1 on %2: %3").arg(int(ink)).arg(int(ground)).arg(got)));
        };
        for (const Token ground : {Token::Surface, Token::Window, Token::Raised, Token::Tint})
            for (const Token ink : {Token::Text, Token::Text2})
                least(ink, ground, 4.5);
        for (const Token ground : {Token::Surface, Token::Window, Token::Raised})
            for (const Token ink : {Token::Accent, Token::Bad, Token::Good})
                least(ink, ground, 4.5);
        for (const Token ground : {Token::Surface, Token::Window, Token::Raised})
            least(Token::Edge, ground, 3);
        least(Token::OnAccent, Token::Accent, 4.5);
        least(Token::Text, Token::WarnGround, 4.5);
        least(Token::WarnEdge, Token::Surface, 3);
        least(Token::FloatReference, Token::Surface, 4.5);
        for (int i = 0; i < kFamilyCount; ++i) {
            const QColor edge = familyEdge(static_cast<Family>(i), palette);
            QVERIFY2(contrast(edge, token(Token::Surface, palette)) >= 5, qPrintable(familyName(Family(i))));
            QVERIFY2(contrast(edge, token(Token::Tint, palette)) >= 4, qPrintable(familyName(Family(i))));
        }
    }

    // A scheme of the desktop keeps its own colours.
    void theDesktopsOwn()
    {
        QPalette high;
        high.setColor(QPalette::Window, Qt::black);
        high.setColor(QPalette::Base, Qt::black);
        high.setColor(QPalette::Text, Qt::yellow);
        high.setColor(QPalette::Highlight, Qt::cyan);
        QVERIFY(!isThemePalette(high));
        QCOMPARE(token(Token::Text, high), QColor(Qt::yellow));
        QCOMPARE(token(Token::Surface, high), QColor(Qt::black));
        QCOMPARE(token(Token::Accent, high), QColor(Qt::cyan));
        QVERIFY(contrast(token(Token::Text2, high), Qt::black) >= 4.5);
    }

    // Fewer bits go further from the ground, and never back.
    void rampsRun()
    {
        for (const Brightness brightness : {Brightness::Light, Brightness::Dark}) {
            const QPalette palette = themePalette(brightness);
            const QColor ground = token(Token::Surface, palette);
            for (int i = 0; i < kFamilyCount; ++i) {
                double before = 0;
                for (int bits = 64; bits >= 1; --bits) {
                    const double now = contrast(familyShade(static_cast<Family>(i), bits, palette), ground);
                    QVERIFY2(now >= before - 1e-9,
                        qPrintable(QStringLiteral("%1 at %2 bits").arg(familyName(Family(i))).arg(bits)));
                    before = now;
                }
            }
        }
        QCOMPARE(familyShade(Family::Int, 6, themePalette(Brightness::Light)), QColor(0xde, 0x96, 0x00));
    }

    void scaleEndsAtItsLimits()
    {
        const QPalette palette;
        QCOMPARE(sqnrColor(-5, palette), sqnrColor(0, palette));
        QCOMPARE(sqnrColor(75, palette), sqnrColor(60, palette));
        QCOMPARE(sqnrColor(std::numeric_limits<double>::infinity(), palette), sqnrColor(60, palette));
        QVERIFY(sqnrColor(60, palette).lightnessF() > sqnrColor(0, palette).lightnessF());
        QVERIFY(sqnrColor(std::nan(""), palette) != sqnrColor(30, palette));
    }

    void csv()
    {
        QCOMPARE(csvNumber(0.1), QStringLiteral("0.1"));
        QCOMPARE(csvNumber(std::nan("")), QString());
        QCOMPARE(csvText(QStringLiteral("a,b")), QStringLiteral("\"a,b\""));
        QCOMPARE(csvText(QStringLiteral("a\"b")), QStringLiteral("\"a\"\"b\""));
        QCOMPARE(csvText(QStringLiteral("plain")), QStringLiteral("plain"));
    }
};

QTEST_MAIN(TestTheme)
#include "tst_theme.moc"
