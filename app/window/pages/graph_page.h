// How is it wired? The network drawn top to bottom, coloured by width, error or time.
#pragma once
#include "app/window/pages/page.h"

class QComboBox;
class QLineEdit;
class QTreeWidget;

namespace bitladder::app
{

class GraphPage : public Page
{
    Q_OBJECT

public:
    explicit GraphPage(Document* document, QWidget* parent = nullptr);
    // For the table of pages.
    static Page* make(const PageContext& context, QWidget* parent);
    void showResults(const Results& results) override;

protected:
    void showEvent(QShowEvent* event) override;
    void recolor() override;

private:
    void rebuild();
    GraphColoring coloring() const;
    void showSelection();
    void showFacts(int id);
    void reveal();

    widgets::GraphView* m_view;
    widgets::ColorKey* m_key;
    QComboBox* m_coloring;
    QLineEdit* m_search;
    QTreeWidget* m_facts; // of the node that was clicked or selected last; hidden where there is none
    bool m_built = false; // the view holds the graph of the present model
    Results m_results;
};

} // namespace bitladder::app
