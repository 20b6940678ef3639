#include "widgets/plot/frame/plot_frame.h"

#include "widgets/control/screen_reader.h"
#include "widgets/control/theme.h"
#include "widgets/control/translucent.h"
#include "widgets/control/wrapped_text.h"
#include "widgets/theme/tokens.h"

#include <qcustomplot.h>

#include <QHBoxLayout>
#include <QPainter>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>
#include <vector>

namespace bitladder::widgets
{

namespace
{

constexpr int kPad = 8;
constexpr int kDescent = 2; // what a text reaches below the box that a legend gives it
constexpr char kLimitsProperty[] = "bitladderLimits";

QFont captionFont(QFont font)
{
    if (font.pointSizeF() > 0) font.setPointSizeF(0.92 * font.pointSizeF());
    return font;
}

QFont titleFont(QFont font)
{
    if (font.pointSizeF() > 0) font.setPointSizeF(1.15 * font.pointSizeF());
    font.setBold(true);
    return font;
}

} // namespace

// Drawn once for a new size and what else changed with it: QCustomPlot would draw itself at once for each new size, and
// a layout that finds its place gives several.
class PlotCanvas : public QCustomPlot
{
public:
    using QCustomPlot::QCustomPlot;

protected:
    void resizeEvent(QResizeEvent*) override
    {
        setViewport(rect());
        if (isVisible()) replot(rpQueuedReplot);
    }
};

// Covers the plot: fully with a text while there is nothing to show, thinly while the figures are old, not at all while
// they are fresh. It is never hidden: with each coming and going of a widget Qt asks the display where the mouse is,
// and waits.
class PlotVeil : public QWidget
{
public:
    explicit PlotVeil(QWidget* parent)
        : QWidget(parent)
    {
        setAttribute(Qt::WA_TransparentForMouseEvents);
    }

