// What a written file really contains, and recipes that are made to fit a format.
#include "core/exchange/exportable.h"
#include "core/exchange/inspect.h"
#include "core/exchange/onnx_graph.h"
#include "core/onnx/writer.h"
#include "core/quant/rounding.h"
#include "tests/exchange/exchange_test.h"

#include <cmath>

using namespace bitladder;
using namespace bitladder::test;

class TestInspect : public QObject
{
    Q_OBJECT

private slots:
    void tellsWhatStandsInTheFile()
    {
        const auto model = digits();
        quant::Recipe recipe = recipeOf(*model, quant::intFormat(8), quant::intFormat(8));
        recipe.layers[1].weights.format = quant::intFormat(4);
        recipe.layers[2].weights.format = quant::kFloat32;
        recipe.layers[2].activations.format = quant::kFloat32;
        Networks networks(*model, recipe);
        auto graph = exchange::qdqGraph(*networks.quantized);
        QVERIFY2(graph, graph ? "" : graph.error().message.c_str());
        test::TempFolder folder;
        QVERIFY(onnx::writeModel(*graph, folder / "a.onnx"));
        auto report = exchange::inspectFile(folder / "a.onnx", *networks.quantized, networks.inputs);
        QVERIFY2(report, report ? "" : report.error().message.c_str());
        QCOMPARE(report->bytes, std::filesystem::file_size(folder / "a.onnx"));
        QCOMPARE(report->opsets.at(""), 21);
        QCOMPARE(report->layers.size(), model->layers.size());
        for (size_t i = 0; i < report->layers.size(); ++i) {
            const auto& stored = report->layers[i];
            const auto& info = networks.quantized->layers()[i];
            QCOMPARE(stored.name, model->layers[i].name);
            QVERIFY(stored.weights);
            if (i == 2) {
                QVERIFY(!stored.weights->quantized && !stored.input.quantized);
                QCOMPARE(stored.weights->type, std::string("float32"));
                continue;
            }
            QCOMPARE(stored.weights->type, std::string(i == 1 ? "int4" : "int8"));
            QCOMPARE(stored.input.type, std::string("uint8"));
            // The scales are those that the engine computed.
            QCOMPARE(stored.weights->scales.size(), info.weightQuantizer.scales.size());
            for (size_t k = 0; k < stored.weights->scales.size(); ++k)
                QCOMPARE(stored.weights->scales[k], info.weightQuantizer.scales[k]);
            QCOMPARE(stored.input.scales, info.activationQuantizer->scales);
        }
        QVERIFY(report->largestDifference <= 1e-4 * report->largestAnswer);
        QVERIFY(report->largestAnswer > 0);
        QVERIFY(exchange::reportText(*report).find("opset 21") != std::string::npos);
    }

    // A file that answers otherwise is told of, and one that is no model fails with its name.
    void aWrongFileIsFound()
    {
        const auto model = digits();
        Networks one(*model, recipeOf(*model, quant::intFormat(8), quant::intFormat(8)));
        Networks other(*model, recipeOf(*model, quant::intFormat(2), quant::intFormat(8)));
        auto graph = exchange::qdqGraph(*other.quantized);
        QVERIFY(graph);
        test::TempFolder folder;
        QVERIFY(onnx::writeModel(*graph, folder / "a.onnx"));
        auto report = exchange::inspectFile(folder / "a.onnx", *one.quantized, one.inputs);
        QVERIFY(report && report->largestDifference > 1e-2 * report->largestAnswer);
        folder.write("b.onnx", "no model");
        auto none = exchange::inspectFile(folder / "b.onnx", *one.quantized, one.inputs);
        QVERIFY(!none && none.error().message.find("b.onnx") != std::string::npos);
    }

    void whateverIsAskedCanBeMadeExportable()
    {
        const auto model = digits();
        const auto& format = *exchange::findExchangeFormat("qdq");
        quant::Recipe recipe = recipeOf(*model, quant::intFormat(8), quant::intFormat(8));
        recipe.layers[0].weights.format = *quant::parseFormat("kmeans4");
        recipe.layers[1].activations.format = *quant::parseFormat("pow2_4");
        recipe.layers[2].weights.granularity = quant::Granularity::Group;
        recipe.layers[3].activations.rounding = quant::findRounding("floor");
        QVERIFY(recipe.layers[3].activations.rounding);
        const auto fits = exchange::madeExportable(format, *model->graph, recipe);
        QVERIFY(format.obstacles(*model->graph, fits).empty());
        QCOMPARE(fits.layers[0].weights.format, quant::intFormat(4));
        QCOMPARE(fits.layers[1].activations.format, quant::intFormat(8));
        QVERIFY(fits.layers[1].weights == recipe.layers[1].weights);
        QVERIFY(fits.layers[2].weights.granularity == quant::Granularity::Channel);
        QCOMPARE(fits.layers[2].weights.format, quant::intFormat(8));
        QVERIFY(fits.layers[3].activations.rounding == &quant::kHalfEven);
        QVERIFY(fits.layers[3].weights == recipe.layers[3].weights);
        for (size_t i = 4; i < fits.layers.size(); ++i)
            QVERIFY(fits.layers[i] == recipe.layers[i]);
        QVERIFY(exchange::madeExportable(format, *model->graph, fits) == fits);
        // What is locked stays, and is still named.
        recipe.layers[0].lock = quant::Lock::Locked;
        const auto locked = exchange::madeExportable(format, *model->graph, recipe);
        QVERIFY(locked.layers[0] == recipe.layers[0]);
        const auto left = format.obstacles(*model->graph, locked);
        QVERIFY(!left.empty());
        for (const auto& obstacle : left)
            QCOMPARE(obstacle.layer, size_t {0});
        // A format that holds everything asks for nothing.
        QVERIFY(exchange::madeExportable(*exchange::findExchangeFormat("recipe"), *model->graph, recipe) == recipe);
    }
};

QTEST_GUILESS_MAIN(TestInspect)
#include "tst_inspect.moc"
