// What the network lane keeps from job to job, so that an edit computes only what depends on it. Touched by that lane
// only.
#pragma once
#include "app/window/jobs/network/answer_pace.h"
#include "app/window/jobs/snapshot.h"

namespace bitladder::app
{

using SharedFiles = std::shared_ptr<const std::vector<data::LabelledFile>>;

struct NetworkState {
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
    bool noise = false, stoodIn = false; // see NetworkResult
    std::shared_ptr<const analysis::FloatTaps> taps;

    SharedFiles files;
    int calibrationPictures = 0; // of the files, as asked
    engine::Calibration calibration;
    quint64 calibrationId = 0; // another calibration has another number

    // The folder's answers do not depend on the picture that is shown.
    struct Evaluated {
        quant::Recipe recipe;
        quint64 calibrationId = 0;
        SharedFiles files;
        std::shared_ptr<const analysis::Evaluation> evaluation;
    };
    std::vector<Evaluated> evaluated; // of the newest recipe and of the baseline; they change places when both do

    struct Isolated {
        quant::LayerRecipe recipe;
        quint64 calibrationId = 0;
        std::shared_ptr<const analysis::FloatTaps> taps;
        analysis::ErrorStats stats;
    };
    std::vector<std::optional<Isolated>> isolated; // by layer

    std::shared_ptr<const BaselineResult> baseline; // as measured with these:
    std::shared_ptr<const analysis::FloatTaps> baselineTaps;
    quint64 baselineCalibrationId = 0;

    // Null: not known.
    std::shared_ptr<const analysis::Evaluation> evaluationOf(const quant::Recipe& recipe, const SharedFiles& of) const
    {
        for (const Evaluated& e : evaluated)
            if (e.recipe == recipe && e.calibrationId == calibrationId && e.files == of) return e.evaluation;
        return nullptr;
    }
    // Whether `baseline` is what a measurement of the recipe would give now. Null: no recipe.
    bool knowsBaseline(const std::shared_ptr<const quant::Recipe>& recipe) const
    {
        return recipe && baseline && *baseline->recipe == *recipe && baselineTaps == taps
            && baselineCalibrationId == calibrationId;
    }
};

} // namespace bitladder::app
