// What was computed for the current layer: scale, zero point and levels of its weights and of its input; and the
// numbers that its range methods can be told.
#pragma once
#include "app/window/document/results.h"

#include <QWidget>

class QFormLayout;
class QLabel;

namespace bitladder::app
{

class ComputedFacts : public QWidget
{
    Q_OBJECT

public:
    explicit ComputedFacts(Document* document, QWidget* parent = nullptr);

    void showResults(const Results& results);

private:
    void refresh();
    void showParameters();

    Document* m_document;
    QLabel* m_grids;
    QWidget* m_parameters;
    QFormLayout* m_form;
    std::shared_ptr<const NetworkResult> m_network;
    QStringList m_formOf; // what the boxes are of; they are not made anew while it stays
};

} // namespace bitladder::app
