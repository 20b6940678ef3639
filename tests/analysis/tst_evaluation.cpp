// Accuracy and agreement over a folder, whose files take the place of one input.
#include "core/analysis/evaluation.h"
#include "core/data/npy.h"
#include "core/methods/quantize_network.h"
#include "core/onnx/writer.h"
#include "tests/support/graph_builder.h"
#include "tests/support/test_support.h"

#include <algorithm>

using namespace bitladder;
using namespace bitladder::analysis;

namespace
{

// A vector and a picture; the answer is the picture's average of each channel, plus the vector. The picture comes
// second.
std::shared_ptr<const model::Model> mixed(const test::TempFolder& folder)
{
    test::GraphBuilder b;
    const auto vector = b.input("vector", {1, 3}), picture = b.input("picture", {1, 3, 8, 8});
    std::vector<float> weights(9, 0);
    weights[0] = weights[4] = weights[8] = 1;
    const auto conv = b.node("Conv", "conv", {picture, b.constant("w", {3, 3, 1, 1}, weights)});
    const auto pooled = b.node("GlobalAveragePool", "pool", {conv});
    const auto flat = b.node("Flatten", "flat", {pooled});
    const auto sum = b.node("Add", "sum", {flat, vector});
    const auto path = folder / "mixed.onnx";
    if (!onnx::writeModel(b.graph({sum}), path)) return nullptr;
    auto model = model::openModel(path);
    return model ? *model : nullptr;
}

std::string npyOf(tensor::Shape shape, const std::vector<float>& values)
{
    return *data::npyBytes(tensor::Tensor::of<float>(std::move(shape), values));
}

} // namespace

class TestEvaluation : public QObject
{
    Q_OBJECT

private slots:
    void aFolderFeedsOneOfTwoInputs()
    {
        const test::TempFolder folder;
        const auto model = mixed(folder);
        QVERIFY(model);
        std::vector<data::LabelledFile> files;
        for (int label = 0; label < 3; ++label) {
            std::vector<float> picture(192, 0);
            std::fill_n(picture.begin() + 64 * label, 64, 1.0f);
            files.push_back({folder.write(std::to_string(label) + ".npy", npyOf({1, 3, 8, 8}, picture)), label});
        }
        auto network = methods::prepare(model->graph, engine::floatRecipe(*model->graph), {});
        VERIFY_OK(network);
        auto chosen = methods::prepare(model->graph, engine::floatRecipe(*model->graph), {});
        VERIFY_OK(chosen);
        auto sources = model::defaultInputs(*model);
        sources[0].kind = model::InputSource::Kind::File;
        const auto accuracy = [&](const char* vector) {
            sources[0].file = folder.write("v.csv", vector);
            const auto inputs = model::readInputs(*model, sources);
            Pictures pictures(model, files, {*inputs, 1, sources[1].rules});
            const auto result = evaluate(**network, **chosen, pictures, {});
            return result ? result->floatTop1.hits : -1;
        };
        QCOMPARE(accuracy("0,0,0\n"), int64_t {3});
        QCOMPARE(accuracy("9,0,0\n"), int64_t {1}); // the vector outvotes every picture
        engine::Calibration calibration;
        std::vector<std::filesystem::path> paths {files[0].file, files[1].file};
        VERIFY_OK(calibrateFiles(*model, **network, paths, {*model::readInputs(*model, sources), 1, {}}, calibration));
        QCOMPARE(calibration.pictures, 2);
    }
};

QTEST_APPLESS_MAIN(TestEvaluation)
#include "tst_evaluation.moc"
