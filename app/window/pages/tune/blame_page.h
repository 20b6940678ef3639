// Who flipped this answer? The pictures whose answer has changed; of one of them, where along the network the lead is
// lost, and the smallest set of layers that brings the answer back in float.
#pragma once
#include "app/window/pages/page.h"
#include "widgets/plot/network/margin_plot.h"

class QLabel;
class QPushButton;
class QTreeWidget;

namespace bitladder::app
{

class Studies;
struct BlameFound;

class BlamePage : public Page
{
    Q_OBJECT

public:
    BlamePage(Document* document, ResultStore* results, Studies* studies, QWidget* parent = nullptr);
    // For the table of pages.
    static Page* make(const PageContext& context, QWidget* parent);
    void showResults(const Results& results) override;

protected:
    void changeEvent(QEvent* event) override;

private:
    void fillEmptyTexts() override;
    void fitHead();
    void fillList(const Results& results);
    void refresh();
    void ask();
    void heal(); // the culprits, in one step
    int currentFile() const; // −1: none
    std::shared_ptr<const BlameFound> found() const; // of the current file and the present recipe; null: none

    ResultStore* m_results;
    Studies* m_studies;
    QTreeWidget* m_list;
    QLabel *m_head, *m_verdict;
    QPushButton* m_heal;
    widgets::MarginPlot* m_plot;
    // What the list was filled from.
    std::shared_ptr<const FolderProgress> m_folder;
};

} // namespace bitladder::app
