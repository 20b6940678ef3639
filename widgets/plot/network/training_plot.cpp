#include "widgets/plot/network/training_plot.h"

#include "widgets/control/theme.h"
#include "widgets/table/csv_text.h"

#include <qcustomplot.h>

#include <algorithm>
#include <cmath>

namespace bitladder::widgets
{

TrainingPlot::TrainingPlot(QWidget* parent)
    : PlotFrame(parent)
    , m_lossRect(new QCPAxisRect(plot()))
{
    plot()->plotLayout()->addElement(1, 0, m_lossRect);
    plot()->plotLayout()->setRowStretchFactor(0, 3);
    plot()->plotLayout()->setRowStretchFactor(1, 2);
    for (QCPAxisRect* rect : {plot()->axisRect(), m_lossRect})
        letShrink(*rect);
    // One margin for both, so that the same epoch stands at the same place.
    auto* margins = new QCPMarginGroup(plot());
    for (QCPAxisRect* rect : {plot()->axisRect(), m_lossRect})
        rect->setMarginGroup(QCP::msLeft | QCP::msRight, margins);
    m_reference = plot()->addGraph();
    m_reference->setName(tr("float"));
    m_before = plot()->addGraph();
    m_before->setName(tr("before training"));
    m_share = plot()->addGraph();
    m_share->setName(tr("trained"));
    m_best = plot()->addGraph();
    m_best->setName(tr("best"));
    m_loss = plot()->addGraph(m_lossRect->axis(QCPAxis::atBottom), m_lossRect->axis(QCPAxis::atLeft));
    plot()->yAxis->setLabel(tr("answers (%)"));
    m_lossRect->axis(QCPAxis::atLeft)->setLabel(tr("loss"));
    m_lossRect->axis(QCPAxis::atBottom)->setLabel(tr("epoch"));
    addLegend(2);
    setTitle(tr("How much comes back?"));
    setEmptyText(tr("Start training to see the answers get better."));
}

void TrainingPlot::setData(const TrainingCurve& newData)
{
    m_data = newData;
    QVector<QCPGraphData> shares, losses, best, reference, before;
    const double last = std::max(1, newData.epochs);
    for (const TrainingPoint& point : newData.points) {
        shares.append(QCPGraphData(point.epoch, 100 * point.share));
        if (std::isfinite(point.loss)) losses.append(QCPGraphData(point.epoch, point.loss));
        if (point.epoch == newData.best) best.append(QCPGraphData(point.epoch, 100 * point.share));
    }
    if (std::isfinite(newData.reference))
        reference = {QCPGraphData(0, 100 * newData.reference), QCPGraphData(last, 100 * newData.reference)};
    if (!newData.points.empty() && newData.points.front().epoch == 0) {
        const double share = 100 * newData.points.front().share;
        before = {QCPGraphData(0, share), QCPGraphData(last, share)};
    }
    m_share->data()->set(shares, true);
    m_loss->data()->set(losses, true);
    m_best->data()->set(best, true);
    m_reference->data()->set(reference, true);
    m_before->data()->set(before, true);
    const bool blocks = newData.unit == TrainingCurve::Unit::Block;
    m_lossRect->axis(QCPAxis::atBottom)->setLabel(blocks ? tr("block") : tr("epoch"));
    m_lossRect->axis(QCPAxis::atLeft)->setLabel(blocks ? tr("error of the block") : tr("loss"));
    setNote(newData.shareName);
    legend()->clearItems();
    legend()->simplify();
    for (QCPGraph* graph : {m_share, m_best, m_reference, m_before})
        if (!graph->data()->isEmpty()) graph->addToLegend(legend());
    // Nothing has no figures: they would stand below the text that says so.
    for (QCPAxis* axis :
        {plot()->xAxis, plot()->yAxis, m_lossRect->axis(QCPAxis::atBottom), m_lossRect->axis(QCPAxis::atLeft)})
        axis->setTickLabels(!newData.points.empty());
    setState(newData.points.empty() ? State::Empty : State::Fresh);
    refit();
    replot();
}

void TrainingPlot::clear()
{
    setData({});
}

void TrainingPlot::fitAxes()
{
    double low = 100, high = 0, loss = 0;
    for (const TrainingPoint& point : m_data.points) {
        low = std::min(low, 100 * point.share);
        high = std::max(high, 100 * point.share);
        if (std::isfinite(point.loss)) loss = std::max(loss, point.loss);
    }
    if (std::isfinite(m_data.reference)) high = std::max(high, 100 * m_data.reference);
    if (low > high) low = 0;
    const double margin = std::max(1.0, 0.06 * (high - low));
    const double last = std::max(1, m_data.epochs);
    plot()->yAxis->setRange(std::max(0.0, low - margin), high + margin);
    m_lossRect->axis(QCPAxis::atLeft)->setRange(0, loss > 0 ? 1.08 * loss : 1);
    for (QCPAxis* axis : {plot()->xAxis, m_lossRect->axis(QCPAxis::atBottom)})
        axis->setRange(-0.02 * last, 1.02 * last);
    for (QCPAxis* axis :
        {plot()->xAxis, plot()->yAxis, m_lossRect->axis(QCPAxis::atBottom), m_lossRect->axis(QCPAxis::atLeft)})
        rememberLimits(axis);
}

void TrainingPlot::applyColors()
{
    const QColor text = palette().color(QPalette::Text), base = palette().color(QPalette::Base);
    const QColor strong = familyColor(Family::Int, palette());
    styleAxisRect(m_lossRect);
    m_share->setPen(QPen(strong, 1.8));
    m_loss->setPen(QPen(strong, 1.4));
    m_best->setLineStyle(QCPGraph::lsNone);
    m_best->setScatterStyle(QCPScatterStyle(QCPScatterStyle::ssDisc, QPen(text, 1), QBrush(strong), 9));
    m_reference->setPen(QPen(mixed(base, text, 0.8), 1.2, Qt::DashLine));
    m_before->setPen(QPen(mixed(base, text, 0.6), 1.2, Qt::DotLine));
}

QString TrainingPlot::toolTipAt(const QPoint& position) const
{
    if (m_data.points.empty()) return {};
    const double at = plot()->xAxis->pixelToCoord(position.x());
    const auto nearest = std::min_element(
        m_data.points.begin(), m_data.points.end(), [&](const TrainingPoint& a, const TrainingPoint& b) {
            return std::fabs(a.epoch - at) < std::fabs(b.epoch - at);
        });
    const bool blocks = m_data.unit == TrainingCurve::Unit::Block;
    QString tip = (blocks ? tr("block %1: %2 % right") : tr("epoch %1: %2 % right"))
                      .arg(nearest->epoch)
                      .arg(100 * nearest->share, 0, 'f', 1);
    if (std::isfinite(nearest->loss))
        tip += QLatin1Char('\n') + (blocks ? tr("error of the block %1") : tr("loss %1")).arg(nearest->loss, 0, 'g', 4);
    return tip;
}

QString TrainingPlot::dataAsCsv() const
{
    QString text = csvLine({QStringLiteral("epoch"), QStringLiteral("share"), QStringLiteral("loss")});
    for (const TrainingPoint& point : m_data.points)
        text += csvLine({QString::number(point.epoch), csvNumber(point.share), csvNumber(point.loss)});
    return text;
}

} // namespace bitladder::widgets
