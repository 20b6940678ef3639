#include "app/window/layers/format_editor.h"

#include "app/window/adapters/choices.h"

#include <algorithm>

namespace bitladder::app
{

using quant::QuantSpec;
using widgets::FieldValue;
using widgets::FormatField;

FormatEditor::FormatEditor(Document* document, QWidget* parent)
    : FormatPanel(parent)
    , m_document(document)
{
    setNames(formatNames());
    connect(this, &FormatPanel::edited, this, &FormatEditor::edit);
    for (const auto change : {&Document::modelChanged, &Document::recipeChanged, &Document::selectionChanged})
        connect(document, change, this, &FormatEditor::refresh);
    refresh();
}

void FormatEditor::edit(Part part, FormatField field, int value)
{
    const QList<int> layers = m_document->selection();
    if (layers.isEmpty()) return;
    const auto apply = [&](const QString& change, const std::function<void(QuantSpec&)>& edit) {
        const QString what = tr("%1: %2", "conv1 weights: symmetric").arg(m_document->subject(layers, part), change);
        m_document->editSpecs(what, layers, part, edit);
    };
    switch (field) {
    case FormatField::Width:
        apply(tr("%n bits", nullptr, value),
            [value](QuantSpec& s) { s.format = formatAtWidth(*s.format.family, value); });
        break;
    case FormatField::Family:
        apply(familyText(familyAt(value)),
            [value](QuantSpec& s) { s.format = quant::formatOf(familyAt(value), s.format.bits); });
        break;
    case FormatField::Symmetry:
        apply(formatNames().symmetries[value], [value](QuantSpec& s) { s.symmetry = symmetryAt(value); });
        break;
    case FormatField::Granularity:
        apply(formatNames().granularities[value], [value](QuantSpec& s) { s.granularity = granularityAt(value); });
        break;
    case FormatField::Range:
        apply(tr("range method"), [value](QuantSpec& s) { s.range = estimatorAt(value); });
        break;
    case FormatField::ScaleRule:
        apply(tr("scales: %1", "conv1 weights: scales: powers of two").arg(formatNames().scaleRules[value]),
            [value](QuantSpec& s) { s.scaleRule = scaleRuleAt(value); });
        break;
    case FormatField::Rounding:
        apply(tr("rounding: %1", "conv1 weights: rounding: floor").arg(formatNames().roundings[value]),
            [value](QuantSpec& s) { s.rounding = roundingAt(value); });
        break;
    }
}

widgets::FormatChoice FormatEditor::choiceOf(Part part) const
{
    // Layers whose format has no use for a field do not count for it.
    const auto valueOf = [&](auto field, auto uses) {
        FieldValue value;
        for (const int i : m_document->selection()) {
            const auto& facts = m_document->model()->layers[static_cast<size_t>(i)];
            if (part == Part::Weights ? !facts.weights : !facts.quantizesInput) continue;
            const QuantSpec& spec = m_document->spec(i, part);
            if (!uses(spec)) continue;
            const int v = field(spec);
            if (value.kind == FieldValue::Kind::NotApplicable)
                value = FieldValue::same(v);
            else if (value.kind == FieldValue::Kind::Same && value.value != v)
                value = FieldValue::mixed();
        }
        return value;
    };
    widgets::FormatChoice c;
    const auto always = [](const QuantSpec&) { return true; };
    const auto scaled = [](const QuantSpec& s) {
        const quant::FormatFamily& family = *s.format.family;
        return !family.hasScale || family.hasScale(s.format);
    };
    c.width = valueOf([](const QuantSpec& s) { return static_cast<int>(s.format.bits); }, always);
    c.family = valueOf([](const QuantSpec& s) { return placeOf(*s.format.family); }, always);
    c.symmetry = valueOf([](const QuantSpec& s) { return placeOf(s.symmetry); },
        [](const QuantSpec& s) { return s.format.family->hasZeroPoint; });
    if (part == Part::Weights)
        c.granularity = valueOf([](const QuantSpec& s) { return placeOf(s.granularity); },
            [&](const QuantSpec& s) { return scaled(s) && s.format.family->blockSize == 0; });
    c.range = valueOf([](const QuantSpec& s) { return placeOf(s.range); }, scaled);
    c.scaleRule = valueOf([](const QuantSpec& s) { return placeOf(s.scaleRule); }, scaled);
    c.rounding = valueOf([](const QuantSpec& s) { return placeOf(s.rounding); },
        [](const QuantSpec& s) { return !quant::isNativeFloat(s.format); });
    return c;
}

void FormatEditor::refresh()
{
    const QList<int> layers = m_document->selection();
    if (!m_document->model() || m_document->recipe().layers.empty() || layers.isEmpty()) {
        clear();
        return;
    }
    const QString who = layers.size() == 1 ? m_document->layerName(layers.first())
                                           : tr("%n layers", nullptr, static_cast<int>(layers.size()));
    const bool locked = std::ranges::all_of(layers,
        [this](int i) { return m_document->recipe().layers[static_cast<size_t>(i)].lock == quant::Lock::Locked; });
    setCaption(locked ? tr("%1, locked").arg(who) : who);
    setChoice(choiceOf(Part::Weights), choiceOf(Part::Activations));
    if (locked) setEnabled(false);
}

} // namespace bitladder::app
