// One step of a lesson: what is shown, which buttons go, by mouse and by keyboard.
#include "tests/widgets/widget_test.h"
#include "widgets/control/lesson_view.h"

#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QRadioButton>
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
        QCOMPARE(next.count(), 4);
    }

    // A number or a formula goes out as it was typed; what is being typed stays while figures come in.
    void asksForANumber()
    {
        LessonView view;
        auto data = middle();
        data.ask = LessonText::Ask::Number;
        data.question = QStringLiteral("How many?");
        data.unit = QStringLiteral("%");
        view.setData(data);
        QVERIFY(test::showAs(view, view.sizeHint()));
        view.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&view));
        QSignalSpy answered(&view, &LessonView::answered);
        auto* entry = view.findChild<QLineEdit*>(QStringLiteral("entry"));
        view.takeFocus();
        QVERIFY(entry->hasFocus());
        QTest::keyClick(entry, Qt::Key_Return); // nothing is no answer
        QTest::keyClicks(entry, QStringLiteral("12.5"));
        data.text = QStringLiteral("Another figure came in.");
        view.setData(data);
        QCOMPARE(entry->text(), QStringLiteral("12.5"));
        QTest::keyClick(entry, Qt::Key_Return);
        QCOMPARE(answered.count(), 1);
        QCOMPARE(answered.first().first().toString(), QStringLiteral("12.5"));
        data.given = QStringLiteral("12.5");
        data.locked = true;
        data.tone = LessonText::Tone::Wrong;
        data.feedback = QStringLiteral("It is 4.");
        view.setData(data);
        QVERIFY(entry->isReadOnly() && !view.findChild<QPushButton*>(QStringLiteral("lock"))->isVisible());
        QCOMPARE(view.findChild<QLabel*>(QStringLiteral("feedback"))->text(), QStringLiteral("✗ It is 4."));
    }

    void asksForAChoice()
    {
        LessonView view;
        auto data = middle();
        data.ask = LessonText::Ask::Choice;
        data.choices = {QStringLiteral("one & only"), QStringLiteral("other")};
        view.setData(data);
        QVERIFY(test::showAs(view, view.sizeHint()));
        QSignalSpy chosen(&view, &LessonView::chosen);
        auto* lock = view.findChild<QPushButton*>(QStringLiteral("lock"));
        QVERIFY(!lock->isEnabled());
        const auto buttons = view.findChildren<QRadioButton*>();
        QCOMPARE(buttons.size(), 2);
        QCOMPARE(buttons[0]->text(), QStringLiteral("one && only"));
        buttons[1]->click();
        QTest::mouseClick(lock, Qt::LeftButton);
        QCOMPARE(chosen.count(), 1);
        QCOMPARE(chosen.first().first().toInt(), 1);
        data.locked = true;
        data.chosen = 1;
        view.setData(data);
        QVERIFY(!view.findChildren<QRadioButton*>()[0]->isEnabled() && !lock->isVisible());
    }

    void goalsHaveSigns()
    {
        LessonView view;
        auto data = middle();
        data.ask = LessonText::Ask::Task;
        data.goals = {{QStringLiteral("small"), QStringLiteral("30 %"), LessonText::GoalState::Open},
            {QStringLiteral("good"), {}, LessonText::GoalState::Reached}};
        data.hintAction = QStringLiteral("&Hint");
        view.setData(data);
        QVERIFY(test::showAs(view, view.sizeHint()));
        QCOMPARE(view.findChild<QLabel*>(QStringLiteral("goals"))->text(), QStringLiteral("✗ small  (30 %)\n✓ good"));
        QVERIFY(view.findChild<QPushButton*>(QStringLiteral("hint"))->isVisible());
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
        QVERIFY(view.findChild<QPushButton*>(QStringLiteral("finish"))->hasFocus());
        data.step = 1;
        view.setData(data);
        QVERIFY(view.findChild<QPushButton*>(QStringLiteral("next"))->hasFocus());
    }
};

QTEST_MAIN(TestLessonView)
#include "tst_lesson_view.moc"
