#include "app/window/picture/image_loader.h"

#include "app/window/adapters/adapters.h"
#include "app/window/adapters/tensor_picture.h"
#include "app/window/runner/post_to_receiver.h"
#include "core/model/inputs.h"

namespace bitladder::app
{

ImageLoader::ImageLoader(int side, QObject* parent)
    : QObject(parent)
    , m_side(side)
{
}

void ImageLoader::load(std::vector<std::filesystem::path> files, const std::optional<data::Preprocessing>& rules)
{
    m_worker.request([this, files = std::move(files), rules](const std::stop_token& stop) {
        for (const auto& file : files) {
            MeasuringGate::ofMachine().giveWay(stop);
            if (stop.stop_requested()) return;
            QImage image;
            Values values;
            if (data::isPictureFile(file)) {
                if (auto picture = data::readPicture(file)) image = imageOf(*picture);
            } else if (data::isTensorFile(file)) {
                const auto tensor = model::readTensorFile(file);
                if (const auto picture = tensor ? tensorPicture(*tensor, rules) : std::nullopt) {
                    image = picture->image;
                    values = {picture->low, picture->high};
                }
            }
            if (std::max(image.width(), image.height()) > m_side)
                image = image.scaled(m_side, m_side, Qt::KeepAspectRatio, Qt::SmoothTransformation);
            postToReceiver(this, [this, file, image, values] { emit loaded(file, image, values); });
        }
    });
}

} // namespace bitladder::app
