// Resize and Upsample: every axis by itself, as a list of source positions and weights for each position of the result.
#include "core/ops/support.h"

#include <numeric>

namespace bitladder::ops
{

namespace
{

struct Taps {
    bool outside = false; // takes the extrapolation value
    std::vector<int64_t> positions;
    std::vector<double> weights;
};

struct Rules {
    std::string coordinates = "half_pixel"; // coordinate_transformation_mode
    std::string mode = "nearest";
    std::string rounding = "round_prefer_floor"; // nearest_mode
    double cubic = -0.75;
    bool excludeOutside = false;
    bool antialias = false;
};

double sourceOf(int64_t x, const Rules& rules, double scale, int64_t in, int64_t out, double begin, double end)
{
    const auto at = static_cast<double>(x);
    const auto from = static_cast<double>(in), to = static_cast<double>(out);
    const std::string& mode = rules.coordinates;
    if (mode == "asymmetric") return at / scale;
    if (mode == "align_corners") return out == 1 ? 0 : at * (from - 1) / (to - 1);
    if (mode == "pytorch_half_pixel") return out > 1 ? (at + 0.5) / scale - 0.5 : 0;
    if (mode == "tf_half_pixel_for_nn") return (at + 0.5) / scale;
    if (mode == "tf_crop_and_resize")
        return out > 1 ? begin * (from - 1) + at * (end - begin) * (from - 1) / (to - 1)
                       : 0.5 * (begin + end) * (from - 1);
    if (mode == "half_pixel_symmetric") {
        // Keeps the middle where it is although the extent was rounded.
        const double adjustment = to / (scale * from);
        return from / 2 * (1 - adjustment) + (at + 0.5) / scale - 0.5;
    }
    return (at + 0.5) / scale - 0.5;
}

int64_t nearest(double at, const std::string& rounding)
{
    if (rounding == "floor") return static_cast<int64_t>(std::floor(at));
    if (rounding == "ceil") return static_cast<int64_t>(std::ceil(at));
    if (rounding == "round_prefer_ceil") return static_cast<int64_t>(std::floor(at + 0.5));
    return static_cast<int64_t>(std::ceil(at - 0.5));
}

double cubicWeight(double distance, double a)
{
    const double d = std::fabs(distance);
    if (d <= 1) return ((a + 2) * d - (a + 3)) * d * d + 1;
    if (d < 2) return ((a * d - 5 * a) * d + 8 * a) * d - 4 * a;
    return 0;
}

Taps tapsAt(double at, const Rules& rules, double scale, int64_t extent)
{
    Taps taps;
    if (rules.mode == "nearest") {
        taps.positions = {std::clamp<int64_t>(nearest(at, rules.rounding), 0, extent - 1)};
        taps.weights = {1};
        return taps;
    }
    const bool linear = rules.mode == "linear";
    // Antialiasing widens the filter when the picture shrinks.
    const double narrow = rules.antialias ? std::min(1.0, scale) : 1.0;
    const double support = std::min((linear ? 1.0 : 2.0) / narrow, static_cast<double>(extent) + 2);
    const auto first = static_cast<int64_t>(std::floor(at - support)) + 1,
               last = static_cast<int64_t>(std::ceil(at + support)) - 1;
    double sum = 0;
    for (int64_t i = first; i <= last; ++i) {
        const double distance = (static_cast<double>(i) - at) * narrow;
        double weight = linear ? std::max(0.0, 1 - std::fabs(distance)) : cubicWeight(distance, rules.cubic);
        const bool inside = i >= 0 && i < extent;
        if (!inside && rules.excludeOutside) weight = 0;
        taps.positions.push_back(std::clamp<int64_t>(i, 0, extent - 1));
        taps.weights.push_back(weight);
        sum += weight;
    }
    if (taps.weights.empty()) { // exactly on a position, with a support of one
        taps.positions = {std::clamp<int64_t>(static_cast<int64_t>(std::rint(at)), 0, extent - 1)};
        taps.weights = {1};
        return taps;
    }
    if ((rules.excludeOutside || rules.antialias) && sum != 0)
        for (double& weight : taps.weights)
            weight /= sum;
    return taps;
}

// One axis of `in` (float32 or float64), its taps applied.
template<typename T>
Result<Tensor> resampled(
    const Tensor& in, size_t axis, const std::vector<Taps>& taps, T outsideValue, const Threads& threads)
{
    Shape shape = in.shape();
    const int64_t from = shape[axis];
    shape[axis] = static_cast<int64_t>(taps.size());
    auto out = Tensor::make(in.type(), shape);
    if (!out) return out;
    const int64_t outer = extentProduct(shape, 0, axis), inner = extentProduct(shape, axis + 1, shape.size());
    const T* source = in.as<T>().data();
    T* target = out->template mutableAs<T>().data();
    const auto block = [&](size_t o) {
        for (size_t i = 0; i < taps.size(); ++i) {
            T* to = target
                + (static_cast<int64_t>(o) * static_cast<int64_t>(taps.size()) + static_cast<int64_t>(i)) * inner;
            if (taps[i].outside) {
                std::fill(to, to + inner, outsideValue);
                continue;
            }
            for (size_t k = 0; k < taps[i].positions.size(); ++k) {
                const T* row = source + (static_cast<int64_t>(o) * from + taps[i].positions[k]) * inner;
                const T weight = static_cast<T>(taps[i].weights[k]);
                for (int64_t j = 0; j < inner; ++j)
                    to[j] = k == 0 ? weight * row[j] : to[j] + weight * row[j];
            }
        }
    };
    if (out->count() > (1 << 16))
        threads.each(static_cast<size_t>(outer), block);
    else
        for (size_t o = 0; o < static_cast<size_t>(outer); ++o)
            block(o);
    return out;
}

struct Plan {
    std::vector<size_t> axes;
    std::vector<double> scales; // by axis of the tensor
    std::vector<double> begins, ends; // region of interest, 0 … 1
    Shape shape;
    double outside = 0;
};

Result<void> execute(OpContext& c, const Rules& rules, const Plan& plan)
{
    const Tensor& x = c.in(0);
    if (rules.mode != "nearest" && rules.mode != "linear" && rules.mode != "cubic")
        return fail("mode \"{}\" is not a way to resize", rules.mode);
    auto checked = c.out(0, x.type(), plan.shape);
    if (!checked) return pass(checked.error());
    Tensor& out = **checked;
    if (out.empty()) return {};
    if (x.empty()) return fail("an empty tensor cannot be resized to {}", tensor::toString(plan.shape));
    const bool crops = rules.coordinates == "tf_crop_and_resize";
    std::vector<std::vector<Taps>> taps(x.rank());
    for (const size_t d : plan.axes) {
        const int64_t extent = x.shape()[d];
        if (plan.shape[d] == extent && plan.scales[d] == 1 && !crops) continue;
        for (int64_t i = 0; i < plan.shape[d]; ++i) {
            const double at = sourceOf(i, rules, plan.scales[d], extent, plan.shape[d], plan.begins[d], plan.ends[d]);
            if (!(std::fabs(at) < 1e15)) return fail("a scale of {} is not possible", plan.scales[d]);
            taps[d].push_back(tapsAt(at, rules, plan.scales[d], extent));
            taps[d].back().outside = crops && (at < 0 || at > static_cast<double>(extent - 1));
        }
    }
    if (rules.mode == "nearest") {
        std::vector<std::vector<int64_t>> maps(x.rank());
        for (size_t d = 0; d < x.rank(); ++d) {
            for (const Taps& tap : taps[d])
                maps[d].push_back(tap.outside ? -1 : tap.positions[0]);
            if (!taps[d].empty()) continue;
            maps[d].resize(static_cast<size_t>(plan.shape[d]));
            std::iota(maps[d].begin(), maps[d].end(), 0);
        }
        auto fill = tensor::converted(Tensor::scalar(plan.outside), x.type());
        if (!fill) return pass(fill.error());
        gatherAxes(x, out, maps, fill->data());
        return {};
    }
    auto work = x.type() == ElementType::Float64 ? Result<Tensor>(x) : as<float>(x);
    if (!work) return pass(work.error());
    for (size_t d = 0; d < x.rank(); ++d) {
        if (taps[d].empty()) continue;
        work = x.type() == ElementType::Float64
            ? resampled<double>(*work, d, taps[d], plan.outside, c.threads())
            : resampled<float>(*work, d, taps[d], static_cast<float>(plan.outside), c.threads());
        if (!work) return pass(work.error());
    }
    auto result = tensor::converted(*work, x.type());
    if (!result) return pass(result.error());
    const auto* bytes = static_cast<const std::byte*>(result->data());
    std::copy(bytes, bytes + result->byteSize(), static_cast<std::byte*>(out.mutableData()));
    return {};
}

Result<std::vector<double>> numbersOf(const OpContext& c, size_t input)
{
    std::vector<double> numbers(static_cast<size_t>(c.in(input).count()));
    if (numbers.size() > 1024) return fail("input {} holds too many numbers", input);
    for (size_t i = 0; i < numbers.size(); ++i)
        numbers[i] = c.in(input).at(static_cast<int64_t>(i));
    return numbers;
}

Plan neutral(const Tensor& x)
{
    Plan plan;
    plan.axes.resize(x.rank());
    std::iota(plan.axes.begin(), plan.axes.end(), 0);
    plan.scales.assign(x.rank(), 1);
    plan.begins.assign(x.rank(), 0);
    plan.ends.assign(x.rank(), 1);
    plan.shape = x.shape();
    return plan;
}

Result<void> applyScales(Plan& plan, const std::vector<double>& scales)
{
    if (scales.size() != plan.axes.size()) return fail("{} scales do not fit {} axes", scales.size(), plan.axes.size());
    for (size_t i = 0; i < scales.size(); ++i) {
        const size_t d = plan.axes[i];
        const double extent = std::floor(static_cast<double>(plan.shape[d]) * scales[i]);
        if (!(scales[i] > 0) || !(extent < 1e12)) return fail("a scale of {} is not possible", scales[i]);
        plan.scales[d] = scales[i];
        plan.shape[d] = static_cast<int64_t>(extent);
    }
    return {};
}

Result<void> applySizes(Plan& plan, const std::vector<double>& sizes, const std::string& policy)
{
    if (sizes.size() != plan.axes.size()) return fail("{} sizes do not fit {} axes", sizes.size(), plan.axes.size());
    double common = 0;
    for (size_t i = 0; i < sizes.size(); ++i) {
        const int64_t extent = plan.shape[plan.axes[i]];
        if (!(sizes[i] >= 0) || sizes[i] > 1e12 || extent == 0) return fail("a size of {} is not possible", sizes[i]);
        const double scale = sizes[i] / static_cast<double>(extent);
        common = i == 0 ? scale : (policy == "not_larger" ? std::min(common, scale) : std::max(common, scale));
    }
    for (size_t i = 0; i < sizes.size(); ++i) {
        const size_t d = plan.axes[i];
        const auto extent = static_cast<double>(plan.shape[d]);
        plan.scales[d] = policy == "stretch" ? sizes[i] / extent : common;
        plan.shape[d] = static_cast<int64_t>(policy == "stretch" ? sizes[i] : std::floor(common * extent + 0.5));
    }
    return {};
}

std::string plainMode(std::string mode)
{
    return mode == "bilinear" || mode == "trilinear" ? "linear" : mode;
}

// Upsample, and Resize of opset 10, which is the same: positions from x / scale, nearest downwards.
Result<void> upsample(OpContext& c)
{
    const Tensor& x = c.in(0);
    Rules rules;
    rules.coordinates = "asymmetric";
    rules.rounding = "floor";
    rules.mode = plainMode(c.node().attributes.get<std::string>("mode", "nearest"));
    std::vector<double> scales;
    if (c.has(1)) {
        auto given = numbersOf(c, 1);
        if (!given) return pass(given.error());
        scales = *std::move(given);
    } else if (const auto* list = c.node().attributes.find<std::vector<float>>("scales")) {
        scales.assign(list->begin(), list->end());
    } else if (x.rank() == 4) {
        scales = {1, 1, numberAttribute(c, "height_scale", 1), numberAttribute(c, "width_scale", 1)};
    }
    Plan plan = neutral(x);
    BITLADDER_TRY(applyScales(plan, scales));
    return execute(c, rules, plan);
}

Result<void> resize(OpContext& c)
{
    const auto& attributes = c.node().attributes;
    const Tensor& x = c.in(0);
    Rules rules;
    rules.coordinates = attributes.get<std::string>("coordinate_transformation_mode", "half_pixel");
    rules.mode = plainMode(attributes.get<std::string>("mode", "nearest"));
    rules.rounding = attributes.get<std::string>("nearest_mode", "round_prefer_floor");
    rules.cubic = numberAttribute(c, "cubic_coeff_a", -0.75f);
    rules.excludeOutside = attributes.integer("exclude_outside", 0) != 0;
    rules.antialias = attributes.integer("antialias", 0) != 0;
    constexpr std::string_view kCoordinates[] = {"half_pixel", "half_pixel_symmetric", "pytorch_half_pixel",
        "align_corners", "asymmetric", "tf_half_pixel_for_nn", "tf_crop_and_resize"};
    if (std::ranges::find(kCoordinates, rules.coordinates) == std::end(kCoordinates))
        return fail("coordinate_transformation_mode \"{}\" is unknown", rules.coordinates);
    Plan plan = neutral(x);
    plan.outside = numberAttribute(c, "extrapolation_value", 0);
    if (const auto* given = attributes.find<std::vector<int64_t>>("axes")) {
        plan.axes.clear();
        for (const int64_t axis : *given) {
            const auto normalized = tensor::normalizedAxis(axis, x.rank());
            if (!normalized) return fail("axis {} does not exist in a tensor of rank {}", axis, x.rank());
            if (std::ranges::find(plan.axes, static_cast<size_t>(*normalized)) != plan.axes.end())
                return fail("axis {} is named twice", axis);
            plan.axes.push_back(static_cast<size_t>(*normalized));
        }
    }
    const auto list = [&](size_t input) { return c.has(input) ? numbersOf(c, input) : std::vector<double> {}; };
    const auto region = list(1), scales = list(2), sizes = list(3);
    for (const auto* numbers : {&region, &scales, &sizes})
        if (!*numbers) return pass(numbers->error());
    if (rules.coordinates == "tf_crop_and_resize") {
        if (region->size() != 2 * plan.axes.size())
            return fail("the region of interest must have two numbers for each axis");
        for (size_t i = 0; i < plan.axes.size(); ++i) {
            plan.begins[plan.axes[i]] = (*region)[i];
            plan.ends[plan.axes[i]] = (*region)[i + plan.axes.size()];
        }
    }
    if (!sizes->empty()) {
        const auto policy = attributes.get<std::string>("keep_aspect_ratio_policy", "stretch");
        if (policy != "stretch" && policy != "not_larger" && policy != "not_smaller")
            return fail("keep_aspect_ratio_policy \"{}\" is unknown", policy);
        BITLADDER_TRY(applySizes(plan, *sizes, policy));
    } else if (!scales->empty()) {
        BITLADDER_TRY(applyScales(plan, *scales));
    } else if (x.rank() > 0) {
        return fail("neither scales nor sizes are given");
    }
    return execute(c, rules, plan);
}

} // namespace

std::span<const Operator> resizeOperators()
{
    static const Operator kOperators[] = {
        {.name = "Upsample", .since = 1, .run = upsample, .shapeInputs = {1}},
        {.name = "Resize", .since = 10, .run = upsample, .shapeInputs = {1}, .until = 10, .needs = 2},
        {.name = "Resize", .since = 11, .run = resize, .shapeInputs = {2, 3}},
    };
    return kOperators;
}

} // namespace bitladder::ops
