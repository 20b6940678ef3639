#include "core/train/gradient.h"

#include <algorithm>

namespace bitladder::train
{

namespace
{

std::vector<const Gradient*> table()
{
    std::vector<const Gradient*> all;
    for (const auto group : {elementwiseGradients(), arithmeticGradients(), movementGradients(), productGradients(),
             convolutionGradients(), poolingGradients(), normalizationGradients()})
        for (const Gradient& row : group)
            all.push_back(&row);
    std::ranges::sort(all, {}, [](const Gradient* row) { return std::pair {row->domain, row->op}; });
    return all;
}

} // namespace

std::span<const Gradient* const> allGradients()
{
    static const std::vector<const Gradient*> all = table();
    return all;
}

const Gradient* findGradient(const Node& node)
{
    const auto key = [](const Gradient* row) { return std::pair {row->domain, row->op}; };
    const std::pair<std::string_view, std::string_view> wanted {node.domain, node.op};
    const auto all = allGradients();
    const auto it = std::ranges::lower_bound(all, wanted, {}, key);
    return it != all.end() && key(*it) == wanted ? *it : nullptr;
}

Result<std::vector<Tensor>> inputGradients(const Node& node, std::span<const Tensor* const> inputs,
    std::span<const Tensor> outputs, std::span<const Tensor* const> outputGradients, const std::vector<bool>& wanted,
    const Threads& threads)
{
    const Gradient* row = findGradient(node);
    if (!row) return unsupported("node {} ({}): the operator has no gradient", node.name, node.op);
    std::vector<Tensor> gradients(inputs.size());
    std::vector<Tensor*> into(inputs.size(), nullptr);
    for (size_t i = 0; i < inputs.size(); ++i) {
        if (!inputs[i] || !wanted[i]) continue;
        auto made = Tensor::make(inputs[i]->type(), inputs[i]->shape());
        if (!made) return pass(made.error());
        gradients[i] = *std::move(made);
        into[i] = &gradients[i];
    }
    GradientContext context(node, inputs, outputs, outputGradients, into, threads);
    auto done = row->run(context);
    if (!done) return pass(done.error().within(fmt::format("gradient of node {} ({})", node.name, node.op)));
    return gradients;
}

} // namespace bitladder::train
