// The format workshop and the microscope's changes in the real window: a format that is drawn becomes the layer's, a
// rung of the ladder map and a line of the recipe; printed formulas and the picture in few bits are computed; a changed
// code changes the number.
#include "app/window/document/study_results.h"
#include "app/window/pages/quantize/microscope_page.h"
#include "app/window/pages/workshop/float_panel.h"
#include "app/window/pages/workshop/workshop_page.h"
#include "tests/app/window_test.h"
#include "widgets/control/bit_cells.h"
#include "widgets/control/microscope_view.h"
#include "widgets/picture/picture_view.h"
#include "widgets/plot/values/binade_plot.h"
#include "widgets/plot/values/value_scatter.h"

#include <QComboBox>
#include <QLabel>
#include <QPushButton>
#include <QSpinBox>
#include <QTableView>

using namespace bitladder;
using namespace bitladder::app;
using bitladder::test::kPatience;

class TestWorkshopPage : public QObject
{
    Q_OBJECT

    std::unique_ptr<MainWindow> m_window;

    Document& document() { return *m_window->document(); }
    WorkshopPage* page() { return m_window->findChild<WorkshopPage*>(); }
    template<typename T> T* part(const char* section, const char* name = "")
    {
        auto* panel = page()->findChild<QWidget*>(QLatin1String(section));
        return panel ? panel->findChild<T*>(QLatin1String(name)) : nullptr;
    }
    FloatPanel* floatPanel() { return page()->findChild<FloatPanel*>(QStringLiteral("float")); }
    bool shows(QLabel* label, const QString& text)
    {
        return QTest::qWaitFor([&] { return label->text().contains(text); }, kPatience);
    }

private slots:
    void initTestCase() { app::test::useOwnSettings("tst_workshop_page"); }

    void init()
    {
        widgets::test::failOnWarnings();
        QSettings().clear();
        m_window = app::test::shownWindow();
        QVERIFY(m_window);
        m_window->openSample(QStringLiteral("digits"));
        m_window->showPage(QStringLiteral("workshop"));
        QVERIFY(QTest::qWaitFor([&] { return document().model() && !document().picture().empty(); }, kPatience));
        QVERIFY(app::test::rests(*m_window));
        document().setSelection({5});
    }
    void cleanup() { m_window.reset(); }

    // e4m3 rebuilt has the SQNR of the built-in e4m3, and what the engine runs is the same to the bit.
    void aDrawnFormatBecomesTheLayers()
    {
        page()->showSection(QStringLiteral("float"));
        floatPanel()->setDesign({4, 3, 7, quant::FloatDesign::Sign::Both, quant::FloatDesign::Specials::OneNan});
        auto* verdict = part<QLabel>("float", "verdict");
        QVERIFY2(shows(verdict, QStringLiteral("e4m3b7nan: SQNR")), qPrintable(verdict->text()));
        auto* plot = floatPanel()->findChild<widgets::BinadePlot*>();
        QVERIFY(QTest::qWaitFor([&] { return !plot->data().counts.empty(); }, kPatience));
        QCOMPARE(plot->data().binades.size(), size_t {18}); // 15 exponents, and three powers of two of subnormals
        const auto before = document().recipe();
        part<QPushButton>("float", "use")->click();
        const auto own = document().spec(5, Part::Weights).format;
        QCOMPARE(quant::name(own), std::string("e4m3b7nan"));
        QVERIFY(app::test::rests(*m_window));
        const auto drawn = m_window->results()->latest<NetworkResult>()->quantized->layers[5].weights;
        document().setFormat({5}, Part::Weights, quant::floatFormat(4, 3));
        QVERIFY(app::test::rests(*m_window));
        const auto built = m_window->results()->latest<NetworkResult>()->quantized->layers[5].weights;
        QVERIFY(drawn && built && drawn->codes == built->codes);
        QVERIFY(drawn->quantizer.scales == built->quantizer.scales);
        // One step each; the recipe file keeps it.
        m_window->document()->undoStack()->undo();
        const auto back = exchange::recipeFromJson(exchange::recipeToJson(document().recipe()), "text");
        VERIFY_OK(back);
        QVERIFY(back->layers[5].weights.format == own);
        m_window->document()->undoStack()->undo();
        QVERIFY(document().recipe() == before);
    }

    void itIsARungOfTheLadder()
    {
        document().setFormat({5}, Part::Weights, *quant::parseFormat("e3m2b5"));
        m_window->showPage(QStringLiteral("ladder"));
        const auto found = [&] { return m_window->results()->latest<LadderFound>(); };
        const auto holds = [&](const char* name) {
            return found() && found()->finished
                && std::ranges::find(found()->ladder.formats, *quant::parseFormat(name))
                != found()->ladder.formats.end();
        };
        QVERIFY(QTest::qWaitFor([&] { return holds("e3m2b5"); }, kPatience));
        // Another one while the page is looked at.
        document().setFormat({3}, Part::Weights, *quant::parseFormat("e2m4b1"));
        QVERIFY(QTest::qWaitFor([&] { return holds("e2m4b1") && holds("e3m2b5"); }, kPatience));
    }

