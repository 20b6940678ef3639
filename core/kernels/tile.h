// What a matrix kernel computes at a time; see kernels.h for the arithmetic. Plain structs only.
#pragma once
#include <cstddef>
#include <cstdint>

namespace bitladder::kernels
{

// What a tile reads. `rows[t * rowStride + r]` points at the first of the `groups · kGroup` elements that tap t needs
// for row r. Elements past the real depth may be anything readable: their packed weights are zero. (Float kernels have
// kGroup = 1 and read exactly the depth.) Only rows r < m and columns c < n exist; nothing beyond is read or written.
struct TileInput {
    const void* const* rows;
    int rowStride;
    int taps;
    int groups; // per tap: ceil(depth / kGroup)
    const void* panel; // packed weights [taps, groups, panelWidth, kGroup], 64-byte aligned
    int panelWidth; // the kernel's nr, or its narrowNr
    int m; // 1 … mr
    int n; // 1 … panelWidth
};

// out[r, c] = clamp(acc + bias[c], lo, hi); acc starts at 0 and takes fma(a, w, acc) with t outer, k inner, in order.
// clamp(v, lo, hi) = v < lo ? lo : (v > hi ? hi : v); a NaN stays a NaN.
template<typename T> struct FloatTile {
    TileInput in;
    const T* bias; // [panelWidth], never null
    T lo, hi; // −inf, +inf where there is no activation
    T* out;
    ptrdiff_t outStride; // elements from row to row
};

// Where an exact integer sum goes. With s = acc + correction[c] + (rowCorrection ? rowCorrection[r][c] : 0), exact:
//   Float: y = fma(float(s), scale[c], bias[c]); y = clamp(y, lo, hi)
//   U8:    the same y, with scale, bias, lo and hi already divided by the output's scale;
//          q = clamp(rint(y), −2^30, 2^30) as int + zero; q = clamp(q, qlo, qhi), stored as uint8. A NaN gives qlo.
//   S16:   the same, stored as int16.
//   Raw:   s itself, stored as int32 (int64 in a WideTile).
// float(s) rounds to nearest even; rint rounds half to even.
enum class Store : int { Float, U8, S16, Raw };

// Bounded: the caller guarantees |fma(float(s), scale[c], bias[c])| < 2^30 for every sum that the rows can give, so
// that a kernel may leave limits to the saturation of narrower types.
enum class SumBound : int { Any, Bounded };

template<typename Acc> // int32_t or int64_t: the type of the exact sum
struct IntTileOf {
    TileInput in;
    const Acc* correction; // [panelWidth], never null
    const Acc* const* rowCorrection; // [m] pointers to [panelWidth], or null
    const float* scale; // [panelWidth]
    const float* bias; // [panelWidth]
    Store store;
    SumBound range = SumBound::Any;
    float lo, hi;
    int32_t zero, qlo, qhi;
    void* out;
    ptrdiff_t outStride; // elements of the stored type
};
using IntTile = IntTileOf<int32_t>;
using WideTile = IntTileOf<int64_t>;

} // namespace bitladder::kernels
