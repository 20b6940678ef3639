#include "core/experiment/preprocessing_check.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace bitladder::experiment
{

namespace
{

constexpr size_t kPictures = 8;

struct Expected {
    const graph::Layer* layer = nullptr; // the convolution that the normalization was folded into
    std::vector<double> means, deviations; // by channel
};

// Of the first batch normalization of the file that reads what the first convolution gives.
std::optional<Expected> expectedOf(const model::Model& model)
{
    const graph::Graph& file = *model.original;
    for (const NodeId id : file.order()) {
        const graph::Node& conv = file.node(id);
        if (conv.op != "Conv") continue;
        const auto& readers = file.consumers(conv.output(0));
        if (readers.size() != 1 || file.node(readers.front()).op != "BatchNormalization") return std::nullopt;
        const graph::Node& norm = file.node(readers.front());
        const tensor::Tensor *gamma = file.constant(norm.input(1)), *beta = file.constant(norm.input(2));
        if (!gamma || !beta || gamma->count() != beta->count()) return std::nullopt;
        const auto layer = std::ranges::find(model.layers, conv.name, &graph::Layer::name);
        if (layer == model.layers.end()) return std::nullopt;
        Expected expected;
        expected.layer = &*layer;
        const auto& clamp = model.graph->node(layer->node).clamp;
        for (int64_t c = 0; c < gamma->count(); ++c) {
            const double deviation = std::max(std::fabs(gamma->at(c)), 1e-6);
            expected.deviations.push_back(deviation);
            expected.means.push_back(clamp && clamp->lo == 0 ? rectifiedMean(beta->at(c), deviation) : beta->at(c));
        }
        return expected;
    }
    return std::nullopt;
}

std::vector<data::Preprocessing> variantsOf(const data::Preprocessing& present)
{
    std::vector<data::Preprocessing> variants {present};
    const auto add
        = [&](data::Channels channels, data::PixelRange range, std::vector<float> mean, std::vector<float> deviation) {
              data::Preprocessing rules = present;
              if (present.channels != data::Channels::Grey) rules.channels = channels;
              rules.range = range;
              if (present.channels == data::Channels::Grey) {
                  mean.resize(std::min<size_t>(mean.size(), 1));
                  deviation.resize(std::min<size_t>(deviation.size(), 1));
              }
              rules.mean = std::move(mean);
              rules.deviation = std::move(deviation);
              variants.push_back(std::move(rules));
          };
    for (const auto channels : {data::Channels::Rgb, data::Channels::Bgr}) {
        add(channels, data::PixelRange::ZeroOne, {}, {});
        add(channels, data::PixelRange::Bytes, {}, {});
        add(channels, data::PixelRange::MinusOneOne, {}, {});
        add(channels, data::PixelRange::ZeroOne, {0.485f, 0.456f, 0.406f}, {0.229f, 0.224f, 0.225f});
        add(channels, data::PixelRange::Bytes,
            channels == data::Channels::Bgr ? std::vector {104.0f, 117.0f, 123.0f}
                                            : std::vector {123.0f, 117.0f, 104.0f},
            {});
    }
    return variants;
}

} // namespace

double rectifiedMean(double mean, double deviation)
{
    const double z = mean / deviation;
    const double density = std::exp(-z * z / 2) / std::sqrt(2 * std::numbers::pi);
    const double below = std::erfc(-z / std::numbers::sqrt2) / 2;
    return mean * below + deviation * density;
}

Result<std::vector<PreprocessingFit>> checkPreprocessing(Experiment& experiment, const Job& job)
{
    std::vector<PreprocessingFit> fits;
    const auto& rules = experiment.feed().rules;
    const auto expected = expectedOf(*experiment.model());
    auto files = experiment.basis().calibrationFiles;
    std::erase_if(files, [](const auto& file) { return !data::isPictureFile(file); });
    if (!rules || !expected || files.empty()) return fits;
    if (files.size() > kPictures) files.resize(kPictures);
    auto floats = experiment.floatNetwork(job);
    if (!floats) return pass(floats.error());
    const auto index = expected->layer->id.index;
    for (const data::Preprocessing& variant : variantsOf(*rules)) {
        std::vector<double> sums(expected->means.size(), 0);
        double positions = 0;
        model::InputBinding feed = experiment.feed();
        feed.rules = variant;
        for (const auto& file : files) {
            if (job.stopped()) return cancelled();
            if (!feed.take(*experiment.model(), file)) continue;
            auto trace = (*floats)->run(
                feed.inputs, Job {job.stop, {}}, [&](LayerId id, engine::Tap tap, const tensor::Tensor& value) {
                    if (id.index != index || tap != engine::Tap::LayerOutput) return;
                    const auto channels = static_cast<int64_t>(sums.size());
                    if (value.rank() < 2 || value.shape()[1] != channels) return;
                    const int64_t area = value.count() / (value.shape()[0] * channels);
                    for (int64_t c = 0; c < channels; ++c)
                        for (int64_t p = 0; p < area; ++p)
                            sums[static_cast<size_t>(c)] += value.at(c * area + p);
                    positions += static_cast<double>(area);
                });
            if (!trace) return pass(trace.error());
        }
        if (positions == 0) continue;
        double distance = 0;
        for (size_t c = 0; c < sums.size(); ++c)
            distance += std::fabs(sums[c] / positions - expected->means[c]) / expected->deviations[c];
        fits.push_back({variant, distance / static_cast<double>(sums.size())});
    }
    return fits;
}

} // namespace bitladder::experiment
