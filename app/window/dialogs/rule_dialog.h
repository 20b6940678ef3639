// A dialog that composes a rule: which layers, and what they become. It shows at once how many layers match.
#pragma once
#include <QDialog>
#include <memory>
#include <vector>

class QComboBox;
class QDialogButtonBox;
class QFormLayout;
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
    // `harm`: by layer, what the answers suffer from it, NaN where that was not measured; empty: it never was.
    // `saved`: the bytes of one bit less.
    RuleDialog(std::shared_ptr<const model::Model> model, std::vector<double> harm, std::vector<double> saved,
        QWidget* parent = nullptr);

    analysis::Rule rule() const;
    std::vector<int> layers() const; // that meet its condition

private:
    void addRank(QFormLayout* form);
    void showMatches();

    std::shared_ptr<const model::Model> m_model;
    std::vector<double> m_harm, m_saved;
    QComboBox *m_operator, *m_kernel, *m_position, *m_rank, *m_weights, *m_activations;
    QLineEdit* m_name;
    QSpinBox *m_atLeast, *m_atMost, *m_ranked;
    QLabel *m_count, *m_text;
    QDialogButtonBox* m_buttons;
};

} // namespace bitladder::app
