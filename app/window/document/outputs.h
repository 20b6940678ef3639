// What a network answers with, and what of it is drawn: decided by the output's shape and the model, computed off the window's
// thread.
#pragma once
#include "app/window/adapters/adapters.h"

namespace bitladder::app
{

// Classes: scores of which the largest counts. Picture: colours or grey. Labels: a map of classes, as scores or as numbers. Maps:
// anything with rows and columns. List: numbers in a row. (Boxes are told by all outputs together.)
OutputKind decideOutput(
    const model::Model& model, const std::optional<data::Preprocessing>& rules, const tensor::Tensor& output);
// The person's choice, else the decision for the output that is looked at.
OutputKind outputKind(const Document& document, const NetworkResult& result);
// The output that is looked at, within what the network has.
size_t outputIndex(const Document& document, const NetworkResult& result);

// One output ready to be drawn.
struct OutputData {
    OutputKind kind = OutputKind::Maps;
    tensor::Shape shape;
    analysis::ErrorStats stats;
    std::optional<analysis::ErrorStats> baselineStats; // of A
    Planes planes; // Maps, List
    std::shared_ptr<const std::vector<float>> baseline; // A's numbers in the order of the planes; null: no A
    std::vector<double> edges, counts, baselineCounts; // of the difference, Maps
    widgets::PictureComparison pictures; // Picture, Labels, Boxes
};

// Everything that this needs, by value.
struct OutputQuestion {
    std::shared_ptr<const NetworkResult> result;
    std::optional<data::Preprocessing> rules;
    std::map<int, std::string> classNames;
    size_t output = 0;
    OutputKind kind = OutputKind::Maps;
    std::shared_ptr<const graph::Graph> graph = nullptr; // of the network; boxes need it
    std::shared_ptr<const BaselineResult> baseline = nullptr; // A, of the same picture; null: nothing is compared
};
OutputData outputData(const OutputQuestion& question);

} // namespace bitladder::app
