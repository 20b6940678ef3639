// The levels of formats that are drawn by hand, as a list of numbers that can be typed.
#pragma once
#include "app/window/document/document.h"

#include <QStringList>
#include <QWidget>
#include <array>

class QLabel;
class QLineEdit;

namespace bitladder::app
{

// "−1; 0; 0.5" to its numbers; none where one of them is no number.
std::optional<std::vector<float>> levelsOfText(const QString& text);
QString textOfLevels(const std::vector<float>& levels);

// Hidden while no selected layer has such a format.
class DrawnLevels : public QWidget
{
    Q_OBJECT

public:
    explicit DrawnLevels(Document* document, QWidget* parent = nullptr);

private:
    struct Row {
        Part part = Part::Weights;
        QLabel* label = nullptr;
        QLineEdit* line = nullptr;
    };

    void refresh();
    void take(const Row& row);

    Document* m_document;
    std::array<Row, 2> m_rows;
    QLabel* m_problem;
};

} // namespace bitladder::app
