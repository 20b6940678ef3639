// What a plot gives away: pictures and data, from the menu or from code.
#include "widgets/plot_frame.h"

#include <qcustomplot.h>

#include <QClipboard>
#include <QFileDialog>
#include <QFileInfo>
#include <QGuiApplication>
#include <QLabel>
#include <QMenu>
#include <QPageSize>
#include <QPdfWriter>
#include <QSaveFile>
#include <QSvgGenerator>

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
    menu->addAction(tr("Save &picture…"), this, &PlotFrame::askAndSavePicture);
    menu->addAction(tr("Save &data…"), this, &PlotFrame::askAndSaveData);
    menu->addSeparator();
    menu->addAction(tr("&Reset view"), this, &PlotFrame::resetView);
    menu->popup(position);
}

void PlotFrame::askAndSavePicture()
{
    const QString path = QFileDialog::getSaveFileName(
        this, tr("Save picture"), QString(), tr("PNG (*.png);;SVG (*.svg);;PDF (*.pdf)"));
    if (path.isEmpty()) return;
    switch (savePicture(path)) {
    case SaveResult::Saved:
        break;
    case SaveResult::UnknownSuffix:
        emit failed(tr("%1: pictures can be saved as .png, .svg or .pdf.").arg(path));
        break;
    case SaveResult::NotWritable:
        emit failed(tr("%1 could not be written.").arg(path));
        break;
    }
}

void PlotFrame::askAndSaveData()
{
    const QString path
        = QFileDialog::getSaveFileName(this, tr("Save data"), QString(), tr("Comma separated values (*.csv)"));
    if (path.isEmpty()) return;
    if (saveData(path) != SaveResult::Saved) emit failed(tr("%1 could not be written.").arg(path));
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
    const QString suffix = QFileInfo(path).suffix().toLower();
    const QSize logical = size().expandedTo(QSize(320, 240));
    if (suffix == QLatin1String("png"))
        return picture().save(path, "PNG") ? SaveResult::Saved : SaveResult::NotWritable;
    if (suffix != QLatin1String("svg") && suffix != QLatin1String("pdf")) return SaveResult::UnknownSuffix;
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly)) return SaveResult::NotWritable;
    int status = 0;
    if (suffix == QLatin1String("svg")) {
        QSvgGenerator generator;
        generator.setOutputDevice(&file);
        generator.setSize(logical);
        generator.setViewBox(QRect(QPoint(0, 0), logical));
        generator.setTitle(title());
        status = paintOn(&generator, logical);
    } else {
        QPdfWriter writer(&file);
        constexpr int kDotsPerInch = 96;
        writer.setResolution(kDotsPerInch);
        writer.setTitle(title());
        writer.setPageSize(
            QPageSize(QSizeF(logical) * 72.0 / kDotsPerInch, QPageSize::Point, QString(), QPageSize::ExactMatch));
        writer.setPageMargins(QMarginsF());
        status = paintOn(&writer, logical);
    }
    return status == 0 && file.commit() ? SaveResult::Saved : SaveResult::NotWritable;
}

PlotFrame::SaveResult PlotFrame::saveData(const QString& path) const
{
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly)) return SaveResult::NotWritable;
    file.write(dataAsCsv().toUtf8());
    return file.commit() ? SaveResult::Saved : SaveResult::NotWritable;
}

void PlotFrame::copyPicture() const
{
    QGuiApplication::clipboard()->setImage(picture());
}

} // namespace bitladder::widgets
