// The figures that lessons speak of, by name: "size.ratio", "agreement", "layer.wide.weights.sqnr". Two tables hold all
// of them, one for the network and one for each layer; the window and the command line read the same rows.
#pragma once
#include "core/analysis/evaluation.h"
#include "core/analysis/metrics.h"
#include "core/lesson/expression.h"
#include "core/measure/timing.h"
#include "core/model/model.h"

namespace bitladder::lesson
{

// What is known of a network and its recipe. Parts that are null or empty are not known (yet); what points here must
// outlive the state.
struct State {
    const model::Model* model = nullptr;
    const quant::Recipe* recipe = nullptr;
    std::span<const engine::LayerInfo> layers;
    std::optional<engine::Sizes> sizes;
    const engine::QuantizedNetwork* quantized = nullptr;
    std::vector<std::optional<analysis::ErrorStats>> isolated; // by layer: when it alone is quantized
    std::span<const analysis::ErrorStats> accumulated; // by layer
    std::optional<analysis::ErrorStats> output;
    const analysis::Evaluation* evaluation = nullptr;
    const measure::Timing *floatTiming = nullptr, *timing = nullptr;
    int selected = -1; // a layer
};

// What has to be computed before a figure is known.
enum class Needs : unsigned char { Nothing, Prepared, Run, Isolated, Pictures, Times };

enum class Unit : unsigned char { Number, Share, Ratio, Decibels, Bytes, Milliseconds };
// "98.5 %", "4.0×", "31 dB", "24 kB", "0.12 ms"; ∞ where it is, "?" where it is not a number.
std::string figureText(double value, Unit unit);
// How a person types it: "98.5 %" is 98.5 there.
std::string_view unitSign(Unit unit);

struct NetworkFigure {
    std::string_view name;
    Unit unit;
    Needs needs;
    const char* meaning; // English, for the list of figures
    std::optional<double> (*value)(const State&) = nullptr;
};
struct LayerFigure {
    std::string_view name; // behind "layer.WHO."
    Unit unit;
    Needs needs;
    const char* meaning;
    std::optional<double> (*value)(const State&, size_t layer) = nullptr;
};
std::span<const NetworkFigure> networkFigures();
std::span<const LayerFigure> layerFigures();

// A name of the tables with its unit and needs; none where there is no such figure. WHO: "first", "last", "largest",
// "selected", or a layer's name.
struct FigureKind {
    Unit unit = Unit::Number;
    Needs needs = Needs::Nothing;
};
std::optional<FigureKind> findFigure(std::string_view name);
std::optional<double> figureOf(const State& state, std::string_view name);
Values valuesOf(const State& state); // the state must outlive it

// The positions of the layers that are meant: "all", "first", "last", "largest" (the one with the most parameters), or
// a name. Empty where there is none.
std::vector<size_t> layersNamed(std::string_view who, const model::Model& model, int selected = -1);

// A text with its braces filled in: {agreement}, {1 − size.share : share}, {2^8 − 1}. Behind a colon stands the unit
// (number, share, ratio, dB, bytes, ms) where it is not that of the figure. What is not known is "…".
std::string resolved(std::string_view text, const Values& values);
// Fails where a brace is not closed, or holds what is no formula of known names. `own`: names that are known beside
// the figures.
Result<void> checkText(std::string_view text, std::span<const std::string_view> own = {});
// Every name that the braces of the text hold.
std::vector<std::string> namesIn(std::string_view text);

} // namespace bitladder::lesson
