// How do the numbers sit on the grid? The histogram of the current layer's weights or activations, of all channels,
// one, or as ranges; clip limits can be dragged.
#pragma once
#include "app/window/pages/page.h"

class QComboBox;
class QSpinBox;
class QStackedWidget;
class QToolButton;

namespace bitladder::app
{

class DistributionPage : public Page
{
    Q_OBJECT

public:
    explicit DistributionPage(Document* document, QWidget* parent = nullptr);
    // For the table of pages.
    static Page* make(const PageContext& context, QWidget* parent);
    void showResults(const Results& results) override;
    void showLayer(const LayerResult& result);
    void markStale();
    // The histogram of all channels.
    void showPart(Part part) override;

signals:
    void asked(const bitladder::app::LayerQuestion& question);

private:
    void clearLayer() override;
    void ask();
    void clipEdited(double low, double high, EditPhase phase);

    QComboBox* m_part;
    QComboBox* m_channels;
    QSpinBox* m_channel;
    QStackedWidget* m_stack;
    widgets::HistogramPlot* m_histogram;
    widgets::ChannelRangesPlot* m_ranges;
    QToolButton* m_way; // of the number that was clicked
    double m_clicked = 0;
    LayerQuestion m_shown;
    bool m_dragging = false, m_inSteps = false;
};

} // namespace bitladder::app
