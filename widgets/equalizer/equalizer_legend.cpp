#include "widgets/equalizer/equalizer_legend.h"

#include "widgets/theme/family_look.h"
#include "widgets/theme/tokens.h"

#include <QCoreApplication>
#include <QPainter>

#include <array>
#include <functional>
#include <vector>

namespace bitladder::widgets
{

// The context of this file's texts; as short as the tools for translations find it written.
struct EqualizerLegend {
    Q_DECLARE_TR_FUNCTIONS(EqualizerLegend)
};

namespace
{

constexpr double kMark = 12, kAfterMark = 5, kBetween = 16;

struct Entry {
    QString text;
    std::function<void(const QRectF&)> paintMark;
};

} // namespace

void paintEqualizerLegend(QPainter& painter, const QRectF& place, const EqualizerScene& scene, const ShapedTexts& ink)
{
    std::array<bool, kFamilyCount> used {};
    bool ghosts = false;
    Family first = Family::Int;
    int firstBits = 0;
    for (const EqualizerColumn& column : scene.columns) {
        for (const Part part : {Part::Weights, Part::Activations}) {
            if (!column.has(part)) continue;
            used[static_cast<std::size_t>(column.family(part))] = true;
            ghosts = ghosts || (column.ghostBits(part) > 0 && column.ghostBits(part) != column.bits(part));
            if (firstBits == 0 || (first == Family::Float && column.family(part) != Family::Float)) {
                first = column.family(part);
                firstBits = column.bits(part);
            }
        }
    }
    const auto bar = [&](Part part) {
        return [&painter, &scene, first, firstBits, part](const QRectF& box) {
            const QRectF slim(box.center().x() - 4, box.top(), part == Part::Weights ? 8 : 6, box.height());
            paintFamilyBar(painter, slim, {first, firstBits, part, Freshness::Fresh, 3}, scene.palette);
        };
    };
    std::vector<Entry> entries {{EqualizerLegend::tr("weights"), bar(Part::Weights)},
        {EqualizerLegend::tr("activations"), bar(Part::Activations)}};
    if (ghosts) {
        const QString name = scene.ghostName.isEmpty() ? EqualizerLegend::tr("candidate")
                                                       : EqualizerLegend::tr("candidate “%1”").arg(scene.ghostName);
        entries.push_back({name, [&](const QRectF& box) {
                               QPen pen(token(Token::Edge, scene.palette), 1, Qt::CustomDashLine);
                               pen.setDashPattern({3, 2.5});
                               painter.setPen(pen);
                               painter.setBrush(Qt::NoBrush);
                               painter.drawRect(box.adjusted(0.5, 0.5, -0.5, -0.5));
                           }});
    }
    constexpr double kUsual = 6; // bits, where a ramp is at its fullest
    for (int i = 0; i < kFamilyCount; ++i) {
        if (!used[static_cast<std::size_t>(i)]) continue;
        const auto family = static_cast<Family>(i);
        entries.push_back({familyName(family), [&painter, &scene, family](const QRectF& box) {
                               paintFamilyMark(painter, box.center(), 4.6, family, kUsual, scene.palette);
                           }});
    }
    double width = -kBetween;
    for (const Entry& entry : entries)
        width += kMark + kAfterMark + ink.width(entry.text) + kBetween;
    std::size_t begin = 0;
    while (begin < entries.size() && width > place.width()) {
        width -= kMark + kAfterMark + ink.width(entries[begin].text) + kBetween;
        ++begin;
    }
    double x = place.right() - width;
    for (std::size_t i = begin; i < entries.size(); ++i) {
        entries[i].paintMark(QRectF(x, std::round(place.center().y() - kMark / 2), kMark, kMark));
        x += kMark + kAfterMark;
        painter.setPen(token(Token::Text2, scene.palette));
        ink.draw(painter, QRectF(x, place.top(), ink.width(entries[i].text), place.height()),
            Qt::AlignLeft | Qt::AlignVCenter, entries[i].text);
        x += ink.width(entries[i].text) + kBetween;
    }
}

} // namespace bitladder::widgets
