// Resizing as the training tools do it: a bilinear or bicubic filter that is widened when it shrinks, so that no pixel
// is skipped (the convention of Pillow, and of torchvision's antialias). OpenCV's filters of these names skip pixels.
#pragma once
#include "core/data/picture.h"

namespace bitladder::data
{

// Rows and columns are filtered one after the other; 8-bit pictures are rounded to whole steps after each, as those
// tools do; pictures of more depth are not.
// Precondition: all sizes above 0. Bilinear (triangle, support 1) or Bicubic (Keys 1981 with a = −0.5, support 2).
Picture resampled(const Picture& picture, int width, int height, Interpolation filter);

} // namespace bitladder::data
