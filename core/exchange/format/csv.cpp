// The table of the layers as CSV, with times and errors that are measured for it.
#include "core/base/files.h"
#include "core/exchange/exchange_format.h"
#include "core/exchange/layer_table.h"

namespace bitladder::exchange
{

namespace
{

Result<void> writeTable(
    const ExportSource& source, const std::filesystem::path& file, const ExportOptions& options, const Job& job)
{
    auto taps = analysis::floatTaps(*source.floatNetwork, source.inputs, job);
    if (!taps) return pass(taps.error());
    auto outputs = analysis::measureRun(*source.quantized, source.inputs, *taps, job);
    if (!outputs) return pass(outputs.error());
    engine::Executable* const both[] = {source.floatNetwork, source.quantized};
    std::vector<measure::Timing> timings;
    const measure::Measure measure = [&](const std::stop_token& stop) -> Result<void> {
        auto taken = measure::measureInTurn(both, source.inputs, options.runs, {stop, job.progress});
        if (!taken) return pass(taken.error());
        timings = *std::move(taken);
        return {};
    };
    BITLADDER_TRY(options.alone ? options.alone(measure) : measure(job.stop));
    const LayerFigures figures {timings[0], timings[1], *std::move(outputs),
        analysis::measureWeights(*source.quantized->network(), source.model.layers.size())};
    return writeFileAtomically(file, layerTable(source.model, *source.quantized, figures));
}

} // namespace

extern const ExchangeFormat kCsvFormat;
const ExchangeFormat kCsvFormat {
    .id = "csv",
    .label = QT_TRANSLATE_NOOP("Exchange", "Layer table"),
    .fileKind = QT_TRANSLATE_NOOP("Exchange", "CSV"),
    .extension = "csv",
    .suffix = "-layers",
    .write = writeTable,
};

} // namespace bitladder::exchange
