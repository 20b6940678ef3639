// Weights into panels. Prepared once, so plain loops are enough.
#include "core/kernels/kernels.h"

namespace bitladder::kernels
{

namespace
{

int groupsOf(const PanelShape& shape)
{
    return (shape.depth + shape.kGroup - 1) / shape.kGroup;
}

// Elements of one column over all taps, padding included.
size_t columnElements(const PanelShape& shape)
{
    return static_cast<size_t>(shape.taps) * groupsOf(shape) * shape.kGroup;
}

} // namespace

int panelCount(const PanelShape& shape)
{
    return (shape.columns + shape.nr - 1) / shape.nr;
}

PanelRef panelAt(const PanelShape& shape, int index)
{
    PanelRef ref;
    ref.firstColumn = index * shape.nr;
    const int left = shape.columns - ref.firstColumn;
    ref.width = left <= shape.narrowNr ? shape.narrowNr : shape.nr;
    ref.columns = left < ref.width ? left : ref.width;
    ref.offset = static_cast<size_t>(ref.firstColumn) * columnElements(shape);
    return ref;
}

size_t panelElements(const PanelShape& shape)
{
    const int count = panelCount(shape);
    if (count == 0) return 0;
    const PanelRef last = panelAt(shape, count - 1);
    return last.offset + static_cast<size_t>(last.width) * columnElements(shape);
}

template<typename T> void packPanels(const PanelShape& shape, const T* weights, T* out)
{
    const int groups = groupsOf(shape);
    const size_t columnStride = static_cast<size_t>(shape.taps) * shape.depth;
    for (int i = 0; i < panelCount(shape); ++i) {
        const PanelRef ref = panelAt(shape, i);
        T* to = out + ref.offset;
        for (int t = 0; t < shape.taps; ++t) {
            const T* tap = weights + ref.firstColumn * columnStride + static_cast<size_t>(t) * shape.depth;
            for (int g = 0; g < groups; ++g) {
                for (int c = 0; c < ref.width; ++c) {
                    for (int k = 0; k < shape.kGroup; ++k) {
                        const int depth = g * shape.kGroup + k;
                        *to++ = c < ref.columns && depth < shape.depth ? tap[c * columnStride + depth] : T {};
                    }
                }
            }
        }
    }
}

void packNarrow(const PanelShape& shape, int bits, const int8_t* weights, uint8_t* out)
{
    const int groups = groupsOf(shape);
    const size_t columnStride = static_cast<size_t>(shape.taps) * shape.depth;
    const unsigned mask = (1u << bits) - 1;
    for (int i = 0; i < panelCount(shape); ++i) {
        const PanelRef ref = panelAt(shape, i);
        uint8_t* to = out + ref.offset * bits / 8;
        for (int t = 0; t < shape.taps; ++t) {
            const int8_t* tap = weights + ref.firstColumn * columnStride + static_cast<size_t>(t) * shape.depth;
            for (int g = 0; g < groups; ++g, to += 4 * ref.width) {
                for (int c = 0; c < ref.width; ++c) {
                    for (int k = 0; k < shape.kGroup; ++k) {
                        const int depth = g * shape.kGroup + k;
                        const int8_t w
                            = c < ref.columns && depth < shape.depth ? tap[c * columnStride + depth] : int8_t {};
                        const unsigned code = bits == 1 ? w < 0 : static_cast<unsigned>(w) & mask;
                        uint8_t& byte = to[4 * c + k % 4];
                        byte = static_cast<uint8_t>((k < 4 ? 0u : byte) | code << (k / 4 * bits));
                    }
                }
            }
        }
    }
}

template void packPanels<uint8_t>(const PanelShape&, const uint8_t*, uint8_t*);
template void packPanels<int8_t>(const PanelShape&, const int8_t*, int8_t*);
template void packPanels<uint16_t>(const PanelShape&, const uint16_t*, uint16_t*);
template void packPanels<int16_t>(const PanelShape&, const int16_t*, int16_t*);
template void packPanels<int32_t>(const PanelShape&, const int32_t*, int32_t*);
template void packPanels<int64_t>(const PanelShape&, const int64_t*, int64_t*);
template void packPanels<uint64_t>(const PanelShape&, const uint64_t*, uint64_t*);
template void packPanels<float>(const PanelShape&, const float*, float*);
template void packPanels<double>(const PanelShape&, const double*, double*);

} // namespace bitladder::kernels
