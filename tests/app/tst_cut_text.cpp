// Walks every widget of the window, on every page, in both languages and at large text, and looks at what is painted:
// no text is cut by its widget or by what lies around it, and no two texts of a widget lie on each other.
#include "app/window/preferences/language.h"
#include "app/window/preferences/preferences.h"
#include "tests/app/walk.h"
#include "tests/widgets/text_recorder.h"
#include "widgets/theme/flat_style.h"

#include <QAbstractScrollArea>
#include <QScrollBar>
#include <QTabBar>
#include <qcustomplot.h>

using namespace bitladder;
using namespace bitladder::app;
using bitladder::test::kPatience;
using widgets::test::PaintedText;

namespace
{

// What scrolls is allowed to be out of sight, in the direction in which it scrolls.
struct Reach {
    bool across = false, down = false;
};
Reach scrollsFor(const QWidget& widget)
{
    Reach reach;
    for (const QWidget* w = &widget; w; w = w->parentWidget())
        if (const auto* area = qobject_cast<const QAbstractScrollArea*>(w)) {
            reach.across |= area->horizontalScrollBar()->maximum() > area->horizontalScrollBar()->minimum();
            reach.down |= area->verticalScrollBar()->maximum() > area->verticalScrollBar()->minimum();
        }
    return reach;
}

QList<PaintedText> textsOf(QWidget& widget)
{
    auto* plot = qobject_cast<QCustomPlot*>(&widget);
    if (!plot) return widgets::test::paintedTexts(widget);
    // It paints into pictures of its own.
    widgets::test::TextRecorder recorder(widget);
    QCPPainter painter(&recorder);
    plot->toPainter(&painter, plot->width(), plot->height());
    painter.end();
    return recorder.texts();
}

// Fonts leave room above letters and below: so many pixels of a line's box may be missing.
constexpr qreal kSlackAcross = 1.5, kSlackDownShare = 0.25, kOverlap = 2.5;

QStringList faultsOf(QWidget& window)
{
    QStringList faults;
    for (QWidget* widget : window.findChildren<QWidget*>()) {
        if (!widget->isVisibleTo(&window) || widget->size().isEmpty() || widget->visibleRegion().isEmpty()) continue;
        const Reach reach = scrollsFor(*widget);
        const QRectF seen = widget->visibleRegion().boundingRect();
        const auto texts = textsOf(*widget);
        for (qsizetype i = 0; i < texts.size(); ++i) {
            const PaintedText& text = texts[i];
            const QRectF place = text.clip & (text.clip.isEmpty() ? QRectF() : seen);
            if (place.isEmpty()) continue; // wholly out of sight: it does not look cut
            const qreal down = kSlackDownShare * (text.turned ? text.box.width() : text.box.height());
            const qreal slackX = text.turned ? down : kSlackAcross, slackY = text.turned ? kSlackAcross : down;
            const bool across = text.box.left() < place.left() - slackX || text.box.right() > place.right() + slackX;
            const bool above = text.box.top() < place.top() - slackY || text.box.bottom() > place.bottom() + slackY;
            if ((across && !reach.across) || (above && !reach.down))
                faults << QStringLiteral("cut: \"%1\" at %2,%3 %4×%5 of %6,%7 %8×%9 in %10")
                              .arg(text.text)
                              .arg(text.box.x())
                              .arg(text.box.y())
                              .arg(text.box.width())
                              .arg(text.box.height())
                              .arg(place.x())
                              .arg(place.y())
                              .arg(place.width())
                              .arg(place.height())
                              .arg(app::test::placeOf(*widget));
            // The box of slanted text is no measure of what it covers.
            for (qsizetype j = 0; j < i && !text.turned; ++j) {
                const QRectF common = text.box & texts[j].box;
                if (common.width() > kOverlap && common.height() > kOverlap + down)
                    faults << QStringLiteral("\"%1\" lies on \"%2\" in %3")
                                  .arg(text.text, texts[j].text, app::test::placeOf(*widget));
            }
        }
    }
    return faults;
}

} // namespace

class TestCutText : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        app::test::useOwnSettings("tst_cut_text");
        QApplication::setStyle(new widgets::FlatStyle);
        applyTheme(Theme::Light);
    }
    void init() { QSettings().clear(); }
    void cleanup()
    {
        useTextSize(100);
        useLanguage(QStringLiteral("en"));
    }

    // The walk itself sees what it is made for.
    void theWalkSeesFaults()
    {
        QWidget window;
        auto* cut = new QLabel(QStringLiteral("A sentence that has no room here"), &window);
        cut->setGeometry(10, 10, 60, 30);
        auto* whole = new QLabel(QStringLiteral("Short"), &window);
        whole->setGeometry(10, 50, 200, 30);
        QVERIFY(widgets::test::showAs(window, {300, 200}));
        const QStringList faults = faultsOf(window);
        QCOMPARE(faults.size(), 1);
        QVERIFY(faults[0].contains(QStringLiteral("no room")));
    }

    void nothingIsCut_data()
    {
        QTest::addColumn<QString>("language");
        for (const QString& code : languages())
            QTest::newRow(qPrintable(code)) << code;
    }

    void nothingIsCut()
    {
        QFETCH(QString, language);
        useLanguage(language);
        auto window = app::test::windowOn("digits");
        QVERIFY(window);
        struct View {
            int text; // percent
            QSize size;
        };
        const View views[] = {{100, {1280, 800}}, {150, {1920, 1080}}, {175, {1920, 1080}}};
        const QString shots = qEnvironmentVariable("BITLADDER_SHOTS");
        QSet<QString> faults; // the frame is the same on every page: said once
        for (const View& view : views) {
            useTextSize(view.text);
            window->resize(view.size);
            for (const QString& page : pageIds()) {
                window->showPage(page);
                // Empty or full: nothing is cut on the way either.
                static_cast<void>(
                    QTest::qWaitFor([&] { return !window->jobs()->busy(); }, bitladder::test::kPatience / 20));
                widgets::test::settle(*window);
                if (!shots.isEmpty())
                    window->grab().save(QStringLiteral("%1/%2-%3-%4.png").arg(shots, page, language).arg(view.text));
                for (const QString& fault : faultsOf(*window)) {
                    if (!faults.contains(fault))
                        qWarning("%s, text %d %%: %s", qPrintable(page), view.text, qPrintable(fault));
                    faults << fault;
                }
            }
        }
        QVERIFY2(faults.isEmpty(), "see the warnings above");
    }
};

QTEST_MAIN(TestCutText)
#include "tst_cut_text.moc"
