// The inspector of the selected layers: width, family, symmetry, granularity, range method, scale rule and rounding of
// the weights and of the activations. The owner gives the names. The panel emits the index that was chosen and changes
// nothing by itself.
#pragma once

#include "widgets/control/edit_types.h"

#include <QStringList>
#include <QWidget>
#include <array>

class QComboBox;
class QGridLayout;
class QLabel;
class QSpinBox;

namespace bitladder::widgets
{

enum class FormatField { Width, Family, Symmetry, Granularity, Range, ScaleRule, Rounding };

// The value of one field over all selected layers.
struct FieldValue {
    enum class Kind { Same, Mixed, NotApplicable };
    Kind kind = Kind::NotApplicable;
    int value = 0; // bits for Width, else an index into the names

    static FieldValue same(int value) { return {Kind::Same, value}; }
    static FieldValue mixed() { return {Kind::Mixed, 0}; }
    friend bool operator==(const FieldValue&, const FieldValue&) = default;
};

struct FormatChoice {
    FieldValue width;
    FieldValue family;
    FieldValue symmetry;
    FieldValue granularity; // weights only
    FieldValue range;
    FieldValue scaleRule {};
    FieldValue rounding {};
    friend bool operator==(const FormatChoice&, const FormatChoice&) = default;
};

// The names that the combo boxes offer.
struct FormatNames {
    QStringList families;
    QStringList symmetries;
    QStringList granularities;
    QStringList scaleRules;
    QStringList roundings;
    QStringList ranges, weightRanges; // the second: the first of them, those that weights can have
};

class FormatPanel : public QWidget
{
    Q_OBJECT

public:
    explicit FormatPanel(QWidget* parent = nullptr);

    void setNames(const FormatNames& names);
    void setChoice(const FormatChoice& weights, const FormatChoice& activations);
    // No layer is selected: everything is disabled and the text says what to do.
    void clear();
    // Which layers are meant ("conv3", "4 layers").
    void setCaption(const QString& caption);

signals:
    // `value` is a number of bits for Width, else the index of the name.
    void edited(bitladder::widgets::Part part, bitladder::widgets::FormatField field, int value);

private:
    struct Group {
        QSpinBox* width = nullptr;
        QComboBox* family = nullptr;
        QComboBox* symmetry = nullptr;
        QComboBox* granularity = nullptr; // null for activations
        QComboBox* range = nullptr;
        QComboBox* scaleRule = nullptr;
        QComboBox* rounding = nullptr;
    };

    Group makeGroup(Part part, const QString& title, QGridLayout* grid);
    QComboBox* makeCombo(Part part, FormatField field, const QString& name, QWidget* parent);
    void showChoice(Group& group, const FormatChoice& choice);
    Group& group(Part part) { return m_groups[part == Part::Weights ? 0 : 1]; }

    QLabel* m_caption = nullptr;
    std::array<Group, 2> m_groups;
};

} // namespace bitladder::widgets
