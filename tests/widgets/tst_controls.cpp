// Dial, inspector, figures and banners: what a hand does is reported once and framed; what the owner sets is not.
#include "widgets/control/banner_stack.h"
#include "widgets/control/figure_strip.h"
#include "widgets/control/format_panel.h"
#include "widgets/control/scrolling_pane.h"
#include "widgets/control/wrapped_text.h"
#include "widgets/equalizer/master_fader.h"
#include "widgets/table/shaped_texts.h"

#include "tests/widgets/widget_test.h"

#include <QComboBox>
#include <QHelpEvent>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QScrollBar>
#include <QSignalSpy>
#include <QSpinBox>
#include <QToolButton>
#include <QToolTip>
#include <QVBoxLayout>

using namespace bitladder::widgets;

namespace
{

FormatNames someNames()
{
    FormatNames names;
    names.families = QStringList {QStringLiteral("float"), QStringLiteral("integer")};
    names.symmetries = QStringList {QStringLiteral("symmetric"), QStringLiteral("asymmetric")};
    names.granularities = QStringList {QStringLiteral("tensor"), QStringLiteral("channel")};
    names.ranges = QStringList {QStringLiteral("min-max"), QStringLiteral("percentile"), QStringLiteral("MSE")};
    names.weightRanges = names.ranges;
    return names;
}

EditPhase phaseOf(const QSignalSpy& spy, int index)
{
    return spy[index][1].value<EditPhase>();
}

} // namespace

class TestControls : public QObject
{
    Q_OBJECT

private slots:
    void init() { test::failOnWarnings(); }

    void theFaderDoesNotReportWhatItIsSet()
    {
        MasterFader fader;
        QSignalSpy edited(&fader, &MasterFader::valueEdited);
        fader.setValue(8);
        fader.setValue(0);
        fader.setValue(64);
        QCOMPARE(edited.count(), 0);
        QCOMPARE(fader.value(), 64);
    }

    void theFaderIsDragged()
    {
        MasterFader fader;
        fader.setValue(8);
        QVERIFY(test::showAs(fader, QSize(90, 260)));
        FaderTrack* track = fader.track();
        QSignalSpy edited(&fader, &MasterFader::valueEdited);
        const QPoint from = track->handleCenter().toPoint();
        test::drag(*track, from, QPoint(from.x(), track->height() - 1));
        QCOMPARE(fader.value(), 1);
        QVERIFY(edited.count() >= 3);
        QCOMPARE(phaseOf(edited, 0), EditPhase::Begin);
        QCOMPARE(phaseOf(edited, edited.count() - 1), EditPhase::End);
        for (int i = 1; i + 1 < edited.count(); ++i)
            QCOMPARE(phaseOf(edited, i), EditPhase::Drag);
        QCOMPARE(fader.findChild<QSpinBox*>()->value(), 1);
    }

    void theFadersKeysWheelAndTyping()
    {
        MasterFader fader;
        fader.setValue(8);
        QVERIFY(test::showAs(fader, QSize(90, 260)));
        FaderTrack* track = fader.track();
        QSignalSpy edited(&fader, &MasterFader::valueEdited);
        QTest::keyClick(track, Qt::Key_Down);
        QCOMPARE(fader.value(), 7);
        QCOMPARE(edited.count(), 2);
        QCOMPARE(phaseOf(edited, 0), EditPhase::Begin);
        QCOMPARE(phaseOf(edited, 1), EditPhase::End);
        test::turnWheel(*track, QPointF(20, 10), 120);
        QCOMPARE(fader.value(), 8);
        QTest::keyClick(track, Qt::Key_End);
        QCOMPARE(fader.value(), 1);
        QTest::keyClick(track, Qt::Key_Down);
        QCOMPARE(fader.value(), 1);
        auto* spin = fader.findChild<QSpinBox*>();
        spin->selectAll();
        QTest::keyClicks(spin, QStringLiteral("13"));
        QTest::keyClick(spin, Qt::Key_Return);
        QCOMPARE(fader.value(), 13);
        QCOMPARE(edited.last()[0].toInt(), 13);
    }

    // It moves both parts or one of them, never none.
    void theFaderMovesSomething()
    {
        MasterFader fader;
        QVERIFY(test::showAs(fader, QSize(90, 260)));
        QCOMPARE(fader.moves(), MasterFader::Moves::Both);
        const auto buttons = fader.findChildren<QToolButton*>();
        QCOMPARE(buttons.size(), 2);
        buttons[0]->click();
        QCOMPARE(fader.moves(), MasterFader::Moves::Activations);
        buttons[1]->click();
        QCOMPARE(fader.moves(), MasterFader::Moves::Weights);
    }