    // What cannot be says why, and cannot be used; a design of the layer is taken up; bits by mouse reach the design.
    void whatIsDrawnIsChecked()
    {
        page()->showSection(QStringLiteral("float"));
        auto* use = part<QPushButton>("float", "use");
        part<QSpinBox>("float", "bias")->setValue(200);
        QVERIFY(!use->isEnabled());
        QVERIFY(part<QLabel>("float", "facts")->text().contains(QStringLiteral("bias")));
        part<QSpinBox>("float", "bias")->setValue(7);
        QVERIFY(use->isEnabled());
        document().setFormat({5}, Part::Weights, *quant::parseFormat("ue2m3b1"));
        QCOMPARE(quant::name(quant::formatOf(floatPanel()->design())), std::string("ue2m3b1"));
        auto* cells = floatPanel()->findChild<widgets::BitCells*>();
        QTest::keyClick(cells, Qt::Key_Right);
        QCOMPARE(floatPanel()->design().exponentBits, 3);
        QCOMPARE(floatPanel()->design().bias, 3); // the usual one stays the usual one
        document().setSelection({});
        QVERIFY(!use->isEnabled());
    }

    void aCodeBookIsDrawnInDistribution()
    {
        page()->showSection(QStringLiteral("book"));
        part<QPushButton>("book", "draw")->click();
        QVERIFY(document().spec(5, Part::Weights).format.family->drawn);
        QVERIFY(!page()->isVisible());
        QVERIFY(m_window->findChild<QWidget*>(QStringLiteral("distribution"))->isVisible());
    }

    void blocks()
    {
        page()->showSection(QStringLiteral("block"));
        auto* verdict = part<QLabel>("block", "verdict");
        QVERIFY2(shows(verdict, QStringLiteral("mxfp8_e4m3: SQNR")), qPrintable(verdict->text()));
        part<QPushButton>("block", "use")->click();
        QCOMPARE(quant::name(document().spec(5, Part::Weights).format), std::string("mxfp8_e4m3"));
    }

    // Every formula of the list is computed on the layer.
    void formulasAsPrinted()
    {
        page()->showSection(QStringLiteral("printed"));
        auto* panel = page()->findChild<QWidget*>(QStringLiteral("printed"));
        auto* list = panel->findChild<QComboBox*>();
        const auto plots = panel->findChildren<widgets::ValueScatter*>();
        QCOMPARE(plots.size(), 2);
        QVERIFY(list->count() >= 12);
        const auto dots = [&] { return plots[0]->data().y; };
        std::vector<double> before;
        for (int i = 0; i < list->count(); ++i) {
            list->setCurrentIndex(i);
            emit list->activated(i);
            QVERIFY2(QTest::qWaitFor([&] { return !dots().empty() && dots() != before; }, kPatience),
                qPrintable(list->itemText(i)));
            before = dots();
            QCOMPARE(plots[1]->data().y.size(), before.size());
            QVERIFY(!panel->findChild<QLabel*>(QStringLiteral("why"))->text().isEmpty());
        }
    }

    void aPictureInFewBits()
    {
        page()->showSection(QStringLiteral("picture"));
        auto* verdict = part<QLabel>("picture", "pictureVerdict");
        QVERIFY2(shows(verdict, QStringLiteral("2 bits a value")), qPrintable(verdict->text()));
        QVERIFY2(verdict->text().contains(QStringLiteral("4 different colours")), qPrintable(verdict->text()));
        part<QSpinBox>("picture", "pictureBits")->setValue(1);
        QVERIFY2(shows(verdict, QStringLiteral("1 bit a value")), qPrintable(verdict->text()));
        auto* grid = part<QComboBox>("picture", "pictureGrid");
        grid->setCurrentIndex(2);
        emit grid->activated(2);
        QVERIFY2(shows(verdict, QStringLiteral("4 grids")), qPrintable(verdict->text()));
        for (auto* view : page()->findChild<QWidget*>(QStringLiteral("picture"))->findChildren<widgets::PictureView*>())
            QVERIFY(!view->picture().isNull());
    }

    // One code more: another sum; the engine's own value stands beside it, and comes back.
    void aChangedCodeChangesTheNumber()
    {
        m_window->showPage(QStringLiteral("microscope"));
        document().setWidth({5}, Part::Weights, 8, EditPhase::End);
        document().setWidth({5}, Part::Activations, 8, EditPhase::End);
        QVERIFY(app::test::rests(*m_window));
        auto* microscope = m_window->findChild<MicroscopePage*>();
        auto* view = microscope->findChild<widgets::MicroscopeView*>();
        const auto ways = [&] { return view->data().way; };
        QVERIFY(QTest::qWaitFor([&] { return !ways().isEmpty(); }, kPatience));
        const auto engine = ways();
        auto* code = microscope->findChild<QSpinBox*>(QStringLiteral("code"));
        auto* back = microscope->findChild<QPushButton*>(QStringLiteral("asEngine"));
        QVERIFY(!code->isEnabled() && !back->isEnabled());
        auto* products = view->findChild<QTableView*>(QStringLiteral("products"));
        int row = 0; // one whose input is not 0
        while (view->data().products[static_cast<size_t>(row)][2] == QStringLiteral("0"))
            ++row;
        products->setCurrentIndex(products->model()->index(row, 0));
        QVERIFY(code->isEnabled());
        code->setValue(code->value() > 0 ? code->value() - 3 : code->value() + 3);
        QVERIFY(back->isEnabled());
        QVERIFY(ways()[0].value != engine[0].value);
        QCOMPARE(ways().size(), engine.size() + 1);
        QCOMPARE(ways().last().value, engine[engine.size() - 2].value); // the value without the changes
        auto* width = microscope->findChild<QComboBox*>(QStringLiteral("width"));
        width->setCurrentIndex(width->count() - 1); // 2 bits: the code that was changed may not exist any more
        emit width->activated(width->count() - 1);
        QVERIFY(ways()[0].value != engine[0].value);
        back->click();
        QVERIFY(ways() == engine);
        QVERIFY(!back->isEnabled());
    }
};

QTEST_MAIN(TestWorkshopPage)
#include "tst_workshop_page.moc"
