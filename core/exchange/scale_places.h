// Where scales lie in the order of the file, and which have no place there.
#pragma once
#include "core/base/translatable_message.h"
#include "core/graph/layers.h"
#include "core/quant/spec.h"

#include <optional>

namespace bitladder::exchange
{

// Rows of the weights up to and including the channel axis.
int64_t rowsOf(const graph::Layer& layer);

// The axis along which groups of a channel lie: the only one beside the channels' that is longer than 1 (products of
// matrices, 1×1 convolutions). None where there are several.
std::optional<int> depthAxis(const graph::Layer& layer);

// Why scales of this granularity have no axis of the weights to lie on; none where they have: a single scale, one for
// each position of the channel axis, or one for each row of several matrices.
std::optional<TranslatableMessage> noPlaceForScales(
    const graph::Graph& graph, const graph::Layer& layer, const quant::QuantSpec& weights);

// Why scales that every run finds anew cannot be written; none for others.
std::optional<TranslatableMessage> noPlaceForRuns(const quant::QuantSpec& activations);

} // namespace bitladder::exchange
