// Prepare and run: a quantized network becomes an executable for one instruction set level. Packing, choosing and
// memory planning happen once, in prepare(); run() only computes.
#pragma once
#include "core/base/job.h"
#include "core/base/threads.h"
#include "core/engine/calibration.h"
#include "core/engine/kernel_choice.h"
#include "core/engine/quantized_network.h"
#include "core/graph/layers.h"
#include "core/kernels/dispatch.h"
#include "core/quant/recipe.h"

#include <functional>
#include <limits>
#include <list>
#include <map>
#include <memory>
#include <mutex>

namespace bitladder::engine
{

struct PackedLayer;

// Codes and packed weights of earlier preparations, found again by what the codes were made from and by the kernel.
// Thread-safe; belongs to one graph and keeps the latest few of each layer.
class PackCache
{
public:
    struct Key {
        quant::QuantizationKey weights;
        Compute compute;
        kernels::Level level;
        int winogradTile = 0;
        friend bool operator==(const Key&, const Key&) = default;
    };
    std::shared_ptr<const PackedLayer> find(const Key& key);
    void put(const Key& key, std::shared_ptr<const PackedLayer> packed);
    std::shared_ptr<const quant::QuantizedTensor> findCodes(const quant::QuantizationKey& key);
    void putCodes(std::shared_ptr<const quant::QuantizedTensor> codes);
    // From now on at most so many bytes are kept; what was used longest ago goes first. What an executable holds lives
    // on there.
    void setBound(size_t bytes);
    // As long as all together hold less than so many bytes, more than the latest few of a layer are kept: while recipes
    // come and go, as in a search. 0: never.
    void setRoom(size_t bytes);
    size_t bytes() const;

private:
    static constexpr std::ptrdiff_t kPerLayer = 3; // packings, and as many sets of codes
    struct Entry {
        Key key; // of codes: only `weights` counts
        std::shared_ptr<const PackedLayer> packed; // or
        std::shared_ptr<const quant::QuantizedTensor> codes;
        size_t bytes = 0;
        bool alike(const Entry& other) const;
    };
    const Entry* use(const Entry& wanted);
    void keep(Entry entry);
    void shrink();

    mutable std::mutex m_mutex;
    std::list<Entry> m_entries; // used last comes last
    size_t m_bytes = 0, m_bound = std::numeric_limits<size_t>::max(), m_room = 0;
};

// How float32 convolutions with 3×3 kernels and stride 1 are computed. Fastest: as a fixed rule of the layer's shape
// says, by plain sums or by Winograd's algorithm, whose error bound kernels/winograd.h states; the same on every level
// and for every number of threads. ExactOrder: always plain sums in the order of the contract. Winograd2, Winograd4:
// F(2×2) or F(4×4) wherever it can be used, to measure and to test.
enum class FloatConvolution : unsigned char { Fastest, ExactOrder, Winograd2, Winograd4 };

struct PrepareOptions {
    kernels::Level level = kernels::bestLevel();
    int threads = 0; // 0: all
    std::shared_ptr<PackCache> cache; // may be null
    FloatConvolution floatConvolution = FloatConvolution::Fastest;
    std::optional<IntegerWay> integerWay; // of every layer that can take it, to measure and to test; else the fastest
};

// How one layer will be executed.
struct LayerInfo {
    std::string name, op;
    quant::QuantSpec weights, activations; // as asked
    quant::Quantizer weightQuantizer; // as computed
    std::optional<quant::Quantizer> activationQuantizer; // none for native floats
    std::string kernel; // e.g. "gemm_u8s8_avx512"
    Operations operations {};
    kernels::Level level = kernels::Level::Scalar;
    Execution execution = Execution::Executed;
    TranslatableMessage note; // why it is widened or simulated; may be empty
    std::vector<IntegerWay> ways; // that give the same sums; empty for floats and wide integers
    std::vector<FloatConvolution> algorithms; // that could compute a convolution of floats; empty where one can
    double usefulBits = 1; // of the bits in its words: less where the channels of a tap do not fill 64-bit words
    int64_t macs = 0;
    int64_t products = 0; // that are really made: fewer than `macs` with Winograd's algorithm
    int64_t rows = 0, columns = 0, depth = 0; // as a matrix product: positions, channels, products per output
    int64_t inputs = 0, outputs = 0; // values
    bool depthwise = false;
    size_t residentBytes = 0;
};

// The three sizes of the parameters, in bytes. (On disk is known to whoever exports.)
struct Sizes {
    double floatBytes = 0; // as in the file
    double theoreticalBytes = 0; // bits × elements, biases at 32 bits
    double residentBytes = 0; // what the executable holds, padding, scales and tables included
};

enum class Tap : unsigned char { LayerInput, LayerOutput };
// Called during the run with the values as floats in row-major order. A layer's output is what its consumer gets: where
// that is an integer format, rounded to its grid.
using Observer = std::function<void(LayerId, Tap, const tensor::Tensor&)>;

// The parts add up to the total. Reformat: values converted to the layer's format or layout, and copied. Kernel:
// products, and what kernels do while their sums are in registers: bias, limits, requantization. Epilogue: sums with
// other values, behind the kernel. Waiting: threads that had nothing to do, and the starting of work.
struct LayerTime {
    double totalMs = 0, reformatMs = 0, kernelMs = 0, epilogueMs = 0, waitingMs = 0;
};

struct Trace {
    std::vector<tensor::Tensor> outputs; // in the order of the graph's outputs, row-major
    std::vector<LayerTime> layers; // by LayerId
    double otherMs = 0; // operators that are not layers
    double totalMs = 0;
};

class Executable
{
public:
    ~Executable();
    const graph::Graph& graph() const;
    const std::shared_ptr<const QuantizedNetwork>& network() const; // that it was prepared from
    const std::vector<LayerInfo>& layers() const;
    const Sizes& sizes() const;
    // A layer's output in float, as operators of the file that are done on the way leave it (the limits of a Clip,
    // the codes of a QuantizeLinear): what an observer's LayerOutput is to be compared with. Precondition: float32 or
    // float64.
    Result<tensor::Tensor> behindFused(LayerId layer, tensor::Tensor output) const;
    kernels::Level level() const;
    int threads() const;

    // Not thread-safe: one run at a time. Inputs in the order of the graph's inputs, of their types and shapes.
    Result<Trace> run(std::span<const tensor::Tensor> inputs, const Job& job = {}, const Observer& observer = {});

private:
    friend class Planner;
    struct Impl;
    explicit Executable(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> m_impl;
};

// The recipe that changes nothing: every layer at the width of its weights in the file (float32 or float64).
quant::Recipe floatRecipe(const graph::Graph& graph);
// The recipe that the file itself carries: a float recipe, with the grids of an already quantized model as given
// ranges.
quant::Recipe fileRecipe(const graph::Graph& graph);
// True if any layer's grid comes with the model.
bool isQuantized(const quant::Recipe& recipe);
// A layer without weights has no format for them, one that reads indices none for its activations: those stay float32.
void fitToLayers(std::span<const graph::Layer> layers, quant::Recipe& recipe);
std::string fingerprintOf(const graph::Graph& graph);

// Fails where an operator is missing, where a layer's shape depends on data, and where the layers are not the graph's.
Result<std::unique_ptr<Executable>> prepare(
    std::shared_ptr<const QuantizedNetwork> network, const PrepareOptions& options = {}, const Job& job = {});

// Runs the float network over pictures and collects the inputs of all layers.
Result<void> calibrate(
    Executable& floatNetwork, std::span<const tensor::Tensor> inputs, Calibration& calibration, const Job& job = {});

} // namespace bitladder::engine
