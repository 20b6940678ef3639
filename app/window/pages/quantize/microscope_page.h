// How does this one output come about? Every product of one output element, the sum with its bits, the way to the
// value, and what its error is made of: the layer fed with the float network's values, in the codes that the engine
// runs.
#pragma once
#include "app/window/pages/page.h"

class QComboBox;
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
    void refresh();

    ResultStore* m_results;
    QSpinBox *m_channel, *m_row, *m_column;
    QComboBox* m_accumulator;
    widgets::MicroscopeView* m_view;
    int m_layer = -1;
};

} // namespace bitladder::app
