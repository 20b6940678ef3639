// What training has learned, as a step of a recipe: weights, biases and steps stand in a file of their own, which the
// recipe knows by a number made from the content. So trained weights are a candidate like any other: undone, compared,
// kept, exported.
#pragma once
#include "core/engine/quantized_network.h"
#include "core/methods/method.h"

#include <filesystem>

namespace bitladder::methods
{

// The folder of this user, beside that of the learned cache; empty where none is known. Nothing in it is thrown away.
std::filesystem::path trainedFolder();

// Keeps what a trained network holds of its own and returns the step that gives it back: to be put behind the methods
// of the recipe that training started from. Fails where the file cannot be written.
Result<quant::MethodChoice> keepTrained(
    const engine::QuantizedNetwork& network, const std::filesystem::path& folder = trainedFolder());

} // namespace bitladder::methods