    void panelShowsOneSeveralAndNone()
    {
        FormatPanel panel;
        panel.setNames(someNames());
        QVERIFY(!panel.isEnabled());
        panel.setChoice({FieldValue::same(4), FieldValue::same(1), FieldValue::mixed(), FieldValue::same(1), {}},
            {FieldValue::mixed(), FieldValue::same(1), FieldValue::same(0), {}, FieldValue::same(2)});
        QVERIFY(panel.isEnabled());
        const auto spins = panel.findChildren<QSpinBox*>();
        QCOMPARE(spins.size(), 2);
        QCOMPARE(spins[0]->value(), 4);
        QCOMPARE(spins[1]->text(), FormatPanel::tr("several"));
        const auto combos = panel.findChildren<QComboBox*>();
        QCOMPARE(combos.size(), 11); // granularity is of weights alone
        QCOMPARE(combos[0]->currentText(), QStringLiteral("integer"));
        QCOMPARE(combos[1]->currentIndex(), -1);
        QCOMPARE(combos[1]->placeholderText(), FormatPanel::tr("several"));
        QVERIFY(!combos[3]->isEnabled());
        for (const QComboBox* combo : combos)
            QVERIFY(!combo->accessibleName().isEmpty());
    }

    void panelReportsOnlyThePerson()
    {
        FormatPanel panel;
        panel.setNames(someNames());
        QVERIFY(test::showAs(panel, QSize(300, 420)));
        QSignalSpy edited(&panel, &FormatPanel::edited);
        const FormatChoice all {
            FieldValue::same(8), FieldValue::same(1), FieldValue::same(0), FieldValue::same(0), FieldValue::same(0)};
        panel.setChoice(all, all);
        QCOMPARE(edited.count(), 0);
        auto* spin = panel.findChildren<QSpinBox*>()[0];
        QTest::keyClick(spin, Qt::Key_Down);
        QCOMPARE(edited.count(), 1);
        QCOMPARE(edited[0][0].value<Part>(), Part::Weights);
        QCOMPARE(edited[0][1].value<FormatField>(), FormatField::Width);
        QCOMPARE(edited[0][2].toInt(), 7);
        auto* range = panel.findChildren<QComboBox*>().at(8); // before the rule of the scales and the rounding
        QTest::keyClick(range, Qt::Key_Down);
        QCOMPARE(edited.count(), 2);
        QCOMPARE(edited[1][0].value<Part>(), Part::Activations);
        QCOMPARE(edited[1][1].value<FormatField>(), FormatField::Range);
        QCOMPARE(edited[1][2].toInt(), 1);
    }

    void stripShowsFiguresAndShortensThem()
    {
        FigureStrip strip;
        QList<Figure> figures {{QStringLiteral("size"), QStringLiteral("4.94"), QStringLiteral("1.26 MB"),
                                   QStringLiteral("3.9×"), QStringLiteral("on disk"), Freshness::Fresh},
            {QStringLiteral("latency"), QStringLiteral("3.6"), QStringLiteral("1.2 ms"), QStringLiteral("3×"), {},
                Freshness::Stale}};
        strip.setFigures(figures);
        QVERIFY(test::showAs(strip, QSize(900, 30)));
        const auto shownText = [&strip] { return strip.shownText(); };
        QVERIFY(shownText().contains(QStringLiteral("4.94")));
        QVERIFY(shownText().contains(QStringLiteral("1.2 ms")));
        // Where the text stands its tool tip says how the figure was measured.
        QHelpEvent help(QEvent::ToolTip, QPoint(12, 15), strip.mapToGlobal(QPoint(12, 15)));
        QApplication::sendEvent(&strip, &help);
        QTRY_VERIFY(QToolTip::text().contains(QStringLiteral("on disk")));
        strip.resize(200, 30);
        QVERIFY(!shownText().contains(QStringLiteral("4.94")));
        QVERIFY(shownText().contains(QStringLiteral("1.26 MB")));
        figures.removeLast();
        strip.setFigures(figures);
        QVERIFY(!shownText().contains(QStringLiteral("1.2 ms")));
        // What has no room at all is left out, not cut.
        strip.resize(40, 30);
        QVERIFY(shownText().isEmpty());
    }

    void stripShowsProgressAndStops()
    {
        FigureStrip strip;
        QVERIFY(test::showAs(strip, QSize(900, 30)));
        auto* bar = strip.findChild<QProgressBar*>();
        QVERIFY(!bar->isVisible());
        strip.setProgress({QStringLiteral("Measuring conv1"), 0.25, 14});
        QVERIFY(bar->isVisible());
        QCOMPARE(4 * bar->value(), bar->maximum());
        QSignalSpy stopped(&strip, &FigureStrip::stopRequested);
        QTest::mouseClick(strip.findChild<QToolButton*>(), Qt::LeftButton);
        QCOMPARE(stopped.count(), 1);
        strip.clearProgress();
        QVERIFY(!bar->isVisible());
    }

