// The layers: a table with its filter.
#pragma once
#include "app/window/document/results.h"

#include <QWidget>

class QLineEdit;
class QSortFilterProxyModel;

namespace bitladder::app
{

class LayerModel;
class LayerTable;

class LayerPanel : public QWidget
{
    Q_OBJECT

public:
    explicit LayerPanel(Document* document, QWidget* parent = nullptr);

    void showResults(const Results& results);
    void focusFilter();

signals:
    void wanted(); // it is to be seen

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
    bool m_showingSelection = false;
    bool m_measured = false; // how much each layer hurts
};

} // namespace bitladder::app
