#include "app/window/recipes/preset_menu.h"

#include "app/window/dialogs/name_dialog.h"
#include "app/window/dialogs/rule_dialog.h"
#include "app/window/document/document.h"
#include "app/window/document/result_store.h"
#include "app/window/document/texts.h"
#include "app/window/recipes/own_presets.h"
#include "app/window/shell/notices.h"
#include "core/analysis/rule.h"

namespace bitladder::app
{

PresetMenu::PresetMenu(const WindowContext& context, QWidget* parent)
    : QMenu(tr("&Preset"), parent)
    , m_context(context)
    , m_ends(
          new QAction(tr("&Ends at 8 bits"), parent)) // not of the menu, which deletes its own when it is filled anew
{
    setToolTipsVisible(true);
    m_ends->setCheckable(true);
    m_ends->setChecked(true); // a person who wants the ends narrow too says so
    m_ends->setToolTip(tr("Presets keep the first and the last layer at 8 bits where they are narrower"));
    fill();
}

void PresetMenu::fill()
{
    clear();
    int number = 0;
    for (const auto& preset : quant::presets())
        addAction(QStringLiteral("&%1 %2").arg(++number).arg(toText(preset.name)), this,
            [this, &preset] {
                if (m_context.document->model())
                    m_context.document->applyPreset(
                        preset, m_ends->isChecked() ? quant::FirstLast::At8 : quant::FirstLast::SameAsRest);
            })
            ->setToolTip(tr("Weights %1 and activations %2 in every layer that is not locked")
                             .arg(toText(quant::name(preset.weights)), toText(quant::name(preset.activations))));
    addAction(m_ends);
    addOwnPresets();
    addSeparator();
    addAction(tr("&Rule…"), QKeySequence(tr("Ctrl+R")), this, &PresetMenu::applyRule)
        ->setToolTip(tr("Formats for all layers of a kind, a size or a name, in one step"));
}

void PresetMenu::addOwnPresets()
{
    const auto own = ownPresets();
    if (!own.empty()) addSection(tr("Own presets"));
    for (const auto& preset : own) {
        QAction* action = addAction(preset.name, this, [this, preset] { apply(preset); });
        action->setToolTip(preset.uniform()
                ? tr("The same formats for every layer")
                : tr("Layer by layer, for %1").arg(QString::fromStdString(preset.recipe.model)));
    }
    addSeparator();
    addAction(tr("&Save as preset…"), this, &PresetMenu::save)
        ->setToolTip(tr("Keeps the present formats under a name, for this and other models"));
    QMenu* remove = addMenu(tr("&Delete preset"));
    remove->menuAction()->setToolTip(tr("Own presets that are no longer wanted"));
    remove->setEnabled(!own.empty());
    for (const auto& preset : own)
        remove->addAction(preset.name, this, [this, name = preset.name] {
            deleteOwnPreset(name);
            // Not while the menu that asked is still at work.
            QMetaObject::invokeMethod(this, &PresetMenu::fill, Qt::QueuedConnection);
        });
}

void PresetMenu::apply(const OwnPreset& preset)
{
    if (!m_context.document->model()) return;
    auto after = applied(preset, m_context.document->recipe());
    if (!after) {
        m_context.notices->fail(tr("Preset %1: %2").arg(preset.name, QString::fromStdString(after.error().message)));
        return;
    }
    m_context.document->edit(tr("preset %1").arg(preset.name), *std::move(after));
}

void PresetMenu::save()
{
    if (!m_context.document->model()) return;
    const QString name = askForName(parentWidget(), tr("Save as preset"), tr("&Name of the preset:"));
    if (name.isEmpty()) return;
    saveOwnPreset(presetOf(name, m_context.document->recipe()));
    fill();
}

void PresetMenu::applyRule()
{
    Document& document = *m_context.document;
    if (!document.model()) return;
    const Results results = m_context.results->results();
    std::vector<double> harm, saved;
    for (size_t i = 0; i < document.model()->layers.size(); ++i) {
        harm.push_back(results.harm(i));
        saved.push_back(
            analysis::bytesOfOneBit(document.model()->layers[i], document.recipe().layers[i].weights.format));
    }
    RuleDialog dialog(document.model(), std::move(harm), std::move(saved), parentWidget());
    if (dialog.exec() != QDialog::Accepted) return;
    const auto rule = dialog.rule();
    document.edit(ruleText(rule), analysis::applied(rule, dialog.layers(), document.recipe()));
}

} // namespace bitladder::app
