// Three figures in one line, at any width: what has no room goes, and nothing is cut.
#include "widgets/control/theme.h"
#include "widgets/headline/headline.h"
#include "widgets/theme/tokens.h"

#include "tests/widgets/widget_test.h"

#include <QClipboard>
#include <QSignalSpy>

using namespace bitladder::widgets;

namespace
{

QList<HeadlineCell> someCells()
{
    HeadlineCell size, speed, answers;
    size.id = QStringLiteral("size");
    size.figure = QStringLiteral("8.0×");
    size.word = QStringLiteral("smaller");
    size.caption = QStringLiteral("4.94 MB → 0.62 MB");
    size.shortCaption = QStringLiteral("4.94 → 0.62 MB");
    size.bars = {4.94, 0.62, 0.6, 0.65, QStringLiteral("float32"), QStringLiteral("on disk")};
    speed = size;
    speed.id = QStringLiteral("speed");
    speed.tone = HeadlineCell::Tone::Worse;
    answers.id = QStringLiteral("answers");
    answers.figure = QStringLiteral("92.4 %");
    answers.word = QStringLiteral("same answers");
    answers.caption = QStringLiteral("90.1 … 94.2 of 667 pictures");
    answers.shortCaption = QStringLiteral("90.1 … 94.2");
    answers.share = {0.924, 0.901, 0.942, 0.9};
    return {size, speed, answers};
}

bool hasColor(const QImage& image, const QRect& place, const QColor& color)
{
    for (int y = place.top(); y <= place.bottom(); ++y)
        for (int x = place.left(); x <= place.right(); ++x)
            if (image.pixel(x, y) == color.rgb()) return true;
    return false;
}

} // namespace

class TestHeadline : public QObject
{
    Q_OBJECT

private slots:
    void init() { test::failOnWarnings(); }

    void readsAsASentence()
    {
        Headline headline;
        headline.setCells(someCells());
        QVERIFY(test::showAs(headline, QSize(1280, 68)));
        const QStringList texts = headline.shownTexts();
        QCOMPARE(texts.size(), 3);
        QCOMPARE(texts[0], QStringLiteral("8.0× smaller 4.94 MB → 0.62 MB"));
        QVERIFY(headline.accessibleDescription().contains(QStringLiteral("92.4 %")));
    }

    // A narrow cell loses the second unit, then the word, then the caption; the figure stays.
    void narrowCellsCollapse()
    {
        Headline headline;
        headline.setCells(someCells());
        qsizetype before = 1000;
        for (const int width : {1900, 1280, 700, 520, 360}) {
            QVERIFY(test::showAs(headline, QSize(width, headline.sizeHint().height())));
            test::settle(headline);
            const QString text = headline.shownTexts()[2];
            QVERIFY(text.startsWith(QStringLiteral("92.4 %")));
            QVERIFY2(text.size() <= before, qPrintable(text));
            before = text.size();
        }
        QVERIFY(before < headline.cells()[2].caption.size());
    }

    void worseIsSaidInColour()
    {
        Headline headline;
        headline.setPalette(themePalette(Brightness::Light));
        headline.setCells(someCells());
        QVERIFY(test::showAs(headline, QSize(1280, 68)));
        const QImage image = headline.grab().toImage();
        const QColor bad = token(Token::Bad, headline.palette());
        QVERIFY(!hasColor(image, QRect(0, 0, 200, 68), bad));
        QVERIFY(hasColor(image, QRect(427, 0, 200, 68), bad));
    }

    void clicksAndKeysTellTheCell()
    {
        Headline headline;
        headline.setCells(someCells());
        QVERIFY(test::showAs(headline, QSize(1280, 68)));
        QSignalSpy clicked(&headline, &Headline::cellClicked);
        QTest::mouseClick(&headline, Qt::LeftButton, {}, QPoint(1000, 30));
        QCOMPARE(clicked.last()[0].toString(), QStringLiteral("answers"));
        QTest::keyClick(&headline, Qt::Key_Right);
        QTest::keyClick(&headline, Qt::Key_Return);
        QCOMPARE(clicked.last()[0].toString(), QStringLiteral("speed"));
    }
};

QTEST_MAIN(TestHeadline)
#include "tst_headline.moc"
