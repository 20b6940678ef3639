// Why is this layer not faster? The current layer's shape measured at every pair of formats and on every level of this
// machine, with the peaks, and one sentence about the layer as it is chosen.
#pragma once
#include "app/window/pages/page.h"

class QLabel;

namespace bitladder::widgets
{
class KernelPlot;
}

namespace bitladder::app
{

class KernelsPage : public AskingPage
{
    Q_OBJECT

public:
    explicit KernelsPage(Document* document, QWidget* parent = nullptr);
    // For the table of pages.
    static Page* make(const PageContext& context, QWidget* parent);
    void showResults(const Results& results) override;
    void showRates(const KernelResult& result);

private:
    void clearLayer() override;
    void markStale();

    widgets::KernelPlot* m_plot;
    QLabel* m_sentence;
    QLabel* m_candidates;
};

} // namespace bitladder::app
