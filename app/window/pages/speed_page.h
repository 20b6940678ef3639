// What did it buy? Measured time per layer, float32 beside quantized.
#pragma once
#include "app/window/pages/page.h"

namespace bitladder::app
{

class SpeedPage : public Page
{
    Q_OBJECT

public:
    explicit SpeedPage(Document* document, QWidget* parent = nullptr);
    // For the table of pages.
    static Page* make(const PageContext& context, QWidget* parent);
    void showResults(const Results& results) override;

private:
    widgets::SpeedPlot* m_plot;
};

} // namespace bitladder::app
