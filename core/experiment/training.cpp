#include "core/experiment/training.h"

#include "core/analysis/pictures.h"
#include "core/data/csv_tensor.h"
#include "core/exchange/onnx_graph.h"
#include "core/exchange/recipe_file.h"
#include "core/methods/quantize_network.h"

#include <algorithm>
#include <cmath>
#include <mutex>
#include <numeric>
#include <random>

namespace bitladder::experiment
{

namespace
{

struct Cut {
    std::vector<size_t> training, validation;
};

// Shuffled by the seed, then class by class every so many-th is kept.
Cut cutOf(const std::vector<int>& labels, double kept, uint32_t seed)
{
    std::vector<size_t> order(labels.size());
    std::iota(order.begin(), order.end(), size_t {0});
    std::mt19937_64 dice(seed);
    for (size_t i = order.size(); i > 1; --i)
        std::swap(order[i - 1], order[static_cast<size_t>(dice() % i)]);
    std::ranges::stable_sort(order, {}, [&](size_t i) { return labels[i]; });
    Cut cut;
    double owed = 0.5;
    for (const size_t i : order) {
        owed += kept;
        if (owed >= 1) {
            owed -= 1;
            cut.validation.push_back(i);
        } else {
            cut.training.push_back(i);
        }
    }
    std::ranges::sort(cut.training);
    std::ranges::sort(cut.validation);
    return cut;
}

uint64_t mixed(uint64_t a, uint64_t b, uint64_t c)
{
    uint64_t x = a * 0x9e3779b97f4a7c15u + b * 0xd6e8feb86659fd93u + c * 0x2545f4914f6cdd1du;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
    return x ^ (x >> 31);
}

// Pictures as they are decoded, as long as they fit a bound.
class Decoded
{
public:
    Decoded(std::vector<data::LabelledFile> files, size_t bytes)
        : m_files(std::move(files))
        , m_bound(bytes)
        , m_kept(m_files.size())
    {
    }
    const std::filesystem::path& file(size_t i) const { return m_files[i].file; }
    Result<std::shared_ptr<const data::Picture>> picture(size_t i)
    {
        {
            const std::scoped_lock lock(m_mutex);
            if (m_kept[i]) return m_kept[i];
        }
        auto read = data::readPicture(m_files[i].file);
        if (!read) return pass(read.error());
        auto picture = std::make_shared<const data::Picture>(*std::move(read));
        const size_t bytes = picture->pixels.size() * sizeof(float);
        const std::scoped_lock lock(m_mutex);
        if (!m_kept[i] && m_bytes + bytes <= m_bound) {
            m_bytes += bytes;
            m_kept[i] = picture;
        }
        return picture;
    }

private:
    std::vector<data::LabelledFile> m_files;
    std::mutex m_mutex;
    size_t m_bytes = 0, m_bound;
    std::vector<std::shared_ptr<const data::Picture>> m_kept;
};

train::SampleSet samplesOf(std::shared_ptr<const model::Model> model, const model::InputBinding& feed,
    std::vector<data::LabelledFile> files, const data::Augmentation& changes, uint32_t seed, size_t bytes)
{
    train::SampleSet set;
    set.count = files.size();
    for (const auto& entry : files)
        set.labels.push_back(entry.label);
    const bool pictures = feed.rules
        && std::ranges::all_of(files, [](const data::LabelledFile& f) { return data::isPictureFile(f.file); });
    const auto plain = std::make_shared<analysis::Pictures>(model, files, feed, bytes / 2);
    if (!pictures || changes.none()) {
        set.inputs = [plain](size_t sample, uint64_t) { return plain->inputs(sample); };
        return set;
    }
    set.variety = train::SampleSet::Variety::Augmented;
    const auto decoded = std::make_shared<Decoded>(std::move(files), bytes / 2);
    set.inputs = [=](size_t sample, uint64_t variation) -> Result<std::vector<tensor::Tensor>> {
        if (variation == 0) return plain->inputs(sample);
        auto picture = decoded->picture(sample);
        if (!picture) return pass(picture.error());
        auto changed = model::pictureInput(*model, feed.position,
            data::augmented(**picture, changes, mixed(seed, sample, variation)), *feed.rules,
            decoded->file(sample).string());
        if (!changed) return pass(changed.error());
        auto inputs = feed.inputs;
        inputs[feed.position] = *std::move(changed);
        return inputs;
    };
    return set;
}

// Rows of a table: as many numbers as the input takes, and a label.
Result<TrainingData> tableData(
    const model::Model& model, const model::InputBinding& feed, const TrainingRequest& request)
{
    auto table = data::readCsv(request.table);
    if (!table) return pass(table.error());
    const tensor::Tensor& like = feed.inputs[feed.position];
    const int64_t rows = table->shape()[0], columns = table->shape()[1];
    if (columns != like.count() + 1)
        return fail(
            "{}: {} columns, but a sample is {} numbers and a label", request.table.string(), columns, like.count());
    std::vector<int> labels;
    for (int64_t r = 0; r < rows; ++r) {
        const double label = table->at(r * columns + columns - 1);
        if (!(label >= 0) || label != std::floor(label) || label > 1e6)
            return fail("{}: row {}: {} is no label", request.table.string(), r + 1, label);
        labels.push_back(static_cast<int>(label));
    }
    const Cut cut = cutOf(labels, request.kept, request.seed);
    const auto setOf = [&](const std::vector<size_t>& which) {
        train::SampleSet set;
        set.count = which.size();
        std::vector<std::vector<tensor::Tensor>> samples;
        for (const size_t row : which) {
            set.labels.push_back(labels[row]);
            std::vector<float> values;
            for (int64_t c = 0; c + 1 < columns; ++c)
                values.push_back(static_cast<float>(table->at(static_cast<int64_t>(row) * columns + c)));
            auto inputs = feed.inputs;
            inputs[feed.position] = tensor::Tensor::of<float>(like.shape(), values);
            samples.push_back(std::move(inputs));
        }
        set.inputs = [samples = std::make_shared<const std::vector<std::vector<tensor::Tensor>>>(std::move(samples))](
                         size_t sample, uint64_t) -> Result<std::vector<tensor::Tensor>> { return (*samples)[sample]; };
        return set;
    };
    if (like.type() != tensor::ElementType::Float32)
        return unsupported("input {} is no float32", model.input(feed.position).name);
    TrainingData data;
    data.training = setOf(cut.training);
    data.validation = setOf(cut.validation);
    data.labelled = cut.training.size();
    return data;
}

} // namespace

Result<TrainingData> trainingData(
    std::shared_ptr<const model::Model> model, const model::InputBinding& feed, const TrainingRequest& request)
{
    if (feed.position >= feed.inputs.size()) return fail("the network has no input that files could take");
    if (!request.table.empty()) return tableData(*model, feed, request);
    std::vector<data::LabelledFile> training = request.files, validation = request.validation;
    if (validation.empty()) {
        std::vector<int> labels;
        for (const auto& entry : request.files)
            labels.push_back(entry.label);
        const Cut cut = cutOf(labels, request.kept, request.seed);
        training.clear();
        for (const size_t i : cut.training)
            training.push_back(request.files[i]);
        for (const size_t i : cut.validation)
            validation.push_back(request.files[i]);
    } else {
        for (const auto& entry : validation)
            if (std::ranges::find(training, entry.file, &data::LabelledFile::file) != training.end())
                return fail("{} stands among the files to learn from and among those to judge by", entry.file.string());
    }
    TrainingData data;
    for (const auto& entry : training) {
        data.trainingFiles.push_back(entry.file);
        data.labelled += entry.label >= 0 ? 1 : 0;
    }
    data.training = samplesOf(model, feed, std::move(training), request.changes, request.seed, request.bytes);
    data.validation = samplesOf(model, feed, std::move(validation), {}, request.seed, request.bytes);
    return data;
}

Result<std::shared_ptr<const engine::QuantizedNetwork>> startOfTraining(const model::Model& model,
    const quant::Recipe& recipe, const train::SampleSet& training, int threads, size_t samples, const Job& job)
{
    const size_t count = std::min(samples, training.count);
    const methods::CalibrationSet pictures = [&](const methods::VisitInputs& visit) -> Result<void> {
        for (size_t i = 0; i < count; ++i) {
            if (job.stopped()) return cancelled();
            auto inputs = training.inputs(i * training.count / count, 0);
            if (!inputs) return pass(inputs.error());
            BITLADDER_TRY(visit(*inputs));
        }
        return {};
    };
    engine::PrepareOptions options;
    options.threads = threads;
    auto floats = methods::prepare(model.graph, engine::floatRecipe(*model.graph), {}, options, job);
    if (!floats) return pass(floats.error());
    engine::Calibration calibration;
    BITLADDER_TRY(pictures(
        [&](std::span<const tensor::Tensor> inputs) { return engine::calibrate(**floats, inputs, calibration, job); }));
    methods::QuantizeOptions quantize;
    quantize.threads = threads;
    quantize.pictures = pictures;
    return methods::quantizeNetwork(model.graph, recipe, calibration, quantize, job);
}

std::filesystem::path recipeBeside(const std::filesystem::path& model)
{
    std::filesystem::path recipe = model;
    return recipe.replace_extension(".recipe.json");
}

Result<void> writeTrained(const engine::QuantizedNetwork& network, const std::filesystem::path& file)
{
    BITLADDER_TRY(exchange::writePlainOnnx(*network.graph, file));
    quant::Recipe recipe = network.recipe;
    recipe.model = file.stem().string();
    recipe.fingerprint = engine::fingerprintOf(*network.graph);
    return exchange::writeRecipe(recipe, recipeBeside(file));
}

} // namespace bitladder::experiment
