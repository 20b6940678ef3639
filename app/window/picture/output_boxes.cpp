#include "app/window/picture/output_boxes.h"

#include <QCoreApplication>
#include <QLocale>
#include <QPainter>
#include <QPalette>
#include <algorithm>

namespace bitladder::app
{

using data::Box;

// The context of this file's texts; as short as the tools for translations find it written.
struct OutputBoxes {
    Q_DECLARE_TR_FUNCTIONS(OutputBoxes)
};

namespace
{

constexpr int kSide = 720; // px, of the longer side: lines and texts have one size on every picture
constexpr double kAlike = 0.5; // of two boxes' union is shared
constexpr size_t kLegendEntries = 6;

QString nameOf(const Box& box, const std::map<int, std::string>& names)
{
    const auto name = names.find(box.label);
    return name == names.end() ? OutputBoxes::tr("class %1").arg(box.label) : QString::fromStdString(name->second);
}

QRectF placeOf(const Box& box, const QSize& size)
{
    const auto inside = [](double share) { return std::clamp(share, -1.0, 2.0); };
    return QRectF(QPointF(inside(box.left) * size.width(), inside(box.top) * size.height()),
        QPointF(inside(box.right) * size.width(), inside(box.bottom) * size.height()));
}

QImage drawn(QImage image, const std::vector<Box>& boxes, const std::map<int, std::string>& names)
{
    QPainter painter(&image);
    painter.setRenderHint(QPainter::Antialiasing);
    QFont font;
    font.setPixelSize(20);
    painter.setFont(font);
    // One class that nobody has named needs no word.
    const bool named = std::ranges::any_of(boxes, [](const Box& box) { return box.label != 0; }) || names.contains(0);
    for (auto box = boxes.rbegin(); box != boxes.rend(); ++box) { // the best on top
        const QColor color = widgets::classColor(box->label + 1);
        const QRectF place = placeOf(*box, image.size());
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(color, 3));
        painter.drawRect(place);
        QString text = QLocale().toString(box->score, 'f', 2);
        if (named) text = nameOf(*box, names) + QLatin1Char(' ') + text;
        QRectF label(place.topLeft(), QFontMetricsF(font).size(0, text) + QSizeF(8, 2));
        label.moveBottom(std::max(label.height(), place.top()));
        label.moveLeft(std::clamp(label.left(), 0.0, std::max(0.0, image.width() - label.width())));
        painter.fillRect(label, color);
        painter.setPen(widgets::textColorOn(color));
        painter.drawText(label, Qt::AlignCenter, text);
    }
    return image;
}

// For each box of `from` the one of `to` that is alike, or −1; none is taken twice.
std::vector<int> alike(const std::vector<Box>& from, const std::vector<Box>& to)
{
    std::vector<int> partner(from.size(), -1);
    std::vector<bool> taken(to.size(), false);
    for (size_t i = 0; i < from.size(); ++i) {
        double best = kAlike;
        for (size_t k = 0; k < to.size(); ++k) {
            if (taken[k] || to[k].label != from[i].label) continue;
            if (const double overlap = data::overlapOf(from[i], to[k]); overlap >= best) {
                best = overlap;
                partner[i] = static_cast<int>(k);
            }
        }
        if (partner[i] >= 0) taken[static_cast<size_t>(partner[i])] = true;
    }
    return partner;
}

} // namespace

widgets::PictureComparison boxComparison(const QImage& ground, const std::vector<Box>& reference,
    const std::vector<Box>& quantized, const std::map<int, std::string>& classNames,
    const std::optional<std::vector<Box>>& baseline)
{
    widgets::PictureComparison comparison;
    const QImage large = ground.scaled(kSide, kSide, Qt::KeepAspectRatio, Qt::SmoothTransformation)
                             .convertToFormat(QImage::Format_RGB32);
    comparison.floatPicture = drawn(large, reference, classNames);
    comparison.quantizedPicture = drawn(large, quantized, classNames);

    const auto partner = alike(reference, quantized);
    std::vector<bool> met(quantized.size(), false);
    const QPalette palette(QColor(0x30, 0x30, 0x30)); // the picture is dark, whatever the window is
    const QColor both(0xbb, 0xbb, 0xbb), onlyFloat = widgets::roleColor(widgets::Role::FloatReference, palette),
                                         onlyQuantized = widgets::roleColor(widgets::Role::Quantized, palette);
    comparison.difference = large;
    int pairs = 0;
    double overlap = 0;
    {
        QPainter painter(&comparison.difference);
        painter.fillRect(comparison.difference.rect(), QColor(0, 0, 0, 150));
        painter.setRenderHint(QPainter::Antialiasing);
        const auto frame = [&](const Box& box, const QColor& color, Qt::PenStyle style) {
            painter.setPen(QPen(color, 3, style));
            painter.drawRect(placeOf(box, comparison.difference.size()));
        };
        for (size_t i = 0; i < reference.size(); ++i) {
            if (partner[i] < 0) {
                frame(reference[i], onlyFloat, Qt::SolidLine);
                continue;
            }
            const auto k = static_cast<size_t>(partner[i]);
            met[k] = true;
            ++pairs;
            overlap += data::overlapOf(reference[i], quantized[k]);
            frame(reference[i], both, Qt::SolidLine);
            frame(quantized[k], both, Qt::DotLine);
        }
        for (size_t k = 0; k < quantized.size(); ++k)
            if (!met[k]) frame(quantized[k], onlyQuantized, Qt::SolidLine);
    }
    const auto count = [](size_t n) { return QLocale().toString(static_cast<qlonglong>(n)); };
    comparison.differenceCaption
        = OutputBoxes::tr("boxes %1 → %2, %3 alike")
              .arg(count(reference.size()), count(quantized.size()), count(static_cast<size_t>(pairs)));
    if (pairs > 0)
        comparison.differenceCaption += OutputBoxes::tr(", overlapping by %1")
                                            .arg(widgets::formatWithUnit(overlap / pairs, widgets::Unit::Percent));
    if (baseline) {
        comparison.baselinePicture = drawn(large, *baseline, classNames);
        const auto partners = alike(reference, *baseline);
        comparison.differenceCaption
            = OutputBoxes::tr("now: %1; kept: boxes %2 → %3, %4 alike")
                  .arg(comparison.differenceCaption, count(reference.size()), count(baseline->size()),
                      count(static_cast<size_t>(std::ranges::count_if(partners, [](int k) { return k >= 0; }))));
    }
    comparison.differenceCaption = OutputBoxes::tr("difference: %1").arg(comparison.differenceCaption);
    if (pairs > 0) comparison.legend.push_back({both, OutputBoxes::tr("alike: float solid, quantized dotted")});
    if (static_cast<size_t>(pairs) < reference.size())
        comparison.legend.push_back({onlyFloat, OutputBoxes::tr("only float")});
    if (static_cast<size_t>(pairs) < quantized.size())
        comparison.legend.push_back({onlyQuantized, OutputBoxes::tr("only quantized")});

    std::map<int, std::pair<size_t, size_t>> counts;
    for (const Box& box : reference)
        ++counts[box.label].first;
    for (const Box& box : quantized)
        ++counts[box.label].second;
    if (counts.size() == 1 && counts.begin()->first == 0 && !classNames.contains(0)) return comparison;
    for (const auto& [label, n] : counts) {
        if (comparison.legend.size() >= kLegendEntries) break;
        comparison.legend.push_back({widgets::classColor(label + 1),
            OutputBoxes::tr("%1: %2 → %3").arg(nameOf({.label = label}, classNames), count(n.first), count(n.second))});
    }
    return comparison;
}

} // namespace bitladder::app
