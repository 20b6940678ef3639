// What a plot gives away: pictures and data, from the menu or from code.
#include "widgets/plot/frame/plot_frame.h"

#include "widgets/control/save_dialog.h"
#include "widgets/control/wrapped_text.h"

#include <qcustomplot.h>

#include <QClipboard>
#include <QGuiApplication>
#include <QMenu>

#include <algorithm>

namespace bitladder::widgets
{

QString PlotFrame::libraryVersion()
{
    return QStringLiteral(QCUSTOMPLOT_VERSION_STR);
}

namespace
{

constexpr int kPad = 8;

} // namespace

void PlotFrame::showMenu(const QPoint& position)
{
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(tr("&Copy picture"), this, &PlotFrame::copyPicture);
    addSaveActions(menu, this,
        {[this](const QString& path) { return savePicture(path); },
            [this](const QString& path) { return saveData(path); },
            [this](const QString& message) { emit failed(message); }});
    menu->addSeparator();
    menu->addAction(tr("&Reset view"), this, &PlotFrame::resetView);
    menu->popup(position);
}

int PlotFrame::paintOn(QPaintDevice* device, const QSize& size) const
{
    QCPPainter painter;
    if (!painter.begin(device)) return 1;
    painter.setFont(m_title->font());
    const QRect inside = QRect(QPoint(0, 0), size).adjusted(kPad, kPad, -kPad, -kPad);
    painter.fillRect(QRect(QPoint(0, 0), size), palette().color(QPalette::Base));
    painter.setPen(palette().color(QPalette::Text));
    const QRect titleBox = painter.boundingRect(inside, Qt::AlignLeft | Qt::TextWordWrap, title());
    painter.drawText(inside, Qt::AlignLeft | Qt::TextWordWrap, title());
    int bottom = 0;
    painter.setFont(m_note->font());
    if (!note().isEmpty()) {
        const QRect noteBox = painter.boundingRect(inside, Qt::AlignLeft | Qt::TextWordWrap, note());
        bottom = noteBox.height() + kPad;
        const QRect place(inside.left(), inside.bottom() - noteBox.height(), inside.width(), noteBox.height() + 1);
        painter.drawText(place, Qt::AlignLeft | Qt::TextWordWrap, note());
    }
    const int top = titleBox.bottom() + kPad / 2;
    painter.translate(0, top);
    m_plot->toPainter(&painter, size.width(), std::max(10, size.height() - top - bottom));
    painter.end();
    // toPainter lays the plot out for the other size.
    redraw();
    return 0;
}

QImage PlotFrame::picture() const
{
    const double ratio = devicePixelRatioF();
    const QSize logical = size().expandedTo(QSize(320, 240));
    QImage image(logical * ratio, QImage::Format_ARGB32_Premultiplied);
    image.setDevicePixelRatio(ratio);
    paintOn(&image, logical);
    return image;
}

PlotFrame::SaveResult PlotFrame::savePicture(const QString& path) const
{
    const QSize logical = size().expandedTo(QSize(320, 240));
    return savePictureFile(path, logical, devicePixelRatioF(), title(),
        [&](QPaintDevice* device) { return paintOn(device, logical) == 0; });
}

PlotFrame::SaveResult PlotFrame::saveData(const QString& path) const
{
    return saveTextFile(path, dataAsCsv());
}

void PlotFrame::copyPicture() const
{
    QGuiApplication::clipboard()->setImage(picture());
}

} // namespace bitladder::widgets
