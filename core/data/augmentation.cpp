#include "core/data/augmentation.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>
#include <random>

namespace bitladder::data
{

namespace
{

constexpr AugmentationField kFields[] = {{"turn", &Augmentation::turn, 180}, {"shift", &Augmentation::shift, 0.5},
    {"scale", &Augmentation::scale, 0.5}, {"brightness", &Augmentation::brightness, 1},
    {"contrast", &Augmentation::contrast, 1}, {"noise", &Augmentation::noise, 1}, {"mirror", &Augmentation::mirror, 1}};

constexpr double kWhite = 255;

// Uniform in −1 … 1, and normal, whatever library is used.
class Dice
{
public:
    explicit Dice(uint64_t seed)
        : m_bits(seed)
    {
    }
    double unit() { return static_cast<double>(m_bits() >> 11) / 9007199254740992.0; }
    double either() { return 2 * unit() - 1; }
    double normal() { return std::sqrt(-2 * std::log(1 - unit())) * std::cos(2 * std::numbers::pi * unit()); }

private:
    std::mt19937_64 m_bits;
};

} // namespace

std::span<const AugmentationField> augmentationFields()
{
    return kFields;
}

Picture augmented(const Picture& picture, const Augmentation& changes, uint64_t seed)
{
    if (changes.none() || picture.pixels.empty()) return picture;
    Dice dice(seed);
    const double angle = changes.turn * dice.either(), scale = 1 + changes.scale * dice.either(),
                 x = changes.shift * picture.width * dice.either(), y = changes.shift * picture.height * dice.either(),
                 light = kWhite * changes.brightness * dice.either(), contrast = 1 + changes.contrast * dice.either();
    const bool mirrored = dice.unit() < changes.mirror;
    Picture result = picture;
    const int type = picture.channels == 1 ? CV_32FC1 : CV_32FC3;
    const cv::Mat from(picture.height, picture.width, type, const_cast<float*>(picture.pixels.data()));
    cv::Mat to(picture.height, picture.width, type, result.pixels.data());
    if (changes.turn != 0 || changes.shift != 0 || changes.scale != 0) {
        cv::Mat place = cv::getRotationMatrix2D(
            {static_cast<float>(picture.width - 1) / 2, static_cast<float>(picture.height - 1) / 2}, angle, scale);
        place.at<double>(0, 2) += x;
        place.at<double>(1, 2) += y;
        cv::warpAffine(from, to, place, to.size(), cv::INTER_LINEAR, cv::BORDER_REPLICATE);
    }
    if (mirrored) {
        const cv::Mat before = to.clone();
        cv::flip(before, to, 1);
    }
    if (light != 0 || contrast != 1 || changes.noise != 0)
        for (float& pixel : result.pixels) {
            const double noise = changes.noise == 0 ? 0 : kWhite * changes.noise * dice.normal();
            pixel = static_cast<float>(std::clamp(
                (static_cast<double>(pixel) - kWhite / 2) * contrast + kWhite / 2 + light + noise, 0.0, kWhite));
        }
    return result;
}

} // namespace bitladder::data
