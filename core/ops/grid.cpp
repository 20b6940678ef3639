// Sampling at computed places: GridSample, AffineGrid, DeformConv; and Col2Im, which lays windows over each other.
#include "core/ops/convolution.h"

namespace bitladder::ops
{

namespace
{

enum class Padding { Zeros, Border, Reflection };

double reflected(double x, double low, double high)
{
    if (high <= low) return low;
    const double range = high - low;
    const double distance = std::fmod(std::fabs(x - low), 2 * range);
    return low + (distance > range ? 2 * range - distance : distance);
}

double cubicWeight(double distance)
{
    constexpr double a = -0.75;
    const double d = std::fabs(distance);
    if (d <= 1) return ((a + 2) * d - (a + 3)) * d * d + 1;
    return d < 2 ? ((a * d - 5 * a) * d + 8 * a) * d - 4 * a : 0;
}

Result<void> gridSample(OpContext& c)
{
    const Tensor& x = c.in(0);
    const Tensor& grid = c.in(1);
    const auto& attributes = c.node().attributes;
    const auto mode = attributes.get<std::string>("mode", "linear");
    const int taps = mode == "nearest"
        ? 1
        : (mode == "linear" || mode == "bilinear" ? 2 : (mode == "cubic" || mode == "bicubic" ? 4 : 0));
    if (taps == 0) return fail("mode \"{}\" is unknown", mode);
    const auto name = attributes.get<std::string>("padding_mode", "zeros");
    if (name != "zeros" && name != "border" && name != "reflection")
        return fail("padding_mode \"{}\" is unknown", name);
    const Padding padding
        = name == "zeros" ? Padding::Zeros : (name == "border" ? Padding::Border : Padding::Reflection);
    const bool corners = attributes.integer("align_corners", 0) != 0;
    const size_t rank = x.rank() - std::min<size_t>(2, x.rank());
    if (rank < 1 || rank > 3 || grid.rank() != rank + 2 || grid.shape()[0] != x.shape()[0]
        || grid.shape().back() != static_cast<int64_t>(rank))
        return fail("grid {} does not fit data {}", tensor::toString(grid.shape()), tensor::toString(x.shape()));
    Shape shape {x.shape()[0], x.shape()[1]};
    shape.insert(shape.end(), grid.shape().begin() + 1, grid.shape().end() - 1);
    auto out = c.out(0, x.type(), shape);
    if (!out) return pass(out.error());
    if ((*out)->empty()) return {};
    const Shape extents(x.shape().begin() + 2, x.shape().end());
    const auto strides = tensor::stridesOf(extents);
    const int64_t plane = extentProduct(extents, 0, rank), points = extentProduct(shape, 2, shape.size()),
                  channels = x.shape()[1];
    if (plane == 0) return fail("data {} is empty", tensor::toString(x.shape()));
    auto numbers = as<double>(grid);
    if (!numbers) return pass(numbers.error());
    return visitNumber(x.type(), [&](auto zero) -> Result<void> {
        using T = decltype(zero);
        c.threads().each(static_cast<size_t>(x.shape()[0]), [&](size_t sample) {
            const auto n = static_cast<int64_t>(sample);
            for (int64_t p = 0; p < points; ++p) {
                // Positions and weights along each axis; −1 lies outside.
                std::array<std::array<int64_t, 4>, 3> positions {};
                std::array<std::array<double, 4>, 3> weights {};
                for (size_t d = 0; d < rank; ++d) {
                    const auto extent = static_cast<double>(extents[d]);
                    // The last number of a grid point belongs to the first axis behind: x, y, z for width, height,
                    // depth.
                    const double g = numbers->template as<
                        double>()[static_cast<size_t>((n * points + p) * static_cast<int64_t>(rank)) + rank - 1 - d];
                    double at = corners ? (g + 1) / 2 * (extent - 1) : ((g + 1) * extent - 1) / 2;
                    if (!(std::fabs(at) < 1e9)) at = std::isnan(at) ? -1e9 : std::copysign(1e9, at);
                    const double low = corners ? 0 : -0.5, high = corners ? extent - 1 : extent - 0.5;
                    if (taps == 1) at = std::rint(at);
                    const auto inside = [&](double where) {
                        if (padding == Padding::Border) return std::clamp(where, 0.0, extent - 1);
                        if (padding == Padding::Reflection)
                            return std::clamp(reflected(where, low, high), 0.0, extent - 1);
                        return where;
                    };
                    if (at < low || at > high) {
                        if (padding == Padding::Border) at = std::clamp(at, 0.0, extent - 1);
                        if (padding == Padding::Reflection) at = reflected(at, low, high);
                        if (taps == 1) at = std::rint(at);
                    }
                    const double base = taps == 1 ? at : std::floor(at);
                    for (int k = 0; k < taps; ++k) {
                        const double where = base + k - (taps == 4 ? 1 : 0);
                        const double distance = at - where;
                        weights[d][static_cast<size_t>(k)]
                            = taps == 1 ? 1 : (taps == 2 ? 1 - std::fabs(distance) : cubicWeight(distance));
                        const double bounded = std::rint(inside(where));
                        positions[d][static_cast<size_t>(k)]
                            = bounded < 0 || bounded > extent - 1 ? -1 : static_cast<int64_t>(bounded);
                    }
                }
                int combinations = 1;
                for (size_t d = 0; d < rank; ++d)
                    combinations *= taps;
                for (int64_t ch = 0; ch < channels; ++ch) {
                    const T* from = x.as<T>().data() + (n * channels + ch) * plane;
                    double sum = 0;
                    for (int combination = 0; combination < combinations; ++combination) {
                        int rest = combination;
                        int64_t offset = 0;
                        double weight = 1;
                        bool outside = false;
                        for (size_t d = 0; d < rank; ++d, rest /= taps) {
                            const auto k = static_cast<size_t>(rest % taps);
                            outside = outside || positions[d][k] < 0;
                            offset += positions[d][k] * strides[d];
                            weight *= weights[d][k];
                        }
                        if (!outside) sum += weight * static_cast<double>(from[offset]);
                    }
                    (*out)->template mutableAs<T>()[static_cast<size_t>((n * channels + ch) * points + p)]
                        = saturated<T>(sum);
                }
            }
        });
        return {};
    });
}

// theta [N, d, d + 1] and the size [N, C, spatial…] give a grid [N, spatial…, d].
Result<void> affineGrid(OpContext& c)
{
    const Tensor& theta = c.in(0);
    const auto size = integersOf(c, 1);
    if (!size) return pass(size.error());
    const size_t rank = size->size() - std::min<size_t>(2, size->size());
    const auto axes = static_cast<int64_t>(rank);
    if (rank < 2 || rank > 3 || theta.shape() != Shape {(*size)[0], axes, axes + 1})
        return fail("theta {} does not fit the size", tensor::toString(theta.shape()));
    Shape shape {(*size)[0]};
    shape.insert(shape.end(), size->begin() + 2, size->end());
    shape.push_back(axes);
    const bool corners = c.node().attributes.integer("align_corners", 0) != 0;
    auto out = c.out(0, theta.type(), shape);
    if (!out) return pass(out.error());
    return visitFloat(theta.type(), [&](auto zero) -> Result<void> {
        using T = decltype(zero);
        const Shape extents(size->begin() + 2, size->end());
        const auto strides = tensor::stridesOf(extents);
        const int64_t points = extentProduct(extents, 0, rank);
        T* to = (*out)->template mutableAs<T>().data();
        for (int64_t i = 0; i < (*out)->count() / axes; ++i) {
            const T* m = theta.as<T>().data() + i / points * axes * (axes + 1);
            std::array<double, 4> point {0, 0, 0, 0};
            for (size_t d = 0; d < rank; ++d) { // x first
                const size_t axis = rank - 1 - d;
                const auto at = static_cast<double>(i % points / strides[axis] % extents[axis]);
                const auto extent = static_cast<double>(extents[axis]);
                point[d] = corners ? (extent > 1 ? -1 + 2 * at / (extent - 1) : -1) : (2 * at + 1) / extent - 1;
            }
            point[rank] = 1;
            for (int64_t r = 0; r < axes; ++r) {
                double sum = 0;
                for (size_t k = 0; k <= rank; ++k)
                    sum += static_cast<double>(m[r * (axes + 1) + static_cast<int64_t>(k)]) * point[k];
                *to++ = static_cast<T>(sum);
            }
        }
        return {};
    });
}

template<typename T> double bilinear(const T* plane, int64_t height, int64_t width, double y, double x)
{
    if (!(y > -1 && y < static_cast<double>(height) && x > -1 && x < static_cast<double>(width))) return 0;
    const double y0 = std::floor(y), x0 = std::floor(x);
    double sum = 0;
    for (int dy = 0; dy < 2; ++dy)
        for (int dx = 0; dx < 2; ++dx) {
            const auto iy = static_cast<int64_t>(y0) + dy, ix = static_cast<int64_t>(x0) + dx;
            if (iy < 0 || iy >= height || ix < 0 || ix >= width) continue;
            sum += (1 - std::fabs(y - static_cast<double>(iy))) * (1 - std::fabs(x - static_cast<double>(ix)))
                * static_cast<double>(plane[iy * width + ix]);
        }
    return sum;
}

// x, weights, offsets, bias, mask: a convolution whose taps are moved.
Result<void> deformConv(OpContext& c)
{
    const Tensor& x = c.in(0);
    const Tensor& weights = c.in(1);
    if (x.rank() != 4) return unsupported("only two spatial axes are supported");
    const auto s = convShape(c.node(), x.shape(), weights.shape());
    if (!s) return pass(s.error());
    const Window& w = s->window;
    const int64_t groups = c.node().attributes.integer("offset_group", 1), taps = w.taps(), outputs = w.outputs();
    if (groups < 1 || s->inChannels % groups != 0)
        return fail("offset_group {} does not fit {} channels", groups, s->inChannels);
    if (c.in(2).count() != s->batch * groups * taps * 2 * outputs
        || (c.has(4) && c.in(4).count() != s->batch * groups * taps * outputs)
        || (c.has(3) && c.in(3).count() != s->outChannels))
        return fail("offsets, mask or bias do not fit");
    for (size_t i = 1; i < 5; ++i)
        if (c.has(i)) BITLADDER_TRY(sameType(x, c.in(i)));
    auto out = c.out(0, x.type(), s->output());
    if (!out) return pass(out.error());
    if ((*out)->empty()) return {};
    return visitFloat(x.type(), [&](auto zero) -> Result<void> {
        using T = decltype(zero);
        const int64_t inPerGroup = s->inChannels / s->groups, outPerGroup = s->outChannels / s->groups;
        c.threads().each(static_cast<size_t>(s->batch * outputs), [&](size_t piece) {
            const int64_t n = static_cast<int64_t>(piece) / outputs, o = static_cast<int64_t>(piece) % outputs;
            std::vector<double> column(static_cast<size_t>(s->inChannels * taps));
            for (int64_t ch = 0; ch < s->inChannels; ++ch)
                for (int64_t k = 0; k < taps; ++k) {
                    const int64_t at = (n * groups + ch / (s->inChannels / groups)) * taps + k;
                    const T* offset = c.in(2).as<T>().data() + 2 * at * outputs + o;
                    const double y = static_cast<double>(
                                         o / w.output[2] * w.stride[1] - w.before[1] + k / w.kernel[2] * w.dilation[1])
                        + static_cast<double>(offset[0]);
                    const double column0 = static_cast<double>(o % w.output[2] * w.stride[2] - w.before[2]
                                               + k % w.kernel[2] * w.dilation[2])
                        + static_cast<double>(offset[outputs]);
                    const double mask
                        = c.has(4) ? static_cast<double>(c.in(4).as<T>()[static_cast<size_t>(at * outputs + o)]) : 1;
                    column[static_cast<size_t>(ch * taps + k)] = mask
                        * bilinear(x.as<T>().data() + (n * s->inChannels + ch) * w.inputs(), w.input[1], w.input[2], y,
                            column0);
                }
            for (int64_t oc = 0; oc < s->outChannels; ++oc) {
                double sum = c.has(3) ? static_cast<double>(c.in(3).as<T>()[static_cast<size_t>(oc)]) : 0;
                for (int64_t i = 0; i < inPerGroup * taps; ++i)
                    sum += static_cast<double>(weights.as<T>()[static_cast<size_t>(oc * inPerGroup * taps + i)])
                        * column[static_cast<size_t>(oc / outPerGroup * inPerGroup * taps + i)];
                (*out)->template mutableAs<T>()[static_cast<size_t>((n * s->outChannels + oc) * outputs + o)]
                    = static_cast<T>(sum);
            }
        });
        return {};
    });
}

// Columns [N, C · taps, windows] added up into a picture of the given shape.
Result<void> col2Im(OpContext& c)
{
    const Tensor& x = c.in(0);
    const auto image = integersOf(c, 1), block = integersOf(c, 2);
    if (!image) return pass(image.error());
    if (!block) return pass(block.error());
    if (x.rank() != 3 || image->empty() || image->size() > 3 || block->size() != image->size())
        return fail("image and block shapes do not fit {}", tensor::toString(x.shape()));
    Shape data {1, 1};
    data.insert(data.end(), image->begin(), image->end());
    if (!tensor::elementCount(data)) return fail("image {} is not possible", tensor::toString(*image));
    const auto w = windowOf(c.node(), data, &*block);
    if (!w) return pass(w.error());
    if (x.shape()[1] % w->taps() != 0 || x.shape()[2] != w->outputs())
        return fail("columns {} do not fit the windows", tensor::toString(x.shape()));
    const int64_t channels = x.shape()[1] / w->taps();
    Shape shape {x.shape()[0], channels};
    shape.insert(shape.end(), image->begin(), image->end());
    auto out = c.out(0, x.type(), shape);
    if (!out) return pass(out.error());
    return visitNumber(x.type(), [&](auto zero) -> Result<void> {
        using T = decltype(zero);
        std::ranges::fill((*out)->template mutableAs<T>(), T {});
        const T* from = x.as<T>().data();
        for (int64_t plane = 0; !x.empty() && plane < x.shape()[0] * channels; ++plane) {
            T* to = (*out)->template mutableAs<T>().data() + plane * w->inputs();
            for (int64_t kz = 0; kz < w->kernel[0]; ++kz)
                for (int64_t ky = 0; ky < w->kernel[1]; ++ky)
                    for (int64_t kx = 0; kx < w->kernel[2]; ++kx)
                        for (int64_t o = 0; o < w->outputs(); ++o, ++from) {
                            const int64_t z
                                = o / (w->output[1] * w->output[2]) * w->stride[0] - w->before[0] + kz * w->dilation[0];
                            const int64_t y
                                = o / w->output[2] % w->output[1] * w->stride[1] - w->before[1] + ky * w->dilation[1];
                            const int64_t column = o % w->output[2] * w->stride[2] - w->before[2] + kx * w->dilation[2];
                            if (z < 0 || z >= w->input[0] || y < 0 || y >= w->input[1] || column < 0
                                || column >= w->input[2])
                                continue;
                            T& target = to[(z * w->input[1] + y) * w->input[2] + column];
                            using Wide = std::conditional_t<std::is_integral_v<T>, uint64_t, T>;
                            target = static_cast<T>(static_cast<Wide>(target) + static_cast<Wide>(*from));
                        }
        }
        return {};
    });
}

} // namespace

std::span<const Operator> gridOperators()
{
    static const Operator kOperators[] = {
        {.name = "GridSample", .since = 16, .run = gridSample, .needs = 2},
        {.name = "AffineGrid", .since = 20, .run = affineGrid, .shapeInputs = {1}, .needs = 2},
        {.name = "DeformConv", .since = 19, .run = deformConv, .needs = 3},
        {.name = "Col2Im", .since = 18, .run = col2Im, .shapeInputs = {1, 2}, .needs = 3},
    };
    return kOperators;
}

} // namespace bitladder::ops
