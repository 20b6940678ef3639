// A person's own presets and the dialog for rules.
#include "app/window/dialogs/rule_dialog.h"
#include "app/window/recipes/own_presets.h"
#include "core/analysis/rule.h"
#include "tests/app/window_test.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSettings>
#include <QSpinBox>
#include <QStandardPaths>
#include <QTimer>

using namespace bitladder;
using namespace bitladder::app;

class TestPresets : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        app::test::useOwnSettings("tst_presets");
        QVERIFY2(app::test::digits(), "samples/digits/digits.onnx cannot be opened");
    }
    void init()
    {
        widgets::test::failOnWarnings();
        QSettings().clear();
    }

    void aUniformPresetFitsEveryNetwork()
    {
        auto recipe = app::test::int8Recipe(*app::test::digits());
        quant::setAll(recipe, quant::intFormat(5), quant::floatFormat(4, 3));
        const OwnPreset preset = presetOf(QStringLiteral("mine"), recipe);
        QVERIFY(preset.uniform());
        auto other = app::test::int8Recipe(*app::test::digits());
        other.layers[1].lock = quant::Lock::Locked;
        auto after = applied(preset, other);
        VERIFY_OK(after);
        QCOMPARE(after->layers[0].weights.format, quant::intFormat(5));
        QCOMPARE(after->layers[0].activations.format, quant::floatFormat(4, 3));
        QVERIFY(after->layers[1] == other.layers[1]);
    }

    void aRecipeAsPresetFitsItsNetworkOnly()
    {
        auto recipe = app::test::int8Recipe(*app::test::digits());
        recipe.model = "digits";
        recipe.layers[2].weights.format = quant::ternaryFormat();
        const OwnPreset preset = presetOf(QStringLiteral("layers"), recipe);
        QVERIFY(!preset.uniform());
        auto after = applied(preset, app::test::int8Recipe(*app::test::digits()));
        VERIFY_OK(after);
        QVERIFY(after->layers == recipe.layers);
        quant::Recipe other;
        other.layers.resize(2);
        VERIFY_FAILS(applied(preset, other), {"digits"});
    }

    void presetsAreKeptReplacedAndDeleted()
    {
        QVERIFY(ownPresets().empty());
        auto recipe = app::test::int8Recipe(*app::test::digits());
        saveOwnPreset(presetOf(QStringLiteral("one"), recipe));
        recipe.model = "digits";
        recipe.layers[2].weights.format = quant::ternaryFormat();
        saveOwnPreset(presetOf(QStringLiteral("two"), recipe));
        QCOMPARE(ownPresets().size(), 2U);
        QVERIFY(ownPresets()[1] == presetOf(QStringLiteral("two"), recipe));
        recipe.layers[2].weights.format = quant::binaryFormat();
        saveOwnPreset(presetOf(QStringLiteral("two"), recipe));
        QCOMPARE(ownPresets().size(), 2U);
        QCOMPARE(ownPresets()[1].recipe.layers[2].weights.format, quant::binaryFormat());
        deleteOwnPreset(QStringLiteral("one"));
        QCOMPARE(ownPresets().size(), 1U);
        QCOMPARE(ownPresets()[0].name, QStringLiteral("two"));
    }

    void theDialogCountsAsItIsFilledIn()
    {
        const size_t layers = app::test::digits()->layers.size();
        std::vector<double> saved(layers, 1);
        saved[2] = 5;
        RuleDialog dialog(app::test::digits(), {}, saved);
        QVERIFY(widgets::test::showAs(dialog, dialog.sizeHint()));
        auto* ok = dialog.findChild<QDialogButtonBox*>()->button(QDialogButtonBox::Ok);
        auto* count = dialog.findChild<QLabel*>(QStringLiteral("count"));
        QVERIFY(!ok->isEnabled()); // nothing would change
        dialog.findChild<QComboBox*>(QStringLiteral("kernel"))->setCurrentIndex(3);
        QVERIFY(count->text().startsWith(QStringLiteral("1 of 7")));
        QVERIFY(count->text().contains(QStringLiteral("depthwise")));
        auto* weights = dialog.findChild<QComboBox*>(QStringLiteral("weights"));
        weights->setCurrentIndex(weights->findText(QStringLiteral("int4")));
        QVERIFY(ok->isEnabled());
        QCOMPARE(ruleText(dialog.rule()), QStringLiteral("all depthwise convolutions: weights int4"));
        // How much layers hurt was not measured; what they save is known.
        auto* rank = dialog.findChild<QComboBox*>(QStringLiteral("rank"));
        const auto isEnabled
            = [&](int i) { return bool(rank->model()->flags(rank->model()->index(i, 0)) & Qt::ItemIsEnabled); };
        QVERIFY(!isEnabled(1) && !isEnabled(2) && isEnabled(3));
        dialog.findChild<QComboBox*>(QStringLiteral("kernel"))->setCurrentIndex(0);
        rank->setCurrentIndex(3);
        QCOMPARE(dialog.layers(), std::vector<int> {2});
        QCOMPARE(ruleText(dialog.rule()), QStringLiteral("all layers, the 1 that save most: weights int4"));
        QTest::keyClicks(dialog.findChild<QLineEdit*>(QStringLiteral("name")), QStringLiteral("zzz"));
        QVERIFY(dialog.layers().empty());
        QVERIFY(!ok->isEnabled());
    }

    void ruleTexts()
    {
        analysis::Rule rule;
        rule.condition.op = "Gemm";
        rule.condition.atLeast = 1000;
        rule.condition.position = analysis::Position::Middle;
        rule.activations = quant::intFormat(8);
        rule.weights = quant::binaryFormat();
        QCOMPARE(ruleText(rule),
            QStringLiteral(
                "all Gemm layers, not the first or last, at least %1 parameters: weights binary, activations int8")
                .arg(QLocale().toString(1000)));
    }

    // From the menu to one undo step that is named after the rule.
    void aRuleIsOneStep()
    {
        MainWindow window(app::test::samples());
        QVERIFY(widgets::test::showAs(window, {1280, 800}));
        window.openSample(QStringLiteral("digits"));
        QTRY_VERIFY_WITH_TIMEOUT(window.document()->model() && !window.jobs()->busy(), 60'000);
        const auto before = window.document()->recipe();
        bool shown = false;
        QTimer::singleShot(0, &window, [&] {
            auto* dialog = window.findChild<RuleDialog*>();
            shown = dialog != nullptr;
            if (!dialog) return;
            dialog->findChild<QLineEdit*>(QStringLiteral("name"))->setText(QStringLiteral("res"));
            auto* weights = dialog->findChild<QComboBox*>(QStringLiteral("weights"));
            weights->setCurrentIndex(weights->findText(QStringLiteral("int2")));
            dialog->accept();
        });
        QTest::keyClick(&window, Qt::Key_R, Qt::ControlModifier);
        QVERIFY(shown);
        const auto& after = window.document()->recipe();
        QCOMPARE(window.document()->undoStack()->count(), 1);
        QVERIFY(window.document()->undoStack()->undoText().contains(QStringLiteral("weights int2")));
        for (size_t i = 0; i < after.layers.size(); ++i)
            QCOMPARE(after.layers[i].weights.format == quant::intFormat(2),
                QString::fromStdString(after.layers[i].layer).contains(QStringLiteral("res")));
        window.document()->undoStack()->undo();
        QVERIFY(window.document()->recipe() == before);
    }
};

QTEST_MAIN(TestPresets)
#include "tst_presets.moc"
