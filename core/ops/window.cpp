#include "core/ops/window.h"

namespace bitladder::ops
{

namespace
{

constexpr int64_t kMost = int64_t {1} << 31; // larger kernels, strides and paddings are mistakes

Result<void> readTriple(const Node& node, const char* name, size_t rank, int64_t least, Triple& triple)
{
    const auto* given = node.attributes.find<std::vector<int64_t>>(name);
    if (!given || given->empty()) return {};
    if (given->size() != rank) return fail("{} has {} numbers for {} spatial axes", name, given->size(), rank);
    for (size_t i = 0; i < rank; ++i) {
        if ((*given)[i] < least || (*given)[i] > kMost) return fail("{} of {} is not possible", name, (*given)[i]);
        triple[3 - rank + i] = (*given)[i];
    }
    return {};
}

Result<Window> frame(const Node& node, const Shape& data, const Shape* kernel)
{
    Window w;
    if (data.size() < 3) return fail("data {} has no spatial axes", tensor::toString(data));
    if (data.size() > 5) return unsupported("more than three spatial axes are not supported");
    w.rank = data.size() - 2;
    std::copy(data.begin() + 2, data.end(), w.input.end() - static_cast<int64_t>(w.rank));
    if (!kernel && !node.attributes.find<std::vector<int64_t>>("kernel_shape"))
        return fail("the attribute kernel_shape is missing");
    BITLADDER_TRY(readTriple(node, "kernel_shape", w.rank, 1, w.kernel));
    if (kernel) {
        Triple real {1, 1, 1};
        if (kernel->size() != w.rank)
            return fail("the kernel has {} spatial axes, the data {}", kernel->size(), w.rank);
        std::copy(kernel->begin(), kernel->end(), real.end() - static_cast<int64_t>(w.rank));
        if (node.attributes.find<std::vector<int64_t>>("kernel_shape") && real != w.kernel)
            return fail("kernel_shape contradicts the weights");
        for (const int64_t extent : real)
            if (extent < 1 || extent > kMost) return fail("a kernel extent of {} is not possible", extent);
        w.kernel = real;
    }
    if (!tensor::elementCount(w.kernel) || !tensor::elementCount(w.input))
        return fail("a kernel of {} on data {} is too large", tensor::toString(w.kernel), tensor::toString(data));
    BITLADDER_TRY(readTriple(node, "strides", w.rank, 1, w.stride));
    BITLADDER_TRY(readTriple(node, "dilations", w.rank, 1, w.dilation));
    const auto* pads = node.attributes.find<std::vector<int64_t>>("pads");
    if (pads && !pads->empty()) {
        if (pads->size() != 2 * w.rank) return fail("pads has {} numbers for {} spatial axes", pads->size(), w.rank);
        for (size_t i = 0; i < w.rank; ++i) {
            w.before[3 - w.rank + i] = (*pads)[i];
            w.after[3 - w.rank + i] = (*pads)[w.rank + i];
        }
        for (const int64_t p : *pads)
            if (p < -kMost || p > kMost) return fail("a padding of {} is not possible", p);
    }
    return w;
}

Result<std::string> autoPad(const Node& node)
{
    auto mode = node.attributes.get<std::string>("auto_pad", "NOTSET");
    if (mode.empty()) mode = "NOTSET";
    if (mode != "NOTSET" && mode != "VALID" && mode != "SAME_UPPER" && mode != "SAME_LOWER")
        return fail("auto_pad \"{}\" is unknown", mode);
    return mode;
}

} // namespace

Result<Window> windowOf(const Node& node, const Shape& data, const Shape* kernel)
{
    auto w = frame(node, data, kernel);
    if (!w) return w;
    const auto mode = autoPad(node);
    if (!mode) return pass(mode.error());
    const bool ceiling = node.attributes.integer("ceil_mode", 0) != 0;
    for (size_t d = 3 - w->rank; d < 3; ++d) {
        const int64_t span = (w->kernel[d] - 1) * w->dilation[d] + 1, stride = w->stride[d];
        if (mode->starts_with("SAME")) {
            w->output[d] = (w->input[d] + stride - 1) / stride;
            const int64_t total = std::max<int64_t>(0, (w->output[d] - 1) * stride + span - w->input[d]);
            w->before[d] = *mode == "SAME_UPPER" ? total / 2 : total - total / 2;
            w->after[d] = total - w->before[d];
            continue;
        }
        if (*mode == "VALID") w->before[d] = w->after[d] = 0;
        const int64_t room = w->input[d] + w->before[d] + w->after[d] - span;
        if (room < 0)
            return fail("a window of {} does not fit an extent of {} padded by {} and {}", span, w->input[d],
                w->before[d], w->after[d]);
        w->output[d] = (ceiling ? (room + stride - 1) / stride : room / stride) + 1;
        // A window that starts in the padding behind the data is dropped.
        if (ceiling && (w->output[d] - 1) * stride >= w->input[d] + w->before[d]) --w->output[d];
    }
    return w;
}

Result<Window> transposedWindowOf(const Node& node, const Shape& data, const Shape& kernel)
{
    auto w = frame(node, data, &kernel);
    if (!w) return w;
    const auto mode = autoPad(node);
    if (!mode) return pass(mode.error());
    Triple extra {0, 0, 0}, wanted {0, 0, 0};
    BITLADDER_TRY(readTriple(node, "output_padding", w->rank, 0, extra));
    auto shape = node.attributes.integers("output_shape");
    if (shape.size() == w->rank + 2)
        shape.erase(shape.begin(), shape.begin() + 2); // some files give batch and channels too
    if (!shape.empty() && shape.size() != w->rank)
        return fail("output_shape has {} numbers for {} spatial axes", shape.size(), w->rank);
    std::copy(shape.begin(), shape.end(), wanted.end() - static_cast<int64_t>(shape.size()));
    for (size_t d = 3 - w->rank; d < 3; ++d) {
        const int64_t span = (w->kernel[d] - 1) * w->dilation[d] + 1;
        if (w->input[d] < 1) return fail("data {} is empty", tensor::toString(data));
        if (w->input[d] > kMost) return fail("data {} is too large", tensor::toString(data));
        const int64_t full = (w->input[d] - 1) * w->stride[d] + span + extra[d];
        const bool same = mode->starts_with("SAME");
        if (*mode == "VALID") w->before[d] = w->after[d] = 0;
        if (!shape.empty() || same) {
            w->output[d] = shape.empty() ? w->input[d] * w->stride[d] : wanted[d];
            if (w->output[d] < 1 || w->output[d] > kMost)
                return fail("an output extent of {} is not possible", w->output[d]);
            const int64_t total = full - w->output[d];
            // What is missing is added behind (zero products), never cut off in front.
            const int64_t cut = std::max<int64_t>(0, total);
            w->before[d] = *mode == "SAME_UPPER" ? cut / 2 : cut - cut / 2;
            w->after[d] = total - w->before[d];
            continue;
        }
        w->output[d] = full - w->before[d] - w->after[d];
        if (w->output[d] < 1 || w->output[d] > 2 * kMost)
            return fail("an output extent of {} is not possible", w->output[d]);
    }
    return w;
}

} // namespace bitladder::ops
