// Ids are types: a NodeId is not a ValueId. An id is an index into its owner; −1 means none.
#pragma once
#include <cstddef> // first: Qt's moc cannot read <compare> of g++ 12 without it

#include <compare>
#include <cstdint>
#include <functional>

namespace bitladder
{

template<typename Tag> struct Id {
    int32_t index = -1;

    constexpr bool valid() const { return index >= 0; }
    constexpr explicit operator bool() const { return valid(); }
    friend constexpr auto operator<=>(const Id&, const Id&) = default;
};

using NodeId = Id<struct NodeTag>;
using ValueId = Id<struct ValueTag>;
using LayerId = Id<struct LayerTag>; // position among the quantizable layers, in execution order

} // namespace bitladder

template<typename Tag> struct std::hash<bitladder::Id<Tag>> {
    size_t operator()(bitladder::Id<Tag> id) const noexcept { return static_cast<size_t>(id.index); }
};
