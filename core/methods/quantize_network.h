// From a recipe to a quantized network: the one place where codes are made. Rounding to the nearest is what happens to
// every layer; methods of the recipe change what goes in or what comes out.
#pragma once
#include "core/methods/learned_cache.h"

namespace bitladder::methods
{

struct QuantizeOptions {
    int threads = 0; // 0: all
    std::shared_ptr<engine::PackCache> cache; // of codes made earlier; may be null
    CalibrationSet pictures; // that methods learn from; may be empty
    std::stop_token enough; // asks methods to end and to keep what is done, where a job's token would undo all
    LearnedCache learned; // what methods with pictures learned is looked for and kept there
    uint64_t picturesKey = 0; // tells sets of pictures apart: what methods learned is known by it
};

// Fails where the recipe's layers are not the graph's, where a method is not known or cannot be used, and where
// activations are to be quantized but no picture has been run, so that nothing is known of their range. The job is
// looked at between layers.
Result<std::shared_ptr<const engine::QuantizedNetwork>> quantizeNetwork(std::shared_ptr<const graph::Graph> graph,
    const quant::Recipe& recipe, const engine::Calibration& calibration, const QuantizeOptions& options = {},
    const Job& job = {});

// Quantizes and prepares in one, without pictures: recipes with methods that need some are refused.
Result<std::unique_ptr<engine::Executable>> prepare(std::shared_ptr<const graph::Graph> graph,
    const quant::Recipe& recipe, const engine::Calibration& calibration, const engine::PrepareOptions& options = {},
    const Job& job = {});

} // namespace bitladder::methods
