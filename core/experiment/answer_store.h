// The answers of networks over sets of pictures, known by what they depend on: what was computed once is not computed
// again, whoever asks and however often recipes come and go. An evaluation that was stopped goes on where it was.
#pragma once
#include "core/analysis/answers.h"
#include "core/quant/recipe.h"

#include <list>
#include <memory>

namespace bitladder::experiment
{

// What the numbers of a network depend on. Names, locks and methods that are off do not count.
struct NetworkKey {
    std::vector<std::pair<quant::QuantSpec, quant::QuantSpec>> layers; // weights, activations
    std::vector<quant::MethodChoice> methods;
    uint64_t calibration = 0; // 0: nothing is read of it
    kernels::Level level = kernels::Level::Scalar;
    engine::FloatConvolution floatConvolution = engine::FloatConvolution::Fastest;
    friend bool operator==(const NetworkKey&, const NetworkKey&) = default;
};
NetworkKey keyOf(const quant::Recipe& recipe, uint64_t calibration, const engine::PrepareOptions& machine);

// Not thread-safe.
class AnswerStore
{
public:
    static constexpr size_t kDefaultBytes = size_t {128} << 20;

    // The answers of a network to a set of pictures; empty ones where nothing is known. What is filled in stays. What
    // was used longest ago goes when all together are larger than the bound.
    std::shared_ptr<analysis::Answers> answers(const NetworkKey& network, uint64_t pictures);
    // Null where nothing is known.
    std::shared_ptr<const analysis::Answers> find(const NetworkKey& network, uint64_t pictures) const;
    void setBound(size_t bytes) { m_bound = bytes; }
    size_t size() const { return m_entries.size(); }

private:
    struct Entry {
        NetworkKey network;
        uint64_t pictures = 0;
        std::shared_ptr<analysis::Answers> answers;
    };
    std::list<Entry> m_entries; // used last comes last
    size_t m_bound = kDefaultBytes;
};

} // namespace bitladder::experiment
