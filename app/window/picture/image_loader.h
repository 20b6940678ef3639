// Loads pictures, and tensors that look like one, in the background, scaled down to the size in which they are shown.
// The latest request comes first.
#pragma once
#include "app/window/runner/worker.h"
#include "core/data/picture.h"

#include <QImage>
#include <QObject>
#include <filesystem>
#include <optional>
#include <vector>

namespace bitladder::app
{

class ImageLoader : public QObject
{
    Q_OBJECT

public:
    // `side`: the longest side that a loaded picture has.
    explicit ImageLoader(int side, QObject* parent = nullptr);

    // The values of a tensor that are drawn darkest and brightest; nothing for a picture.
    using Values = std::optional<std::pair<double, double>>;

    // Replaces all earlier requests; a file that is being read is finished first. `rules`: as tensorPicture takes them.
    void load(std::vector<std::filesystem::path> files, const std::optional<data::Preprocessing>& rules);

signals:
    // A null image: the file cannot be read as a picture.
    void loaded(const std::filesystem::path& file, const QImage& image, const Values& values);

private:
    int m_side;
    LatestWinsWorker m_worker;
};

} // namespace bitladder::app