    QString emptyText;
    QString staleText;
    PlotFrame::State state = PlotFrame::State::Empty;

protected:
    void paintEvent(QPaintEvent*) override
    {
        if (state == PlotFrame::State::Fresh) return;
        QPainter painter(this);
        if (state == PlotFrame::State::Empty) {
            painter.fillRect(rect(), palette().color(QPalette::Base));
            painter.setPen(token(Token::Text2, palette()));
            painter.drawText(rect().adjusted(kPad, kPad, -kPad, -kPad), Qt::AlignCenter | Qt::TextWordWrap, emptyText);
            return;
        }
        QColor veil = palette().color(QPalette::Base);
        veil.setAlphaF(0.55F);
        fillTranslucent(painter, rect(), veil);
        const QRect box = painter.fontMetrics().boundingRect(staleText).adjusted(-kPad, -kPad / 2, kPad, kPad / 2);
        const QRect place(rect().right() - box.width() - kPad, rect().top() + kPad, box.width(), box.height());
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(Qt::NoPen);
        painter.setBrush(palette().color(QPalette::Window));
        painter.drawRoundedRect(place, 4, 4);
        painter.setPen(palette().color(QPalette::WindowText));
        painter.drawText(place, Qt::AlignCenter, staleText);
    }
};

PlotFrame::PlotFrame(QWidget* parent)
    : QWidget(parent)
{
    setFocusPolicy(Qt::StrongFocus);
    setBackgroundRole(QPalette::Base);
    setAutoFillBackground(true);

    m_title = new WrappedText(this);
    m_title->setFont(titleFont(font()));
    m_note = new WrappedText(this);
    m_note->setText(QStringLiteral("?")); // the note itself is its tool tip
    m_note->setFixedWidth(m_note->fontMetrics().height());
    m_note->setForegroundRole(QPalette::PlaceholderText);
    m_note->hide();

    m_plot = new PlotCanvas(this);
    tellReader(this, QAccessible::Chart);
    tellReader(m_plot, QAccessible::Chart);
    m_plot->setFocusPolicy(Qt::NoFocus);
    m_plot->setMinimumSize(8, 8); // without any room there is nothing to paint on
    m_plot->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
    m_plot->setInteractions(QCP::iRangeDrag | QCP::iRangeZoom);
    m_plot->setMouseTracking(true);
    m_plot->setLocale(QLocale());
    // Painted with everything else that changed, not at once and by itself.
    m_plot->setPlottingHint(QCP::phImmediateRefresh, false);
    // A picture of its own for what lies on top would only be cleared and laid over the plot each time: nothing there
    // is drawn alone.
    m_plot->layer(QStringLiteral("overlay"))->setMode(QCPLayer::lmLogical);
    m_plot->installEventFilter(this);
    letShrink(*m_plot->axisRect());
    connect(m_plot, &QCustomPlot::afterLayout, this, &PlotFrame::fitTicks);

    // Inside the plot, which has no layout: in the frame each of its comings and goings would have the window laid out
    // anew.
    m_veil = new PlotVeil(m_plot);
    m_veil->emptyText = tr("Nothing to show yet.");
    m_veil->staleText = tr("older settings");

    auto* top = new QHBoxLayout;
    top->setContentsMargins(kPad, kPad / 2, kPad, 0);
    top->setSpacing(kPad);
    top->addWidget(m_title, 1);
    m_corner = new QHBoxLayout;
    m_corner->setSpacing(kPad / 2);
    m_corner->addWidget(m_note);
    top->addLayout(m_corner);
    top->setAlignment(m_corner, Qt::AlignRight); // where an empty plot has no title, too

    auto* all = new QVBoxLayout(this);
    // One pixel for the frame of the focus.
    all->setContentsMargins(1, 1, 1, 1);
    all->setSpacing(kPad / 2);
    all->addLayout(top);
    all->addWidget(m_plot, 1);
}

PlotFrame::~PlotFrame() = default;

QSize PlotFrame::sizeHint() const
{
    return {560, 380};
}

QSize PlotFrame::minimumSizeHint() const
{
    return {220, 160};
}

void PlotFrame::setState(State state)
{
    m_state = state;
    showTitle(m_titleShown);
    placeVeil();
}

void PlotFrame::showTitle(TitleShown shown)
{
    m_titleShown = shown;
    // An empty plot's names what is no longer shown.
    m_title->setVisible(shown == TitleShown::Yes && m_state != State::Empty);
}

void PlotFrame::placeVeil()
{
    m_veil->state = m_state;
    m_veil->setGeometry(m_plot->rect());
    m_veil->raise();
    m_veil->update();
}

void PlotFrame::setEmptyText(const QString& text)
{
    if (m_veil->emptyText == text) return;
    m_veil->emptyText = text;
    m_veil->update();
}

QString PlotFrame::emptyText() const
{
    return m_veil->emptyText;
}

QString PlotFrame::title() const
{
    return m_title->text();
}

QString PlotFrame::note() const
{
    return m_note->toolTip();
}

void PlotFrame::setTitle(const QString& title)
{
    m_title->setText(title);
    setAccessibleName(title);
    m_plot->setAccessibleName(title);
}

void PlotFrame::setNote(const QString& note)
{
    m_note->setToolTip(note);
    m_note->setAccessibleName(note);
    m_title->setToolTip(note);
    m_note->setVisible(!note.isEmpty());
    setAccessibleDescription(note);
}

QToolButton* PlotFrame::addSwitch(const QString& text, const QString& toolTip)
{
    auto* button = new QToolButton(this);
    button->setText(text);
    button->setToolTip(toolTip);
    button->setAccessibleName(toolTip);
    button->setCheckable(true); // with its frame: a bare word would not look like something to press
    m_corner->addWidget(button);
    return button;
}

void PlotFrame::letShrink(QCPAxisRect& rect)
{
    constexpr QSize kLeast(50, 24);
    constexpr int kAbove = 8; // half of a number stands beyond the axis
    rect.setMinimumSize(kLeast);
    QMargins margins = rect.minimumMargins();
    margins.setTop(kAbove);
    rect.setMinimumMargins(margins);
}

QCPLegend* PlotFrame::addLegend(int row)
{
    auto* line = new QCPLayoutGrid;
    m_plot->plotLayout()->addElement(row, 0, line);
    m_plot->plotLayout()->setRowStretchFactor(row, 0.001);
    m_legend = new QCPLegend;
    line->addElement(0, 0, m_legend);
    auto* rest = new QCPLayoutGrid;
    line->addElement(0, 1, rest);
    line->setColumnStretchFactor(0, 0.001);
    m_legend->setLayer(QStringLiteral("legend"));
    m_legend->setFillOrder(QCPLegend::foColumnsFirst);
    m_legend->setBorderPen(Qt::NoPen);
    m_legend->setBrush(Qt::NoBrush);
    m_legend->setMargins(QMargins(kPad, 0, kPad, 2));
    m_legend->setColumnSpacing(2 * kPad);
    m_legend->setIconSize(22, 12);
    return m_legend;
}

void PlotFrame::wrapLegend()
{
    if (m_legend == nullptr || m_legend->itemCount() == 0) return;
    const QFontMetrics metrics(m_legend->font());
    const int beside = m_legend->iconSize().width() + m_legend->iconTextPadding() + 2 * kPad;
    std::vector<int> widths;
    for (int i = 0; i < m_legend->itemCount(); ++i) {
        auto* item = qobject_cast<QCPPlottableLegendItem*>(m_legend->item(i));
        if (!item) continue;
        item->setMargins({0, 0, 0, kDescent});
        widths.push_back(metrics.horizontalAdvance(item->plottable()->name()) + beside);
    }
    // As many columns as fit, each as wide as its widest entry.
    const auto widthWith = [&](std::size_t columns) {
        int sum = 0;
        for (std::size_t column = 0; column < columns; ++column) {
            int widest = 0;
            for (std::size_t i = column; i < widths.size(); i += columns)
                widest = std::max(widest, widths[i]);
            sum += widest;
        }
        return sum;
    };
    std::size_t most = std::max<std::size_t>(1, widths.size());
    while (most > 1 && widthWith(most) > m_plot->width() - 2 * kPad)
        --most;
    const int columns = static_cast<int>(most);
    if (columns == m_legend->wrap()) return;
    m_legend->setWrap(columns);
    m_legend->setFillOrder(QCPLegend::foColumnsFirst, true);
}

void PlotFrame::styleAxis(QCPAxis* axis) const
{
    const auto of = [&](Token what) { return token(what, palette()); };
    // Values run along the grid: their axis is the figures alone, and only the other one is a line.
    const bool upright = axis->orientation() == Qt::Vertical;
    const QPen line = upright ? QPen(Qt::NoPen) : QPen(of(Token::Edge), 1);
    QFont tick = tabularFont(font());
    if (tick.pointSizeF() > 0) tick.setPointSizeF(std::max(7.0, 0.85 * tick.pointSizeF()));
    axis->setBasePen(line);
    axis->setTickPen(line);
    axis->setSubTickPen(Qt::NoPen);
    axis->setTickLabelColor(of(Token::Text2));
    axis->setLabelColor(of(Token::Text2));
    axis->setTickLabelFont(tick);
    axis->setLabelFont(captionFont(font()));
    axis->grid()->setPen(QPen(of(Token::Grid), 1));
    axis->grid()->setZeroLinePen(QPen(of(Token::Line), 1));
    axis->setTickLengthIn(0);
    axis->setTickLengthOut(upright ? 0 : 4);
    axis->setTickLabelPadding(upright ? 6 : 3);
    axis->setLabelPadding(3);
}

void PlotFrame::styleAxisRect(QCPAxisRect* rect) const
{
    for (QCPAxis* axis : rect->axes())
        styleAxis(axis);
}

void PlotFrame::restyle()
{
    m_title->setFont(titleFont(font()));
    m_plot->setFont(font());
    m_plot->setBackground(QBrush(palette().color(QPalette::Base)));
    for (QCPAxisRect* rect : m_plot->axisRects())
        styleAxisRect(rect);
    if (m_legend != nullptr) {
        m_legend->setFont(captionFont(font()));
        m_legend->setTextColor(token(Token::Text2, palette()));
        for (int i = 0; i < m_legend->itemCount(); ++i) {
            // A wrapped legend has empty places at its end.
            QCPAbstractLegendItem* item = m_legend->item(i);
            if (item == nullptr) continue;
            item->setFont(captionFont(font()));
            item->setTextColor(token(Token::Text2, palette()));
        }
    }
    applyColors();
}

void PlotFrame::replot()
{
    // A hidden plot is drawn when it is shown.
    if (!isVisible()) return;
    restyle();
    wrapLegend();
    redraw();
}

void PlotFrame::redraw() const
{
    // There is nothing to draw into without room.
    if (isVisible() && !m_plot->size().isEmpty()) m_plot->replot(QCustomPlot::rpQueuedReplot);
}

// Labels must not run into each other. How much room they have only the layout knows, which comes after ticks are
// chosen: where that is another than last time, they are chosen and laid out once more, before anything is drawn.
void PlotFrame::fitTicks()
{
    constexpr int kMostTicks = 5;
    constexpr int kSlack = 20; // pixels; labels of another length move the axes a little with every step of a fader
    const QList<QCPAxisRect*> rects = m_plot->axisRects();
    bool changed = m_tickRooms.size() != rects.size();
    m_tickRooms.resize(rects.size());
    for (qsizetype i = 0; i < rects.size(); ++i) {
        const QSize room = rects[i]->size(), moved = room - m_tickRooms[i];
        if (std::max(std::abs(moved.width()), std::abs(moved.height())) > kSlack) {
            m_tickRooms[i] = room;
            changed = true;
        }
        for (QCPAxis* axis : rects[i]->axes(QCPAxis::atLeft | QCPAxis::atRight)) {
            const int lines = static_cast<int>(room.height() / (2.2 * QFontMetrics(axis->tickLabelFont()).height()));
            const int count = std::clamp(lines, 2, kMostTicks);
            if (axis->ticker()->tickCount() == count) continue;
            axis->ticker()->setTickCount(count);
            changed = true;
        }
    }
    if (!changed) return;
    for (const auto phase : {QCPLayoutElement::upPreparation, QCPLayoutElement::upMargins, QCPLayoutElement::upLayout})
        m_plot->plotLayout()->update(phase);
}

void PlotFrame::resetView()
{
    refit();
    redraw();
}

void PlotFrame::refit()
{
    for (QCPAxisRect* rect : m_plot->axisRects())
        for (QCPAxis* axis : rect->axes())
            if (axis->property(kLimitsProperty).isValid()) axis->setProperty(kLimitsProperty, QPointF());
    fitAxes();
}

void PlotFrame::rememberLimits(QCPAxis* axis)
{
    // Half of the fitted range more on each side is as far out as a person can go.
    const QCPRange fitted = axis->range();
    QCPRange limits(fitted.lower - fitted.size() / 2, fitted.upper + fitted.size() / 2);
    if (axis->scaleType() == QCPAxis::stLogarithmic) {
        const double stretch = std::sqrt(fitted.upper / fitted.lower);
        limits = QCPRange(fitted.lower / stretch, fitted.upper * stretch);
    }
    const bool known = axis->property(kLimitsProperty).isValid();
    axis->setProperty(kLimitsProperty, QPointF(limits.lower, limits.upper));
    if (known) return;
    connect(axis, qOverload<const QCPRange&>(&QCPAxis::rangeChanged), axis, [axis](const QCPRange& range) {
        const QPointF limit = axis->property(kLimitsProperty).toPointF();
        const QCPRange baseline = range.bounded(limit.x(), limit.y());
        if (baseline != range && limit.x() < limit.y()) axis->setRange(baseline);
    });
}

void PlotFrame::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    // A hidden plot takes its colours when it is shown; during construction there is nothing to colour yet.
    if (!isVisible()) return;
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange
        || event->type() == QEvent::StyleChange || event->type() == QEvent::EnabledChange)
        replot();
    if (event->type() == QEvent::LocaleChange) {
        m_plot->setLocale(locale());
        replot();
    }
}

void PlotFrame::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    layout()->activate();
    wrapLegend();
    placeVeil();
}

void PlotFrame::paintEvent(QPaintEvent* event)
{
    QWidget::paintEvent(event);
    if (!hasFocus()) return;
    QPainter painter(this);
    painter.setPen(QPen(palette().color(QPalette::Highlight), 1));
    painter.drawRect(rect().adjusted(0, 0, -1, -1));
}

void PlotFrame::focusInEvent(QFocusEvent* event)
{
    QWidget::focusInEvent(event);
    update();
}

void PlotFrame::focusOutEvent(QFocusEvent* event)
{
    QWidget::focusOutEvent(event);
    update();
}

void PlotFrame::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    replot();
    placeVeil();
}

} // namespace bitladder::widgets
