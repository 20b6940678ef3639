// Decides how a network's output is drawn, from the output's shape and the model, and computes what is drawn. Every
// function here is pure; outputData() takes long and is called off the window's thread.
#pragma once
#include "app/window/adapters/adapters.h"

namespace bitladder::app
{

// Classes: scores of which the largest counts. Picture: colours or grey. Labels: a map of classes, as scores or as
// numbers. Maps: anything with rows and columns. List: numbers in a row. (Boxes are told by all outputs together.)
OutputKind decideOutput(
    const model::Model& model, const std::optional<data::Preprocessing>& rules, const tensor::Tensor& output);
// The person's choice, else the decision for the output that is looked at.
OutputKind outputKind(const Document& document, const NetworkResult& result);
// The index of the output that is looked at, clamped to the outputs of the network.
size_t outputIndex(const Document& document, const NetworkResult& result);

// One output ready to be drawn.
struct OutputData {
    OutputKind kind = OutputKind::Maps;
    tensor::Shape shape;
    analysis::ErrorStats stats;
    std::optional<analysis::ErrorStats> baselineStats; // of the baseline
    Planes planes; // Maps, List
    // The numbers of the baseline in the order of the planes; null: none.
    std::shared_ptr<const std::vector<float>> baseline;
    std::vector<double> edges, counts, baselineCounts; // of the difference, Maps
    widgets::PictureComparison pictures; // Picture, Labels, Boxes
};

// Everything that outputData() needs, by value.
struct OutputQuestion {
    std::shared_ptr<const NetworkResult> result;
    std::optional<data::Preprocessing> rules;
    std::map<int, std::string> classNames;
    size_t output = 0;
    OutputKind kind = OutputKind::Maps;
    std::shared_ptr<const graph::Graph> graph = nullptr; // of the network; boxes need it
    std::shared_ptr<const BaselineResult> baseline = nullptr; // of the same picture; null: none
};
OutputData outputData(const OutputQuestion& question);

} // namespace bitladder::app
