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
    auto* grid = new QGridLayout(this);
    grid->setContentsMargins(8, 8, 8, 8);
    grid->setSpacing(8);
    const std::array<QString, 3> names {tr("Float picture"), tr("Chosen picture"), tr("Difference")};
    for (std::size_t i = 0; i < m_views.size(); ++i) {
        m_views[i] = new PictureView(this);
        m_views[i]->setAcceptDrops(false);
        m_views[i]->setAccessibleName(names[i]);
        m_views[i]->setEmptyText(tr("Nothing computed yet."));
        m_captions[i] = new QLabel(this);
        m_captions[i]->setAlignment(Qt::AlignCenter);
        m_captions[i]->setWordWrap(true);
        const auto column = static_cast<int>(i);
        grid->addWidget(m_views[i], 0, column);
        grid->addWidget(m_captions[i], 1, column);
        grid->setColumnStretch(column, 1);
        connect(m_views[i], &PictureView::zoomChanged, this, [this](const PictureZoom& zoom) {
            for (PictureView* view : m_views)
                view->setZoom(zoom);
        });
    }
    grid->setRowStretch(0, 1);
    setAccessibleName(tr("Float, chosen and difference"));
    clear();
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
    m_captions[2]->setText(tr("difference, amplified %1").arg(formatWithUnit(comparison.amplification, Unit::Times)));
}

void PictureCompare::clear()
{
    setComparison({});
}

} // namespace bitladder::widgets
