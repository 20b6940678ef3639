// Draws a tensor that has the shape of a picture: the content of a .npy, .pb or .csv file for a network that takes
// pictures.
#pragma once
#include "core/data/picture.h"

#include <QImage>
#include <optional>

namespace bitladder::app
{

struct TensorPicture {
    QImage image;
    double low = 0, high = 0; // the values that are drawn darkest and brightest, of all channels
};

// [H, W], or one or three channels before or behind them; leading extents of 1 are a batch. Nothing for another shape.
// NaN and infinities are dark. `rules` say which of the two layouts is meant where both fit, and that blue comes first.
std::optional<TensorPicture> tensorPicture(
    const tensor::Tensor& tensor, const std::optional<data::Preprocessing>& rules = std::nullopt);

} // namespace bitladder::app
