#include "widgets/picture_compare.h"

#include "widgets/theme.h"

#include <QGridLayout>
#include <QLabel>

#include <cmath>

namespace bitladder::widgets
{

PictureCompare::PictureCompare(QWidget* parent)
    : QWidget(parent)
{
    m_grid = new QGridLayout(this);
    m_grid->setContentsMargins(8, 8, 8, 8);
    m_grid->setSpacing(4);
    const std::array<QString, 3> names {tr("Float picture"), tr("Chosen picture"), tr("Difference")};
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
    arrange();
    clear();
}

// Side by side where it is wide; else the difference stands below, with the legend beside it.
void PictureCompare::arrange()
{
    const Arrangement wanted = height() > 0.5 * width() ? Arrangement::Square : Arrangement::Row;
    if (wanted == m_arrangement) return;
    m_arrangement = wanted;
    const bool square = wanted == Arrangement::Square;
    for (int i = 0; i < 3; ++i) {
        const auto at = static_cast<std::size_t>(i);
        const int row = square && i == 2 ? 2 : 0, column = square ? i % 2 : i;
        m_grid->addWidget(m_views[at], row, column);
        m_grid->addWidget(m_captions[at], row + 1, column);
        m_grid->setColumnStretch(i, square && i == 2 ? 0 : 1);
    }
    m_grid->addWidget(m_legend, 2, square ? 1 : 0, 1, square ? 1 : 3);
    m_grid->setRowStretch(0, 1);
    m_grid->setRowStretch(2, square ? 1 : 0);
}

void PictureCompare::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    arrange();
}

void PictureCompare::setComparison(const PictureComparison& comparison)
{
    m_views[0]->setPicture(comparison.floatPicture);
    m_views[1]->setPicture(comparison.chosenPicture);
    m_views[2]->setPicture(comparison.difference);
    m_captions[0]->setText(tr("float"));
    QString chosen = tr("chosen");
    if (std::isinf(comparison.psnrDb))
        chosen = tr("chosen, equal to float");
    else if (!std::isnan(comparison.psnrDb))
        chosen = tr("chosen, PSNR %1").arg(formatWithUnit(comparison.psnrDb, Unit::Decibels));
    m_captions[1]->setText(chosen);
    m_captions[2]->setText(comparison.differenceCaption.isEmpty()
            ? tr("difference, amplified %1").arg(formatWithUnit(comparison.amplification, Unit::Times))
            : comparison.differenceCaption);
    QStringList entries;
    for (const auto& entry : comparison.legend)
        entries << QStringLiteral("<span style=\"color:%1\">■</span>&nbsp;%2")
                       .arg(entry.color.name(), entry.text.toHtmlEscaped());
    m_legend->setText(entries.join(QStringLiteral(" &nbsp; ")));
    m_legend->setVisible(!entries.isEmpty());
}

void PictureCompare::clear()
{
    setComparison({});
}

} // namespace bitladder::widgets
