// Saves the content of a widget as a picture file; used by the plots and the graph.
#pragma once

#include <QSize>
#include <QString>
#include <functional>

class QPaintDevice;

namespace bitladder::widgets
{

enum class SaveResult { Saved, UnknownSuffix, NotWritable };

// Paints into .png (with `ratio` pixels for each unit of size), .svg or .pdf, by the suffix. `paint` fills size on the
// device; false: it could not.
SaveResult savePictureFile(const QString& path, const QSize& size, double ratio, const QString& title,
    const std::function<bool(QPaintDevice*)>& paint);
SaveResult saveTextFile(const QString& path, const QString& text);
// What a person reads where it was not saved.
QString saveFailure(SaveResult result, const QString& path);

} // namespace bitladder::widgets
