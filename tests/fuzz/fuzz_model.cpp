// ONNX models: reading, simplifying (shapes, constants, fusing), and listing the layers.
#include "core/engine/executable.h"
#include "core/engine/simplify.h"
#include "core/graph/layers.h"
#include "core/onnx/reader.h"
#include "tests/fuzz/fuzz_input.h"

using namespace bitladder;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size)
{
    const fuzz::MemoryFile file(data, size);
    const auto graph = onnx::readModel(file.path());
    fuzz::checkRefusal(graph);
    if (!graph) return 0;
    // Free extents are kept small: what is looked for is wrong arithmetic, not patience.
    const auto simple = engine::simplify(*graph, {.inputShapes = {}, .batch = 1, .spatial = 8, .other = 2});
    fuzz::checkRefusal(simple);
    if (simple) static_cast<void>(engine::fileRecipe(*simple));
    return 0;
}
