#include "widgets/plot/values/value_scatter.h"

#include "widgets/plot/frame/minus_ticker.h"
#include "widgets/table/csv_text.h"

#include <qcustomplot.h>

#include <algorithm>
#include <cmath>

namespace bitladder::widgets
{

namespace
{

constexpr double kNear = 12; // pixels from a dot at which it is meant
constexpr double kDot = 4;

} // namespace

ValueScatter::ValueScatter(QWidget* parent)
    : PlotFrame(parent)
{
    m_dots = plot()->addGraph();
    m_dots->setLineStyle(QCPGraph::lsNone);
    m_dots->setName(tr("values"));
    m_same = new QCPItemStraightLine(plot());
    m_same->point1->setCoords(0, 0);
    m_same->point2->setCoords(1, 1);
    useMinus({plot()->xAxis, plot()->yAxis});
    setTitle(tr("What did each value become?"));
    setEmptyText(tr("Select a layer to see what each of its values became."));
}

void ValueScatter::setData(const ScatterData& newData)
{
    m_data = newData;
    if (!newData.title.isEmpty()) setTitle(newData.title);
    setNote(newData.note);
    plot()->xAxis->setLabel(newData.xLabel);
    plot()->yAxis->setLabel(newData.yLabel);
    QVector<QCPGraphData> points;
    for (std::size_t i = 0; i < std::min(newData.x.size(), newData.y.size()); ++i)
        if (std::isfinite(newData.x[i]) && std::isfinite(newData.y[i]))
            points.append(QCPGraphData(newData.x[i], newData.y[i]));
    m_dots->data()->set(points, false);
    setState(points.isEmpty() ? State::Empty : State::Fresh);
    refit();
    replot();
}

void ValueScatter::clear()
{
    setData({});
}

void ValueScatter::fitAxes()
{
    double low = 0, high = 0;
    for (const auto* values : {&m_data.x, &m_data.y})
        for (const double value : *values) {
            if (!std::isfinite(value)) continue;
            low = std::min(low, value);
            high = std::max(high, value);
        }
    if (low == high) high = low + 1;
    const double margin = 0.04 * (high - low);
    for (QCPAxis* axis : {plot()->xAxis, plot()->yAxis}) {
        axis->setRange(low - margin, high + margin);
        rememberLimits(axis);
    }
}

void ValueScatter::applyColors()
{
    const QColor color = familyColor(m_data.family, palette());
    m_dots->setScatterStyle(QCPScatterStyle(QCPScatterStyle::ssDisc, color, color, kDot));
    m_dots->setAdaptiveSampling(false);
    m_same->setPen(QPen(roleColor(Role::FloatReference, palette()), 1, Qt::DashLine));
}

Qt::Orientations ValueScatter::zoomDirections(Qt::KeyboardModifiers) const
{
    return Qt::Horizontal | Qt::Vertical;
}

int ValueScatter::dotAt(const QPoint& position) const
{
    if (!plot()->axisRect()->rect().contains(position)) return -1;
    int nearest = -1;
    double best = kNear * kNear;
    for (std::size_t i = 0; i < std::min(m_data.x.size(), m_data.y.size()); ++i) {
        const double dx = plot()->xAxis->coordToPixel(m_data.x[i]) - position.x();
        const double dy = plot()->yAxis->coordToPixel(m_data.y[i]) - position.y();
        if (!(dx * dx + dy * dy <= best)) continue; // nor what is no number
        best = dx * dx + dy * dy;
        nearest = static_cast<int>(i);
    }
    return nearest;
}

QString ValueScatter::toolTipAt(const QPoint& position) const
{
    const int dot = dotAt(position);
    if (dot < 0) return {};
    const auto i = static_cast<std::size_t>(dot);
    return tr("%1 became %2, an error of %3")
        .arg(formatNumber(m_data.x[i]), formatNumber(m_data.y[i]), formatNumber(m_data.y[i] - m_data.x[i]));
}

void ValueScatter::clicked(const QPoint& position)
{
    const int dot = dotAt(position);
    if (dot >= 0) emit valueClicked(m_data.x[static_cast<std::size_t>(dot)]);
}

QString ValueScatter::dataAsCsv() const
{
    QString text = csvLine({QStringLiteral("float"), QStringLiteral("quantized")});
    for (std::size_t i = 0; i < std::min(m_data.x.size(), m_data.y.size()); ++i)
        text += csvLine({csvNumber(m_data.x[i]), csvNumber(m_data.y[i])});
    return text;
}

} // namespace bitladder::widgets
