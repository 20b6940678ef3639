// The keyboard: shortcuts work from anywhere sensible, a focused field keeps its keys, mnemonics are unique, the focus
// travels.
#include "app/window/dialogs/machine_dialog.h"
#include "app/window/dialogs/preferences_dialog.h"
#include "app/window/layers/layer_model.h"
#include "app/window/layers/layer_table.h"
#include "core/base/threads.h"
#include "tests/app/window_test.h"
#include "widgets/control/format_panel.h"
#include "widgets/control/icons.h"
#include "widgets/equalizer/equalizer.h"
#include "widgets/plot/values/histogram_plot.h"

#include <QCheckBox>
#include <QComboBox>
#include <QLineEdit>
#include <QMenu>
#include <QMenuBar>
#include <QSettings>
#include <QSpinBox>
#include <QStandardPaths>
#include <QTabBar>
#include <QTableView>
#include <QTableWidget>
#include <QTimer>
#include <QToolButton>

using namespace bitladder;
using namespace bitladder::app;
using bitladder::test::kPatience;

namespace
{

// Names of entries that claim the same letter in one menu.
QStringList clashes(const QList<QAction*>& actions, const QString& where)
{
    QStringList found;
    QMap<QChar, QString> taken;
    for (const QAction* action : actions) {
        QString text = action->text();
        text.replace(QStringLiteral("&&"), QString());
        if (const auto at = text.indexOf(QLatin1Char('&')); at >= 0 && at + 1 < text.size()) {
            const QChar letter = text[at + 1].toLower();
            if (taken.contains(letter)) found << QStringLiteral("%1: %2, %3").arg(where, taken[letter], text);
            taken[letter] = text;
        }
        if (action->menu()) found << clashes(action->menu()->actions(), text);
    }
    return found;
}

} // namespace

class TestKeyboard : public QObject
{
    Q_OBJECT

    std::unique_ptr<MainWindow> m_window;
    Document* document() { return m_window->document(); }

private slots:
    void initTestCase() { app::test::useOwnSettings("tst_keyboard"); }

    void init()
    {
        widgets::test::failOnWarnings();
        m_window = app::test::shownWindow();
        QVERIFY(m_window);
        m_window->openSample(QStringLiteral("digits"));
        QVERIFY(app::test::rests(*m_window));
        document()->setSelection({1});
    }

    void cleanup() { m_window.reset(); }

    // A right click on the head of the table chooses its columns; names stay.
    void columnsAreChosenByAMenu()
    {
        auto* table = m_window->findChild<LayerTable*>();
        const std::unique_ptr<QMenu> menu(table->columnMenu());
        QAction* sqnr = nullptr;
        for (QAction* action : menu->actions()) {
            QVERIFY(!action->text().isEmpty());
            QVERIFY(action->isChecked());
            if (action->text().startsWith(QStringLiteral("SQNR"))) sqnr = action;
        }
        QVERIFY(sqnr);
        sqnr->setChecked(false);
        QVERIFY(table->isColumnHidden(LayerModel::Sqnr));
        QVERIFY(!table->isColumnHidden(LayerModel::Name));
        sqnr->setChecked(true);
        QVERIFY(!table->isColumnHidden(LayerModel::Sqnr));
    }

    // Of several selected layers the equalizer's head line and the pages name the same one; of none it names none.
    void theHeadLineNamesWhatPagesShow()
    {
        auto* equalizer = m_window->findChild<widgets::Equalizer*>();
        m_window->findChild<QTabWidget*>()->tabBar()->setFocus();
        QCOMPARE(equalizer->shownColumn(), 1);
        QTest::keyClick(m_window.get(), Qt::Key_A, Qt::ControlModifier | Qt::ShiftModifier);
        QCOMPARE(document()->selection().size(), document()->model()->layers.size());
        QCOMPARE(equalizer->shownColumn(), document()->currentLayer());
        document()->setSelection({5, 2});
        QCOMPARE(equalizer->shownColumn(), 2);
        QTest::keyClick(m_window.get(), Qt::Key_N, Qt::ControlModifier | Qt::ShiftModifier);
        QVERIFY(document()->selection().isEmpty());
        QCOMPARE(equalizer->shownColumn(), -1);
    }

