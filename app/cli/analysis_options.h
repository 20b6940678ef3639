// What the verbs that analyse a network share: a session with pictures, lists of formats, shards.
#pragma once
#include "app/cli/options.h"
#include "core/experiment/effect.h"

namespace bitladder::cli
{

struct DataOptions {
    std::string data, labels;
    int limit = 0; // 0: all
};
enum class Data : unsigned char { Wanted, Optional };
void addDataOptions(CLI::App& verb, DataOptions& options, Data need);

struct ShardOptions {
    std::string text; // k/n
    size_t shard = 1, shards = 1;
};
void addShardOption(CLI::App& verb, ShardOptions& options);
void readShard(ShardOptions& options); // throws UsageError

// Formats of a list: "int2..int8,float16": names, and runs of one family's widths. Throws UsageError.
std::vector<quant::NumberFormat> formatsOption(const std::string& text, const char* option);

// A session whose sample is the folder's first picture (or what was given), calibrated with the given pictures, else
// with some of the folder.
struct DataSession {
    Session session;
    std::vector<data::LabelledFile> files; // none without a folder
    std::shared_ptr<analysis::Pictures> pictures; // of the files; null without a folder
    quant::Recipe recipe;
};
Result<DataSession> openWithData(const ModelOptions& model, const PictureOptions& pictures, const QuantOptions& quant,
    const MachineOptions& machine, const DataOptions& data);

Json proportionJson(const Proportion& share); // {rate, low, high}; null where there is none
Json effectJson(const experiment::Effect& effect);

} // namespace bitladder::cli
