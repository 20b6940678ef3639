#include "app/cli/analysis_options.h"

#include "core/base/text.h"
#include "core/quant/format/family.h"

#include <charconv>
#include <iostream>

namespace bitladder::cli
{

namespace
{

constexpr size_t kDefaultCalibration = 32;

} // namespace

void addDataOptions(CLI::App& verb, DataOptions& o, Data need)
{
    auto* data = verb.add_option("--data", o.data, "folder with class subfolders or a labels.csv");
    if (need == Data::Wanted) data->required();
    verb.add_option("--labels", o.labels,
        "class names of the network, one a line, which name the class folders (default: labels.txt beside the model)");
    verb.add_option("--limit", o.limit, "at most so many pictures, spread over the folder")
        ->check(CLI::Range(1, 1 << 30));
}

void addShardOption(CLI::App& verb, ShardOptions& o)
{
    verb.add_option("--shard", o.text, "k/n: only every n-th layer from the k-th on; merge puts the parts together");
}

void readShard(ShardOptions& o)
{
    if (o.text.empty()) return;
    const size_t slash = o.text.find('/');
    const auto number = [&](const std::string& part) {
        size_t value = 0;
        const auto [end, error] = std::from_chars(part.data(), part.data() + part.size(), value);
        return error == std::errc {} && end == part.data() + part.size() ? value : 0;
    };
    if (slash != std::string::npos) {
        o.shard = number(o.text.substr(0, slash));
        o.shards = number(o.text.substr(slash + 1));
    }
    if (slash == std::string::npos || o.shard < 1 || o.shards < o.shard)
        throw UsageError {fmt::format("--shard: \"{}\" is not k/n with 1 ≤ k ≤ n", o.text)};
}

std::vector<quant::NumberFormat> formatsOption(const std::string& text, const char* option)
{
    std::vector<quant::NumberFormat> formats;
    const auto add = [&](const quant::NumberFormat& format) {
        if (std::ranges::find(formats, format) == formats.end()) formats.push_back(format);
    };
    for (const std::string& part : CLI::detail::split(text, ',')) {
        const size_t dots = part.find("..");
        if (dots == std::string::npos) {
            add(formatOption(part, option));
            continue;
        }
        const auto from = formatOption(part.substr(0, dots), option), to = formatOption(part.substr(dots + 2), option);
        if (from.family != to.family)
            throw UsageError {fmt::format("{}: \"{}\" goes from one family of formats to another", option, part)};
        const int step = from.bits <= to.bits ? 1 : -1;
        for (int bits = from.bits; bits != to.bits + step; bits += step)
            if (from.family->has(bits)) add(from.family->at(bits));
    }
    if (formats.empty()) throw UsageError {fmt::format("{}: no format is named", option)};
    return formats;
}

Result<DataSession> openWithData(const ModelOptions& m, const PictureOptions& pictures, const QuantOptions& quant,
    const MachineOptions& machine, const DataOptions& o)
{
    DataSession opened;
    ModelOptions model = m;
    std::vector<std::filesystem::path> fallback;
    std::optional<data::PictureFolder> folder;
    if (!o.data.empty()) {
        const std::filesystem::path beside = std::filesystem::path(m.model).parent_path() / "labels.txt";
        auto read = data::readFolder(
            o.data, data::readClassNames(o.labels.empty() ? beside : std::filesystem::path(o.labels)));
        if (!read) return pass(read.error());
        folder = *std::move(read);
        opened.files = data::sampleOf(*folder, static_cast<size_t>(o.limit));
        for (const auto& entry : data::sampleOf(*folder, kDefaultCalibration))
            fallback.push_back(entry.file);
        if (model.images.empty()) model.images = {model::firstReadable(opened.files).string()};
    }
    auto session = openSession(model, pictures, machine);
    if (!session) return pass(session.error());
    opened.session = *std::move(session);
    if (folder)
        for (const std::string& text : data::labelDoubts(*folder, scoresOf(opened.session.model())))
            std::cerr << "labels: " << printable(text) << '\n';
    if (auto calibration = calibrationOf(opened.session, quant, fallback); !calibration)
        return pass(calibration.error());
    auto recipe = recipeOf(opened.session, quant);
    if (!recipe) return pass(recipe.error());
    opened.recipe = *std::move(recipe);
    if (!opened.files.empty()) opened.pictures = opened.session.experiment->pictures(opened.files);
    return opened;
}

Json proportionJson(const Proportion& share)
{
    if (share.total == 0) return nullptr;
    return {{"rate", share.rate()}, {"low", share.low()}, {"high", share.high()}};
}

Json effectJson(const experiment::Effect& effect)
{
    Json j;
    j["outputDb"] = numberJson(effect.outputDb);
    j["kl"] = effect.agreement.total ? numberJson(effect.kl) : Json(nullptr);
    j["agreement"] = proportionJson(effect.agreement);
    j["accuracy"] = proportionJson(effect.accuracy);
    return j;
}

} // namespace bitladder::cli