    void shortcuts_data()
    {
        QTest::addColumn<QString>("focus");
        for (const char* focus : {"table", "equalizer", "tabs", "window"})
            QTest::newRow(focus) << QString::fromLatin1(focus);
    }

    // The same keys do the same from the table, the equalizer, the tabs, and where nothing has the focus.
    void shortcuts()
    {
        QFETCH(QString, focus);
        QWidget* widget = m_window.get();
        if (focus == QLatin1String("table")) widget = m_window->findChild<QTableView*>();
        if (focus == QLatin1String("equalizer")) widget = m_window->findChild<widgets::Equalizer*>();
        if (focus == QLatin1String("tabs")) widget = m_window->findChild<QTabWidget*>()->tabBar();
        widget->setFocus();
        const auto width = [&] { return static_cast<int>(document()->recipe().layers[1].weights.format.bits); };

        QTest::keyClick(widget, Qt::Key_3);
        QCOMPARE(width(), 3);
        QTest::keyClick(widget, Qt::Key_0);
        QCOMPARE(width(), 16);
        QTest::keyClick(widget, Qt::Key_Z, Qt::ControlModifier);
        QCOMPARE(width(), 3);
        QTest::keyClick(widget, Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
        QCOMPARE(width(), 16);

        QTRY_VERIFY_WITH_TIMEOUT(!m_window->jobs()->busy(), kPatience);
        const app::test::Latest<TimingResult> measured(*m_window->results());
        QTest::keyClick(widget, Qt::Key_Space);
        QTRY_COMPARE_WITH_TIMEOUT(measured.count, 1, kPatience);

        // Files are asked for in a dialog.
        using Shortcut = std::pair<QKeyCombination, QString>;
        for (const auto& [keys, title] : {Shortcut(Qt::CTRL | Qt::Key_O, QStringLiteral("Open model")),
                 Shortcut(Qt::CTRL | Qt::Key_S, QStringLiteral("Save recipe")),
                 Shortcut(Qt::CTRL | Qt::SHIFT | Qt::Key_S, QStringLiteral("Save recipe"))}) {
            QString shown;
            QTimer::singleShot(100, m_window.get(), [&] {
                auto* dialog = qobject_cast<QDialog*>(QApplication::activeModalWidget());
                if (!dialog) return;
                shown = dialog->windowTitle();
                dialog->reject();
            });
            QTest::keyClick(widget, keys.key(), keys.keyboardModifiers());
            QCOMPARE(shown, title);
            m_window->activateWindow();
            QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
            widget->setFocus();
        }

        QTest::keyClick(widget, Qt::Key_F, Qt::ControlModifier);
        QVERIFY(m_window->findChild<QLineEdit*>(QStringLiteral("layerFilter"))->hasFocus());
    }

    void fieldsKeepTheirKeys()
    {
        const auto before = document()->recipe();
        auto* filter = m_window->findChild<QLineEdit*>(QStringLiteral("layerFilter"));
        filter->setFocus();
        QTest::keyClicks(filter, QStringLiteral("3 0"));
        QCOMPARE(filter->text(), QStringLiteral("3 0"));
        QVERIFY(document()->recipe() == before);
        filter->clear();
        // Space presses the button that has the focus instead of measuring.
        QVERIFY(app::test::rests(*m_window));
        const app::test::Latest<TimingResult> measured(*m_window->results());
        auto* button = new QToolButton(m_window.get());
        button->show();
        button->setFocusPolicy(Qt::StrongFocus);
        button->setFocus();
        QSignalSpy pressed(button, &QToolButton::clicked);
        QTest::keyClick(button, Qt::Key_Space);
        QCOMPARE(pressed.count(), 1);
        QVERIFY(!m_window->jobs()->busy()); // nothing was asked for
        QCOMPARE(measured.count, 0);
    }

    // In a field that has taken its number, Undo means the recipe; while a number is typed it means the number.
    void undoFromANumberField()
    {
        auto* spin = m_window->findChild<widgets::FormatPanel*>()->findChild<QSpinBox*>();
        const auto width = [&] { return static_cast<int>(document()->recipe().layers[1].weights.format.bits); };
        const int before = width();
        spin->setFocus();
        QTest::keyClick(spin, Qt::Key_Down);
        QCOMPARE(width(), before - 1);
        QTest::keyClick(spin, Qt::Key_Z, Qt::ControlModifier);
        QCOMPARE(width(), before);
        QTest::keyClick(spin, Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
        QCOMPARE(width(), before - 1);
        spin->selectAll();
        QTest::keyClicks(spin, QStringLiteral("12"));
        QTest::keyClick(spin, Qt::Key_Return);
        QCOMPARE(width(), 12);
        QTest::keyClick(spin, Qt::Key_Z, Qt::ControlModifier);
        QCOMPARE(width(), before - 1);
        QCOMPARE(spin->value(), before - 1);
        spin->selectAll();
        QTest::keyClicks(spin, QStringLiteral("6"));
        QTest::keyClick(spin, Qt::Key_Z, Qt::ControlModifier);
        QCOMPARE(width(), before - 1);
        QVERIFY(spin->hasFocus());
    }

    void arrowsMoveBetweenLayersAndSteps()
    {
        auto* equalizer = m_window->findChild<widgets::Equalizer*>();
        equalizer->setFocus();
        const int bits = document()->recipe().layers[1].weights.format.bits;
        QTest::keyClick(equalizer, Qt::Key_Up);
        QVERIFY(document()->recipe().layers[1].weights.format.bits > bits
            || document()->recipe().layers[1].activations.format.bits > 8);
        QTest::keyClick(equalizer, Qt::Key_Right);
        QCOMPARE(document()->currentLayer(), 2);
        auto* table = m_window->findChild<QTableView*>();
        table->setFocus();
        QTest::keyClick(table, Qt::Key_Down);
        QCOMPARE(document()->currentLayer(), 3);
    }

    // Pictures and data of a page are saved from its menu, which the menu key and Shift+F10 open where the focus is.
    void menusOpenFromTheKeyboard()
    {
        m_window->showPage(QStringLiteral("distribution"));
        auto* plot = m_window->findChild<widgets::HistogramPlot*>();
        QVERIFY(plot && plot->isVisible());
        QTRY_COMPARE_WITH_TIMEOUT(plot->state(), widgets::PlotFrame::State::Fresh, kPatience);
        const QList<QWidget*> places {plot, m_window->findChild<widgets::Equalizer*>()};
        for (QWidget* place : places) {
            place->setFocus();
            QTest::keyClick(place, Qt::Key_F10, Qt::ShiftModifier);
            auto* menu = qobject_cast<QMenu*>(QApplication::activePopupWidget());
            QVERIFY2(menu, place->metaObject()->className());
            QCOMPARE(clashes(menu->actions(), QStringLiteral("popup")), QStringList());
            QVERIFY(menu->actions().size() >= 4);
            menu->close();
        }
    }

    void mnemonicsAreUnique()
    {
        QCOMPARE(clashes(m_window->menuBar()->actions(), QStringLiteral("menu bar")), QStringList());
        for (const QAction* action : m_window->menuBar()->actions())
            QVERIFY2(action->text().contains(QLatin1Char('&')), qPrintable(action->text()));
    }

    void noShortcutStandsTwice()
    {
        QMap<QString, QString> taken;
        for (const QAction* action : m_window->findChildren<QAction*>())
            for (const QKeySequence& key : action->shortcuts()) {
                const QString text = key.toString();
                QVERIFY2(!taken.contains(text) || taken[text] == action->text(),
                    qPrintable(QStringLiteral("%1: %2, %3").arg(text, taken.value(text), action->text())));
                taken[text] = action->text();
            }
    }

    void tabReachesEveryPart()
    {
        m_window->findChild<QTableView*>()->setFocus();
        QSet<QWidget*> reached;
        for (int i = 0; i < 80; ++i) {
            QWidget* now = QApplication::focusWidget();
            QVERIFY(now);
            if (i > 0 && now == m_window->findChild<QTableView*>()) break; // once around
            reached << now;
            QTest::keyClick(now, Qt::Key_Tab);
        }
        QVERIFY(reached.contains(m_window->findChild<widgets::Equalizer*>()));
        QVERIFY(reached.contains(m_window->findChild<QLineEdit*>(QStringLiteral("layerFilter"))));
        QVERIFY(reached.contains(m_window->findChild<QTabWidget*>()->tabBar()));
    }

    void preferencesAreKept()
    {
        QSettings().clear();
        QVERIFY(loadPreferences() == Preferences {});
        PreferencesDialog dialog({});
        dialog.findChild<QComboBox*>(QStringLiteral("theme"))->setCurrentIndex(2);
        dialog.findChild<QSpinBox*>(QStringLiteral("threads"))->setValue(1);
        dialog.findChild<QComboBox*>(QStringLiteral("level"))->setCurrentIndex(1);
        dialog.findChild<QSpinBox*>(QStringLiteral("memory"))->setValue(512);
        dialog.findChild<QCheckBox*>(QStringLiteral("exactOrder"))->setChecked(true);
        dialog.findChild<QComboBox*>(QStringLiteral("language"))->setCurrentIndex(2);
        dialog.findChild<QSpinBox*>(QStringLiteral("modelMemory"))->setValue(3);
        const Preferences quantized {Theme::Dark, 1, kernels::Level::Scalar, 512, true, QStringLiteral("zh_CN"), 3};
        QCOMPARE(quantized.modelBytes(), std::optional(size_t {3} << 30));
        QVERIFY(!Preferences {}.modelBytes());
        QCOMPARE(quantized.floatConvolution(), engine::FloatConvolution::ExactOrder);
        QCOMPARE(Preferences {}.floatConvolution(), engine::FloatConvolution::Fastest);
        QCOMPARE(quantized.memoryBytes(), size_t {512} * 1024 * 1024);
        QVERIFY(dialog.preferences() == quantized);
        savePreferences(quantized);
        QVERIFY(loadPreferences() == quantized);
        QVERIFY(PreferencesDialog(quantized).preferences() == quantized);
        QSettings().clear();
    }

    void theMachineTableNamesRealKernels()
    {
        MachineDialog dialog;
        QVERIFY(widgets::test::showAs(dialog, dialog.size()));
        const auto* table = dialog.findChild<QTableWidget*>();
        QCOMPARE(table->rowCount(), static_cast<int>(MachineDialog::pairs().size()));
        const auto rows
            = measure::machineTable({{quant::intFormat(8), quant::intFormat(8)}, {quant::kFloat16, quant::kFloat16},
                                        {quant::binaryFormat(), quant::binaryFormat()}},
                64);
        for (const auto level : kernels::supportedLevels()) {
            const auto& cell = rows[0].levels[static_cast<size_t>(level)];
            QVERIFY(cell);
            QCOMPARE(cell->kernel, std::string(kernels::table(level).gemmU8S8.name));
            QVERIFY(cell->execution == engine::Execution::Executed);
            QVERIFY(rows[1].levels[static_cast<size_t>(level)]->execution == engine::Execution::Simulated);
            QCOMPARE(
                rows[2].levels[static_cast<size_t>(level)]->kernel, std::string(kernels::table(level).gemmBinary.name));
        }
    }

    // Icons take the colour of the palette, and keep it when the palette changes.
    void iconsAreTinted()
    {
        QVERIFY(widgets::tintedIcon(QStringLiteral("no such icon")).isNull());
        const QPalette before = QApplication::palette();
        for (const char* name :
            {"open", "pictures", "undo", "redo", "measure", "stop", "export", "compare", "learn", "lock", "preset"}) {
            const QIcon icon = widgets::tintedIcon(QString::fromLatin1(name));
            for (const QColor& ink : {QColor(200, 30, 10), QColor(10, 30, 200)}) {
                QPalette palette = before;
                palette.setColor(QPalette::ButtonText, ink);
                QApplication::setPalette(palette);
                const QImage image = icon.pixmap(QSize(48, 48), 1).toImage().convertToFormat(QImage::Format_ARGB32);
                int inked = 0;
                for (int y = 0; y < image.height(); ++y)
                    for (int x = 0; x < image.width(); ++x)
                        inked += QColor::fromRgb(image.pixel(x, y)) == ink && qAlpha(image.pixel(x, y)) == 255;
                QVERIFY2(inked > 20, name);
            }
        }
        QApplication::setPalette(before);
        QVERIFY(!widgets::programIcon().isNull());
    }
};

QTEST_MAIN(TestKeyboard)
#include "tst_keyboard.moc"