    // One banner is shown, the gravest, of equals the newest; the others are one click away.
    void bannersStack()
    {
        QWidget window;
        auto* layout = new QVBoxLayout(&window);
        auto* stack = new BannerStack;
        layout->addWidget(stack);
        QVERIFY(test::showAs(window, QSize(600, 200)));
        QVERIFY(!stack->isVisible());
        QSignalSpy closed(stack, &BannerStack::closed);
        QSignalSpy acted(stack, &BannerStack::actionRequested);
        const auto shown = [&] {
            QStringList texts;
            for (const auto* banner : stack->findChildren<Banner*>())
                if (banner->isVisible()) texts << banner->message().text;
            return texts.join(QLatin1Char(','));
        };
        const auto button = [&](const char* name) -> QToolButton* {
            for (auto* tool : stack->findChildren<QToolButton*>(QLatin1String(name)))
                if (tool->isVisible()) return tool;
            return nullptr;
        };
        const int first = stack->showMessage({Severity::Warning, QStringLiteral("one"), {}});
        QCOMPARE(shown(), QStringLiteral("one"));
        QVERIFY(!button("next"));
        const int height = stack->height();
        QCOMPARE(stack->showMessage({Severity::Warning, QStringLiteral("one"), {}}), first);
        stack->showMessage({Severity::Error, QStringLiteral("two"), QStringLiteral("Act")});
        const int third = stack->showMessage({Severity::Note, QStringLiteral("three"), {}});
        const int fourth = stack->showMessage({Severity::Note, QStringLiteral("four"), {}});
        QCOMPARE(stack->count(), 4);
        QCOMPARE(shown(), QStringLiteral("two"));
        QTest::mouseClick(stack->findChild<QPushButton*>(), Qt::LeftButton);
        QCOMPARE(acted.count(), 1);
        QStringList order;
        for (int i = 0; i < 5; ++i) {
            order << shown();
            QCOMPARE(button("next")->text(), QStringLiteral("%1 of 4 ›").arg(i % 4 + 1));
            QTest::mouseClick(button("next"), Qt::LeftButton);
        }
        QCOMPARE(order, (QStringList {"two", "one", "four", "three", "two"}));
        QCoreApplication::processEvents();
        QVERIFY2(stack->height() < 2 * height, qPrintable(QString::number(stack->height())));
        // The second is shown; one that goes elsewhere leaves it there, its own going brings the next one.
        stack->closeMessage(third);
        QCOMPARE(shown(), QStringLiteral("one"));
        QTest::mouseClick(button("close"), Qt::LeftButton);
        QCOMPARE(closed.back()[0].toInt(), first);
        QCOMPARE(shown(), QStringLiteral("four"));
        stack->closeMessage(fourth);
        QCOMPARE(shown(), QStringLiteral("two"));
        QVERIFY(!button("next")); // the only one
        for (int i = 0; i < BannerStack::kMaxBanners; ++i)
            stack->showMessage({Severity::Note, QString::number(i), {}});
        QCOMPARE(stack->count(), BannerStack::kMaxBanners);
        QCOMPARE(shown(), QStringLiteral("two"));
        stack->closeAll();
        QVERIFY(!stack->isVisible());
    }

    // A text that changes with every step of a fader has the window laid out anew only when it needs another height.
    void wrappedTextAsksForALayoutOnlyForAnotherHeight()
    {
        QWidget window;
        auto* column = new QVBoxLayout(&window);
        auto* text = new WrappedText(&window);
        column->addWidget(text);
        column->addStretch(1);
        text->setText(QStringLiteral("How do the weights of conv1 sit on the int4 grid?"));
        QVERIFY(test::showAs(window, QSize(500, 200)));
        struct Counter : QObject {
            int requests = 0;
            bool eventFilter(QObject*, QEvent* event) override
            {
                requests += event->type() == QEvent::LayoutRequest;
                return false;
            }
        } counter;
        window.installEventFilter(&counter);
        const int height = text->height();
        const QImage before = text->grab().toImage();
        text->setText(QStringLiteral("How do the weights of conv1 sit on the int3 grid?"));
        QCoreApplication::processEvents();
        QCOMPARE(counter.requests, 0);
        QVERIFY(text->grab().toImage() != before);
        text->setText(QStringLiteral("word ").repeated(60));
        QCoreApplication::processEvents();
        QVERIFY(counter.requests > 0);
        QVERIFY(text->height() > height);
        QCOMPARE(text->height(), text->heightForWidth(text->width()));
        // A shorter one keeps the room.
        const int most = text->height();
        counter.requests = 0;
        text->setText(QStringLiteral("How do the weights of conv1 sit on the int4 grid?"));
        QCoreApplication::processEvents();
        QCOMPARE(counter.requests, 0);
        QCOMPARE(text->height(), most);
        // None gives it back, and so does another width.
        text->setText(QString());
        QCoreApplication::processEvents();
        QVERIFY(text->height() < most);
        text->setText(QStringLiteral("word ").repeated(60));
        text->setText(QStringLiteral("word"));
        window.resize(window.width() + 40, window.height());
        QCoreApplication::processEvents();
        QVERIFY(text->height() < most);
    }

