// A dialog that composes a rule: which layers, and what they become. It shows at once how many layers match.
#pragma once
#include <QDialog>
#include <memory>
#include <vector>

class QComboBox;
class QDialogButtonBox;
class QLabel;
class QLineEdit;
class QSpinBox;

namespace bitladder::analysis
{
struct Rule;
}

namespace bitladder::model
{
struct Model;
}

namespace bitladder::app
{

// "all 1×1 convolutions: weights int4"
QString ruleText(const analysis::Rule& rule);

class RuleDialog : public QDialog
{
    Q_OBJECT

public:
    explicit RuleDialog(std::shared_ptr<const model::Model> model, QWidget* parent = nullptr);

    analysis::Rule rule() const;
    std::vector<int> layers() const; // that meet its condition

private:
    void showMatches();

    std::shared_ptr<const model::Model> m_model;
    QComboBox *m_operator, *m_kernel, *m_position, *m_weights, *m_activations;
    QLineEdit* m_name;
    QSpinBox *m_atLeast, *m_atMost;
    QLabel *m_count, *m_text;
    QDialogButtonBox* m_buttons;
};

} // namespace bitladder::app
