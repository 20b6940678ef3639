// Losses, as they occur in the graphs that training leaves behind.
#include "core/ops/support.h"

namespace bitladder::ops
{

namespace
{

// scores are log probabilities [N, C, …], labels [N, …]; weights (per class) may be missing.
Result<void> negativeLogLikelihood(OpContext& c, const Tensor& scores, const Tensor& labels, const Tensor* weights)
{
    const auto reduction = c.node().attributes.get<std::string>("reduction", "mean");
    if (reduction != "none" && reduction != "sum" && reduction != "mean")
        return fail("reduction \"{}\" is unknown", reduction);
    if (scores.rank() < 2) return fail("scores {} have no classes", tensor::toString(scores.shape()));
    Shape expected = scores.shape();
    const int64_t classes = expected[1], inner = extentProduct(expected, 2, expected.size());
    expected.erase(expected.begin() + 1);
    if (labels.shape() != expected || !isInteger(labels.type()))
        return fail(
            "labels {} do not fit scores {}", tensor::toString(labels.shape()), tensor::toString(scores.shape()));
    if (weights && weights->count() != classes)
        return fail("{} weights do not fit {} classes", weights->count(), classes);
    const int64_t* ignored = c.node().attributes.find<int64_t>("ignore_index");
    auto out = c.out(0, scores.type(), reduction == "none" ? expected : Shape {});
    if (!out) return pass(out.error());
    return visitFloat(scores.type(), [&](auto zero) -> Result<void> {
        using T = decltype(zero);
        double sum = 0, total = 0;
        for (int64_t i = 0; i < labels.count(); ++i) {
            const int64_t label = labels.integerAt(i);
            double loss = 0;
            if (!ignored || label != *ignored) {
                if (label < 0 || label >= classes) return fail("label {} is outside of {} classes", label, classes);
                const double weight = weights ? weights->at(label) : 1;
                const auto at = static_cast<size_t>((i / inner * classes + label) * inner + i % inner);
                loss = -static_cast<double>(scores.as<T>()[at]) * weight;
                total += weight;
            }
            sum += loss;
            if (reduction == "none") (*out)->template mutableAs<T>()[static_cast<size_t>(i)] = static_cast<T>(loss);
        }
        if (reduction != "none")
            (*out)->template mutableAs<T>()[0] = static_cast<T>(reduction == "mean" ? sum / total : sum);
        return {};
    });
}

Result<void> negativeLogLikelihoodLoss(OpContext& c)
{
    return negativeLogLikelihood(c, c.in(0), c.in(1), c.has(2) ? &c.in(2) : nullptr);
}

Result<void> softmaxCrossEntropyLoss(OpContext& c)
{
    graph::Attributes attributes;
    attributes.set("axis", int64_t {1});
    const Tensor* inputs[] = {&c.in(0)};
    auto logarithms = evaluatePlain("LogSoftmax", inputs, std::move(attributes), c.threads());
    if (!logarithms) return pass(logarithms.error());
    BITLADDER_TRY(negativeLogLikelihood(c, *logarithms, c.in(1), c.has(2) ? &c.in(2) : nullptr));
    if (c.wants(1)) c.setOut(1, *std::move(logarithms));
    return {};
}

} // namespace

std::span<const Operator> lossOperators()
{
    static const Operator kOperators[] = {
        {.name = "NegativeLogLikelihoodLoss", .since = 12, .run = negativeLogLikelihoodLoss, .needs = 2},
        {.name = "SoftmaxCrossEntropyLoss", .since = 12, .run = softmaxCrossEntropyLoss, .needs = 2},
    };
    return kOperators;
}

} // namespace bitladder::ops
