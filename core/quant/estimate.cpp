#include "core/quant/estimate.h"

#include "core/quant/format/family.h"
#include "core/quant/quantize.h"
#include "core/quant/range/search.h"
#include "core/quant/rounding.h"

#include <algorithm>
#include <cmath>

namespace bitladder::quant
{

const RangeEstimator& QuantSpec::estimator() const
{
    if (range != &kFromModel) return range ? *range : defaultRange(format.bits);
    const bool holds = given && given->format == format && given->granularity == granularity
        && (symmetry == Symmetry::Asymmetric
            || std::ranges::all_of(given->zeroPoints, [](int64_t zero) { return zero == 0; }));
    return holds ? kFromModel : defaultRange(format.bits);
}

bool operator==(const QuantSpec& a, const QuantSpec& b)
{
    // Parameters that no chosen row reads make no difference.
    const auto sameParameters = [&] {
        return std::ranges::all_of(parametersOf(a), [&](const Parameter* parameter) {
            return valueOf(a.parameters, *parameter) == valueOf(b.parameters, *parameter);
        });
    };
    const bool alike = a.format == b.format && a.symmetry == b.symmetry && a.granularity == b.granularity
        && (a.granularity != Granularity::Group || a.groupSize == b.groupSize) && a.scaleRule == b.scaleRule
        && a.range == b.range && a.rounding == b.rounding && a.levels == b.levels && sameParameters();
    return alike && (a.given == b.given || (a.given && b.given && *a.given == *b.given));
}

std::optional<Range> wholeRange(const QuantSpec& spec)
{
    const FormatFamily& family = *spec.format.family;
    constexpr double kFar = 1 << 15;
    Range range;
    if (family.wholeLevels) {
        const std::vector<int64_t> levels = family.wholeLevels(spec);
        if (levels.empty()) return std::nullopt;
        range = {static_cast<double>(levels.front()), static_cast<double>(levels.back())};
    } else if (family.kind == CodeKind::Integer || family.whole) {
        const CodeRange codes = family.codes(spec.format, spec.symmetry);
        const auto value = [&](int64_t code) { return static_cast<double>(family.whole ? family.whole(code) : code); };
        range = {value(codes.low), value(codes.high)};
    } else {
        return std::nullopt;
    }
    if (family.kind == CodeKind::Level && (range.low <= -kFar || range.high >= kFar)) return std::nullopt;
    return range;
}

int64_t wholeOf(int64_t code, const Quantizer& quantizer)
{
    const FormatFamily& family = *quantizer.format.family;
    if (family.whole) return family.whole(code);
    if (family.wholeLevels) return static_cast<int64_t>(quantizer.levels[static_cast<size_t>(code)]);
    return code;
}

Granularity granularityOf(const QuantSpec& spec)
{
    return spec.format.family->blockSize > 0 ? Granularity::Group : spec.granularity;
}

std::vector<const Parameter*> parametersOf(const QuantSpec& spec)
{
    std::vector<const Parameter*> all;
    for (const auto& list : {spec.estimator().parameters, spec.rounding->parameters, spec.format.family->parameters})
        for (const Parameter& parameter : list)
            all.push_back(&parameter);
    return all;
}

Result<void> checkParameters(const QuantSpec& spec)
{
    for (const Parameter* parameter : parametersOf(spec)) {
        const auto it = spec.parameters.find(parameter->name);
        if (it != spec.parameters.end())
            BITLADDER_TRY(checkValue(*parameter, it->second));
        else if (parameter->required())
            return fail("{}: a number is needed", parameter->name);
    }
    if (const auto check = spec.estimator().check) BITLADDER_TRY(check(spec));
    if (!spec.format.family->drawn) return {};
    const size_t most = size_t {1} << spec.format.bits;
    if (spec.levels.size() > most)
        return fail("levels: {} takes up to {} of them, not {}", name(spec.format), most, spec.levels.size());
    for (const float level : spec.levels)
        if (!std::isfinite(level)) return fail("levels: a level is not a number");
    return {};
}

const RangeEstimator& defaultRange(int bits)
{
    return bits > 8 ? kMinMax : kLeastSquares;
}

QuantSpec defaultWeightSpec(NumberFormat format)
{
    QuantSpec spec;
    spec.format = format;
    spec.granularity = Granularity::Channel;
    return spec;
}

QuantSpec defaultActivationSpec(NumberFormat format)
{
    QuantSpec spec;
    spec.format = format;
    spec.symmetry = Symmetry::Asymmetric;
    return spec;
}

Quantizer emptyQuantizer(const QuantSpec& spec, size_t channels, size_t perChannel)
{
    Quantizer quantizer;
    quantizer.format = spec.format;
    quantizer.rounding = spec.rounding;
    quantizer.scaleRule = spec.scaleRule;
    for (const Parameter& parameter : spec.rounding->parameters)
        quantizer.seed = static_cast<uint64_t>(valueOf(spec, parameter)); // the only one that rules have
    const FormatFamily& family = *spec.format.family;
    quantizer.granularity = granularityOf(spec);
    size_t slices = 1;
    if (quantizer.granularity == Granularity::Channel) slices = channels;
    if (quantizer.granularity == Granularity::Group) {
        quantizer.groupSize = std::max<int64_t>(1, family.blockSize > 0 ? family.blockSize : spec.groupSize);
        const auto size = static_cast<size_t>(quantizer.groupSize);
        slices = channels * ((perChannel + size - 1) / size);
    }
    quantizer.scales.assign(slices, 1.0);
    quantizer.zeroPoints.assign(slices, 0);
    quantizer.clips.assign(slices, {});
    if (const auto codes = family.codes) {
        const CodeRange range = codes(spec.format, spec.symmetry);
        quantizer.qmin = range.low;
        quantizer.qmax = range.high;
    }
    if (family.prepare) family.prepare(spec, quantizer);
    return quantizer;
}

void setRange(Quantizer& quantizer, const QuantSpec& spec, size_t slice, Range range)
{
    spec.format.family->cover(quantizer, slice, spec.symmetry, {std::min(0.0, range.low), std::max(0.0, range.high)});
}

void estimate(const Samples& samples, const QuantSpec& spec, Quantizer& quantizer, size_t slice)
{
    const RangeEstimator& estimator = spec.estimator();
    const FormatFamily& family = *spec.format.family;
    if (estimator.reads == RangeEstimator::Reads::Data && family.fit) {
        family.fit(samples, spec, quantizer, slice);
        return;
    }
    if (estimator.reads == RangeEstimator::Reads::Data && family.alwaysBestScale) {
        coverBest(samples, spec, quantizer, slice);
        return;
    }
    estimator.estimate(samples, spec, quantizer, slice);
}

bool needsData(const QuantSpec& spec)
{
    const auto hasScale = spec.format.family->hasScale;
    return spec.estimator().reads == RangeEstimator::Reads::Data && (!hasScale || hasScale(spec.format));
}

Quantizer activationQuantizer(const Histogram& statistics, const QuantSpec& asked)
{
    QuantSpec spec = asked;
    spec.granularity = Granularity::Tensor;
    if (&spec.estimator() == &kFromModel) return *spec.given;
    Quantizer quantizer = emptyQuantizer(spec, 1);
    if (statistics.empty() && spec.estimator().reads == RangeEstimator::Reads::Data)
        setRange(quantizer, spec, 0, {});
    else
        estimate(Samples(statistics), spec, quantizer, 0);
    quantizer.perRun = quantizer.perRun || spec.format.family->blockSize > 0;
    return quantizer;
}

Result<Quantizer> quantizerFromModel(NumberFormat format, Granularity granularity, int64_t qmin, int64_t qmax,
    std::vector<double> scales, std::vector<int64_t> zeroPoints)
{
    Quantizer quantizer;
    quantizer.format = format;
    quantizer.granularity = granularity;
    if (!format.family->codes || format.bits > 16 || !hasIntegerCodes(format))
        return fail("{} carries no scales of its own", name(format));
    const CodeRange codes = format.family->codes(format, Symmetry::Asymmetric);
    if (qmin < codes.low || qmax > codes.high || qmin >= qmax)
        return fail("codes {} to {} are not codes of {}", qmin, qmax, name(format));
    if (scales.empty() || scales.size() != zeroPoints.size()
        || (granularity == Granularity::Tensor && scales.size() != 1))
        return fail("{} scales and {} zero points do not go together", scales.size(), zeroPoints.size());
    quantizer.qmin = qmin;
    quantizer.qmax = qmax;
    for (double& scale : scales) {
        scale = static_cast<double>(static_cast<float>(scale));
        if (!(scale > 0) || !std::isfinite(scale)) return fail("a scale of {} is not possible", scale);
    }
    for (const int64_t zero : zeroPoints)
        if (zero < qmin || zero > qmax) {
            if (!format.family->affine && zero == 0) continue;
            return fail("zero point {} is not one of the codes {} to {}", zero, qmin, qmax);
        }
    quantizer.scales = std::move(scales);
    quantizer.zeroPoints = std::move(zeroPoints);
    quantizer.clips.resize(quantizer.scales.size());
    for (size_t s = 0; s < quantizer.clips.size(); ++s)
        quantizer.clips[s] = {dequantize(qmin, quantizer, s), dequantize(qmax, quantizer, s)};
    return quantizer;
}

} // namespace bitladder::quant
