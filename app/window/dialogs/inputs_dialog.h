// A dialog that sets the source of each input of the network: the picture that is looked at, a file, or seeded noise.
#pragma once
#include "core/model/inputs.h"

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
    InputsDialog(const model::Model& model, std::vector<model::InputSource> sources, QWidget* parent = nullptr);
    std::vector<model::InputSource> sources() const;

private:
    struct Row {
        QComboBox* kind;
        QLineEdit* file;
        QToolButton* browse;
        QSpinBox* seed;
        QToolButton* rules;
    };
    void addRow(QGridLayout* grid, const graph::Value& value, const model::InputSource& source);
    void kindChosen(size_t row);
    void showRow(size_t row);
    void browse(size_t row);
    void editRules(size_t row);

    std::vector<model::InputSource> m_sources;
    std::vector<Row> m_rows;
};

// One input in a line: "x: 1×3×32×32 ← seeded noise".
QString inputText(const graph::Value& value, const model::InputSource& source);

} // namespace bitladder::app
