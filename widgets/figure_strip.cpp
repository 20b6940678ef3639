#include "widgets/figure_strip.h"

#include "widgets/theme.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <QToolButton>

#include <algorithm>
#include <cmath>

namespace bitladder::widgets
{

namespace
{

constexpr int kPermille = 1000;
constexpr int kBarWidth = 120;

QString remainingText(double seconds)
{
    if (!std::isfinite(seconds)) return {};
    if (seconds < 90) return FigureStrip::tr("%1 s left").arg(static_cast<int>(std::ceil(seconds)));
    return FigureStrip::tr("%1 min left").arg(static_cast<int>(std::ceil(seconds / 60)));
}

QString paintedIn(const QColor& color, const QString& text)
{
    return QStringLiteral("<span style=\"color:%1\">%2</span>").arg(color.name(), text);
}

} // namespace

FigureStrip::FigureStrip(QWidget* parent)
    : QWidget(parent)
{
    m_figureRow = new QHBoxLayout;
    m_figureRow->setSpacing(20);
    m_work = new QWidget(this);
    m_workText = new QLabel(m_work);
    m_workText->setTextFormat(Qt::PlainText);
    m_bar = new QProgressBar(m_work);
    m_bar->setTextVisible(false);
    m_bar->setMaximumHeight(6);
    m_bar->setMinimumWidth(kBarWidth / 2);
    m_bar->setMaximumWidth(kBarWidth);
    m_bar->setAccessibleName(tr("Progress"));
    m_stop = new QToolButton(m_work);
    m_stop->setText(tr("Stop"));
    m_stop->setAutoRaise(true);
    m_stop->setToolTip(tr("Stop; what is already found is kept"));
    connect(m_stop, &QToolButton::clicked, this, &FigureStrip::stopRequested);
    auto* work = new QHBoxLayout(m_work);
    work->setContentsMargins(0, 0, 0, 0);
    work->setSpacing(8);
    work->addWidget(m_workText);
    work->addWidget(m_bar);
    work->addWidget(m_stop);

    auto* all = new QHBoxLayout(this);
    all->setContentsMargins(8, 2, 8, 2);
    all->setSpacing(20);
    all->addLayout(m_figureRow);
    all->addStretch(1);
    all->addWidget(m_work);
    setAccessibleName(tr("Figures"));
    clearProgress();
}

QSize FigureStrip::minimumSizeHint() const
{
    return {120, QWidget::minimumSizeHint().height()};
}

QString FigureStrip::htmlOf(const Figure& figure, Length length) const
{
    const bool stale = figure.freshness == Freshness::Stale;
    const QColor ground = palette().color(QPalette::Window);
    const QColor text = palette().color(QPalette::WindowText);
    const QColor strong = stale ? mixed(ground, text, 0.45) : text;
    const QColor weak = mixed(ground, text, stale ? 0.4 : 0.7);
    QString html = paintedIn(weak, figure.name.toHtmlEscaped()) + QLatin1Char(' ');
    if (length == Length::Long && !figure.floatText.isEmpty())
        html += paintedIn(weak, figure.floatText.toHtmlEscaped() + QStringLiteral(" → "));
    html += QStringLiteral("<b>%1</b>").arg(paintedIn(strong, figure.chosenText.toHtmlEscaped()));
    if (!figure.ratioText.isEmpty())
        html += QLatin1Char(' ') + paintedIn(weak, QStringLiteral("(%1)").arg(figure.ratioText.toHtmlEscaped()));
    return html;
}

void FigureStrip::showFigures()
{
    const int room = width() - (m_work->isVisibleTo(this) ? m_work->sizeHint().width() + 20 : 0);
    Shown now {m_figures, room, palette().cacheKey(), font()};
    if (now == m_shown) return;
    m_shown = std::move(now);
    while (m_labels.size() > m_figures.size())
        delete m_labels.takeLast();
    while (m_labels.size() < m_figures.size()) {
        auto* label = new QLabel(this);
        label->setTextFormat(Qt::RichText);
        label->setMinimumWidth(0);
        m_figureRow->addWidget(label);
        m_labels.append(label);
    }
    const auto widthOf = [this] {
        int width = 16;
        for (const QLabel* label : m_labels)
            width += label->sizeHint().width() + m_figureRow->spacing();
        return width;
    };
    for (const Length length : {Length::Long, Length::Short}) {
        for (qsizetype i = 0; i < m_figures.size(); ++i) {
            const Figure& figure = m_figures[i];
            m_labels[i]->setFont(tabularFont(font()));
            m_labels[i]->setText(htmlOf(figure, length));
            const QString full = figure.floatText.isEmpty()
                ? tr("%1: %2").arg(figure.name, figure.chosenText)
                : tr("%1: %2 → %3").arg(figure.name, figure.floatText, figure.chosenText);
            m_labels[i]->setToolTip(figure.toolTip.isEmpty() ? full : full + QLatin1Char('\n') + figure.toolTip);
            m_labels[i]->setAccessibleName(full);
        }
        if (widthOf() <= room) return;
    }
}

void FigureStrip::setFigures(const QList<Figure>& figures)
{
    m_figures = figures;
    showFigures();
}

void FigureStrip::setProgress(const WorkProgress& progress)
{
    const QString remaining = remainingText(progress.remainingSeconds);
    m_workText->setText(remaining.isEmpty() ? progress.text : tr("%1, %2").arg(progress.text, remaining));
    if (std::isnan(progress.fraction)) {
        m_bar->setRange(0, 0);
    } else {
        m_bar->setRange(0, kPermille);
        m_bar->setValue(static_cast<int>(std::lround(std::clamp(progress.fraction, 0.0, 1.0) * kPermille)));
    }
    m_work->show();
    showFigures();
}

void FigureStrip::clearProgress()
{
    m_work->hide();
    showFigures();
}

void FigureStrip::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    showFigures();
}

void FigureStrip::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange) showFigures();
}

} // namespace bitladder::widgets
