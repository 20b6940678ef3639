#include "widgets/picture_compare.h"

#include "widgets/theme.h"

#include <QGridLayout>
#include <QLabel>

#include <cmath>

namespace bitladder::widgets
{

namespace
{

constexpr int kMuch = 100; // of a stretch, beside one
constexpr int kLastRow = 5;

QString captionOf(const QString& who, double psnrDb)
{
    if (std::isinf(psnrDb)) return PictureCompare::tr("%1, equal to float").arg(who);
    if (std::isnan(psnrDb)) return who;
    return PictureCompare::tr("%1, PSNR %2").arg(who, formatWithUnit(psnrDb, Unit::Decibels));
}

} // namespace

PictureCompare::PictureCompare(QWidget* parent)
    : QWidget(parent)
{
    m_grid = new QGridLayout(this);
    m_grid->setContentsMargins(8, 8, 8, 8);
    m_grid->setSpacing(4);
    const std::array<QString, PlaceCount> names {
        tr("Float picture"), tr("Picture of A"), tr("Chosen picture"), tr("Difference")};
    for (std::size_t i = 0; i < m_views.size(); ++i) {
        m_views[i] = new PictureView(this);
        m_views[i]->setAcceptDrops(false);
        m_views[i]->setAccessibleName(names[i]);
        m_views[i]->setEmptyText(tr("Nothing computed yet."));
        m_captions[i] = new QLabel(this);
        m_captions[i]->setAlignment(Qt::AlignCenter);
        m_captions[i]->setWordWrap(true);
        connect(m_views[i], &PictureView::zoomChanged, this, [this](const PictureZoom& zoom) {
            for (PictureView* view : m_views)
                view->setZoom(zoom);
        });
    }
    m_legend = new QLabel(this);
    m_legend->setWordWrap(true);
    m_legend->setTextFormat(Qt::RichText);
    setAccessibleName(tr("Float, chosen and difference"));
    clear();
}

// Side by side where it is wide; else in two columns, with the legend in the place that is left or below.
void PictureCompare::arrange()
{
    const Arrangement wanted = height() > 0.5 * width() ? Arrangement::Square : Arrangement::Row;
    const bool compared = !m_views[Kept]->isHidden();
    if (wanted == m_arrangement && compared == m_compared) return;
    m_arrangement = wanted;
    m_compared = compared;
    const bool square = wanted == Arrangement::Square;
    int shown = 0;
    for (std::size_t i = 0; i < m_views.size(); ++i) {
        if (i == Kept && !compared) continue;
        const int row = square ? shown / 2 * 2 : 0, column = square ? shown % 2 : shown;
        m_grid->addWidget(m_views[i], row, column);
        m_grid->addWidget(m_captions[i], row + 1, column);
        ++shown;
    }
    for (int column = 0; column < PlaceCount; ++column)
        m_grid->setColumnStretch(column, column < (square ? 2 : shown) ? 1 : 0);
    if (square && !compared)
        m_grid->addWidget(m_legend, 2, 1);
    else
        m_grid->addWidget(m_legend, square ? 4 : 2, 0, 1, square ? 2 : shown);
    m_grid->setRowStretch(0, kMuch);
    m_grid->setRowStretch(2, square ? kMuch : 0);
    m_grid->setRowStretch(kLastRow, 1); // takes what the pictures do not need
}

// No picture's place is higher than the picture itself, so that its caption stands right below.
void PictureCompare::fitHeights()
{
    const QSize picture = m_views[Float]->picture().size();
    const int columns = m_arrangement == Arrangement::Square ? 2 : (m_compared ? PlaceCount : PlaceCount - 1);
    const QMargins margins = m_grid->contentsMargins();
    const int width = (this->width() - margins.left() - margins.right() - (columns - 1) * m_grid->spacing()) / columns;
    const int height = picture.isEmpty() || width <= 0 ? QWIDGETSIZE_MAX : width * picture.height() / picture.width();
    for (PictureView* view : m_views)
        view->setMaximumHeight(std::max(height, view->minimumSizeHint().height()));
}

void PictureCompare::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    arrange();
    fitHeights();
}

void PictureCompare::setComparison(const PictureComparison& comparison)
{
    const bool compared = !comparison.keptPicture.isNull();
    m_views[Float]->setPicture(comparison.floatPicture);
    m_views[Kept]->setPicture(comparison.keptPicture);
    m_views[Chosen]->setPicture(comparison.chosenPicture);
    m_views[Difference]->setPicture(comparison.difference);
    m_captions[Float]->setText(tr("float"));
    m_captions[Kept]->setText(captionOf(tr("A"), comparison.keptPsnrDb));
    m_captions[Chosen]->setText(captionOf(compared ? tr("B") : tr("chosen"), comparison.psnrDb));
    const QString factor = formatWithUnit(comparison.amplification, Unit::Times);
    m_captions[Difference]->setText(!comparison.differenceCaption.isEmpty() ? comparison.differenceCaption
            : compared ? tr("difference of B, amplified %1").arg(factor)
                       : tr("difference, amplified %1").arg(factor));
    m_views[Kept]->setVisible(compared);
    m_captions[Kept]->setVisible(compared);
    arrange();
    fitHeights();
    QStringList entries;
    for (const auto& entry : comparison.legend) {
        // Lines break between the entries, not in them, unless one is too long for a line.
        constexpr qsizetype kUnbroken = 18;
        QString text = entry.text.toHtmlEscaped();
        if (entry.text.size() <= kUnbroken) text.replace(QLatin1Char(' '), QStringLiteral("&nbsp;"));
        entries << QStringLiteral("<span style=\"color:%1\">■</span>&nbsp;%2").arg(entry.color.name(), text);
    }
    m_legend->setText(entries.join(QStringLiteral(" &nbsp; ")));
    m_legend->setVisible(!entries.isEmpty());
}

void PictureCompare::clear()
{
    setComparison({});
}

} // namespace bitladder::widgets
