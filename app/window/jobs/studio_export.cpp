// The export lane: files of the present configuration for other tools.
#include "app/window/jobs/studio_state.h"

#include "core/base/files.h"
#include "core/exchange/layer_table.h"
#include "core/exchange/onnx_graph.h"
#include "core/methods/quantize_network.h"
#include "core/onnx/writer.h"

namespace bitladder::app
{

// Stands alone: a network of its own, calibrated like the shown one, so that an edit meanwhile changes nothing in the file.
void Studio::runExport(const Snapshot& s, const std::filesystem::path& file, ExportKind kind, std::stop_token stop)
{
    const Job job {stop, {}};
    const auto write = [&]() -> Result<void> {
        engine::PrepareOptions machine = s.machine;
        auto floatNetwork = methods::prepare(s.model->graph, engine::floatRecipe(*s.model->graph), {}, machine, job);
        if (!floatNetwork) return pass(floatNetwork.error());
        if (!s.network) return fail("nothing has run yet: there is nothing to export");
        engine::Calibration calibration;
        if (s.hasFolder()) {
            data::PictureFolder folder;
            folder.files = *s.files;
            std::vector<std::filesystem::path> files;
            for (const auto& entry : data::sampleOf(folder, kCalibrationPictures))
                files.push_back(entry.file);
            BITLADDER_TRY(
                analysis::calibrateFiles(*s.model, **floatNetwork, files, s.feed(s.network->inputs), calibration, job));
        } else {
            BITLADDER_TRY(engine::calibrate(**floatNetwork, s.network->inputs, calibration, job));
        }
        auto chosen = methods::prepare(s.model->graph, s.recipe, calibration, machine, job);
        if (!chosen) return pass(chosen.error());
        if (kind == ExportKind::Qdq) {
            auto graph = exchange::qdqGraph(**chosen);
            if (!graph) return pass(graph.error());
            return onnx::writeModel(*graph, file);
        }
        auto timing = measure::measurePair(**floatNetwork, **chosen, s.network->inputs, 10, job);
        if (!timing) return pass(timing.error());
        auto compared = analysis::compareRun(**chosen, s.network->inputs, *s.network->taps, job);
        if (!compared) return pass(compared.error());
        return writeFileAtomically(
            file, exchange::layerTable(*s.model, **chosen, &timing->first, &timing->second, &compared->accumulated));
    };
    auto done = write();
    handOver(this, [this, done, file] {
        if (done)
            emit exported(QString::fromStdString(file.string()));
        else if (!done.error().cancelled())
            emit failed(QString::fromStdString(done.error().message));
    });
}

} // namespace bitladder::app
