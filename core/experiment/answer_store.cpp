#include "core/experiment/answer_store.h"

#include <algorithm>

namespace bitladder::experiment
{

namespace
{

size_t bytesOf(const analysis::Answers& answers)
{
    size_t bytes = answers.files.capacity() * sizeof(analysis::Answer);
    for (const analysis::Answer& answer : answers.files)
        bytes += answer.shares.capacity() * sizeof(float);
    return bytes;
}

} // namespace

NetworkKey keyOf(const quant::Recipe& recipe, uint64_t calibration, const engine::PrepareOptions& machine)
{
    NetworkKey key;
    bool reads = false;
    for (const quant::LayerRecipe& layer : recipe.layers) {
        key.layers.emplace_back(layer.weights, layer.activations);
        reads = reads || !quant::isNativeFloat(layer.activations.format);
    }
    std::ranges::copy_if(
        recipe.methods, std::back_inserter(key.methods), [](const quant::MethodChoice& m) { return m.on; });
    if (reads || !key.methods.empty()) key.calibration = calibration;
    key.level = machine.level;
    key.floatConvolution = machine.floatConvolution;
    return key;
}

std::shared_ptr<analysis::Answers> AnswerStore::answers(const NetworkKey& network, uint64_t pictures)
{
    const auto it = std::ranges::find_if(
        m_entries, [&](const Entry& entry) { return entry.pictures == pictures && entry.network == network; });
    if (it != m_entries.end()) {
        m_entries.splice(m_entries.end(), m_entries, it);
        return it->answers;
    }
    size_t bytes = 0;
    for (const Entry& entry : m_entries)
        bytes += bytesOf(*entry.answers);
    for (; bytes > m_bound && !m_entries.empty(); m_entries.pop_front())
        bytes -= bytesOf(*m_entries.front().answers);
    m_entries.push_back({network, pictures, std::make_shared<analysis::Answers>()});
    return m_entries.back().answers;
}

std::shared_ptr<const analysis::Answers> AnswerStore::find(const NetworkKey& network, uint64_t pictures) const
{
    const auto it = std::ranges::find_if(
        m_entries, [&](const Entry& entry) { return entry.pictures == pictures && entry.network == network; });
    return it == m_entries.end() ? nullptr : it->answers;
}

} // namespace bitladder::experiment
