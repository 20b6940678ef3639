#include "widgets/plot/network/front_plot.h"

#include "widgets/control/theme.h"
#include "widgets/table/csv_text.h"
#include "widgets/theme/tokens.h"

#include <qcustomplot.h>

#include <QKeyEvent>
#include <algorithm>
#include <cmath>
#include <utility>

namespace bitladder::widgets
{

namespace
{

constexpr double kNear = 14; // pixels from a dot at which it is meant
constexpr double kPercent = 100;

QString percent(double share)
{
    return formatNumber(kPercent * share);
}

} // namespace

FrontPlot::FrontPlot(QWidget* parent)
    : PlotFrame(parent)
{
    m_below = new QCPItemRect(plot());
    m_beyond = new QCPItemRect(plot());
    for (QCPItemRect* rect : {m_below, m_beyond}) {
        rect->setLayer(QStringLiteral("background"));
        rect->setPen(Qt::NoPen);
        rect->setClipToAxisRect(true);
    }
    const auto graph = [this](const QString& name) {
        QCPGraph* made = plot()->addGraph();
        made->setLineStyle(QCPGraph::lsNone);
        made->setName(name);
        return made;
    };
    m_tried = graph(tr("tried"));
    m_front = graph(tr("best that was measured"));
    m_front->setLineStyle(QCPGraph::lsStepLeft);
    m_named = graph(tr("kept recipes"));
    connect(plot(), &QCustomPlot::beforeReplot, this, &FrontPlot::placeLabels);
    m_present = graph(tr("now"));
    m_best = graph(tr("keeps the limits"));
    m_ring = graph({});
    const auto errors = [this](QCPGraph* of) {
        auto* bars = new QCPErrorBars(plot()->xAxis, plot()->yAxis);
        bars->setDataPlottable(of);
        bars->setSymbolGap(6);
        bars->setWhiskerWidth(5);
        return bars;
    };
    m_errors = errors(m_front);
    m_presentErrors = errors(m_present);
    m_floor = new QCPItemStraightLine(plot());
    m_most = new QCPItemStraightLine(plot());
    addLegend(1);
    for (QCPGraph* shown : {m_front, m_tried, m_present})
        shown->addToLegend(legend());
    setTitle(tr("What is the best I can have?"));
    setEmptyText(tr("Search to see which recipes there are."));
}

void FrontPlot::setData(const FrontData& newData)
{
    const QString pointed = m_pointed >= 0 && m_pointed < m_data.dots.size() ? tipOf(m_pointed) : QString();
    m_data = newData;
    if (!newData.title.isEmpty()) setTitle(newData.title);
    setNote(newData.note);
    plot()->xAxis->setLabel(newData.costLabel);
    plot()->yAxis->setLabel(newData.shareLabel);
    QVector<double> keys[4], values[4], below, above, presentBelow, presentAbove;
    for (const FrontDot& dot : newData.dots) {
        if (!std::isfinite(dot.cost)) continue;
        const auto kind = static_cast<std::size_t>(dot.kind);
        keys[kind] << dot.cost;
        values[kind] << kPercent * dot.share;
        if (dot.kind == FrontDot::Kind::Front || dot.kind == FrontDot::Kind::Present) {
            const bool front = dot.kind == FrontDot::Kind::Front;
            (front ? below : presentBelow) << kPercent * (dot.share - dot.low);
            (front ? above : presentAbove) << kPercent * (dot.high - dot.share);
        }
    }
    QCPGraph* const graphs[] = {m_front, m_tried, m_named, m_present}; // in the order of Kind
    for (std::size_t kind = 0; kind < std::size(graphs); ++kind)
        graphs[kind]->setData(keys[kind], values[kind], true);
    m_errors->setData(below, above);
    m_presentErrors->setData(presentBelow, presentAbove);
    const bool chosen = newData.chosen >= 0 && newData.chosen < newData.dots.size();
    m_best->setData(chosen ? QVector<double> {newData.dots[newData.chosen].cost} : QVector<double>(),
        chosen ? QVector<double> {kPercent * newData.dots[newData.chosen].share} : QVector<double>(), true);
    m_floor->setVisible(newData.floor.has_value());
    m_below->setVisible(newData.floor.has_value());
    m_most->setVisible(newData.mostCost.has_value());
    m_beyond->setVisible(newData.mostCost.has_value());
    for (QCPItemText* text : m_labels)
        plot()->removeItem(text);
    m_labels.clear();
    for (int i = 0; i < newData.dots.size(); ++i)
        if (newData.dots[i].kind == FrontDot::Kind::Named || newData.dots[i].kind == FrontDot::Kind::Present) label(i);
    setState(newData.dots.isEmpty() ? State::Empty : State::Fresh);
    m_pointed = -1;
    for (int i = 0; i < newData.dots.size() && !pointed.isEmpty(); ++i)
        if (tipOf(i) == pointed) m_pointed = i;
    if (m_pointed < 0 && !pointed.isEmpty()) emit dotHovered(-1);
    const int still = std::exchange(m_pointed, -2);
    point(still);
    refit();
    replot();
}

void FrontPlot::label(int dot)
{
    auto* text = new QCPItemText(plot());
    text->setText(m_data.dots[dot].name);
    text->position->setCoords(m_data.dots[dot].cost, kPercent * m_data.dots[dot].share);
    text->setPadding(QMargins(8, 3, 9, 3));
    text->setClipToAxisRect(true);
    m_labels << text;
}

// Each beside its dot, on the side where it stays inside and covers the fewest other dots.
void FrontPlot::placeLabels()
{
    constexpr Qt::Alignment kSides[] = {Qt::AlignRight | Qt::AlignVCenter, Qt::AlignLeft | Qt::AlignVCenter,
        Qt::AlignLeft | Qt::AlignTop, Qt::AlignRight | Qt::AlignTop, Qt::AlignHCenter | Qt::AlignTop};
    const QRect inside = plot()->axisRect()->rect();
    const QFontMetrics metrics(font());
    for (QCPItemText* label : m_labels) {
        const QPoint at = label->position->pixelPosition().toPoint();
        const QMargins padding = label->padding();
        const QSize size(metrics.horizontalAdvance(label->text()) + padding.left() + padding.right(),
            metrics.height() + padding.top() + padding.bottom());
        int fewest = std::numeric_limits<int>::max();
        for (const Qt::Alignment side : kSides) {
            // The alignment says which part of the text lies at the dot.
            QRect box(at, size);
            if (side & Qt::AlignRight) box.moveRight(at.x());
            if (side & Qt::AlignHCenter) box.moveLeft(at.x() - size.width() / 2);
            if (side & Qt::AlignVCenter) box.moveTop(at.y() - size.height() / 2);
            const QRect words = box.marginsRemoved(padding);
            int covered = inside.contains(words) ? 0 : static_cast<int>(m_data.dots.size());
            for (int dot = 0; dot < m_data.dots.size(); ++dot)
                covered += words.adjusted(-4, -4, 4, 4).contains(positionOf(dot)) ? 1 : 0;
            if (covered >= fewest) continue;
            fewest = covered;
            label->setPositionAlignment(side);
        }
    }
}

void FrontPlot::clear()
{
    setData({});
}

void FrontPlot::fitAxes()
{
    double left = std::numeric_limits<double>::infinity(), right = -left, bottom = kPercent, top = 0;
    for (const FrontDot& dot : m_data.dots) {
        if (!std::isfinite(dot.cost)) continue;
        left = std::min(left, dot.cost);
        right = std::max(right, dot.cost);
        // What is far below the floor says that it is, no more.
        bottom = std::min(bottom, kPercent * dot.share);
        top = std::max(top, kPercent * dot.high);
    }
    if (!(left <= right)) {
        left = 0;
        right = 1;
    }
    if (m_data.floor) bottom = std::clamp(bottom, kPercent * *m_data.floor - 35, kPercent * *m_data.floor - 3);
    const double margin = std::max(0.06 * (right - left), 0.02 * right);
    plot()->xAxis->setRange(std::max(0.0, left - 2 * margin), right + margin);
    plot()->yAxis->setRange(std::max(0.0, bottom - 2), std::min(kPercent, std::max(top, bottom + 1)) + 1);
    rememberLimits(plot()->xAxis);
    rememberLimits(plot()->yAxis);
    constexpr double kFar = 1e9;
    if (m_data.floor) {
        const double y = kPercent * *m_data.floor;
        m_floor->point1->setCoords(0, y);
        m_floor->point2->setCoords(1, y);
        m_below->topLeft->setCoords(-kFar, y);
        m_below->bottomRight->setCoords(kFar, -kFar);
    }
    if (m_data.mostCost) {
        const double x = *m_data.mostCost;
        m_most->point1->setCoords(x, 0);
        m_most->point2->setCoords(x, 1);
        m_beyond->topLeft->setCoords(x, kFar);
        m_beyond->bottomRight->setCoords(kFar, -kFar);
    }
}

void FrontPlot::applyColors()
{
    const QColor text = palette().color(QPalette::Text), base = palette().color(QPalette::Base);
    const QColor accent = token(Token::Accent, palette()), bad = roleColor(Role::Bad, palette());
    m_front->setPen(QPen(text, 1.4));
    m_front->setScatterStyle(QCPScatterStyle(QCPScatterStyle::ssCircle, QPen(text, 1.4), QBrush(base), 8));
    const QColor pale = mixed(base, text, 0.55);
    m_tried->setScatterStyle(QCPScatterStyle(QCPScatterStyle::ssDisc, pale, pale, 5));
    m_named->setScatterStyle(QCPScatterStyle(QCPScatterStyle::ssSquare, QPen(text, 1), QBrush(text), 7));
    m_present->setScatterStyle(QCPScatterStyle(QCPScatterStyle::ssSquare, QPen(accent, 1), QBrush(accent), 9));
    m_best->setScatterStyle(QCPScatterStyle(QCPScatterStyle::ssDisc, QPen(accent, 1), QBrush(accent), 9));
    m_ring->setScatterStyle(QCPScatterStyle(QCPScatterStyle::ssCircle, QPen(accent, 2), Qt::NoBrush, 15));
    m_errors->setPen(QPen(mixed(base, text, 0.7), 1));
    m_presentErrors->setPen(QPen(accent, 1));
    m_floor->setPen(QPen(bad, 1.4, Qt::DashLine));
    m_most->setPen(QPen(bad, 1.4, Qt::DashLine));
    m_below->setBrush(mixed(base, bad, 0.07));
    m_beyond->setBrush(mixed(base, bad, 0.07));
    for (QCPItemText* label : m_labels) {
        label->setColor(text);
        label->setFont(font());
    }
}

QPoint FrontPlot::positionOf(int dot) const
{
    if (dot < 0 || dot >= m_data.dots.size()) return {-1, -1};
    return {static_cast<int>(std::lround(plot()->xAxis->coordToPixel(m_data.dots[dot].cost))),
        static_cast<int>(std::lround(plot()->yAxis->coordToPixel(kPercent * m_data.dots[dot].share)))};
}

// The nearest; of those that lie together one of the front.
int FrontPlot::dotAt(const QPoint& position) const
{
    int found = -1;
    double least = kNear;
    for (int i = 0; i < m_data.dots.size(); ++i) {
        if (!std::isfinite(m_data.dots[i].cost)) continue;
        const QPoint apart = positionOf(i) - position;
        const double far
            = std::hypot(apart.x(), apart.y()) - (m_data.dots[i].kind == FrontDot::Kind::Front ? 2.0 : 0.0); // pixels
        if (far >= least) continue;
        least = far;
        found = i;
    }
    return found;
}

void FrontPlot::point(int dot)
{
    if (dot == m_pointed) return;
    const bool tells = m_pointed != -2; // else the data are new, and the dot is the same
    m_pointed = dot;
    const bool shown = dot >= 0;
    m_ring->setData(shown ? QVector<double> {m_data.dots[dot].cost} : QVector<double>(),
        shown ? QVector<double> {kPercent * m_data.dots[dot].share} : QVector<double>(), true);
    setAccessibleDescription(shown ? tipOf(dot) : note());
    redraw();
    if (tells) emit dotHovered(dot);
}

QString FrontPlot::tipOf(int dot) const
{
    const FrontDot& d = m_data.dots[dot];
    QStringList lines;
    if (!d.name.isEmpty()) lines << d.name;
    lines << tr("%1 % same answers (%2 … %3)").arg(percent(d.share), percent(d.low), percent(d.high));
    if (std::isfinite(d.predicted)) lines << tr("predicted: %1 %").arg(percent(d.predicted));
    if (!d.detail.isEmpty()) lines << d.detail;
    return lines.join(QLatin1Char('\n'));
}

QString FrontPlot::toolTipAt(const QPoint& position) const
{
    const int dot = dotAt(position);
    if (dot < 0) return {};
    if (m_data.dots[dot].kind == FrontDot::Kind::Present) return tipOf(dot);
    return tipOf(dot) + QLatin1Char('\n') + tr("A click applies it; Ctrl+Z returns.");
}

PlotFrame::Handled FrontPlot::mouseMoved(const QMouseEvent& event)
{
    if (event.buttons() == Qt::NoButton) point(dotAt(event.pos()));
    return Handled::No;
}

void FrontPlot::clicked(const QPoint& position)
{
    const int dot = dotAt(position);
    if (dot < 0) return;
    point(dot);
    emit dotClicked(dot);
}

void FrontPlot::keyPressEvent(QKeyEvent* event)
{
    const bool left = event->key() == Qt::Key_Left, right = event->key() == Qt::Key_Right;
    if (event->modifiers() == Qt::NoModifier && (left || right)) {
        QList<int> front;
        for (int i = 0; i < m_data.dots.size(); ++i)
            if (m_data.dots[i].kind == FrontDot::Kind::Front) front << i;
        if (front.isEmpty()) return;
        const auto at = front.indexOf(m_pointed >= 0 ? m_pointed : m_data.chosen);
        const auto next = at < 0 ? 0 : std::clamp<qsizetype>(at + (right ? 1 : -1), 0, front.size() - 1);
        point(front[next]);
        return;
    }
    if ((event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) && m_pointed >= 0) {
        emit dotClicked(m_pointed);
        return;
    }
    PlotFrame::keyPressEvent(event);
}

void FrontPlot::leaveEvent(QEvent* event)
{
    PlotFrame::leaveEvent(event);
    point(-1);
}

QString FrontPlot::dataAsCsv() const
{
    constexpr const char* kKinds[] = {"front", "tried", "kept", "now"}; // in the order of Kind
    QString text = csvLine({QStringLiteral("kind"), QStringLiteral("name"), csvText(m_data.costLabel),
        QStringLiteral("same_answers"), QStringLiteral("low"), QStringLiteral("high"), QStringLiteral("predicted")});
    for (const FrontDot& dot : m_data.dots)
        text += csvLine(
            {QLatin1String(kKinds[static_cast<std::size_t>(dot.kind)]), csvText(dot.name), csvNumber(dot.cost),
                csvNumber(dot.share), csvNumber(dot.low), csvNumber(dot.high), csvNumber(dot.predicted)});
    return text;
}

} // namespace bitladder::widgets
