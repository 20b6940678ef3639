// How does this one output come about? Every product of one output element, the sum with its bits, the way to the
// value, and what its error is made of: the layer fed with the float network's values, in the codes that the engine
// runs.
#pragma once
#include "app/window/pages/page.h"
#include "core/analysis/microscope.h"

class QComboBox;
class QPushButton;
class QSpinBox;

namespace bitladder::widgets
{
class MicroscopeView;
}

namespace bitladder::app
{

class MicroscopePage : public Page
{
    Q_OBJECT

public:
    MicroscopePage(Document* document, ResultStore* results, QWidget* parent = nullptr);
    // For the table of pages.
    static Page* make(const PageContext& context, QWidget* parent);
    void showResults(const Results& results) override;

private:
    void clearLayer() override;
    void fillEmptyTexts() override;
    void makeEdits();
    void refresh();
    void chooseWeight(int product); // the one whose code is changed
    void dropEdits();

    ResultStore* m_results;
    QSpinBox *m_channel, *m_row, *m_column, *m_code;
    QComboBox *m_accumulator, *m_rounding, *m_width;
    QPushButton* m_asEngine;
    widgets::MicroscopeView* m_view;
    std::optional<analysis::MicroscopeQuestion::WeightCode> m_weight; // that was changed
    int m_layer = -1;
};

} // namespace bitladder::app
