// What is shown about one layer: its numbers on their grid, and error against width. Keeps what does not change from
// edit to edit: the layer's weights as floats (where the memory bound allows it), the statistics of its activations,
// and the curve as far as it is known. Thread-safe.
#pragma once
#include "app/window/document/results.h"
#include "app/window/jobs/memory_budget.h"
#include "core/analysis/layer_weights.h"

#include <mutex>

namespace bitladder::app
{

// What is asked, with everything that it needs, by value.
struct LayerTask {
    quint64 revision = 0;
    std::shared_ptr<const model::Model> model;
    LayerQuestion question;
    quant::LayerRecipe recipe;
    std::shared_ptr<const NetworkResult> network; // the latest run; null: none yet
};

class LayerStudy
{
public:
    explicit LayerStudy(MemoryBudget* memory);
    // The bound has changed: what no longer fits is let go.
    void fit();
    // The layer's weights as floats; null where they cannot be read.
    std::shared_ptr<const analysis::LayerWeights> weights(const LayerTask& task);
    // None where the activations are not known yet, and where the job was stopped.
    std::shared_ptr<const LayerResult> picture(const LayerTask& task, analysis::Extent extent, const Job& job);
    // True where the picture from a sample is not the whole one.
    bool samples(const LayerTask& task);
    // Computes on the calling thread alone, whose priority then holds. Goes on where an earlier call was stopped.
    // `found` hears of it now and then, and in the end unless the job was stopped; `pause` is called after each width.
    void curve(const LayerTask& task, const analysis::LayerWeights& weights,
        const std::function<void(const CurveResult&)>& found, const std::function<void()>& pause, const Job& job);

private:
    struct Curve {
        std::shared_ptr<const model::Model> model;
        int layer = -1;
        quant::QuantSpec spec;
        std::vector<CurveSeries> series;
    };
    std::shared_ptr<const LayerResult> weightsPicture(const LayerTask& task, const analysis::LayerWeights& known,
        analysis::Extent extent, std::shared_ptr<LayerResult> result, const Job& job);
    std::shared_ptr<const quant::Histogram> statistics(const LayerTask& task, const tensor::Tensor& values);

    MemoryBudget* m_memory;
    std::mutex m_mutex; // of the cached weights; held for a moment only
    std::shared_ptr<const model::Model> m_model;
    int m_layer = -1;
    std::shared_ptr<const analysis::LayerWeights> m_weights;

    std::mutex m_loading; // held while weights are read, and for the statistics
    std::shared_ptr<const analysis::FloatTaps> m_taps;
    int m_tapsLayer = -1;
    std::shared_ptr<const quant::Histogram> m_statistics;

    std::mutex m_curveMutex;
    Curve m_curve;
};

} // namespace bitladder::app
