#include "app/window/image_loader.h"

#include "app/window/adapters.h"
#include "app/window/hand_over.h"

namespace bitladder::app
{

ImageLoader::ImageLoader(int side, QObject* parent)
    : QObject(parent)
    , m_side(side)
{
}

void ImageLoader::load(std::vector<std::filesystem::path> files)
{
    m_lane.request([this, files = std::move(files)](const std::stop_token& stop) {
        for (const auto& file : files) {
            if (stop.stop_requested()) return;
            QImage image;
            if (data::isPictureFile(file)) {
                if (auto picture = data::readPicture(file)) image = imageOf(*picture);
                if (std::max(image.width(), image.height()) > m_side)
                    image = image.scaled(m_side, m_side, Qt::KeepAspectRatio, Qt::SmoothTransformation);
            }
            handOver(this, [this, file, image] { emit loaded(file, image); });
        }
    });
}

} // namespace bitladder::app
