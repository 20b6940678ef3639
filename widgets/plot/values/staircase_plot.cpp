#include "widgets/plot/values/staircase_plot.h"

#include "widgets/control/theme.h"
#include "widgets/plot/frame/minus_ticker.h"
#include "widgets/table/csv_text.h"
#include "widgets/theme/tokens.h"

#include <qcustomplot.h>

#include <algorithm>

namespace bitladder::widgets
{

StaircasePlot::StaircasePlot(QWidget* parent)
    : PlotFrame(parent)
    , m_stairs(plot()->addGraph())
    , m_trail(plot()->addGraph())
    , m_dot(plot()->addGraph())
    , m_still(plot()->addGraph())
    , m_diagonal(new QCPItemStraightLine(plot()))
    , m_target(new QCPItemStraightLine(plot()))
{
    m_stairs->setName(tr("what is computed forward"));
    m_trail->setLineStyle(QCPGraph::lsNone);
    m_trail->setName(tr("where it was"));
    m_dot->setLineStyle(QCPGraph::lsNone);
    m_dot->setName(tr("straight through"));
    m_still->setLineStyle(QCPGraph::lsNone);
    m_still->setName(tr("by the slope of the stairs"));
    m_diagonal->point1->setCoords(0, 0);
    m_diagonal->point2->setCoords(1, 1);
    useMinus({plot()->xAxis, plot()->yAxis});
    plot()->xAxis->setLabel(tr("weight"));
    plot()->yAxis->setLabel(tr("rounded weight"));
    addLegend(1);
    for (QCPGraph* graph : {m_stairs, m_still, m_dot})
        graph->addToLegend(legend());
    setTitle(tr("How does a staircase learn?"));
}

void StaircasePlot::setData(const StaircaseData& newData)
{
    m_data = newData;
    setNote(newData.note);
    const auto set = [](QCPGraph* graph, const std::vector<double>& x, const std::vector<double>& y) {
        QVector<QCPGraphData> points;
        for (std::size_t i = 0; i < std::min(x.size(), y.size()); ++i)
            points.append(QCPGraphData(x[i], y[i]));
        graph->data()->set(points, false);
    };
    set(m_stairs, newData.x, newData.y);
    set(m_trail, newData.weights, newData.rounded);
    const std::size_t last = std::min(newData.weights.size(), newData.rounded.size());
    if (last > 0) set(m_dot, {newData.weights[last - 1]}, {newData.rounded[last - 1]});
    set(m_still, {newData.still}, {newData.stillRounded});
    m_target->point1->setCoords(0, newData.target);
    m_target->point2->setCoords(1, newData.target);
    setState(newData.x.empty() ? State::Empty : State::Fresh);
    refit();
    replot();
}

void StaircasePlot::fitAxes()
{
    double reach = 1;
    for (const double x : m_data.x)
        reach = std::max(reach, std::abs(x));
    plot()->xAxis->setRange(-reach, reach);
    plot()->yAxis->setRange(-1.1 * reach, 1.1 * reach);
    rememberLimits(plot()->xAxis);
    rememberLimits(plot()->yAxis);
}

void StaircasePlot::applyColors()
{
    const QColor accent = token(Token::Accent, palette()), text2 = token(Token::Text2, palette());
    constexpr double kDot = 9, kTrail = 4;
    m_stairs->setPen(QPen(familyColor(Family::Int, palette()), 2));
    m_trail->setScatterStyle(QCPScatterStyle(QCPScatterStyle::ssDisc, accent, accent, kTrail));
    m_dot->setScatterStyle(QCPScatterStyle(QCPScatterStyle::ssDisc, accent, accent, kDot));
    m_still->setScatterStyle(QCPScatterStyle(
        QCPScatterStyle::ssCircle, QPen(roleColor(Role::Bad, palette()), 2), QBrush(Qt::NoBrush), kDot));
    m_diagonal->setPen(QPen(text2, 1, Qt::DashLine));
    m_target->setPen(QPen(roleColor(Role::Good, palette()), 1.5, Qt::DotLine));
}

Qt::Orientations StaircasePlot::zoomDirections(Qt::KeyboardModifiers) const
{
    return Qt::Horizontal | Qt::Vertical;
}

QString StaircasePlot::dataAsCsv() const
{
    QString text = csvLine({QStringLiteral("weight"), QStringLiteral("rounded")});
    for (std::size_t i = 0; i < std::min(m_data.weights.size(), m_data.rounded.size()); ++i)
        text += csvLine({csvNumber(m_data.weights[i]), csvNumber(m_data.rounded[i])});
    return text;
}

} // namespace bitladder::widgets
