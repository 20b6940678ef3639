#include "core/experiment/hybrid.h"

#include <algorithm>

namespace bitladder::experiment
{

std::shared_ptr<const engine::QuantizedNetwork> hybridOf(const engine::QuantizedNetwork& quantized,
    const engine::QuantizedNetwork& floats, const std::function<Parts(size_t layer)>& parts)
{
    auto network = std::make_shared<engine::QuantizedNetwork>(quantized);
    std::vector<quant::MethodChoice> methods;
    std::ranges::copy_if(quantized.recipe.methods, std::back_inserter(methods), &quant::MethodChoice::on);
    for (size_t i = 0; i < network->layers.size(); ++i) {
        const Parts kept = parts(i);
        if (kept == Parts::None || kept == Parts::Activations) {
            auto weights = floats.layers[i].weights;
            // Methods may have rewritten the floats: packings of the file's own are not those.
            if (weights && !methods.empty()) {
                auto keyed = std::make_shared<quant::QuantizedTensor>(*weights);
                keyed->key.methods = methods;
                weights = std::move(keyed);
            }
            network->layers[i].weights = std::move(weights);
            network->recipe.layers[i].weights = floats.recipe.layers[i].weights;
        }
        if (kept == Parts::None || kept == Parts::Weights) {
            network->layers[i].activations = floats.layers[i].activations;
            network->recipe.layers[i].activations = floats.recipe.layers[i].activations;
        }
    }
    return network;
}

} // namespace bitladder::experiment
