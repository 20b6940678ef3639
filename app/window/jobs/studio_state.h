// What the studio's lanes share: the snapshot that a job works on, and what the network lane keeps from job to job.
#pragma once
#include "app/window/jobs/answer_pace.h"
#include "app/window/jobs/hand_over.h"
#include "app/window/jobs/studio.h"

namespace bitladder::app
{

// So many pictures of a folder calibrate, spread evenly over it.
inline constexpr size_t kCalibrationPictures = 16;

// Everything that a job needs, by value.
struct Studio::Snapshot {
    quint64 revision = 0;
    std::shared_ptr<const model::Model> model;
    quant::Recipe recipe;
    std::shared_ptr<const quant::Recipe> kept;
    PictureSource picture;
    std::vector<model::InputSource> inputs;
    std::shared_ptr<const std::vector<data::LabelledFile>> files; // that the input which is looked at can take
    std::shared_ptr<const NetworkResult> network;
    engine::PrepareOptions machine;
    int featureLayer = -1;

    // The files in the place of the input that is looked at, the others as they are. Precondition: there is such an input.
    model::Feed feed(std::vector<tensor::Tensor> tensors) const
    {
        const size_t shown = *model::shownInput(inputs);
        return {std::move(tensors), shown, inputs[shown].rules};
    }
    bool hasFolder() const { return files->size() >= 2; }
};

// What the network lane keeps from job to job.
struct Studio::NetworkState {
    std::shared_ptr<const model::Model> model;
    std::unique_ptr<engine::Executable> floatNetwork;
    kernels::Level level = kernels::Level::Scalar;
    int threads = 0;
    engine::FloatConvolution floatConvolution = engine::FloatConvolution::Fastest;
    std::shared_ptr<engine::PackCache> cache;
    AnswerPace pace;

    PictureSource picture;
    std::vector<model::InputSource> sources;
    std::vector<tensor::Tensor> inputs;
    bool noise = false, stoodIn = false;
    std::shared_ptr<const analysis::FloatTaps> taps;

    std::shared_ptr<const std::vector<data::LabelledFile>> files;
    engine::Calibration calibration;
    quint64 calibrationId = 0;

    // The folder's answers do not depend on the picture that is shown.
    struct Evaluated {
        quant::Recipe recipe;
        quint64 calibrationId = 0;
        std::shared_ptr<const std::vector<data::LabelledFile>> files;
        std::shared_ptr<const analysis::Evaluation> evaluation;
    };
    std::vector<Evaluated> evaluated; // of the newest recipe and of A; they change places when A and B do
    std::shared_ptr<const analysis::Evaluation> evaluationOf(
        const quant::Recipe& recipe, const std::shared_ptr<const std::vector<data::LabelledFile>>& of) const;

    struct Isolated {
        quant::LayerRecipe recipe;
        quint64 calibrationId = 0;
        std::shared_ptr<const analysis::FloatTaps> taps;
        analysis::ErrorStats stats;
    };
    std::vector<std::optional<Isolated>> isolated;

    std::shared_ptr<const KeptResult> kept; // A, as measured with these:
    std::shared_ptr<const analysis::FloatTaps> keptTaps;
    quint64 keptCalibrationId = 0;
};

template<typename R>
void Studio::deliver(void (Studio::*signal)(const std::shared_ptr<const R>&), std::shared_ptr<const R> result)
{
    handOver(this, [this, signal, result = std::move(result)] {
        // Late results of an older revision are dropped.
        if (result->revision == m_document->revision()) emit(this->*signal)(result);
    });
}

// What a layer hands on: the tap of the float network and what the chosen one gave.
std::shared_ptr<const FeatureResult> featuresOf(
    quint64 revision, int layer, const analysis::FloatTaps& taps, const tensor::Tensor& chosen);

} // namespace bitladder::app
