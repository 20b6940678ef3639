// Gradients of operators that only move numbers: each output is a copy of one input element, or is filled. Where it
// came from is found by running the operator on the places themselves; 0 stands for what is filled. Plain reshapes need
// not.
#include "core/ops/support.h"
#include "core/train/gradient.h"

#include <numeric>

namespace bitladder::train
{

namespace
{

Result<void> same(GradientContext& c)
{
    if (!c.wants(0)) return {};
    return ops::visitFloat(c.in(0).type(), [&](auto zero) -> Result<void> {
        using T = decltype(zero);
        const T* dy = c.dy<T>();
        T* dx = c.dx<T>(0);
        for (int64_t i = 0; i < c.in(0).count(); ++i)
            dx[i] += dy[i];
        return {};
    });
}

// Inputs 0 … data−1 hold numbers that are moved; the others say where to. data = 0: all of them.
Result<void> moved(GradientContext& c, size_t data)
{
    if (data == 0) data = c.inputCount();
    std::vector<Tensor> places(data);
    std::vector<int64_t> first(data, 1);
    std::vector<const Tensor*> inputs(c.inputs().begin(), c.inputs().end());
    int64_t next = 1;
    for (size_t i = 0; i < data; ++i) {
        if (!c.has(i)) continue;
        auto made = Tensor::make(ElementType::Float64, c.in(i).shape()); // exact up to 2^53
        if (!made) return pass(made.error());
        auto to = made->mutableAs<double>();
        std::iota(to.begin(), to.end(), static_cast<double>(next));
        first[i] = next;
        next += c.in(i).count();
        places[i] = *std::move(made);
        inputs[i] = &places[i];
    }
    Tensor nothing = Tensor::scalar<double>(0);
    if (c.node().op == "Pad" && c.has(2)) inputs[2] = &nothing; // what is filled in
    auto from = ops::evaluateNode(c.node(), inputs, c.threads());
    if (!from) return pass(from.error());
    return ops::visitFloat(c.in(0).type(), [&](auto zero) -> Result<void> {
        using T = decltype(zero);
        for (size_t o = 0; o < from->size() && o < c.outputCount(); ++o) {
            if (!c.outputGradient(o)) continue;
            const auto place = (*from)[o].template as<double>();
            const auto dy = c.outputGradient(o)->template as<T>();
            for (size_t i = 0; i < data; ++i) {
                if (!c.wants(i)) continue;
                T* dx = c.dx<T>(i);
                const int64_t begin = first[i], count = c.in(i).count();
                for (size_t j = 0; j < dy.size(); ++j) {
                    const int64_t at = static_cast<int64_t>(place[j]) - begin;
                    if (at >= 0 && at < count) dx[at] += dy[j];
                }
            }
        }
        return {};
    });
}

Result<void> movedFirst(GradientContext& c)
{
    return moved(c, 1);
}

Result<void> movedAll(GradientContext& c)
{
    return moved(c, 0);
}

Result<void> pad(GradientContext& c)
{
    if (c.node().attributes.get<std::string>("mode", "constant") == "constant"
        && c.node().attributes.get<float>("value", 0.0f) != 0.0f)
        return unsupported("padding with a value of its own has no gradient");
    return moved(c, 1);
}

Result<void> resize(GradientContext& c)
{
    if (c.node().attributes.get<std::string>("mode", "nearest") != "nearest")
        return unsupported("only nearest resizing has a gradient");
    return moved(c, 1);
}

constexpr Gradient kRows[] = {{"Reshape", same}, {"Flatten", same}, {"Squeeze", same}, {"Unsqueeze", same},
    {"Identity", same}, {"Dropout", same}, {"Transpose", movedFirst}, {"Slice", movedFirst}, {"Split", movedFirst},
    {"Gather", movedFirst}, {"Expand", movedFirst}, {"Tile", movedFirst}, {"DepthToSpace", movedFirst},
    {"SpaceToDepth", movedFirst}, {"Concat", movedAll}, {"Pad", pad}, {"Resize", resize}, {"Upsample", resize}};

} // namespace

std::span<const Gradient> movementGradients()
{
    return kRows;
}

} // namespace bitladder::train
