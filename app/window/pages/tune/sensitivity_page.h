// Which layer hurts? Each layer quantized alone and alone in float, its weights and its activations: measured on
// demand, because it takes four runs of the pictures a layer.
#pragma once
#include "app/window/pages/page.h"
#include "widgets/plot/network/sensitivity_bars.h"

class QComboBox;
class QLabel;
class QPushButton;

namespace bitladder::app
{

class Studies;

class SensitivityPage : public Page
{
    Q_OBJECT

public:
    SensitivityPage(Document* document, ResultStore* results, Studies* studies, QWidget* parent = nullptr);
    // For the table of pages.
    static Page* make(const PageContext& context, QWidget* parent);
    void showResults(const Results& results) override;

private:
    void fillEmptyTexts() override;
    void refresh();
    void select(int row);

    ResultStore* m_results;
    Studies* m_studies;
    widgets::SensitivityBars* m_bars;
    QComboBox *m_measure, *m_items;
    QPushButton* m_button;
    QLabel* m_summary;
};

} // namespace bitladder::app
