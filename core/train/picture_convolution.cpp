#include "core/train/picture_convolution.h"

#include <algorithm>
#include <limits>

namespace bitladder::train
{

namespace
{

constexpr float kInfinity = std::numeric_limits<float>::infinity();
constexpr int64_t kMostColumns = 64; // of a panel

int64_t ceilDiv(int64_t a, int64_t b)
{
    return (a + b - 1) / b;
}

// `row(tap, k)`: where the row of `columns` weights begins.
template<typename Packed, typename Row>
void pack(Packed& to, const kernels::TileKernel<kernels::FloatTile<float>>& kernel, int64_t columns, int64_t taps,
    int64_t depth, Row row)
{
    to.shape = {static_cast<int>(columns), static_cast<int>(taps), static_cast<int>(depth), kernel.nr, kernel.narrowNr,
        kernel.kGroup};
    float* panels = to.panels.room(static_cast<int64_t>(kernels::panelElements(to.shape)));
    for (int i = 0; i < kernels::panelCount(to.shape); ++i) {
        const auto panel = kernels::panelAt(to.shape, i);
        float* out = panels + panel.offset;
        for (int64_t t = 0; t < taps; ++t)
            for (int64_t k = 0; k < depth; ++k, out += panel.width) {
                std::copy_n(row(t, k) + panel.firstColumn, panel.columns, out);
                std::fill(out + panel.columns, out + panel.width, 0.0f);
            }
    }
}

// G, see kernels/winograd.h.
struct WeightsMatrix {
    explicit WeightsMatrix(int m)
    {
        const auto matrices = kernels::winogradMatrices(m);
        for (int r = 0; r < 6; ++r)
            for (int c = 0; c < 3; ++c)
                g[r][c] = static_cast<float>(matrices.g[r][c]);
    }
    float g[6][3];
    static const WeightsMatrix& of(int m)
    {
        static const WeightsMatrix kTwo(2), kFour(4);
        return m == 2 ? kTwo : kFour;
    }
};

// How tiles of Winograd's algorithm are cut into blocks that stay in the second cache, and where they lie.
struct Blocks {
    Blocks(int m, int64_t channels, int64_t width, int64_t height, int64_t breadth)
        : positions(kernels::winogradPositions(m))
        , across(ceilDiv(breadth, m))
        , tiles(across * ceilDiv(height, m))
    {
        constexpr int64_t kLine = 16, kSets = 16 * kLine, kBlock = 192 * 1024; // elements
        rowStride = ceilDiv(channels, kLine) * kLine;
        if (rowStride % kSets == 0) rowStride += kLine;
        const int64_t blocks = ceilDiv(tiles, std::max<int64_t>(1, kBlock / (positions * (rowStride + width))));
        blockTiles = ceilDiv(tiles, blocks);
        // So many positions that lie this far apart begin in different sets.
        const auto apart = [](int64_t elements) { return (ceilDiv(elements, kLine) | 1) * kLine; };
        inputStride = apart(blockTiles * rowStride);
        productStride = apart(blockTiles * width);
    }

