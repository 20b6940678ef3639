// What does it cost? Sizes, multiply-adds, bit operations and energy, as in the file and now, each with where the
// figure comes from. The energy of single operations can be written anew.
#pragma once
#include "app/window/pages/page.h"
#include "core/analysis/cost.h"

class QDoubleSpinBox;
class QPushButton;
class QTreeWidget;

namespace bitladder::app
{

class Studies;

class CostPage : public Page
{
    Q_OBJECT

public:
    CostPage(Document* document, ResultStore* results, Studies* studies, QWidget* parent = nullptr);
    // For the table of pages.
    static Page* make(const PageContext& context, QWidget* parent);
    void showResults(const Results& results) override;
    QString dataAsCsv() const;

private:
    void fillEmptyTexts() override;
    QWidget* makeTable();
    void showTable();
    void refresh();

    ResultStore* m_results;
    Studies* m_studies;
    QTreeWidget* m_list;
    QPushButton* m_measure;
    QList<QDoubleSpinBox*> m_fields; // in the order of energyRows()
    analysis::EnergyTable m_table;
};

} // namespace bitladder::app
