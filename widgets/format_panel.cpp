#include "widgets/format_panel.h"

#include "widgets/ladder_scale.h"

#include <QComboBox>
#include <QFormLayout>
#include <QGroupBox>
#include <QLabel>
#include <QSpinBox>
#include <QVBoxLayout>

namespace bitladder::widgets
{

namespace
{

void fillCombo(QComboBox* combo, const QStringList& names)
{
    if (combo == nullptr) return;
    const QSignalBlocker blocker(combo);
    combo->clear();
    combo->addItems(names);
    combo->setCurrentIndex(-1);
}

void showField(QComboBox* combo, const FieldValue& field)
{
    if (combo == nullptr) return;
    combo->setEnabled(field.kind != FieldValue::Kind::NotApplicable);
    combo->setPlaceholderText(field.kind == FieldValue::Kind::Mixed ? FormatPanel::tr("several") : QStringLiteral("–"));
    combo->setCurrentIndex(field.kind == FieldValue::Kind::Same ? field.value : -1);
}

} // namespace

FormatPanel::FormatPanel(QWidget* parent)
    : QWidget(parent)
{
    m_caption = new QLabel(this);
    m_caption->setWordWrap(true);
    QFont bold = m_caption->font();
    bold.setBold(true);
    m_caption->setFont(bold);
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(8, 8, 8, 8);
    all->setSpacing(8);
    all->addWidget(m_caption);
    m_groups[0] = makeGroup(Part::Weights, tr("Weights"));
    m_groups[1] = makeGroup(Part::Activations, tr("Activations"));
    for (const Group& one : m_groups)
        all->addWidget(one.box);
    all->addStretch(1);
    setAccessibleName(tr("Format of the selected layers"));
    clear();
}

QComboBox* FormatPanel::makeCombo(Part part, FormatField field, const QString& name, QWidget* parent)
{
    auto* combo = new QComboBox(parent);
    combo->setAccessibleName(name);
    combo->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    combo->setMinimumContentsLength(6);
    connect(combo, &QComboBox::activated, this, [this, part, field](int index) { emit edited(part, field, index); });
    return combo;
}

FormatPanel::Group FormatPanel::makeGroup(Part part, const QString& title)
{
    Group made;
    made.box = new QGroupBox(title, this);
    auto* form = new QFormLayout(made.box);
    form->setContentsMargins(8, 4, 8, 8);
    form->setSpacing(4);
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    form->setRowWrapPolicy(QFormLayout::DontWrapRows);

    made.width = new QSpinBox(made.box);
    // 0 is not a width: it stands for "several".
    made.width->setRange(0, kMaxBits);
    made.width->setSpecialValueText(tr("several"));
    made.width->setKeyboardTracking(false);
    made.width->setAccessibleName(tr("%1: width in bits").arg(title));
    connect(made.width, &QSpinBox::valueChanged, this, [this, part](int bits) {
        if (bits >= kMinBits) emit edited(part, FormatField::Width, bits);
    });
    form->addRow(tr("Width (bits)"), made.width);
    const auto addCombo = [&](FormatField field, const QString& label) {
        QComboBox* combo = makeCombo(part, field, tr("%1: %2").arg(title, label), made.box);
        form->addRow(label, combo);
        return combo;
    };
    made.family = addCombo(FormatField::Family, tr("Family"));
    made.symmetry = addCombo(FormatField::Symmetry, tr("Symmetry"));
    if (part == Part::Weights) made.granularity = addCombo(FormatField::Granularity, tr("One scale per"));
    made.range = addCombo(FormatField::Range, tr("Range from"));
    return made;
}

void FormatPanel::setNames(const FormatNames& names)
{
    for (Group& one : m_groups) {
        fillCombo(one.family, names.families);
        fillCombo(one.symmetry, names.symmetries);
        fillCombo(one.granularity, names.granularities);
        fillCombo(one.range, names.ranges);
    }
}

void FormatPanel::showChoice(Group& one, const FormatChoice& choice)
{
    const QSignalBlocker blocker(one.width);
    one.width->setEnabled(choice.width.kind != FieldValue::Kind::NotApplicable);
    one.width->setValue(choice.width.kind == FieldValue::Kind::Same ? choice.width.value : 0);
    showField(one.family, choice.family);
    showField(one.symmetry, choice.symmetry);
    showField(one.granularity, choice.granularity);
    showField(one.range, choice.range);
}

void FormatPanel::setChoice(const FormatChoice& weights, const FormatChoice& activations)
{
    setEnabled(true);
    showChoice(group(Part::Weights), weights);
    showChoice(group(Part::Activations), activations);
}

void FormatPanel::clear()
{
    showChoice(group(Part::Weights), {});
    showChoice(group(Part::Activations), {});
    setCaption(tr("Select a layer to change its format."));
    setEnabled(false);
}

void FormatPanel::setCaption(const QString& caption)
{
    m_caption->setText(caption);
}

} // namespace bitladder::widgets
