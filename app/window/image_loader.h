// Reads pictures off the window's thread, the latest wish first, scaled down to what is shown.
#pragma once
#include "app/window/lane.h"

#include <QImage>
#include <QObject>
#include <filesystem>
#include <vector>

namespace bitladder::app
{

class ImageLoader : public QObject
{
    Q_OBJECT

public:
    // `side`: the longest side that a loaded picture has.
    explicit ImageLoader(int side, QObject* parent = nullptr);

    // Replaces all earlier wishes; a file that is being read is finished first.
    void load(std::vector<std::filesystem::path> files);

signals:
    // A null image: the file cannot be read as a picture.
    void loaded(const std::filesystem::path& file, const QImage& image);

private:
    int m_side;
    Lane m_lane;
};

} // namespace bitladder::app
