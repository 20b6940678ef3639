// The layers: a table with its filter, and the formats of those that are selected.
#pragma once
#include "app/window/document/results.h"

#include <QWidget>

class QLineEdit;
class QSortFilterProxyModel;

namespace bitladder::widgets
{
class FormatPanel;
}

namespace bitladder::app
{

class ComputedFacts;
class LayerModel;
class LayerTable;

class LayerPanel : public QWidget
{
    Q_OBJECT

public:
    explicit LayerPanel(Document* document, QWidget* parent = nullptr);

    void showResults(const Results& results);
    void focusFilter();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void connectTable();
    void showSelection();
    void selectFirstFound();

    Document* m_document;
    LayerModel* m_layers;
    QSortFilterProxyModel* m_sorted;
    LayerTable* m_table;
    QLineEdit* m_filter;
    ComputedFacts* m_facts;
    bool m_showingSelection = false;
};

} // namespace bitladder::app
