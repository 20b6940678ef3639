#include "widgets/control/figure_strip.h"

#include "widgets/control/screen_reader.h"
#include "widgets/control/theme.h"
#include "widgets/control/thin_progress.h"

#include <QHBoxLayout>
#include <QHelpEvent>
#include <QLabel>
#include <QPainter>
#include <QToolButton>
#include <QToolTip>

#include <algorithm>
#include <cmath>

namespace bitladder::widgets
{

namespace
{

constexpr int kPermille = 1000;
constexpr int kBarWidth = 120, kWorkStep = 24;
constexpr int kMargin = 8, kGap = 20;

QString remainingText(double seconds)
{
    if (!std::isfinite(seconds)) return {};
    if (seconds < 90) return FigureStrip::tr("%1 s left").arg(static_cast<int>(std::ceil(seconds)));
    return FigureStrip::tr("%1 min left").arg(static_cast<int>(std::ceil(seconds / 60)));
}

QString fullText(const Figure& figure)
{
    return figure.floatText.isEmpty()
        ? FigureStrip::tr("%1: %2").arg(figure.name, figure.quantizedText)
        : FigureStrip::tr("%1: %2 → %3").arg(figure.name, figure.floatText, figure.quantizedText);
}

} // namespace

FigureStrip::FigureStrip(QWidget* parent)
    : QWidget(parent)
{
    m_work = new QWidget(this);
    m_workText = new QLabel(m_work);
    m_workText->setTextFormat(Qt::PlainText);
    m_bar = new ThinProgress(tr("Progress"), m_work);
    m_bar->setMinimumWidth(kBarWidth / 2);
    m_bar->setMaximumWidth(kBarWidth);
    m_stop = new QToolButton(m_work);
    m_stop->setText(tr("Stop"));
    m_stop->setAutoRaise(true);
    m_stop->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Ignored); // as high as the line is
    m_stop->setToolTip(tr("Stop; what is already found is kept"));
    connect(m_stop, &QToolButton::clicked, this, &FigureStrip::stopRequested);
    auto* work = new QHBoxLayout(m_work);
    work->setContentsMargins(0, 0, 0, 0);
    work->setSpacing(8);
    work->addWidget(m_workText);
    work->addWidget(m_bar);
    work->addWidget(m_stop);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    tellReader(this, QAccessible::Graphic);
    setAccessibleName(tr("Figures"));
    m_work->hide();
}

QSize FigureStrip::sizeHint() const
{
    return {600, fontMetrics().height() + 6}; // the same whether something runs or not
}

QSize FigureStrip::minimumSizeHint() const
{
    return {120, sizeHint().height()};
}

QFont FigureStrip::fontOf(Tone tone) const
{
    QFont f = tabularFont(font());
    f.setBold(tone == Tone::Strong);
    return f;
}

int FigureStrip::room() const
{
    return (m_work->isVisibleTo(this) ? m_work->x() - kGap : width()) - kMargin;
}

FigureStrip::Place FigureStrip::placeOf(const Figure& figure, Length length) const
{
    Place place;
    const auto add = [&](const QString& text, Tone tone) {
        const int width = QFontMetrics(fontOf(tone)).horizontalAdvance(text);
        place.runs.append({text, tone, width});
        place.width += width;
    };
    add(figure.name + QLatin1Char(' '), Tone::Weak);
    if (length == Length::Long && !figure.floatText.isEmpty())
        add(figure.floatText + QStringLiteral(" → "), Tone::Weak);
    add(figure.quantizedText, Tone::Strong);
    if (!figure.ratioText.isEmpty()) add(QStringLiteral(" (%1)").arg(figure.ratioText), Tone::Weak);
    return place;
}

void FigureStrip::arrange()
{
    for (const Length length : {Length::Long, Length::Short}) {
        m_places.clear();
        int left = kMargin;
        for (const Figure& figure : m_figures) {
            Place place = placeOf(figure, length);
            place.left = left;
            left += place.width + kGap;
            if (place.left + place.width > room()) break;
            m_places.append(std::move(place));
        }
        if (m_places.size() == m_figures.size()) break;
    }
    update();
}

QString FigureStrip::shownText() const
{
    QStringList texts;
    for (const Place& place : m_places) {
        QString text;
        for (const Run& run : place.runs)
            text += run.text;
        texts << text;
    }
    return texts.join(QStringLiteral(" · "));
}

void FigureStrip::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const QColor ground = palette().color(QPalette::Window), text = palette().color(QPalette::WindowText);
    for (qsizetype i = 0; i < m_places.size(); ++i) {
        const bool stale = m_figures[i].freshness == Freshness::Stale;
        int left = m_places[i].left;
        for (const Run& run : m_places[i].runs) {
            painter.setFont(fontOf(run.tone));
            painter.setPen(run.tone == Tone::Weak ? mixed(ground, text, stale ? 0.4 : 0.7)
                    : stale                       ? mixed(ground, text, 0.45)
                                                  : text);
            painter.drawText(QRect(left, 0, run.width + kGap, height()),
                Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine, run.text);
            left += run.width;
        }
    }
}

bool FigureStrip::event(QEvent* event)
{
    if (event->type() != QEvent::ToolTip) return QWidget::event(event);
    const auto& help = static_cast<const QHelpEvent&>(*event);
    for (qsizetype i = 0; i < m_places.size(); ++i) {
        const QRect place(m_places[i].left, 0, m_places[i].width, height());
        if (!place.contains(help.pos())) continue;
        const QString full = fullText(m_figures[i]);
        QToolTip::showText(help.globalPos(),
            m_figures[i].toolTip.isEmpty() ? full : full + QLatin1Char('\n') + m_figures[i].toolTip, this, place);
        return true;
    }
    QToolTip::hideText();
    return true;
}

void FigureStrip::setFigures(const QList<Figure>& figures)
{
    if (figures == m_figures) return;
    m_figures = figures;
    QStringList all;
    for (const Figure& figure : figures)
        all << fullText(figure);
    setAccessibleDescription(all.join(QStringLiteral(", ")));
    arrange();
}

// At the right edge, as wide as it needs to be. Not by a layout, which would pass each new text on to the whole window.
void FigureStrip::placeWork()
{
    // In steps, so that a changing number of seconds does not move it.
    const int wide = (m_work->sizeHint().width() + kWorkStep - 1) / kWorkStep * kWorkStep;
    m_work->setGeometry(width() - kMargin - wide, 0, wide, height());
}

void FigureStrip::setProgress(const WorkProgress& progress)
{
    const QString remaining = remainingText(progress.remainingSeconds);
    m_workText->setText(remaining.isEmpty() ? progress.text : tr("%1, %2").arg(progress.text, remaining));
    if (std::isnan(progress.fraction))
        m_bar->setDone(0, 0);
    else
        m_bar->setDone(static_cast<int>(std::lround(std::clamp(progress.fraction, 0.0, 1.0) * kPermille)), kPermille);
    const int before = room();
    m_work->show();
    placeWork();
    if (room() != before) arrange();
}

void FigureStrip::clearProgress()
{
    if (!m_work->isVisibleTo(this)) return;
    m_work->hide();
    arrange();
}

void FigureStrip::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    placeWork();
    arrange();
}

void FigureStrip::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange) {
        placeWork();
        arrange();
    }
}

} // namespace bitladder::widgets
