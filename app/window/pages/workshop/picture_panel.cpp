#include "app/window/pages/workshop/picture_panel.h"

#include "widgets/control/theme.h"
#include "widgets/picture/picture_view.h"

#include <QComboBox>
#include <QCoreApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QSpinBox>
#include <QVBoxLayout>

namespace bitladder::app
{

PosterizePanel::PosterizePanel(Document* document, QWidget* parent)
    : WorkshopPanel(document, parent)
    , m_bits(new QSpinBox(this))
    , m_grid(new QComboBox(this))
    , m_rounding(new QComboBox(this))
    , m_before(new widgets::PictureView(this))
    , m_after(new widgets::PictureView(this))
    , m_verdict(wrapped(this))
{
    m_bits->setRange(1, 8);
    m_bits->setValue(2);
    m_bits->setSuffix(widgets::bitsSuffix(2));
    m_bits->setObjectName(QStringLiteral("pictureBits"));
    m_bits->setAccessibleName(tr("Bits of each value of the picture"));
    m_grid->addItems({tr("one grid"), tr("one for each channel"), tr("one for each block")}); // as PosterizeQuestion
    m_grid->setObjectName(QStringLiteral("pictureGrid"));
    m_grid->setAccessibleName(tr("What shares a grid"));
    for (const quant::RoundingRule* rule : quant::roundingRules())
        m_rounding->addItem(QCoreApplication::translate("Rounding", rule->label));
    m_rounding->setObjectName(QStringLiteral("pictureRounding"));
    m_rounding->setAccessibleName(tr("Rounding"));
    m_verdict->setObjectName(QStringLiteral("pictureVerdict"));
    auto* row = new QHBoxLayout;
    for (QWidget* control : std::initializer_list<QWidget*> {m_bits, m_grid, m_rounding})
        row->addWidget(control);
    row->addStretch(1);
    auto* pictures = new QHBoxLayout;
    pictures->addWidget(m_before, 1);
    pictures->addWidget(m_after, 1);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addLayout(row);
    layout->addLayout(pictures, 1);
    layout->addWidget(m_verdict);
    connect(m_bits, &QSpinBox::valueChanged, this, [this](int bits) {
        m_bits->setSuffix(widgets::bitsSuffix(bits));
        emit changed();
    });
    for (QComboBox* box : {m_grid, m_rounding})
        connect(box, &QComboBox::activated, this, &WorkshopPanel::changed);
    connect(m_before, &widgets::PictureView::zoomChanged, m_after, &widgets::PictureView::setZoom);
    connect(m_after, &widgets::PictureView::zoomChanged, m_before, &widgets::PictureView::setZoom);
    for (widgets::PictureView* view : {m_before, m_after})
        view->setEmptyText(tr("Open a picture to see it in few bits."));
}

WorkshopQuestion PosterizePanel::question() const
{
    WorkshopQuestion question;
    question.kind = WorkshopQuestion::Kind::Picture;
    question.picture.bits = m_bits->value();
    question.picture.grid = static_cast<lesson::PosterizeQuestion::Grid>(m_grid->currentIndex());
    question.picture.rounding = quant::roundingRules()[static_cast<size_t>(m_rounding->currentIndex())];
    return question;
}

void PosterizePanel::show(const WorkshopResult& result)
{
    m_before->setPicture(result.before);
    m_after->setPicture(result.after);
    if (!result.failure.isEmpty()) {
        m_verdict->setText(result.failure);
        return;
    }
    const auto& made = result.posterized;
    const int grids = static_cast<int>(made.grids);
    m_verdict->setText(
        tr("%1 a value: PSNR %2, %3 different colours, %n grids.", nullptr, grids)
            .arg(widgets::formatBits(result.question.picture.bits),
                widgets::formatWithUnit(made.psnrDb, widgets::Unit::Decibels), QString::number(made.colours)));
}

void PosterizePanel::clear()
{
    m_before->clear();
    m_after->clear();
    m_verdict->clear();
}

} // namespace bitladder::app
