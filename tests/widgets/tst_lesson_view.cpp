// One step of a lesson: what is shown, which buttons go, by mouse and by keyboard.
#include "tests/widgets/widget_test.h"
#include "widgets/control/lesson_view.h"

#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>

using namespace bitladder::widgets;

class TestLessonView : public QObject
{
    Q_OBJECT

    static LessonText middle()
    {
        return {QStringLiteral("Heading"), QStringLiteral("A <b>text</b>."), 2, 3, true, {}, {}};
    }

private slots:
    void init() { test::failOnWarnings(); }

    void showsOneStep()
    {
        LessonView view;
        QVERIFY(test::showAs(view, view.sizeHint()));
        const auto button = [&](const char* name) { return view.findChild<QPushButton*>(QLatin1String(name)); };
        const auto label = [&](const char* name) { return view.findChild<QLabel*>(QLatin1String(name)); };
        QVERIFY(!button("next")->isVisible()); // no lesson yet
        view.setData(middle());
        QCOMPARE(label("heading")->text(), QStringLiteral("Heading"));
        QCOMPARE(label("progress")->text(), QStringLiteral("2 of 3"));
        for (const auto* l : view.findChildren<QLabel*>())
            QCOMPARE(l->textFormat(), Qt::PlainText); // a file's markup is text
        QVERIFY(button("back")->isEnabled() && button("next")->isEnabled() && button("show")->isEnabled());
        QVERIFY(!button("action")->isVisible());
        auto data = middle();
        data.notice = QStringLiteral("A notice.");
        data.noticeAction = QStringLiteral("&Do it");
        view.setData(data);
        QVERIFY(button("action")->isVisible());
        QVERIFY(view.fits());
        data.text = QString(900, QLatin1Char('w')).replace(QStringLiteral("wwwwww"), QStringLiteral("wwwww "));
        view.setData(data);
        QTRY_VERIFY(!view.fits());
    }

    void asksByMouseAndKeys()
    {
        LessonView view;
        view.setData(middle());
        QVERIFY(test::showAs(view, view.sizeHint()));
        view.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&view));
        QSignalSpy back(&view, &LessonView::backAsked), next(&view, &LessonView::nextAsked),
            show(&view, &LessonView::showAsked);
        QTest::mouseClick(view.findChild<QPushButton*>(QStringLiteral("next")), Qt::LeftButton);
        QCOMPARE(next.count(), 1);
        QTest::keyClick(&view, Qt::Key_N, Qt::AltModifier);
        QTest::keyClick(&view, Qt::Key_B, Qt::AltModifier);
        QTest::keyClick(&view, Qt::Key_M, Qt::AltModifier);
        // A button pressed by its letter goes down for a moment first.
        QTRY_COMPARE(next.count(), 2);
        QTRY_COMPARE(back.count(), 1);
        QTRY_COMPARE(show.count(), 1);
        view.takeFocus();
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Space);
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
        QCOMPARE(show.count(), 3);
    }

    // At the last step Next goes out: the focus stays with the lesson.
    void theFocusStaysAtTheEnds()
    {
        LessonView view;
        view.setData(middle());
        QVERIFY(test::showAs(view, view.sizeHint()));
        view.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&view));
        view.findChild<QPushButton*>(QStringLiteral("next"))->setFocus();
        auto data = middle();
        data.step = 3;
        data.canShow = false;
        view.setData(data);
        QVERIFY(view.findChild<QPushButton*>(QStringLiteral("back"))->hasFocus());
        data.step = 1;
        view.setData(data);
        QVERIFY(view.findChild<QPushButton*>(QStringLiteral("next"))->hasFocus());
    }
};

QTEST_MAIN(TestLessonView)
#include "tst_lesson_view.moc"
