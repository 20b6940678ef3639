// Banners of the window: each is about one thing, causes stand before what comes of them, and what is mended goes.
#include "app/window/shell/notices.h"
#include "tests/app/window_test.h"
#include "widgets/control/banner_stack.h"

#include <QAction>
#include <QPushButton>

using namespace bitladder;
using namespace bitladder::app;
using bitladder::test::kPatience;
using widgets::Severity;

class TestNotices : public QObject
{
    Q_OBJECT

    static QString text(const std::filesystem::path& path) { return QString::fromStdString(path.string()); }

    static QStringList textsOf(const QWidget& window)
    {
        QStringList texts;
        for (const auto* banner : window.findChildren<widgets::Banner*>())
            texts << banner->message().text;
        return texts;
    }

    static QString shownIn(const QWidget& window)
    {
        for (const auto* banner : window.findChildren<widgets::Banner*>())
            if (banner->isVisible()) return banner->message().text;
        return {};
    }

private slots:
    void initTestCase() { app::test::useOwnSettings("tst_notices"); }
    void init()
    {
        widgets::test::failOnWarnings();
        QSettings().clear();
    }

    void oneBannerForEachThing()
    {
        widgets::BannerStack stack;
        QVERIFY(widgets::test::showAs(stack, {600, 120}));
        Notices notices(&stack);
        notices.note(QStringLiteral("saved"));
        notices.note(QStringLiteral("saved again"));
        QCOMPARE(stack.count(), 1);
        QCOMPARE(shownIn(stack), QStringLiteral("saved again"));
        // Of several things that come together all are told, and of many how many more there are.
        notices.tell(Subject::Pictures, Severity::Error, {"a", "b", "c", "d", "e"});
        QCOMPARE(stack.count(), 2);
        QCOMPARE(shownIn(stack), QStringLiteral("a\nb\nc\n… and 2 more"));
        notices.tell(Subject::Labels, Severity::Error, {});
        QCOMPARE(stack.count(), 2);
        notices.settle(Subject::Pictures);
        QCOMPARE(shownIn(stack), QStringLiteral("saved again"));
        notices.settle(Subject::Pictures); // there is nothing to settle
        QCOMPARE(stack.count(), 1);
        notices.closeAll();
        QVERIFY(!stack.isVisible());
    }

    // What comes of a cause is told before the cause is: the cause is shown all the same.
    void causesStandFirst()
    {
        widgets::BannerStack stack;
        QVERIFY(widgets::test::showAs(stack, {600, 120}));
        Notices notices(&stack);
        notices.tell(subjectOf(LaneId::Network), Severity::Error, {"the network cannot run"});
        notices.tell(subjectOf(LaneId::Layer), Severity::Error, {"nothing to draw"});
        notices.tell(Subject::Pictures, Severity::Error, {"the picture is broken"});
        notices.tell(Subject::Calibration, Severity::Warning, {"one is left out"});
        notices.note(QStringLiteral("saved"));
        QCOMPARE(shownIn(stack), QStringLiteral("the picture is broken"));
        notices.settle(Subject::Pictures);
        QCOMPARE(shownIn(stack), QStringLiteral("the network cannot run"));
        notices.settle(subjectOf(LaneId::Network));
        QCOMPARE(shownIn(stack), QStringLiteral("nothing to draw"));
    }

    void offersDoWhatTheySay()
    {
        widgets::BannerStack stack;
        QVERIFY(widgets::test::showAs(stack, {600, 120}));
        Notices notices(&stack);
        int first = 0, second = 0;
        const auto message = [](const char* what) {
            return widgets::BannerMessage {Severity::Note, QString::fromUtf8(what), QStringLiteral("Do")};
        };
        notices.offer(Subject::Action, message("one"), [&] { ++first; });
        notices.offer(Subject::Action, message("two"), [&] { ++second; });
        QCOMPARE(stack.count(), 1);
        for (auto* button : stack.findChildren<QPushButton*>())
            if (button->isVisible()) QTest::mouseClick(button, Qt::LeftButton);
        QTRY_COMPARE(second, 1);
        QCOMPARE(first, 0);
    }

    // A picture that cannot be read keeps the network from running; the next one runs, and the banner goes.
    void whatIsMendedIsNoNews()
    {
        MainWindow window(app::test::samples());
        QVERIFY(widgets::test::showAs(window, {1280, 800}));
        window.openSample(QStringLiteral("digits"));
        QVERIFY(app::test::rests(window));
        QVERIFY2(textsOf(window).isEmpty(), qPrintable(textsOf(window).join(QLatin1Char('|'))));
        const bitladder::test::TempFolder folder;
        Document& document = *window.document();
        const auto good = document.picture();
        const auto bad = folder.write("broken.png", "this is no picture");
        window.openPaths({text(bad)});
        QTRY_VERIFY_WITH_TIMEOUT(!textsOf(window).isEmpty() && !window.jobs()->busy(), kPatience);
        QVERIFY(textsOf(window).join(QLatin1Char('|')).contains(QStringLiteral("broken.png")));
        document.setPicture(good);
        QTRY_VERIFY_WITH_TIMEOUT(!window.jobs()->busy(), kPatience);
        QTRY_VERIFY2(textsOf(window).isEmpty(), qPrintable(textsOf(window).join(QLatin1Char('|'))));
    }

    // What stands in the way of an export is said before a file is chosen, and no longer once it is mended.
    void obstaclesAreMended()
    {
        MainWindow window(app::test::samples());
        QVERIFY(widgets::test::showAs(window, {1280, 800}));
        window.openSample(QStringLiteral("digits"));
        QVERIFY(app::test::rests(window));
        window.document()->setFormat({1}, Part::Weights, *quant::parseFormat("kmeans4"));
        QVERIFY(app::test::rests(window));
        QAction* qdq = nullptr;
        for (QAction* action : window.findChildren<QAction*>())
            if (action->text().contains(QStringLiteral("QDQ"))) qdq = action;
        QVERIFY(qdq);
        qdq->trigger();
        QVERIFY2(shownIn(window).contains(QStringLiteral("cannot be written as")), qPrintable(shownIn(window)));
        window.document()->makeExportable();
        QTRY_VERIFY2(textsOf(window).isEmpty(), qPrintable(textsOf(window).join(QLatin1Char('|'))));
        QVERIFY(app::test::rests(window));
    }

    // Files that do not exist are one banner, which goes when pictures are opened.
    void manyWrongPathsAreOneBanner()
    {
        MainWindow window(app::test::samples());
        QVERIFY(widgets::test::showAs(window, {1280, 800}));
        window.openSample(QStringLiteral("digits"));
        QVERIFY(app::test::rests(window));
        QStringList paths;
        for (int i = 0; i < 6; ++i)
            paths << QStringLiteral("no/such/picture%1.png").arg(i);
        window.openPaths(paths);
        auto* banners = window.findChild<widgets::BannerStack*>();
        QTRY_COMPARE_WITH_TIMEOUT(banners->count(), 1, kPatience);
        QVERIFY(shownIn(window).contains(QStringLiteral("picture0.png")));
        QVERIFY(shownIn(window).contains(QStringLiteral("3 more")));
        window.openPaths({text(app::test::samples() / "digits" / "pictures")});
        QTRY_COMPARE_WITH_TIMEOUT(banners->count(), 0, kPatience);
        QTRY_VERIFY_WITH_TIMEOUT(!window.jobs()->busy(), kPatience);
    }
};

QTEST_MAIN(TestNotices)
#include "tst_notices.moc"
