#include "app/window/layers/format_editor.h"

#include "app/window/document/texts.h"

#include <QCoreApplication>
#include <optional>

namespace bitladder::app
{

using quant::QuantSpec;
using widgets::FieldValue;
using widgets::FormatField;

namespace
{

// What a box of the panel offers, in its order.
template<typename Value> struct Offer {
    Value value;
    const char* name;
};

constexpr Offer<quant::Family> kFamilies[] = {
    {quant::Family::Float, QT_TRANSLATE_NOOP("FormatEditor", "float")},
    {quant::Family::Int, QT_TRANSLATE_NOOP("FormatEditor", "int")},
    {quant::Family::Ternary, QT_TRANSLATE_NOOP("FormatEditor", "ternary")},
    {quant::Family::Binary, QT_TRANSLATE_NOOP("FormatEditor", "binary")},
};
constexpr Offer<quant::Symmetry> kSymmetries[] = {
    {quant::Symmetry::Symmetric, QT_TRANSLATE_NOOP("FormatEditor", "symmetric")},
    {quant::Symmetry::Asymmetric, QT_TRANSLATE_NOOP("FormatEditor", "asymmetric")},
};
constexpr Offer<quant::Granularity> kGranularities[] = {
    {quant::Granularity::Tensor, QT_TRANSLATE_NOOP("FormatEditor", "per tensor")},
    {quant::Granularity::Channel, QT_TRANSLATE_NOOP("FormatEditor", "per channel")},
};
// Without a method the width decides.
constexpr Offer<std::optional<quant::RangeMethod>> kRanges[] = {
    {std::nullopt, QT_TRANSLATE_NOOP("FormatEditor", "by width")},
    {quant::RangeMethod::MinMax, QT_TRANSLATE_NOOP("FormatEditor", "min–max")},
    {quant::RangeMethod::Percentile, QT_TRANSLATE_NOOP("FormatEditor", "percentile")},
    {quant::RangeMethod::Mse, QT_TRANSLATE_NOOP("FormatEditor", "least squares")},
    {quant::RangeMethod::Manual, QT_TRANSLATE_NOOP("FormatEditor", "by hand")},
    {quant::RangeMethod::Given, QT_TRANSLATE_NOOP("FormatEditor", "from the file")},
};

QString translated(const char* name)
{
    return QCoreApplication::translate("FormatEditor", name);
}

template<typename Value, size_t N> QStringList namesOf(const Offer<Value> (&offers)[N])
{
    QStringList names;
    for (const auto& offer : offers)
        names << translated(offer.name);
    return names;
}

// Its place in the box; −1: it is not offered.
template<typename Value, size_t N> int indexOf(const Offer<Value> (&offers)[N], const Value& value)
{
    for (size_t i = 0; i < N; ++i)
        if (offers[i].value == value) return static_cast<int>(i);
    return -1;
}

// The family stays where it has that width; else the dial's meaning counts.
quant::NumberFormat withWidth(const quant::NumberFormat& format, int bits)
{
    if (format.family == quant::Family::Float && quant::familyHas(format.family, bits))
        return quant::formatOf(format.family, bits);
    const bool alsoFloat = bits == 16 || bits == 32 || bits == 64;
    return alsoFloat && format.family == quant::Family::Int ? quant::intFormat(bits) : quant::dialFormat(bits);
}

} // namespace

FormatEditor::FormatEditor(Document* document, QWidget* parent)
    : FormatPanel(parent)
    , m_document(document)
{
    setNames({namesOf(kFamilies), namesOf(kSymmetries), namesOf(kGranularities), namesOf(kRanges)});
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
    const auto row = static_cast<size_t>(value); // of the field's table
    switch (field) {
    case FormatField::Width:
        apply(tr("%1 bits").arg(value), [value](QuantSpec& s) { s.format = withWidth(s.format, value); });
        break;
    case FormatField::Family:
        apply(toText(quant::familyName(kFamilies[row].value)),
            [row](QuantSpec& s) { s.format = quant::formatOf(kFamilies[row].value, s.format.bits); });
        break;
    case FormatField::Symmetry:
        apply(translated(kSymmetries[row].name), [row](QuantSpec& s) { s.symmetry = kSymmetries[row].value; });
        break;
    case FormatField::Granularity:
        apply(translated(kGranularities[row].name), [row](QuantSpec& s) { s.granularity = kGranularities[row].value; });
        break;
    case FormatField::Range:
        apply(tr("range method"), [row](QuantSpec& s) { s.range = kRanges[row].value; });
        break;
    }
}

widgets::FormatChoice FormatEditor::choiceOf(Part part) const
{
    const auto valueOf = [&](auto field) {
        FieldValue value;
        for (const int i : m_document->selection()) {
            const auto& facts = m_document->model()->layers[static_cast<size_t>(i)];
            if (part == Part::Weights ? !facts.weights : !facts.quantizesInput) continue;
            const int v = field(m_document->spec(i, part));
            if (value.kind == FieldValue::Kind::NotApplicable)
                value = FieldValue::same(v);
            else if (value.kind == FieldValue::Kind::Same && value.value != v)
                value = FieldValue::mixed();
        }
        return value;
    };
    widgets::FormatChoice c;
    c.width = valueOf([](const QuantSpec& s) { return static_cast<int>(s.format.bits); });
    c.family = valueOf([](const QuantSpec& s) { return indexOf(kFamilies, s.format.family); });
    c.symmetry = valueOf([](const QuantSpec& s) { return indexOf(kSymmetries, s.symmetry); });
    if (part == Part::Weights)
        c.granularity = valueOf([](const QuantSpec& s) { return indexOf(kGranularities, s.granularity); });
    c.range = valueOf([](const QuantSpec& s) { return indexOf(kRanges, s.range); });
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
