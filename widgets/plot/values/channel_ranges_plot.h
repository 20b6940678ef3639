// All channels of a tensor as ranges: for every channel a line from its lowest to its highest value, and the clip
// limits that its scale gives.
#pragma once

#include "widgets/control/theme.h"
#include "widgets/plot/frame/plot_frame.h"

#include <vector>

class QCPGraph;

namespace bitladder::widgets
{

class PlaceMarker;

struct ChannelRanges {
    QString title;
    QString valueLabel; // with its unit
    std::vector<double> low; // one entry a channel
    std::vector<double> high;
    std::vector<double> clipLow; // one entry a channel; may be empty
    std::vector<double> clipHigh;
    std::vector<double> beforeLow; // one entry a channel; may be empty: what methods found
    std::vector<double> beforeHigh;
    QString note;
    Family family = Family::Int;
};

class ChannelRangesPlot : public PlotFrame
{
    Q_OBJECT

public:
    explicit ChannelRangesPlot(QWidget* parent = nullptr);

    void setData(const ChannelRanges& newData);
    void clear();
    // Marks one channel; -1 for none.
    void setSelected(int channel);
    int selected() const { return m_selected; }

    QString dataAsCsv() const override;

signals:
    void channelClicked(int channel);

protected:
    void applyColors() override;
    void fitAxes() override;
    QString toolTipAt(const QPoint& position) const override;
    void clicked(const QPoint& position) override;

private:
    int channelAt(const QPoint& position) const;

    ChannelRanges m_data;
    QCPGraph* m_ranges = nullptr;
    QCPGraph* m_before = nullptr;
    QCPGraph* m_clipLow = nullptr;
    QCPGraph* m_clipHigh = nullptr;
    PlaceMarker* m_marker = nullptr;
    int m_selected = -1;
};

} // namespace bitladder::widgets
