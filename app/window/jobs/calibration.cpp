#include "app/window/jobs/calibration.h"

#include "core/analysis/evaluation.h"
#include "core/base/hash.h"
#include "core/exchange/recipe_file.h"
#include "core/methods/quantize_network.h"

namespace bitladder::app
{

namespace
{

// So many pictures of a folder calibrate, spread evenly over it.
constexpr size_t kCalibrationPictures = 16;

std::vector<std::filesystem::path> calibrationFiles(const Snapshot& s)
{
    data::PictureFolder folder;
    folder.files = *s.files;
    std::vector<std::filesystem::path> files;
    for (const auto& entry : data::sampleOf(folder, kCalibrationPictures))
        files.push_back(entry.file);
    return files;
}

} // namespace

Result<engine::Calibration> calibrationOf(
    const Snapshot& s, engine::Executable& floatNetwork, const std::vector<tensor::Tensor>& inputs, const Job& job)
{
    engine::Calibration calibration;
    if (!s.hasFolder()) {
        BITLADDER_TRY(engine::calibrate(floatNetwork, inputs, calibration, job));
        return calibration;
    }
    BITLADDER_TRY(
        analysis::calibrateFiles(*s.model, floatNetwork, calibrationFiles(s), s.feed(inputs), calibration, job));
    return calibration;
}

Result<std::unique_ptr<engine::Executable>> prepareQuantized(const Snapshot& s, const quant::Recipe& recipe,
    const engine::Calibration& calibration, const std::vector<tensor::Tensor>& inputs,
    const engine::PrepareOptions& machine, const Job& job)
{
    methods::QuantizeOptions options;
    options.threads = machine.threads;
    options.cache = machine.cache;
    if (!recipe.methods.empty()) {
        Fnv1a key;
        if (s.hasFolder()) {
            const auto files = calibrationFiles(s);
            for (const auto& file : files)
                key.add(file.string() + ";");
            options.pictures = analysis::calibrationSet(*s.model, files, s.feed(inputs));
        } else {
            for (const tensor::Tensor& input : inputs)
                key.add(input.data(), input.byteSize());
            options.pictures = [&inputs](const methods::VisitInputs& visit) { return visit(inputs); };
        }
        options.picturesKey = key.value();
        options.learned = {methods::learnedFolder(), exchange::recipeToJson(recipe)};
    }
    auto network = methods::quantizeNetwork(s.model->graph, recipe, calibration, options, job);
    if (!network) return pass(network.error());
    return engine::prepare(*std::move(network), machine, job);
}

} // namespace bitladder::app
