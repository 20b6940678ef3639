// What a recipe becomes so that a format can hold it.
#pragma once
#include "core/exchange/exchange_format.h"

namespace bitladder::exchange
{

// The recipe with every layer that the format cannot hold changed as little as helps: integers of at most 8 bits for
// its weights, int8 for its activations, one scale for its weights, and in the end float32. Locked layers stay as they
// are, so that obstacles may be left. Precondition: the recipe's layers are the graph's.
quant::Recipe madeExportable(const ExchangeFormat& format, const graph::Graph& graph, quant::Recipe recipe);

} // namespace bitladder::exchange