    // Drawn as QPainter draws it, shortened where it has no room.
    void shapedTextsLookLikePlainOnes()
    {
        const QFont font = QGuiApplication::font();
        ShapedTexts texts;
        texts.setFont(font);
        const QString text = QStringLiteral("fire2/squeeze1x1, 4 bits");
        QCOMPARE(std::ceil(texts.width(text)), std::ceil(QFontMetricsF(font).horizontalAdvance(text)));
        QCOMPARE(texts.width(QString()), 0.0);
        const auto drawn = [&](const std::function<void(QPainter&)>& draw) {
            QImage image(300, 40, QImage::Format_RGB32);
            image.fill(Qt::white);
            QPainter painter(&image);
            painter.setFont(font);
            draw(painter);
            return image;
        };
        const QRectF place(10, 5, 280, 30);
        for (const Qt::Alignment side : {Qt::AlignLeft, Qt::AlignRight}) {
            const QImage plain
                = drawn([&](QPainter& painter) { painter.drawText(place, side | Qt::AlignVCenter, text); });
            for (int i = 0; i < 2; ++i) // the second time as it was kept
                QCOMPARE(drawn([&](QPainter& painter) { texts.draw(painter, place, side | Qt::AlignVCenter, text); }),
                    plain);
        }
        const QRectF narrow(10, 5, 60, 30);
        const QImage shortened
            = drawn([&](QPainter& painter) { texts.draw(painter, narrow, Qt::AlignLeft, text, Qt::ElideRight); });
        QVERIFY(shortened != drawn([](QPainter&) {}));
        for (int x = 71; x < 300; ++x)
            for (int y = 0; y < 40; ++y)
                QCOMPARE(shortened.pixel(x, y), QColor(Qt::white).rgb());
        QFont larger = font;
        larger.setPointSizeF(2 * font.pointSizeF());
        texts.setFont(larger);
        QVERIFY(texts.width(text) > 1.5 * QFontMetricsF(font).horizontalAdvance(text));
    }

    // Content keeps its height; the wheel turns a list only where it has the focus, and scrolls elsewhere.
    void aPaneScrollsInsteadOfSqueezing()
    {
        auto* content = new QWidget;
        auto* layout = new QVBoxLayout(content);
        QList<QComboBox*> lists;
        for (int i = 0; i < 12; ++i) {
            lists << new QComboBox(content);
            lists.last()->addItems({QStringLiteral("one"), QStringLiteral("two"), QStringLiteral("three")});
            layout->addWidget(lists.last());
        }
        ScrollingPane pane(content);
        QVERIFY(test::showAs(pane, QSize(200, 150)));
        QVERIFY(lists[0]->height() >= lists[0]->sizeHint().height());
        QVERIFY(pane.minimumSizeHint().width() >= content->minimumSizeHint().width());
        auto* bar = pane.verticalScrollBar();
        QVERIFY(bar->maximum() > 0);
        // An event that is not taken goes on to what lies around; one that a test sends does not, so it is looked at.
        const auto taken = [](QWidget& widget) {
            QWheelEvent event(QPointF(5, 5), widget.mapToGlobal(QPointF(5, 5)), {}, QPoint(0, -120), Qt::NoButton, {},
                Qt::NoScrollPhase, false);
            QApplication::sendEvent(&widget, &event);
            return event.isAccepted();
        };
        lists[0]->setFocus();
        QVERIFY(!taken(*lists[1]));
        QCOMPARE(lists[1]->currentIndex(), 0);
        QCOMPARE(lists[1]->focusPolicy(), Qt::StrongFocus); // nor does the wheel give it the focus
        QVERIFY(taken(*lists[0]));
        QCOMPARE(lists[0]->currentIndex(), 1);
        QCOMPARE(bar->value(), 0);
        QVERIFY(taken(*pane.viewport()));
        QVERIFY(bar->value() > 0);
        // Where everything is seen, nothing is in the way of the wheel.
        pane.resize(200, 900);
        test::settle(pane);
        QCOMPARE(bar->maximum(), 0);
        test::turnWheel(*lists[1], QPointF(10, 10), -120);
        QCOMPARE(lists[1]->currentIndex(), 1);
    }
};

QTEST_MAIN(TestControls)
#include "tst_controls.moc"
