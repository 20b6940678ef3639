#include "core/measure/machine.h"

#include "core/engine/geometry.h"
#include "core/engine/packed_layer.h"
#include "core/kernels/dispatch.h"

namespace bitladder::measure
{

std::vector<MachineRow> machineTable(const std::vector<FormatPair>& pairs, int64_t depth)
{
    std::vector<MachineRow> rows;
    for (const FormatPair& pair : pairs) {
        MachineRow row {pair, {}};
        for (int l = 0; l < kernels::kLevelCount; ++l) {
            const auto level = static_cast<kernels::Level>(l);
            if (!kernels::levelSupported(level)) {
                row.levels.emplace_back();
                continue;
            }
            const kernels::KernelTable& table = kernels::table(level);
            const engine::KernelChoice choice = engine::chooseKernel(quant::defaultWeightSpec(pair.weights),
                quant::defaultActivationSpec(pair.activations), {.depth = depth, .tapDepth = depth}, table);
            row.levels.push_back(MachineCell {
                engine::panelLayout(table, choice.compute, engine::Geometry {}).name, choice.execution, choice.note});
        }
        rows.push_back(std::move(row));
    }
    return rows;
}

} // namespace bitladder::measure
