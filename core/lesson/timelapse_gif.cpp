// The frames of a time-lapse as pictures of a GIF: words and bars in four inks, each in steps towards the white ground.
#include "core/lesson/gif.h"
#include "core/lesson/timelapse.h"

#include <algorithm>
#include <numeric>
#include <opencv2/imgproc.hpp>

namespace bitladder::lesson
{

namespace
{

constexpr int kWidth = 480, kHeight = 270, kMargin = 16, kSteps = 31;
constexpr size_t kBars = 5, kMostName = 16;
enum Ink : int { kText, kPale, kSame, kOther, kInks };
constexpr GifColor kColors[kInks] = {{27, 31, 36}, {87, 96, 106}, {0, 114, 178}, {213, 94, 0}};

// Ground, then the inks in steps, then the classes of regions.
std::vector<GifColor> palette()
{
    std::vector<GifColor> colors {{255, 255, 255}};
    constexpr int kWhite = 255;
    for (const GifColor& ink : kColors)
        for (int step = 1; step <= kSteps; ++step) {
            const auto mixed
                = [&](uint8_t part) { return static_cast<uint8_t>(kWhite - (kWhite - part) * step / kSteps); };
            colors.push_back({mixed(ink.red), mixed(ink.green), mixed(ink.blue)});
        }
    for (size_t i = 0; i < kMostRegionClasses; ++i) {
        const auto [red, green, blue] = regionColor(i);
        colors.push_back({red, green, blue});
    }
    return colors;
}

class Canvas
{
public:
    Canvas()
    {
        for (cv::Mat& ink : m_inks)
            ink = cv::Mat::zeros(kHeight, kWidth, CV_8UC1);
    }
    void text(const std::string& words, int x, int y, double scale, Ink ink, int thickness = 1)
    {
        cv::putText(m_inks[ink], words, {x, y}, cv::FONT_HERSHEY_SIMPLEX, scale, 255, thickness, cv::LINE_AA);
    }
    void box(int x, int y, int width, int height, Ink ink)
    {
        if (width > 0) cv::rectangle(m_inks[ink], {x, y, width, height}, 255, cv::FILLED);
    }
    void regions(const std::vector<uint8_t>& labels, int x, int y, int zoom)
    {
        m_regions = &labels;
        m_at = {x, y};
        m_zoom = zoom;
    }
    std::vector<uint8_t> pixels() const
    {
        std::vector<uint8_t> out(static_cast<size_t>(kWidth) * kHeight, 0);
        for (int y = 0; y < kHeight; ++y)
            for (int x = 0; x < kWidth; ++x) {
                uint8_t& pixel = out[static_cast<size_t>(y) * kWidth + static_cast<size_t>(x)];
                const int column = (x - m_at.x) / std::max(1, m_zoom), row = (y - m_at.y) / std::max(1, m_zoom);
                if (m_regions && x >= m_at.x && y >= m_at.y && column < kRegionSide && row < kRegionSide)
                    pixel = static_cast<uint8_t>(1 + kInks * kSteps
                        + (*m_regions)[static_cast<size_t>(row) * kRegionSide + static_cast<size_t>(column)]
                            % kMostRegionClasses);
                for (int ink = 0; ink < kInks; ++ink) {
                    const int step = m_inks[ink].at<uchar>(y, x) * kSteps / 255;
                    if (step > 0) pixel = static_cast<uint8_t>(1 + ink * kSteps + step - 1);
                }
            }
        return out;
    }

private:
    cv::Mat m_inks[kInks];
    const std::vector<uint8_t>* m_regions = nullptr;
    cv::Point m_at {0, 0};
    int m_zoom = 0;
};

// Its font has ASCII alone.
std::string ascii(std::string text)
{
    for (const auto& [from, to] : {std::pair("×", "x"), std::pair("∞", "inf"), std::pair("−", "-")})
        for (size_t at = text.find(from); at != std::string::npos; at = text.find(from))
            text.replace(at, std::string_view(from).size(), to);
    return text;
}

bool isAscii(const std::string& text)
{
    return std::ranges::all_of(text, [](char c) { return c >= ' ' && c <= '~'; });
}

std::string nameOf(size_t label, std::span<const std::string> names)
{
    if (label >= names.size() || !isAscii(names[label])) return fmt::format("class {}", label);
    return names[label].size() <= kMostName ? names[label] : names[label].substr(0, kMostName - 2) + "..";
}

std::vector<uint8_t> drawn(const Frame& frame, int first, std::span<const std::string> names, const std::string& title)
{
    Canvas canvas;
    canvas.text(isAscii(title) ? title : std::string("From 64 bits to 1"), kMargin, 24, 0.45, kPale);
    canvas.text(fmt::format("{}", frame.bits), kMargin, 84, 1.8, kText, 3);
    canvas.text(frame.bits == 1 ? "bit" : "bits", kMargin + (frame.bits > 9 ? 84 : 46), 84, 0.7, kText);
    canvas.text(frame.format, 190, 62, 0.6, kText);
    canvas.text(ascii(fmt::format(
                    "{}, SQNR {}", figureText(frame.bytes, Unit::Bytes), figureText(frame.sqnrDb, Unit::Decibels))),
        190, 84, 0.45, kPale);
    int top = 112;
    if (!frame.regions.empty()) {
        constexpr int kZoom = 2;
        canvas.regions(frame.regions, kWidth - kMargin - kZoom * kRegionSide, top, kZoom);
    }
    const int room = frame.regions.empty() ? 220 : 90;
    std::vector<size_t> order(frame.shares.size());
    std::iota(order.begin(), order.end(), size_t {0});
    const size_t shown = std::min(kBars, order.size());
    std::ranges::partial_sort(order, order.begin() + static_cast<std::ptrdiff_t>(shown), std::ranges::greater {},
        [&](size_t i) { return frame.shares[i]; });
    for (size_t i = 0; i < shown; ++i) {
        const double share = frame.shares[order[i]];
        const Ink ink = static_cast<int>(order[i]) == first ? kSame : kOther;
        canvas.text(nameOf(order[i], names), kMargin, top + 14, 0.45, kText);
        canvas.box(150, top, static_cast<int>(share * room), 18, ink);
        canvas.text(
            fmt::format("{:.1f} %", 100 * share), 150 + static_cast<int>(share * room) + 6, top + 14, 0.45, kText);
        top += 28;
    }
    if (frame.top >= 0)
        canvas.text(frame.top == first ? "same answer" : "another answer", kMargin, kHeight - 12, 0.5,
            frame.top == first ? kSame : kOther);
    return canvas.pixels();
}

} // namespace

Result<std::string> timelapseGif(
    std::span<const Frame> frames, std::span<const std::string> names, const std::string& title, int milliseconds)
{
    GifMovie movie {kWidth, kHeight, palette(), {}};
    const int first = frames.empty() ? -1 : frames.front().top;
    constexpr int kStay = 5; // the last one is looked at
    for (const Frame& frame : frames)
        movie.frames.push_back({drawn(frame, first, names, title), milliseconds});
    if (!movie.frames.empty()) movie.frames.back().milliseconds *= kStay;
    return gifBytes(movie);
}

} // namespace bitladder::lesson
