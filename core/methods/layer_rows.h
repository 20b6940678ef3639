// Private to the methods: what a layer reads, as rows of a matrix product, kept one by one. One row holds the values of
// one output position, in the order of the layer's weights, [taps, input channels of a group].
#pragma once
#include "core/engine/geometry.h"
#include "core/methods/method.h"

#include <Eigen/Dense>

namespace bitladder::methods
{

using FloatRows = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

// Takes rows out of a layer's input.
class RowReader
{
public:
    explicit RowReader(const engine::Geometry& geometry)
        : m_g(geometry)
        , m_taps(static_cast<size_t>(geometry.taps()))
    {
    }
    int64_t depth() const { return m_g.taps() * m_g.inPerGroup(); }
    // Row `row` of a group into out[depth()]; padding is zero.
    template<typename T> void read(const tensor::Tensor& input, int64_t row, int64_t group, T* out)
    {
        const int64_t channels = m_g.inPerGroup(), pixels = m_g.inPixels();
        std::span<const float> floats;
        if (input.type() == tensor::ElementType::Float32) floats = input.as<float>();
        m_g.tapsOf(row, m_taps.data());
        for (const int64_t at : m_taps) {
            // [N, C, pixels]; a matrix product has one pixel.
            const int64_t first = (at / pixels * m_g.inChannels + group * channels) * pixels + at % pixels;
            for (int64_t k = 0; k < channels; ++k)
                *out++ = at < 0      ? T {0}
                    : floats.empty() ? static_cast<T>(input.at(first + k * pixels))
                                     : static_cast<T>(floats[static_cast<size_t>(first + k * pixels)]);
        }
    }

private:
    const engine::Geometry& m_g;
    std::vector<int64_t> m_taps;
};

// Of one layer: rows of the input that it has with the layers before it quantized, and of the one that it has in the
// float network, at the same positions. By group: [rows, depth]. Their order is a seeded shuffle.
struct LayerRows {
    std::vector<FloatRows> quantized, real;
    int64_t count() const { return quantized.empty() ? 0 : quantized.front().rows(); }
};

// Gives the rows of one layer after the other, while a method works its way through them. What is the same for many
// layers is run once: the float network for as many of the coming layers as there is room for, the quantized one for
// layers that read the same value.
class RowSource
{
public:
    // Whether layers that read the same value are run at once: not where a method changes how such a layer reads it.
    enum class Neighbours : unsigned char { Together, Alone };
    // `most`: rows of a layer, an even choice of positions in every picture; fewer where they would need more than
    // `bytes`.
    RowSource(const Draft& draft, int64_t most, Neighbours neighbours, size_t bytes = size_t {512} << 20)
        : m_draft(draft)
        , m_most(most)
        , m_neighbours(neighbours)
        , m_bytes(bytes)
    {
    }
    // As the layers before it are now. Fails for layers that operators compute, and where no picture reaches the layer.
    Result<LayerRows> of(const graph::Layer& layer);

private:
    using Rows = std::vector<FloatRows>; // by group
    struct Wanted;
    Result<Wanted> wantedOf(const graph::Layer& layer) const;
    std::vector<graph::Layer> comingFrom(const graph::Layer& layer) const;
    Result<std::map<int32_t, Rows>> collect(int last, std::span<const graph::Layer> layers) const;

    const Draft& m_draft;
    int64_t m_most;
    Neighbours m_neighbours;
    size_t m_bytes;
    std::map<int32_t, Rows> m_quantized, m_real; // of coming layers, by LayerId
};

// What a Gemm multiplies its product and its bias by; 1 elsewhere.
struct Factors {
    double product = 1, bias = 1;
};
Factors factorsOf(const graph::Graph& graph, const graph::Layer& layer);
// The bias of every output channel, times its factor; zeros where there is none.
std::vector<double> biasOf(const graph::Graph& graph, const graph::Layer& layer, size_t channels);

} // namespace bitladder::methods
