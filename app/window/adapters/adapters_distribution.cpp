// How the numbers of one layer sit on their grid: as a histogram, as ranges of channels, and one against the other.
#include "app/window/adapters/adapters_distribution.h"

#include "app/window/document/texts.h"
#include "core/quant/range.h"

#include <QCoreApplication>
#include <QLocale>
#include <algorithm>
#include <cmath>

namespace bitladder::app
{

// The context of the adapters' texts.
struct Adapters {
    Q_DECLARE_TR_FUNCTIONS(Adapters)
};

namespace
{

constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();
constexpr size_t kMostHandles = 64; // of levels that a hand can tell apart

// Integer grids of more levels than the core lists are drawn by the distance of their levels; 0: by the list.
double gridStepOf(const analysis::Distribution& d, const quant::NumberFormat& format)
{
    if (!d.grid.empty() || format.family != &quant::kIntegerFamily) return 0;
    return d.inSteps ? 1 : (d.clip.high - d.clip.low) / (std::ldexp(1.0, format.bits) - 1);
}

bool isLocked(const Document& document, int layer)
{
    return document.recipe().layers[static_cast<size_t>(layer)].lock == quant::Lock::Locked;
}

// Levels of code books can be dragged where one list of them is drawn; they become levels drawn by hand.
bool canDraw(const Document& document, const LayerResult& result)
{
    const quant::QuantSpec& spec = document.spec(result.question.layer, result.question.part);
    const size_t levels = result.distribution.grid.size();
    return spec.format.family->kind == quant::CodeKind::Level && result.question.channels == Channels::Together
        && levels > 1 && levels <= kMostHandles && !isLocked(document, result.question.layer);
}

void addBefore(widgets::DistributionData& data, const LayerResult& result)
{
    if (!result.before) return;
    const analysis::Distribution& before = *result.before;
    data.before = result.weightsMoved ? widgets::BeforeMethods::Float : widgets::BeforeMethods::Quantized;
    data.beforeEdges = before.edges;
    data.beforeCounts = result.weightsMoved ? before.original : before.quantized;
    if (!result.weightsMoved) data.beforeGrid = before.grid;
    const double sqnr = before.stats.sqnrDb();
    if (std::isfinite(sqnr))
        data.note
            += Adapters::tr("; without the methods %1").arg(widgets::formatWithUnit(sqnr, widgets::Unit::Decibels));
}

} // namespace

widgets::DistributionData distributionData(const Document& document, const LayerResult& result)
{
    const auto& d = result.distribution;
    const bool weights = result.question.part == Part::Weights;
    const quant::QuantSpec& spec = document.spec(result.question.layer, result.question.part);
    // Blocks of activations have scales of their own in every run: only the numbers themselves are drawn.
    const bool blocks = !weights && spec.format.family->blockSize > 0;
    const bool native = quant::isNativeFloat(spec.format) || blocks;
    widgets::DistributionData data;
    const QString what = weights ? Adapters::tr("weights") : Adapters::tr("activations");
    const QString which = result.question.channels == Channels::One
        ? Adapters::tr(", channel %1").arg(result.question.channel)
        : QString();
    data.title = Adapters::tr("How do the %1 of %2 sit on the %3 grid?")
                     .arg(what, document.layerName(result.question.layer) + which, toText(quant::name(spec.format)));
    data.xLabel = d.inSteps ? Adapters::tr("weight, in steps of its channel's scale")
                            : (weights ? Adapters::tr("weight value") : Adapters::tr("activation value"));
    data.edges = d.edges;
    data.floatCounts = d.original;
    data.quantizedCounts = native ? std::vector<double> {} : d.quantized;
    data.grid = d.grid;
    data.gridStep = gridStepOf(d, spec.format);
    if (!native) {
        // Limits so far away that the numbers would be one line beside them, as those of float16, are not drawn.
        constexpr double kFar = 8;
        const double span = d.edges.empty() ? 0 : d.edges.back() - d.edges.front();
        if (d.clip.high - d.clip.low <= kFar * span) {
            data.clipLow = d.clip.low;
            data.clipHigh = d.clip.high;
        }
        // Without an error there is nothing to draw: the file's own grid rounds its own numbers to themselves.
        if (d.stats.sumError2 > 0) {
            data.errorEdges = d.errorEdges;
            data.errorCounts = d.errors;
        }
        const double total = d.roundingError2 + d.clippingError2;
        data.roundingShare = total > 0 ? d.roundingError2 / total : kUnknown;
        data.clippingShare = total > 0 ? d.clippingError2 / total : kUnknown;
    }
    data.family = toWidget(spec.format.family);
    const bool affine = spec.format.family->hasZeroPoint && spec.symmetry == quant::Symmetry::Asymmetric;
    const auto hasScale = spec.format.family->hasScale;
    const bool movable = !spec.format.family->alwaysBestScale && (!hasScale || hasScale(spec.format));
    const bool locked = isLocked(document, result.question.layer);
    if (movable && !d.inSteps && !locked && !blocks)
        data.clipHandles = affine ? widgets::ClipHandles::Movable : widgets::ClipHandles::Mirrored;
    const double sqnr = d.stats.sqnrDb();
    const bool sample = d.stats.count + d.notFinite < d.total;
    const QLocale locale;
    data.note = Adapters::tr("%1, SQNR %2")
                    .arg(sample ? Adapters::tr("even sample of %1 of the %2 values")
                                      .arg(locale.toString(static_cast<qlonglong>(d.stats.count)),
                                          locale.toString(static_cast<qlonglong>(d.total)))
                                : Adapters::tr("%1 values").arg(locale.toString(static_cast<qlonglong>(d.stats.count))),
                        std::isinf(sqnr) ? Adapters::tr("∞ dB (exact)")
                                         : widgets::formatWithUnit(sqnr, widgets::Unit::Decibels));
    addBefore(data, result);
    if (canDraw(document, result)) {
        data.levelHandles = widgets::LevelHandles::Movable;
        data.note += Adapters::tr("; each level can be dragged by its handle");
    }
    if (d.inSteps)
        data.note += Adapters::tr(
            "; every channel has a scale of its own: choose one channel to see its values and to drag its limits");
    else if (&spec.estimator() == &quant::kByHand && spec.granularity == quant::Granularity::Channel)
        data.note += Adapters::tr("; the range by hand holds for every channel");
    if (blocks) {
        data.grid.clear();
        data.note = Adapters::tr("in float; every block of %1 neighbours finds its own grid in each run")
                        .arg(spec.format.family->blockSize);
    }
    if (locked) data.note += Adapters::tr("; the layer is locked: its limits stay");
    if (d.notFinite > 0) data.note += Adapters::tr("; %1 values are NaN or infinite and left out").arg(d.notFinite);
    return data;
}

widgets::ChannelRanges channelRanges(const Document& document, const LayerResult& result)
{
    widgets::ChannelRanges data;
    data.title
        = Adapters::tr("Which channels of %1 need how much range?").arg(document.layerName(result.question.layer));
    data.valueLabel = Adapters::tr("weight value");
    const quant::QuantSpec& spec = document.spec(result.question.layer, Part::Weights);
    for (const auto& r : result.ranges) {
        data.low.push_back(r.low);
        data.high.push_back(r.high);
        if (quant::isNativeFloat(spec.format)) continue;
        data.clipLow.push_back(r.clip.low);
        data.clipHigh.push_back(r.clip.high);
    }
    for (const auto& r : result.rangesBefore) {
        data.beforeLow.push_back(r.low);
        data.beforeHigh.push_back(r.high);
    }
    data.family = toWidget(spec.format.family);
    if (result.limitsSample > 0)
        data.note = Adapters::tr("clip limits from an even sample of %1 weights")
                        .arg(QLocale().toString(static_cast<qlonglong>(result.limitsSample)));
    return data;
}

widgets::ScatterData scatterData(const Document& document, const LayerResult& result)
{
    widgets::ScatterData data;
    const quant::QuantSpec& spec = document.spec(result.question.layer, Part::Weights);
    data.title = Adapters::tr("What did each weight of %1 become at %2?")
                     .arg(document.layerName(result.question.layer), toText(quant::name(spec.format)));
    data.xLabel = Adapters::tr("weight value in float");
    data.yLabel = Adapters::tr("quantized");
    data.x = result.pairs.original;
    data.y = result.pairs.quantized;
    data.family = toWidget(spec.format.family);
    data.note = Adapters::tr("%1 weights, evenly chosen; on the dashed line nothing is lost")
                    .arg(QLocale().toString(static_cast<qulonglong>(data.x.size())));
    return data;
}

void drawLevel(quant::QuantSpec& spec, std::span<const double> grid, int level, double value, bool inSteps)
{
    const auto drawn = std::ranges::find_if(quant::formatFamilies(), &quant::FormatFamily::drawn);
    if (level < 0 || static_cast<size_t>(level) >= grid.size() || drawn == quant::formatFamilies().end()) return;
    int bits = 1;
    while (size_t {1} << bits < grid.size())
        ++bits;
    if (!(*drawn)->has(std::max<int>(bits, spec.format.bits))) return;
    spec.format = (*drawn)->at(std::max<int>(bits, spec.format.bits));
    spec.levels.assign(grid.begin(), grid.end());
    spec.levels[static_cast<size_t>(level)] = static_cast<float>(value);
    if (inSteps) return;
    // The levels are the values themselves: no range moves them.
    spec.range = &quant::kByStep;
    spec.parameters[std::string(quant::kByStep.parameters.front().name)] = 1;
}

} // namespace bitladder::app
