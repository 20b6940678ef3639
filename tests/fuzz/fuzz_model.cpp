// ONNX models: reading, simplifying (shapes, constants, fusing), listing the layers, and running what is small.
#include "core/engine/executable.h"
#include "core/graph/layers.h"
#include "core/methods/quantize_network.h"
#include "core/onnx/reader.h"
#include "core/ops/simplify.h"
#include "core/tensor/memory_limit.h"
#include "tests/fuzz/fuzz_input.h"

#include <condition_variable>
#include <mutex>
#include <thread>

using namespace bitladder;

namespace
{

// Stops a job that takes longer than a second: loops may ask for any number of turns.
class Deadline
{
public:
    Deadline()
        : m_thread([this](const std::stop_token& stop) {
            std::unique_lock lock(m_mutex);
            m_wake.wait_for(lock, stop, std::chrono::seconds(1), [] { return false; });
            m_source.request_stop();
        })
    {
    }
    Job job() const { return {m_source.get_token(), {}}; }

private:
    std::mutex m_mutex;
    std::condition_variable_any m_wake;
    std::stop_source m_source;
    std::jthread m_thread;
};

void run(graph::Graph graph)
{
    constexpr int64_t kFew = 4096;
    constexpr size_t kMemory = size_t {64} << 20;
    std::vector<tensor::Tensor> inputs;
    for (const ValueId id : graph.inputs) {
        const graph::Value& value = graph.value(id);
        const auto count = value.shape ? tensor::elementCount(*value.shape) : std::nullopt;
        if (!value.type || !count || *count > kFew) return;
        auto zeros = tensor::Tensor::make(*value.type, *value.shape);
        if (!zeros) return;
        inputs.push_back(*std::move(zeros));
    }
    graph.memory = std::min(graph.memory, kMemory);
    const tensor::MemoryLimit allowance(kMemory);
    const auto shared = std::make_shared<const graph::Graph>(std::move(graph));
    const Deadline deadline;
    const auto network = methods::prepare(shared, engine::fileRecipe(*shared), {}, {}, deadline.job());
    fuzz::checkRefusal(network);
    if (network) fuzz::checkRefusal((*network)->run(inputs, deadline.job()));
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size)
{
    const fuzz::MemoryFile file(data, size);
    const auto graph = onnx::readModel(file.path());
    fuzz::checkRefusal(graph);
    if (!graph) return 0;
    // Free extents are kept small: what is looked for is wrong arithmetic, not patience.
    auto simple = ops::simplify(*graph, {.inputShapes = {}, .batch = 1, .spatial = 8, .other = 2});
    fuzz::checkRefusal(simple);
    if (simple) run(*std::move(simple));
    return 0;
}
