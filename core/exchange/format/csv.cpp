// The table of the layers as CSV, with times and errors that are measured for it.
#include "core/analysis/network_error.h"
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
    auto compared = analysis::compareRun(*source.quantized, source.inputs, *taps, job);
    if (!compared) return pass(compared.error());
    auto timing = measure::measurePair(*source.floatNetwork, *source.quantized, source.inputs, options.runs, job);
    if (!timing) return pass(timing.error());
    return writeFileAtomically(
        file, layerTable(source.model, *source.quantized, &timing->first, &timing->second, &compared->accumulated));
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
