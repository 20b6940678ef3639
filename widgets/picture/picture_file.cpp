#include "widgets/picture/picture_file.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QImage>
#include <QPageSize>
#include <QPdfWriter>
#include <QSaveFile>
#include <QSvgGenerator>

namespace bitladder::widgets
{

namespace
{

struct PictureFile {
    Q_DECLARE_TR_FUNCTIONS(PictureFile)
};

} // namespace

SaveResult savePictureFile(const QString& path, const QSize& size, double ratio, const QString& title,
    const std::function<bool(QPaintDevice*)>& paint)
{
    const QString suffix = QFileInfo(path).suffix().toLower();
    if (suffix == QLatin1String("png")) {
        QImage image(size * ratio, QImage::Format_ARGB32_Premultiplied);
        image.setDevicePixelRatio(ratio);
        return paint(&image) && image.save(path, "PNG") ? SaveResult::Saved : SaveResult::NotWritable;
    }
    if (suffix != QLatin1String("svg") && suffix != QLatin1String("pdf")) return SaveResult::UnknownSuffix;
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly)) return SaveResult::NotWritable;
    bool painted = false;
    if (suffix == QLatin1String("svg")) {
        QSvgGenerator generator;
        generator.setOutputDevice(&file);
        generator.setSize(size);
        generator.setViewBox(QRect(QPoint(0, 0), size));
        generator.setTitle(title);
        painted = paint(&generator);
    } else {
        QPdfWriter writer(&file);
        constexpr int kDotsPerInch = 96;
        writer.setResolution(kDotsPerInch);
        writer.setTitle(title);
        writer.setPageSize(
            QPageSize(QSizeF(size) * 72.0 / kDotsPerInch, QPageSize::Point, QString(), QPageSize::ExactMatch));
        writer.setPageMargins(QMarginsF());
        painted = paint(&writer);
    }
    return painted && file.commit() ? SaveResult::Saved : SaveResult::NotWritable;
}

SaveResult saveTextFile(const QString& path, const QString& text)
{
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly)) return SaveResult::NotWritable;
    file.write(text.toUtf8());
    return file.commit() ? SaveResult::Saved : SaveResult::NotWritable;
}

QString saveFailure(SaveResult result, const QString& path)
{
    return result == SaveResult::UnknownSuffix
        ? PictureFile::tr("%1: pictures can be saved as .png, .svg or .pdf.").arg(path)
        : PictureFile::tr("%1 could not be written.").arg(path);
}

} // namespace bitladder::widgets
