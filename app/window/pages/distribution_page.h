// How do the numbers sit on the grid? The histogram of the current layer's weights or activations, of all channels,
// one, as ranges, or float against quantized; clip limits and the levels of code books can be dragged. Where methods
// changed something, what was there before stands behind it.
#pragma once
#include "app/window/adapters/adapters_distribution.h"
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
    void levelEdited(int level, double value, EditPhase phase);
    void offerWay(double value);

    QComboBox* m_part;
    QComboBox* m_channels;
    QSpinBox* m_channel;
    QStackedWidget* m_stack;
    widgets::HistogramPlot* m_histogram;
    widgets::ChannelRangesPlot* m_ranges;
    widgets::ValueScatter* m_pairs;
    QToolButton* m_way; // of the number that was clicked
    double m_clicked = 0;
    LayerQuestion m_shown;
    bool m_dragging = false, m_inSteps = false;
    std::vector<double> m_grid; // the levels that are drawn
};

} // namespace bitladder::app
