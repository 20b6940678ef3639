// The quantized weights of one layer, packed for one kernel. Independent of activations, so that it can be kept while
// only those change.
#pragma once
#include "core/base/job.h"
#include "core/base/threads.h"
#include "core/engine/geometry.h"
#include "core/engine/kernel_choice.h"
#include "core/engine/layer_values.h"
#include "core/kernels/kernels.h"

#include <memory>

namespace bitladder::engine
{

// Memory for kernels: 64-byte aligned, zeroed, with 64 bytes of slack.
class AlignedBytes
{
public:
    AlignedBytes() = default;
    explicit AlignedBytes(size_t size);
    void* data() { return m_data.get(); }
    const void* data() const { return m_data.get(); }
    size_t size() const { return m_size; }
    template<typename T> T* as() { return static_cast<T*>(data()); }
    template<typename T> const T* as() const { return static_cast<const T*>(data()); }

private:
    struct Free {
        void operator()(void* p) const;
    };
    std::unique_ptr<void, Free> m_data;
    size_t m_size = 0;
};

// What a kernel wants of its panels.
struct PanelLayout {
    int mr = 0, nr = 0, narrowNr = 0, kGroup = 1;
    const char* name = "";
    kernels::Level level = kernels::Level::Scalar;
    bool depthwise = false; // no panels: weights as [taps, channels]
    bool wordRows = false; // bytes are widened to words before the kernel reads them
    int winogradTile = 0; // m of F(m×m, 3×3), whose positions take the place of the taps; 0: plain sums
    Operations operations {};
};
PanelLayout panelLayout(
    const kernels::KernelTable& table, Compute compute, const Geometry& geometry, int winogradTile = 0);

struct PackedLayer {
    Compute compute = Compute::F32;
    PanelLayout wish;
    kernels::PanelShape shape; // of one group
    size_t groupStride = 0; // bytes of packed weights from group to group
    int elementBits = 0; // of one packed weight
    int groupColumns = 0; // columns of one group, rounded up to whole panels
    AlignedBytes weights;
    std::vector<double> scales; // per output channel, alpha of Gemm included
    std::vector<int64_t> sums; // Σ over taps and depth of (q − zero), per output channel; empty for floats
    std::vector<std::vector<int64_t>> tapSums; // [tap][channel], binary only
    quant::Quantizer quantizer; // of the weights
    size_t resident = 0; // bytes held, without slack
};

// The bias in units of scale_a · scale_w[c] (a float32 product), as QDQ models store it, so that what is exported is
// what is executed. None where it would not fit beside the sums (then the bias is added in float), and for a MatMul,
// whose bias is an Add of its own in ONNX, or a Gemm with alpha or beta.
std::optional<std::vector<int32_t>> integerBias(const graph::Graph& graph, const graph::Layer& layer,
    const quant::Quantizer& weights, const quant::Quantizer& activations);

// The codes of a layer's weights in the panels of a kernel. Unchanged weights come from the graph's constant.
// winogradTile: 0, or 2 or 4 where canUseWinograd(geometry) and the kernel computes in float32, or in U8S8 with weights
// that canSumExactly (winograd.h).
Result<std::shared_ptr<const PackedLayer>> packLayer(const graph::Graph& graph, const graph::Layer& layer,
    const Geometry& geometry, const quant::QuantizedTensor& weights, Compute compute, int winogradTile,
    const kernels::KernelTable& table, const Threads& threads);

} // namespace bitladder::engine
