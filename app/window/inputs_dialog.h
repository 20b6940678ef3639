// Where each of the network's inputs comes from: the picture that is looked at, a file, or seeded noise.
#pragma once
#include "core/analysis/inputs.h"

#include <QDialog>

class QComboBox;
class QGridLayout;
class QLineEdit;
class QSpinBox;
class QToolButton;

namespace bitladder::app
{

class InputsDialog : public QDialog
{
    Q_OBJECT

public:
    // Precondition: one source for each input of the model.
    InputsDialog(const analysis::Model& model, std::vector<analysis::InputSource> sources, QWidget* parent = nullptr);
    std::vector<analysis::InputSource> sources() const;

private:
    struct Row {
        QComboBox* kind;
        QLineEdit* file;
        QToolButton* browse;
        QSpinBox* seed;
        QToolButton* rules;
    };
    void addRow(QGridLayout* grid, const graph::Value& value, const analysis::InputSource& source);
    void kindChosen(size_t row);
    void showRow(size_t row);
    void browse(size_t row);
    void editRules(size_t row);

    std::vector<analysis::InputSource> m_sources;
    std::vector<Row> m_rows;
};

// One input in a line: "x: 1×3×32×32 ← seeded noise".
QString inputText(const graph::Value& value, const analysis::InputSource& source);

} // namespace bitladder::app
