// Drawing: strokes of the mouse ink the cells they touch, the right button takes the ink away, and everything works by
// keyboard.
#include "widgets/picture/draw_canvas.h"

#include "tests/widgets/widget_test.h"

#include <QSignalSpy>

using namespace bitladder::widgets;

namespace
{

QPoint placeOf(const DrawCanvas& canvas, double x, double y)
{
    const QRectF target = canvas.target();
    return {static_cast<int>(target.left() + x / canvas.cells().width() * target.width()),
        static_cast<int>(target.top() + y / canvas.cells().height() * target.height())};
}

int inkOf(const DrawCanvas& canvas)
{
    const QImage picture = canvas.picture();
    int sum = 0;
    for (int y = 0; y < picture.height(); ++y)
        for (int x = 0; x < picture.width(); ++x)
            sum += qGray(picture.pixel(x, y));
    return sum;
}

} // namespace

class TestDrawCanvas : public QObject
{
    Q_OBJECT

private slots:
    void init() { test::failOnWarnings(); }

    void aStrokeInksWhatItTouches()
    {
        DrawCanvas canvas;
        QVERIFY(test::showAs(canvas, QSize(284, 284)));
        QVERIFY(canvas.isBlank());
        QSignalSpy drawn(&canvas, &DrawCanvas::drawn);
        test::drag(canvas, placeOf(canvas, 5, 14), placeOf(canvas, 23, 14));
        QVERIFY(drawn.count() >= 3); // the picture follows the stroke
        const QImage picture = canvas.picture();
        QCOMPARE(picture.size(), QSize(28, 28));
        for (const int x : {6, 10, 14, 18, 22})
            QVERIFY2(qGray(picture.pixel(x, 14)) > 200, qPrintable(QString::number(x)));
        QCOMPARE(qGray(picture.pixel(14, 5)), 0);
        QCOMPARE(qGray(picture.pixel(1, 14)), 0);
        // The rim is soft.
        const int rim = qGray(picture.pixel(14, 15));
        QVERIFY2(rim > 0 && rim <= 255, qPrintable(QString::number(rim)));
        QCOMPARE(drawn.last().first().value<QImage>(), picture);
    }

    void theRightButtonErases()
    {
        DrawCanvas canvas;
        QVERIFY(test::showAs(canvas, QSize(284, 284)));
        test::drag(canvas, placeOf(canvas, 5, 14), placeOf(canvas, 23, 14));
        const int before = inkOf(canvas);
        QTest::mousePress(&canvas, Qt::RightButton, {}, placeOf(canvas, 14, 14));
        QTest::mouseRelease(&canvas, Qt::RightButton, {}, placeOf(canvas, 14, 14));
        QVERIFY(inkOf(canvas) < before);
        QCOMPARE(qGray(canvas.picture().pixel(14, 14)), 0);
        QVERIFY(qGray(canvas.picture().pixel(6, 14)) > 200);
    }

    void byKeyboard()
    {
        DrawCanvas canvas;
        QVERIFY(test::showAs(canvas, QSize(284, 284)));
        canvas.setFocus();
        QTest::keyClick(&canvas, Qt::Key_Left);
        QVERIFY(canvas.isBlank()); // only moved
        QTest::keyClick(&canvas, Qt::Key_Space);
        const int dot = inkOf(canvas);
        QVERIFY(dot > 0);
        for (int i = 0; i < 5; ++i)
            QTest::keyClick(&canvas, Qt::Key_Down, Qt::ShiftModifier);
        QVERIFY(inkOf(canvas) > 2 * dot);
        QTest::keyClick(&canvas, Qt::Key_Backspace);
        QTest::keyClick(&canvas, Qt::Key_Delete);
        QVERIFY(canvas.isBlank());
    }

    void otherInkOtherGround()
    {
        DrawCanvas canvas;
        canvas.setCells({16, 16});
        QVERIFY(test::showAs(canvas, QSize(200, 200)));
        QSignalSpy drawn(&canvas, &DrawCanvas::drawn);
        canvas.setInk(Ink::BlackOnWhite);
        QCOMPARE(drawn.count(), 1);
        QCOMPARE(qGray(canvas.picture().pixel(3, 3)), 255);
        QTest::mouseClick(&canvas, Qt::LeftButton, {}, placeOf(canvas, 8, 8));
        QVERIFY(qGray(canvas.picture().pixel(8, 8)) < 100);
        canvas.setCells({28, 28});
        QVERIFY(canvas.isBlank());
    }
};

QTEST_MAIN(TestDrawCanvas)
#include "tst_draw_canvas.moc"
