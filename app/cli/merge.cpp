#include "app/cli/sweep_file.h"
#include "app/cli/verbs.h"

#include "core/base/files.h"

#include <algorithm>
#include <fstream>
#include <iterator>

namespace bitladder::cli
{

namespace
{

struct Options {
    std::vector<std::string> files;
};

Result<Json> readJson(const std::string& file)
{
    std::ifstream in(file, std::ios::binary);
    if (!in) return fail("{}: cannot be read", file);
    const std::string text {std::istreambuf_iterator<char>(in), {}};
    Json json = Json::parse(text, nullptr, false);
    if (json.is_discarded() || !json.is_object()) return fail("{}: is no JSON document of this program", file);
    return json;
}

double secondsOf(const Json& json)
{
    return json.contains("seconds") && json["seconds"].is_number() ? json["seconds"].get<double>() : 0;
}

// Rows of layers in the order of their positions; everything else has to be the same.
Result<Json> mergedRows(const std::vector<Json>& parts, const std::vector<std::string>& files)
{
    Json whole = parts.front();
    std::vector<Json> rows;
    double seconds = 0;
    for (size_t i = 0; i < parts.size(); ++i) {
        if (!parts[i].contains("layers") || !parts[i]["layers"].is_array())
            return fail("{}: there is no list called layers", files[i]);
        for (const char* field : {"model", "pictures", "all"})
            if (!parts[i].contains(field) || parts[i][field] != whole[field])
                return fail("{}: its {} differs from that of {}", files[i], field, files.front());
        for (const Json& row : parts[i]["layers"]) {
            const bool placed = row.is_object() && row.contains("positions") && row["positions"].is_array()
                && !row["positions"].empty() && row["positions"].front().is_number_integer();
            if (!placed) return fail("{}: a layer has no positions", files[i]);
            rows.push_back(row);
        }
        seconds += secondsOf(parts[i]);
    }
    std::ranges::stable_sort(rows, {}, [](const Json& row) { return row["positions"].front().get<int64_t>(); });
    whole["layers"] = rows;
    whole["seconds"] = seconds;
    return whole;
}

Result<Json> mergedMaps(const std::vector<Json>& parts, const std::vector<std::string>& files)
{
    std::vector<experiment::Ladder> maps;
    double seconds = 0;
    for (size_t i = 0; i < parts.size(); ++i) {
        auto map = sweepOf(parts[i], files[i]);
        if (!map) return pass(map.error());
        maps.push_back(*std::move(map));
        seconds += secondsOf(parts[i]);
    }
    auto whole = experiment::merged(maps);
    if (!whole) return pass(whole.error());
    Json j = sweepJson(*whole);
    if (parts.front().contains("model")) j["model"] = parts.front()["model"];
    j["seconds"] = seconds;
    return j;
}

Result<void> merge(const Options& o)
{
    std::vector<Json> parts;
    for (const std::string& file : o.files) {
        auto json = readJson(file);
        if (!json) return pass(json.error());
        parts.push_back(*std::move(json));
    }
    const bool map = parts.front().contains("formats");
    auto whole = map ? mergedMaps(parts, o.files) : mergedRows(parts, o.files);
    if (!whole) return pass(whole.error());
    print(*whole);
    return {};
}

} // namespace

Action addMerge(CLI::App& app)
{
    auto o = std::make_shared<Options>();
    CLI::App* verb = app.add_subcommand("merge", "put the parts of sweep or sensitivity with --shard together");
    verb->add_option("files", o->files, "JSON documents that the parts printed")->required();
    return [o] { return merge(*o); };
}

} // namespace bitladder::cli
