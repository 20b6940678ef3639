// Which numbers does a float format have? Powers of two across: each binade is a band with the number of its values and
// their spacing, every value a tick; behind them stands how many weights of a layer lie there. Subnormal values, which
// are evenly spaced down to zero, are hatched.
#pragma once

#include "widgets/plot/frame/plot_frame.h"

#include <vector>

class QCPGraph;
class QCPItemRect;
class QCPItemText;

namespace bitladder::widgets
{

struct BinadeData {
    struct Binade {
        double from = 0, step = 0; // from a power of two on
        int values = 0;
        bool subnormal = false;
    };
    std::vector<Binade> binades; // ascending
    std::vector<double> values; // above zero; may be empty where they are too many to be told apart
    // How many weights lie in each half octave: from 2^(first / 2) on.
    int first = 0;
    std::vector<double> counts;
    QString note;
};

class BinadePlot : public PlotFrame
{
    Q_OBJECT

public:
    explicit BinadePlot(QWidget* parent = nullptr);

    void setData(const BinadeData& newData);
    void clear();
    const BinadeData& data() const { return m_data; }

    QString dataAsCsv() const override;

protected:
    void applyColors() override;
    void fitAxes() override;
    QString toolTipAt(const QPoint& position) const override;

private:
    BinadeData m_data;
    QCPGraph *m_weights = nullptr, *m_ticks = nullptr;
    QList<QCPItemRect*> m_bands;
    QList<QCPItemText*> m_texts;
};

} // namespace bitladder::widgets
