// Converts results of the core to the plain data that widgets draw. Every function is pure.
#pragma once
#include "app/window/adapters/choices.h"
#include "app/window/document/results.h"
#include "core/measure/diagnosis.h"
#include "widgets/control/color_key.h"
#include "widgets/control/figure_strip.h"
#include "widgets/control/format_panel.h"
#include "widgets/equalizer/equalizer_column.h"
#include "widgets/graph/graph_view.h"
#include "widgets/picture/answer_view.h"
#include "widgets/picture/picture_compare.h"
#include "widgets/plot/network/kernel_plot.h"
#include "widgets/plot/network/network_error_plot.h"
#include "widgets/plot/network/speed_plot.h"
#include "widgets/plot/values/channel_ranges_plot.h"
#include "widgets/plot/values/feature_plot.h"
#include "widgets/plot/values/histogram_plot.h"
#include "widgets/plot/values/vector_plot.h"
#include "widgets/plot/values/width_curve_plot.h"

#include <QImage>

namespace bitladder::app
{

// How far a scale of times must reach for a layer, in ms: to its median, or to its best run where other work made the
// runs differ so much that the median says nothing.
double reachOf(const Summary& time);
// `ghost`: the recipe whose widths are drawn as ghosts; null: the baseline's.
QList<widgets::EqualizerColumn> equalizerColumns(
    const Document& document, const Results& results, const quant::Recipe* ghost = nullptr);
widgets::DistributionData distributionData(const Document& document, const LayerResult& result);
widgets::ChannelRanges channelRanges(const Document& document, const LayerResult& result);
widgets::NetworkErrorData networkErrorData(const Document& document, const Results& results);
widgets::WidthCurveData widthCurveData(const Document& document, const CurveResult& result);
widgets::SpeedData speedData(const Document& document, const Results& results);
widgets::KernelData kernelData(const Document& document, const KernelResult& result);
// The kernels that could run the layer as it is chosen, the fastest first, with their times as rich text, and in plain
// words; empty while they are not measured.
struct CandidateTexts {
    QString list, toolTip;
};
CandidateTexts candidateTexts(const KernelResult& result);
// In the language of the window. Notes come from the choice of a kernel.
QString noteText(const TranslatableMessage& note);
QString diagnosisText(const engine::LayerInfo& layer, const measure::LayerSpeed& speed);
QString diagnosisOf(const Document& document, const Results& results); // of the current layer; empty while unknown
widgets::Answer answerOf(const Document& document, const NetworkResult& result);
widgets::Share shareOf(const Proportion& p); // of nothing: not known
widgets::FolderResult folderResult(const FolderProgress& progress);
QList<widgets::Figure> figures(const Document& document, const Results& results);

// With a baseline: float, the baseline and the present recipe. Without results of the baseline there are no rows.
widgets::ComparedAnswers comparedAnswers(const Document& document, const Results& results);
// Adds the baseline to what the folder gave for the present recipe.
void compareFolder(widgets::FolderResult& result, const analysis::Evaluation& a, const analysis::Evaluation& b);
// What the present recipe gained or lost against the baseline. Both must have run.
QList<widgets::Figure> comparedFigures(const Document& document, const Results& results);

widgets::FeatureMaps featureMaps(const Document& document, const FeatureResult& result);
widgets::VectorData featureVector(const Document& document, const FeatureResult& result);

// A network's output, of the baseline too where there is one to compare with.
struct OutputData;
QString qualityText(const analysis::ErrorStats& stats, const std::optional<analysis::ErrorStats>& baseline);
// The question that the page of outputs answers, with the output's name.
QString outputTitle(const QString& name);
widgets::FeatureMaps outputMaps(const OutputData& data, const QString& name);
widgets::VectorData outputList(
    const OutputData& data, const QString& name, const std::map<int, std::string>& classNames);

enum class GraphColoring { Width, Error, Time };
void graphData(const Document& document, const Results& results, GraphColoring coloring, const QPalette& palette,
    QList<widgets::GraphNode>& nodes, QList<widgets::GraphEdge>& edges);
QList<widgets::ColorScale> graphKey(
    const Document& document, const Results& results, GraphColoring coloring, const QPalette& palette);

// Two tensors that are pictures, and their difference.
widgets::PictureComparison pictureComparison(
    const tensor::Tensor& reference, const tensor::Tensor& quantized, data::Preprocessing rules);
QImage imageOf(const data::Picture& picture);
data::Picture pictureOf(const QImage& image);

// Whether it answers to what the network is fed now, and not to the picture or the preprocessing before.
bool sameInputs(const Document& document, const NetworkResult& result);
QString className(const Document& document, int index);
QString sizeText(double bytes);
// How a picture becomes the input, in one line: "224×224 · RGB · 0…1 · ImageNet normalization".
QString rulesText(const data::Preprocessing& rules);

} // namespace bitladder::app
