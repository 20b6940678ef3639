// The selected layers: what is asked of them, editable, and what was computed from it.
#pragma once
#include "app/window/document/results.h"
#include "widgets/control/facts_grid.h"

#include <QWidget>

class QLabel;

namespace bitladder::app
{

// Scale, zero point and levels of a layer's weights and activations, as the engine holds them; empty while unknown.
QList<widgets::Fact> computedFacts(const engine::LayerInfo& layer);
// One sentence: whether the layer is executed or simulated, and why not by a kernel of its own.
QString whyText(const engine::LayerInfo& layer);

class Inspector : public QWidget
{
    Q_OBJECT

public:
    explicit Inspector(Document* document, QWidget* parent = nullptr);

    void showResults(const Results& results);

protected:
    void changeEvent(QEvent* event) override;

private:
    void refresh();
    void showObstacle();

    Document* m_document;
    Results m_results;
    QLabel* m_shape;
    widgets::FactsGrid* m_facts;
    QLabel *m_obstacle, *m_why;
};

} // namespace bitladder::app