    int64_t positions, across, tiles;
    int64_t blockTiles = 0, rowStride = 0; // of one block; from tile to tile of its inputs
    int64_t inputStride = 0, productStride = 0; // from position to position
};

} // namespace

bool PictureConvolution::suits(const ops::ConvShape& s)
{
    const ops::Window& w = s.window;
    const bool flat = w.kernel[0] == 1 && w.input[0] == 1 && w.output[0] == 1 && w.before[0] == 0;
    const bool grouped = s.groups > 1;
    if (!flat || s.batch < 1 || w.outputs() < 1 || s.inChannels < 1 || s.outChannels < 1) return false;
    return !grouped || (s.groups == s.inChannels && s.groups == s.outChannels);
}

PictureConvolution::PictureConvolution(const ops::ConvShape& shape, Back back, kernels::Level level)
    : m_shape(shape)
    , m_wanted(back)
    , m_table(kernels::table(level))
    , m_training(kernels::trainingKernels(level))
{
    m_zeros.room(std::max(shape.inChannels, shape.outChannels) + kMostColumns);
    m_bias.room(shape.outChannels + kMostColumns);
    m_gradient.room(shape.outChannels * shape.inChannels / shape.groups * shape.window.taps());
    m_winogradForward = winograd(false);
    if (m_winogradForward.m == 0) {
        planForward();
    } else { // where sums over tiles are worth what reading and writing ∂U takes
        constexpr int64_t kReading = 8; // a product's cost in tiles
        const Winograd& way = m_winogradForward;
        const int64_t positions = kernels::winogradPositions(way.m),
                      tiles = ceilDiv(way.out[1], way.m) * ceilDiv(way.out[2], way.m);
        m_gathersPositions = shape.outChannels >= 16
            && positions * (tiles + kReading) < 9 * 8 * (way.out[1] * way.out[2] + kReading) / 10;
        if (m_gathersPositions) m_positions.room(positions * shape.inChannels * shape.outChannels);
    }
    if (back == Back::NotWanted) return;
    m_winogradBack = winograd(true);
    if (m_winogradBack.m == 0) planBack();
}

// As the engine chooses it: 3×3, stride 1, and clearly fewer products.
PictureConvolution::Winograd PictureConvolution::winograd(bool back) const
{
    constexpr int64_t kFewChannels = 16;
    const ops::Window& w = m_shape.window;
    Winograd way;
    way.channels = back ? m_shape.outChannels : m_shape.inChannels;
    way.columns = back ? m_shape.inChannels : m_shape.outChannels;
    way.in = back ? w.output : w.input;
    way.out = back ? w.input : w.output;
    for (size_t d = 0; d < 2; ++d)
        way.before[d] = back ? 2 - w.before[d + 1] : w.before[d + 1];
    const ops::Triple three {1, 3, 3}, one {1, 1, 1};
    if (w.kernel != three || w.stride != one || w.dilation != one || depthwise() || way.channels < kFewChannels
        || way.before[0] < 0 || way.before[1] < 0)
        return way;
    const auto tiles = [&](int64_t m) { return static_cast<double>(ceilDiv(way.out[1], m) * ceilDiv(way.out[2], m)); };
    const auto matrix = static_cast<double>(way.channels * way.columns);
    const auto cost = [&](double positions, double rows, double transforms) {
        return positions * rows * (matrix + transforms * static_cast<double>(way.channels + way.columns));
    };
    const double plain = cost(9, static_cast<double>(way.out[1] * way.out[2]), 0), two = cost(16, tiles(2), 12),
                 four = cost(36, tiles(4), 12);
    if (std::min(two, four) > 0.9 * plain) return way;
    way.m = two <= four ? 2 : 4;
    return way;
}

void PictureConvolution::planForward()
{
    const ops::Window& w = m_shape.window;
    Product& p = m_forward;
    p.pixels = w.outputs();
    p.lines = {{0, p.pixels, 0}};
    const int64_t taps = w.taps();
    for (int64_t t = 0; t < taps; ++t)
        p.taps.push_back(static_cast<int>(t));
    p.from.assign(static_cast<size_t>(taps * p.pixels), -1);
    for (int64_t y = 0, pixel = 0; y < w.output[1]; ++y)
        for (int64_t x = 0; x < w.output[2]; ++x, ++pixel)
            for (int64_t t = 0; t < taps; ++t) {
                const int64_t iy = y * w.stride[1] - w.before[1] + t / w.kernel[2] * w.dilation[1],
                              ix = x * w.stride[2] - w.before[2] + t % w.kernel[2] * w.dilation[2];
                if (iy < 0 || iy >= w.input[1] || ix < 0 || ix >= w.input[2]) continue;
                p.from[static_cast<size_t>(depthwise() ? pixel * taps + t : t * p.pixels + pixel)]
                    = static_cast<int32_t>(iy * w.input[2] + ix);
            }
}

// The input pixels that lie at the same place within a stride are reached by the same taps.
void PictureConvolution::planBack()
{
    const ops::Window& w = m_shape.window;
    for (int64_t py = 0; py < std::min(w.stride[1], w.input[1]); ++py)
        for (int64_t px = 0; px < std::min(w.stride[2], w.input[2]); ++px) {
            Product p;
            for (int64_t t = w.taps(); t-- > 0;) {
                const int64_t y = py + w.before[1] - t / w.kernel[2] * w.dilation[1],
                              x = px + w.before[2] - t % w.kernel[2] * w.dilation[2];
                if (y % w.stride[1] == 0 && x % w.stride[2] == 0) p.taps.push_back(static_cast<int>(t));
            }
            const int64_t rows = ceilDiv(w.input[1] - py, w.stride[1]), width = ceilDiv(w.input[2] - px, w.stride[2]),
                          taps = static_cast<int64_t>(p.taps.size());
            p.pixels = rows * width;
            p.step = w.stride[2];
            if (w.stride[1] == 1 && w.stride[2] == 1)
                p.lines = {{0, p.pixels, 0}};
            else
                for (int64_t r = 0; r < rows; ++r)
                    p.lines.push_back({r * width, width, (py + r * w.stride[1]) * w.input[2] + px});
            p.from.assign(static_cast<size_t>(taps * p.pixels), -1);
            for (int64_t pixel = 0; pixel < p.pixels; ++pixel)
                for (int64_t i = 0; i < taps; ++i) {
                    const int64_t t = p.taps[static_cast<size_t>(i)];
                    const int64_t y = py + pixel / width * w.stride[1] + w.before[1] - t / w.kernel[2] * w.dilation[1],
                                  x = px + pixel % width * w.stride[2] + w.before[2] - t % w.kernel[2] * w.dilation[2];
                    const int64_t oy = y / w.stride[1], ox = x / w.stride[2];
                    if (y < 0 || x < 0 || oy >= w.output[1] || ox >= w.output[2]) continue;
                    p.from[static_cast<size_t>(depthwise() ? pixel * taps + i : i * p.pixels + pixel)]
                        = static_cast<int32_t>(oy * w.output[2] + ox);
                }
            m_back.push_back(std::move(p));
        }
}

void PictureConvolution::packWinograd(Winograd& way, const float* taps, int64_t kernelStep, int64_t tapStride)
{
    const int64_t positions = kernels::winogradPositions(way.m), matrix = way.channels * way.columns;
    float* transformed = m_scratch.room(positions * matrix);
    for (int64_t k = 0; k < way.channels; ++k)
        m_training.winogradWeights({taps + k * kernelStep, tapStride, static_cast<int>(way.columns),
            WeightsMatrix::of(way.m).g, way.m + 2, transformed + k * way.columns, matrix});
    pack(way.weights, m_table.gemmF32, way.columns, positions, way.channels,
        [&](int64_t p, int64_t k) { return transformed + p * matrix + k * way.columns; });
}

void PictureConvolution::setWeights(const float* weights, Forward forward)
{
    const int64_t taps = m_shape.window.taps(), in = m_shape.inChannels, out = m_shape.outChannels;
    const auto& gemm = m_table.gemmF32;
    if (depthwise()) {
        float* turned = m_turned.room(taps * out); // [taps, channels]
        m_table.transposeF32(weights, static_cast<size_t>(out), static_cast<size_t>(taps), turned);
        const auto gather = [&](Product& p) {
            float* to = p.weights.panels.room(static_cast<int64_t>(p.taps.size()) * out);
            for (size_t i = 0; i < p.taps.size(); ++i)
                std::copy_n(turned + p.taps[i] * out, out, to + static_cast<int64_t>(i) * out);
        };
        gather(m_forward);
        for (Product& p : m_back)
            gather(p);
        return;
    }
    float* turned = m_turned.room(taps * in * out); // [in, taps, out]
    if (forward == Forward::Wanted) {
        m_table.transposeF32(weights, static_cast<size_t>(out), static_cast<size_t>(in * taps), turned);
        if (m_winogradForward.m > 0)
            packWinograd(m_winogradForward, turned, taps * out, out);
        else
            pack(m_forward.weights, gemm, out, taps, in,
                [&](int64_t t, int64_t k) { return turned + (k * taps + t) * out; });
    }
    if (m_wanted == Back::NotWanted) return;
    for (int64_t o = 0; o < out; ++o) // [out, taps, in]
        m_table.transposeF32(
            weights + o * in * taps, static_cast<size_t>(in), static_cast<size_t>(taps), turned + o * taps * in);
    if (m_winogradBack.m > 0) packWinograd(m_winogradBack, turned + (taps - 1) * in, taps * in, -in);
    for (Product& p : m_back)
        pack(p.weights, gemm, in, static_cast<int64_t>(p.taps.size()), out,
            [&](int64_t i, int64_t o) { return turned + (o * taps + p.taps[static_cast<size_t>(i)]) * in; });
}

void PictureConvolution::point(Product& product, const float* base, int64_t channels) const
{
    if (product.base == base) return;
    product.base = base;
    product.rows.resize(product.from.size());
    for (size_t i = 0; i < product.from.size(); ++i)
        product.rows[i] = product.from[i] < 0 ? m_zeros.data() : base + product.from[i] * channels;
}

void PictureConvolution::multiply(
    Product& product, const float* from, int64_t depth, const Ends& ends, float* to, int64_t columns)
{
    const auto& gemm = m_table.gemmF32;
    point(product, from, depth);
    kernels::FloatTile<float> tile {};
    tile.in.rowStride = static_cast<int>(product.pixels);
    tile.in.taps = static_cast<int>(product.taps.size());
    tile.in.groups = static_cast<int>(depth);
    tile.lo = ends.lo;
    tile.hi = ends.hi;
    tile.outStride = product.step * columns;
    for (int i = 0; i < kernels::panelCount(product.weights.shape); ++i) {
        const auto panel = kernels::panelAt(product.weights.shape, i);
        tile.in.panel = product.weights.panels.data() + panel.offset;
        tile.in.panelWidth = panel.width;
        tile.in.n = panel.columns;
        tile.bias = ends.bias + panel.firstColumn;
        for (const auto& line : product.lines) {
            const int64_t parts = ceilDiv(line.count, gemm.mr);
            for (int64_t part = 0; part < parts; ++part) {
                const int64_t first = part * line.count / parts, last = (part + 1) * line.count / parts;
                tile.in.rows = product.rows.data() + line.first + first;
                tile.in.m = static_cast<int>(last - first);
                tile.out = to + (line.to + first * product.step) * columns + panel.firstColumn;
                gemm.run(tile);
            }
        }
    }
}

void PictureConvolution::slide(Product& product, const float* from, const Ends& ends, float* to)
{
    const int64_t channels = m_shape.outChannels, taps = static_cast<int64_t>(product.taps.size());
    constexpr int64_t kPixels = 64; // at once
    point(product, from, channels);
    for (const auto& line : product.lines)
        for (int64_t first = 0; first < line.count; first += kPixels) {
            kernels::DepthwiseF32 d {};
            d.rows = reinterpret_cast<const float* const*>(product.rows.data()) + (line.first + first) * taps;
            d.pixels = static_cast<int>(std::min(kPixels, line.count - first));
            d.taps = static_cast<int>(taps);
            d.channels = static_cast<int>(channels);
            d.weights = product.weights.panels.data();
            d.bias = ends.bias;
            d.lo = ends.lo;
            d.hi = ends.hi;
            d.out = to + (line.to + first * product.step) * channels;
            d.outStride = product.step * channels;
            m_table.depthwiseF32(d);
        }
}

void PictureConvolution::point(Winograd& way, const float* base) const
{
    if (way.base == base) return;
    way.base = base;
    const int64_t n = way.m + 2, positions = n * n, across = ceilDiv(way.out[2], way.m),
                  tiles = across * ceilDiv(way.out[1], way.m);
    way.pixels.resize(static_cast<size_t>(tiles * positions));
    for (int64_t tile = 0; tile < tiles; ++tile)
        for (int64_t p = 0; p < positions; ++p) {
            const int64_t y = tile / across * way.m - way.before[0] + p / n,
                          x = tile % across * way.m - way.before[1] + p % n;
            const bool inside = y >= 0 && y < way.in[1] && x >= 0 && x < way.in[2];
            way.pixels[static_cast<size_t>(tile * positions + p)]
                = inside ? base + (y * way.in[2] + x) * way.channels : m_zeros.data();
        }
}

void PictureConvolution::transform(Winograd& way, const float* from, const Ends& ends, float* to)
{
    const auto& gemm = m_table.gemmF32;
    const auto& kernel = way.m == 2 ? m_table.winograd2 : m_table.winograd4;
    const Blocks b(way.m, way.channels, gemm.nr, way.out[1], way.out[2]);
    point(way, from);
    float* inputs = m_scratch.room(b.positions * (b.inputStride + b.productStride));
    float* products = inputs + b.positions * b.inputStride;
    const void* rows[64];
    kernels::FloatTile<float> tile {};
    tile.in.taps = 1;
    tile.in.groups = static_cast<int>(way.channels);
    tile.in.rows = rows;
    tile.bias = m_zeros.data();
    tile.lo = -kInfinity;
    tile.hi = kInfinity;
    tile.outStride = gemm.nr;
    kernels::WinogradInput input {};
    input.channels = static_cast<int>(way.channels);
    input.matrixStride = b.inputStride;
    kernels::WinogradOutput output {};
    output.matrixStride = b.productStride;
    output.lo = ends.lo;
    output.hi = ends.hi;
    output.rowStride = way.out[2] * way.columns;
    output.pixelStride = way.columns;
    for (int64_t first = 0; first < b.tiles; first += b.blockTiles) {
        const int64_t count = std::min(b.blockTiles, b.tiles - first), parts = ceilDiv(count, gemm.mr);
        for (int64_t t = 0; t < count; ++t) {
            input.pixels = way.pixels.data() + (first + t) * b.positions;
            input.out = inputs + t * b.rowStride;
            kernel.input(input);
        }
        for (int i = 0; i < kernels::panelCount(way.weights.shape); ++i) {
            const auto panel = kernels::panelAt(way.weights.shape, i);
            tile.in.panelWidth = panel.width;
            tile.in.n = panel.width; // the padding's columns too: full vectors, and zeros
            for (int64_t p = 0; p < b.positions; ++p) {
                tile.in.panel = way.weights.panels.data() + panel.offset + p * way.channels * panel.width;
                for (int64_t part = 0; part < parts; ++part) {
                    const int64_t begin = part * count / parts, end = (part + 1) * count / parts;
                    tile.in.m = tile.in.rowStride = static_cast<int>(end - begin);
                    for (int64_t r = begin; r < end; ++r)
                        rows[r - begin] = inputs + p * b.inputStride + r * b.rowStride;
                    tile.out = products + p * b.productStride + begin * gemm.nr;
                    gemm.run(tile);
                }
            }
            output.channels = panel.columns;
            output.bias = ends.bias + panel.firstColumn;
            for (int64_t t = 0; t < count; ++t) {
                const int64_t y = (first + t) / b.across * way.m, x = (first + t) % b.across * way.m;
                output.products = products + t * gemm.nr;
                output.out = to + (y * way.out[2] + x) * way.columns + panel.firstColumn;
                output.rows = static_cast<int>(std::min<int64_t>(way.m, way.out[1] - y));
                output.columns = static_cast<int>(std::min<int64_t>(way.m, way.out[2] - x));
                kernel.output(output);
            }
        }
    }
}

void PictureConvolution::forward(const float* x, const float* bias, float lo, float hi, float* y)
{
    const ops::Window& w = m_shape.window;
    if (bias) std::copy_n(bias, m_shape.outChannels, m_bias.data());
    const Ends ends {bias ? m_bias.data() : m_zeros.data(), lo, hi};
    for (int64_t n = 0; n < m_shape.batch;
         ++n, x += w.inputs() * m_shape.inChannels, y += w.outputs() * m_shape.outChannels)
        if (m_winogradForward.m > 0)
            transform(m_winogradForward, x, ends, y);
        else if (depthwise())
            slide(m_forward, x, ends, y);
        else
            multiply(m_forward, x, m_shape.inChannels, ends, y, m_shape.outChannels);
}

void PictureConvolution::toInput(const float* dy, float* dx)
{
    const ops::Window& w = m_shape.window;
    const Ends ends {m_zeros.data(), -kInfinity, kInfinity};
    for (int64_t n = 0; n < m_shape.batch;
         ++n, dx += w.inputs() * m_shape.inChannels, dy += w.outputs() * m_shape.outChannels) {
        if (m_winogradBack.m > 0) transform(m_winogradBack, dy, ends, dx);
        for (Product& product : m_back)
            if (depthwise())
                slide(product, dy, ends, dx);
            else
                multiply(product, dy, m_shape.outChannels, ends, dx, m_shape.inChannels);
    }
}

void PictureConvolution::toWeights(const float* x, const float* dy)
{
    const ops::Window& w = m_shape.window;
    const int64_t in = m_shape.inChannels, out = m_shape.outChannels;
    m_gathered = true;
    for (int64_t n = 0; n < m_shape.batch; ++n, x += w.inputs() * in, dy += w.outputs() * out) {
        if (m_gathersPositions) {
            gather(x, dy);
        } else if (depthwise()) {
            point(m_forward, x, in);
            m_training.depthwiseWeights(
                {reinterpret_cast<const float* const*>(m_forward.rows.data()), static_cast<int>(m_forward.pixels),
                    static_cast<int>(w.taps()), static_cast<int>(in), dy, m_gradient.data()});
        } else {
            gatherTaps(x, dy);
        }
    }
}

void PictureConvolution::gather(const float* x, const float* dy)
{
    Winograd& way = m_winogradForward;
    const auto& input = way.m == 2 ? m_table.winograd2.input : m_table.winograd4.input;
    const auto& spread = way.m == 2 ? m_training.winogradGradient2 : m_training.winogradGradient4;
    const int64_t in = way.channels, out = way.columns, parts = ceilDiv(in, m_training.outerRows);
    const Blocks b(way.m, in, out, way.out[1], way.out[2]); // D takes the place of products
    point(way, x);
    float* inputs = m_scratch.room(b.positions * (b.inputStride + b.productStride));
    float* gradients = inputs + b.positions * b.inputStride;
    kernels::OuterTile tile {};
    tile.segmentCount = 1;
    tile.aStep = b.rowStride;
    tile.bStep = out;
    tile.cStride = out;
    for (int64_t first = 0; first < b.tiles; first += b.blockTiles) {
        const int64_t count = std::min(b.blockTiles, b.tiles - first);
        for (int64_t t = 0; t < count; ++t) {
            input({way.pixels.data() + (first + t) * b.positions, static_cast<int>(in), inputs + t * b.rowStride,
                b.inputStride});
            const int64_t row = (first + t) / b.across * way.m, column = (first + t) % b.across * way.m;
            spread({dy + (row * way.out[2] + column) * out, way.out[2] * out, out,
                static_cast<int>(std::min<int64_t>(way.m, way.out[1] - row)),
                static_cast<int>(std::min<int64_t>(way.m, way.out[2] - column)), static_cast<int>(out),
                gradients + t * out, b.productStride});
        }
        for (int64_t p = 0; p < b.positions; ++p)
            for (int64_t part = 0; part < parts; ++part) {
                const int64_t begin = part * in / parts;
                tile.m = static_cast<int>((part + 1) * in / parts - begin);
                for (int64_t column = 0; column < out; column += m_training.outerColumns) {
                    const kernels::OuterSegment all {inputs + p * b.inputStride + begin,
                        gradients + p * b.productStride + column, static_cast<int>(count)};
                    tile.segments = &all;
                    tile.n = static_cast<int>(std::min<int64_t>(m_training.outerColumns, out - column));
                    tile.c = m_positions.data() + (p * in + begin) * out + column;
                    m_training.outer(tile);
                }
            }
    }
}

void PictureConvolution::gatherTaps(const float* x, const float* dy)
{
    const ops::Window& w = m_shape.window;
    const int64_t in = m_shape.inChannels, out = m_shape.outChannels;
    // So many rows of pixels that what is read again for each tap and tile stays near.
    constexpr int64_t kNear = 24576; // elements
    const int64_t perRow = w.output[2] * out + w.stride[1] * w.input[2] * in,
                  atOnce = std::max<int64_t>(1, kNear / perRow);
    const int64_t parts = ceilDiv(in, m_training.outerRows);
    kernels::OuterTile tile {};
    tile.aStep = w.stride[2] * in;
    tile.bStep = out;
    tile.cStride = out;
    for (int64_t top = 0; top < w.output[1]; top += atOnce)
        for (int64_t t = 0; t < w.taps(); ++t) {
            const int64_t s = w.stride[2], shift = t % w.kernel[2] * w.dilation[2] - w.before[2];
            const int64_t first = std::clamp<int64_t>(shift < 0 ? ceilDiv(-shift, s) : 0, 0, w.output[2]);
            const int64_t end
                = std::clamp<int64_t>(w.input[2] > shift ? ceilDiv(w.input[2] - shift, s) : 0, first, w.output[2]);
            m_segments.clear();
            for (int64_t y = top; y < std::min(w.output[1], top + atOnce) && first < end; ++y) {
                const int64_t iy = y * w.stride[1] - w.before[1] + t / w.kernel[2] * w.dilation[1];
                if (iy < 0 || iy >= w.input[1]) continue;
                m_segments.push_back({x + (iy * w.input[2] + first * s + shift) * in,
                    dy + (y * w.output[2] + first) * out, static_cast<int>(end - first)});
            }
            if (m_segments.empty()) continue;
            auto segments = m_segments;
            tile.segments = segments.data();
            tile.segmentCount = static_cast<int>(segments.size());
            for (int64_t part = 0; part < parts; ++part) {
                const int64_t begin = part * in / parts;
                tile.m = static_cast<int>((part + 1) * in / parts - begin);
                for (int64_t column = 0; column < out; column += m_training.outerColumns) {
                    tile.n = static_cast<int>(std::min<int64_t>(m_training.outerColumns, out - column));
                    for (size_t i = 0; i < segments.size(); ++i) {
                        segments[i].a = m_segments[i].a + begin;
                        segments[i].b = m_segments[i].b + column;
                    }
                    tile.c = m_gradient.data() + (t * in + begin) * out + column;
                    m_training.outer(tile);
                }
            }
        }
}

void PictureConvolution::collect(float* dw)
{
    if (!m_gathered) return;
    const int64_t taps = m_shape.window.taps(), out = m_shape.outChannels, in = m_shape.inChannels / m_shape.groups;
    if (m_gathersPositions) {
        const int m = m_winogradForward.m;
        const int64_t matrix = in * out;
        m_training.winogradGradient({m_positions.data(), matrix, static_cast<int>(matrix), WeightsMatrix::of(m).g,
            m + 2, m_gradient.data(), matrix});
        m_positions.clear();
    }
    float* turned = m_turned.room(out * taps * in); // [out, taps, in]
    m_table.transposeF32(m_gradient.data(), static_cast<size_t>(taps * in), static_cast<size_t>(out), turned);
    for (int64_t o = 0; o < out; ++o)
        for (int64_t k = 0; k < in; ++k)
            for (int64_t t = 0; t < taps; ++t)
                *dw++ += turned[(o * taps + t) * in + k];
    m_gradient.clear();
    m_gathered = false;
}

size_t PictureConvolution::bytes() const
{
    size_t bytes = m_gradient.bytes() + m_positions.bytes() + m_turned.bytes() + m_scratch.bytes();
    const auto add = [&](const Product& p) {
        bytes += p.weights.panels.bytes() + p.rows.size() * sizeof(void*) + p.from.size() * sizeof(int32_t);
    };
    add(m_forward);
    for (const Product& p : m_back)
        add(p);
    for (const Winograd* way : {&m_winogradForward, &m_winogradBack})
        bytes += way->weights.panels.bytes() + way->pixels.size() * sizeof(void*);
    return bytes;
}

} // namespace bitladder::train
