#include "widgets/control/format_panel.h"

#include "widgets/equalizer/ladder_scale.h"

#include <QComboBox>
#include <QGridLayout>
#include <QLabel>
#include <QSpinBox>
#include <QVBoxLayout>
#include <utility>

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
    // A long name is shortened in the box: it stands whole above what the field means.
    const QString meaning = combo->toolTip().section(QLatin1Char('\n'), -1);
    combo->setToolTip(combo->currentText().isEmpty() ? meaning : combo->currentText() + QLatin1Char('\n') + meaning);
}

} // namespace

FormatPanel::FormatPanel(QWidget* parent)
    : QWidget(parent)
{
    m_caption = new QLabel(this);
    m_caption->setWordWrap(true);
    QFont bold = m_caption->font();
    bold.setBold(true);
    if (bold.pointSizeF() > 0) bold.setPointSizeF(1.15 * bold.pointSizeF());
    m_caption->setFont(bold);
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(0, 0, 0, 0);
    all->setSpacing(8);
    all->addWidget(m_caption);
    auto* grid = new QGridLayout;
    grid->setSpacing(4);
    grid->setColumnStretch(1, 1);
    grid->setColumnStretch(2, 1);
    m_groups[0] = makeGroup(Part::Weights, tr("Weights"), grid);
    m_groups[1] = makeGroup(Part::Activations, tr("Activations"), grid);
    const std::pair<QString, QString> rows[] = {{tr("Width"), tr("How many bits a number has")},
        {tr("Family"), tr("What kind of numbers they are: floats, integers, two or three levels, levels from a list")},
        {tr("Symmetry"), tr("Asymmetric: a zero point moves the levels to where the numbers lie")},
        {tr("Scale per"), tr("How many numbers share a scale: all, those of a channel, or of a group")},
        {tr("Range"), tr("How the limits are found between which the levels lie")},
        {tr("Scales"), tr("Any number, or powers of two only, with which hardware multiplies by shifting")},
        {tr("Rounding"), tr("How a number becomes one of the two levels beside it")}};
    int place = 0;
    for (const auto& [text, toolTip] : rows) {
        grid->addWidget(new QLabel(text, this), ++place, 0);
        for (int column = 0; column <= 2; ++column)
            if (const QLayoutItem* item = grid->itemAtPosition(place, column); item && item->widget())
                item->widget()->setToolTip(toolTip);
    }
    all->addLayout(grid);
    setAccessibleName(tr("Format of the selected layers"));
    clear();
}

QComboBox* FormatPanel::makeCombo(Part part, FormatField field, const QString& name, QWidget* parent)
{
    auto* combo = new QComboBox(parent);
    combo->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    combo->setMinimumContentsLength(6);
    combo->setAccessibleName(name);
    connect(combo, &QComboBox::activated, this, [this, part, field](int index) { emit edited(part, field, index); });
    return combo;
}

FormatPanel::Group FormatPanel::makeGroup(Part part, const QString& title, QGridLayout* grid)
{
    const int column = part == Part::Weights ? 1 : 2;
    auto* head = new QLabel(title, this);
    QFont bold = head->font();
    bold.setBold(true);
    head->setFont(bold);
    grid->addWidget(head, 0, column);
    Group made;
    made.width = new QSpinBox(this);
    // 0 is not a width: it stands for "several".
    made.width->setRange(0, kMaxBits);
    made.width->setSpecialValueText(tr("several"));
    made.width->setKeyboardTracking(false);
    made.width->setAccessibleName(tr("%1: width in bits").arg(title));
    connect(made.width, &QSpinBox::valueChanged, this, [this, part](int bits) {
        if (bits >= kMinBits) emit edited(part, FormatField::Width, bits);
    });
    grid->addWidget(made.width, 1, column);
    const auto addCombo = [&](FormatField field, int row, const QString& name) {
        QComboBox* combo = makeCombo(part, field, tr("%1: %2").arg(title, name), this);
        grid->addWidget(combo, row, column);
        return combo;
    };
    made.family = addCombo(FormatField::Family, 2, tr("Family"));
    made.symmetry = addCombo(FormatField::Symmetry, 3, tr("Symmetry"));
    if (part == Part::Weights) made.granularity = addCombo(FormatField::Granularity, 4, tr("One scale per"));
    made.range = addCombo(FormatField::Range, 5, tr("Range from"));
    made.scaleRule = addCombo(FormatField::ScaleRule, 6, tr("Which scales there may be"));
    made.rounding = addCombo(FormatField::Rounding, 7, tr("Rounding"));
    return made;
}

void FormatPanel::setNames(const FormatNames& names)
{
    for (Group& one : m_groups) {
        fillCombo(one.family, names.families);
        fillCombo(one.symmetry, names.symmetries);
        fillCombo(one.granularity, names.granularities);
        fillCombo(one.scaleRule, names.scaleRules);
        fillCombo(one.rounding, names.roundings);
        fillCombo(one.range, &one == &group(Part::Weights) ? names.weightRanges : names.ranges);
    }
}

void FormatPanel::showChoice(Group& one, const FormatChoice& choice)
{
    const QSignalBlocker blocker(one.width);
    one.width->setEnabled(choice.width.kind != FieldValue::Kind::NotApplicable);
    one.width->setSpecialValueText(choice.width.kind == FieldValue::Kind::Mixed ? tr("several") : QStringLiteral("–"));
    one.width->setValue(choice.width.kind == FieldValue::Kind::Same ? choice.width.value : 0);
    showField(one.family, choice.family);
    showField(one.symmetry, choice.symmetry);
    showField(one.granularity, choice.granularity);
    showField(one.range, choice.range);
    showField(one.scaleRule, choice.scaleRule);
    showField(one.rounding, choice.rounding);
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
