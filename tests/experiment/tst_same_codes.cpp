// A layer's codes are the same wherever they are seen: in what the engine runs, in the histogram, in a number's way,
// and in every file that can hold them.
#include "core/analysis/distribution.h"
#include "core/analysis/number_way.h"
#include "core/base/files.h"
#include "core/data/npy.h"
#include "core/engine/layer_values.h"
#include "core/exchange/recipe_file.h"
#include "core/quant/format/family.h"
#include "tests/experiment/experiment_test.h"
#include "tests/support/archive_reader.h"

#include <fstream>
#include <nlohmann/json.hpp>

using namespace bitladder;
using quant::QuantizedTensor;

namespace
{

std::vector<double> valuesOf(const QuantizedTensor& codes)
{
    const auto length = static_cast<size_t>(codes.perChannel);
    std::vector<double> values(static_cast<size_t>(codes.channels) * length);
    for (size_t c = 0; c < static_cast<size_t>(codes.channels); ++c)
        codes.dequantize(c, 0, std::span<double>(values).subspan(c * length, length));
    return values;
}

// Counts of the codes' values in the bins of the histogram, found one by one.
std::vector<double> countsOf(const analysis::Distribution& d, const QuantizedTensor& codes)
{
    std::vector<double> counts(d.quantized.size(), 0);
    const auto length = static_cast<size_t>(codes.perChannel);
    std::vector<float> values(length);
    for (size_t c = 0; c < static_cast<size_t>(codes.channels); ++c) {
        codes.dequantize(c, 0, std::span<float>(values));
        for (const float value : values) {
            double x = static_cast<double>(value);
            if (d.inSteps) x = x / codes.quantizer.scale(c) + static_cast<double>(codes.quantizer.zeroPoint(c));
            if (d.inSteps && quant::hasIntegerCodes(codes.quantizer.format)) x = std::nearbyint(x);
            const double width = (d.edges.back() - d.edges.front()) / static_cast<double>(counts.size());
            const auto bin = static_cast<size_t>(std::max(0.0, (x - d.edges.front()) / width));
            ++counts[std::min(bin, counts.size() - 1)];
        }
    }
    return counts;
}

} // namespace

class TestSameCodes : public QObject
{
    Q_OBJECT

    static void inTheHistogram(const model::Model& model, const graph::Layer& layer, const QuantizedTensor& held)
    {
        const auto weights = analysis::layerWeights(model, layer, Threads(1));
        VERIFY_OK(weights);
        const auto d = analysis::weightDistribution(
            *weights, analysis::Extent::All, held.quantizer, -1, 200, Threads(2), {}, &held);
        VERIFY_OK(d);
        QCOMPARE(d->quantized, countsOf(*d, held));
    }

    static void onANumbersWay(const graph::Graph& graph, const graph::Layer& layer, const QuantizedTensor& held)
    {
        const auto values = engine::layerValues(graph, layer);
        VERIFY_OK(values);
        const auto known = valuesOf(held);
        const auto length = static_cast<size_t>(held.perChannel);
        for (size_t c = 0; c < static_cast<size_t>(held.channels); ++c) {
            const auto codes = held.codesOf(c);
            for (size_t i = 0; i < length; ++i) {
                const auto way
                    = analysis::wayOf(static_cast<double>(values->channel32(c)[i]), held.quantizer, c, c * length + i);
                QCOMPARE(static_cast<float>(way.value), static_cast<float>(known[c * length + i]));
                if (way.codes) QCOMPARE(way.codes->code, codes[i]);
            }
        }
    }

    static void inTheArchive(const model::Model& model, const quant::Recipe& recipe, engine::Executable& network)
    {
        const test::TempFolder folder;
        const auto file = folder / "codes.npz";
        exchange::ExportSource source {model, recipe};
        source.quantized = &network;
        VERIFY_OK(exchange::findExchangeFormat("codes")->write(source, file, {}, {}));
        const auto bytes = readTextFile(file, size_t {1} << 26);
        VERIFY_OK(bytes);
        const auto members = test::membersOf(*bytes);
        const auto index = nlohmann::json::parse(members.at("index.json"));
        for (const auto& layer : model.layers) {
            const auto& held = *network.network()->layers[static_cast<size_t>(layer.id.index)].weights;
            const auto path = folder / "one.npy";
            const std::string name = index["layers"][static_cast<size_t>(layer.id.index)]["weights"]["codes"];
            std::ofstream(path, std::ios::binary) << members.at(name + ".npy");
            const auto codes = data::readNpy(path);
            VERIFY_OK(codes);
            std::vector<double> mine, inFileOrder(static_cast<size_t>(codes->count()));
            for (size_t c = 0; c < static_cast<size_t>(held.channels); ++c)
                for (const int64_t code : held.codesOf(c))
                    mine.push_back(static_cast<double>(code));
            engine::toFileOrder(*model.graph, layer, std::span<const double>(mine), std::span<double>(inFileOrder));
            for (int64_t i = 0; i < codes->count(); ++i)
                QCOMPARE(codes->at(i), inFileOrder[static_cast<size_t>(i)]);
        }
    }

    // The recipe as a file, read again, gives the same codes.
    static void inTheRecipe(const test::Digits& digits, const quant::Recipe& recipe, const engine::Executable& network)
    {
        const test::TempFolder folder;
        VERIFY_OK(exchange::writeRecipe(recipe, folder / "recipe.json"));
        const auto read = exchange::readRecipe(folder / "recipe.json");
        VERIFY_OK(read);
        auto again = digits.experiment->quantize(*read);
        VERIFY_OK(again);
        for (size_t i = 0; i < network.network()->layers.size(); ++i) {
            const auto &a = *network.network()->layers[i].weights, &b = *(*again)->network()->layers[i].weights;
            QVERIFY(a.quantizer == b.quantizer);
            for (size_t c = 0; c < static_cast<size_t>(a.channels); ++c)
                QVERIFY(a.codesOf(c) == b.codesOf(c));
        }
    }

    // Returns whether the format could hold it.
    static bool inAModel(const char* id, const model::Model& model, const quant::Recipe& recipe,
        engine::Executable& network, const engine::Calibration& calibration)
    {
        const exchange::ExchangeFormat& format = *exchange::findExchangeFormat(id);
        if (!format.obstacles(*model.graph, recipe).empty()) return false;
        const test::TempFolder folder;
        const auto file = folder / "model.onnx";
        exchange::ExportSource source {model, recipe};
        source.quantized = &network;
        const auto done = format.write(source, file, {}, {});
        if (!done) qFatal("%s: %s", id, done.error().message.c_str());
        const auto back = model::openModel(file, {});
        if (!back) qFatal("%s: %s", id, back.error().message.c_str());
        auto again = methods::prepare((*back)->graph, engine::fileRecipe(*(*back)->graph), calibration);
        if (!again) qFatal("%s: %s", id, again.error().message.c_str());
        const auto &a = network.network()->layers, &b = (*again)->network()->layers;
        if (a.size() != b.size()) qFatal("%s: another number of layers", id);
        for (size_t i = 0; i < a.size(); ++i)
            if (b[i].weights->unchanged() || valuesOf(*a[i].weights) != valuesOf(*b[i].weights))
                qFatal("%s: layer %zu came back with other weights", id, i);
        return true;
    }

private slots:
    void everywhere_data()
    {
        QTest::addColumn<QString>("format");
        QTest::addColumn<QString>("activations");
        QTest::addColumn<QString>("method");
        QTest::addColumn<int>("files"); // models that can hold it
        const auto row = [](const char* weights, const char* activations, const char* method, int files) {
            QTest::addRow("%s %s %s", weights, activations, method) << weights << activations << method << files;
        };
        row("int8", "int8", "", 2);
        row("int4", "int4", "", 2);
        row("int4", "int8", "gptq", 2);
        row("int3", "int8", "adaround", 2);
        row("int2", "int8", "bias-correction", 2);
        row("ternary", "int8", "", 2);
        row("binary", "int8", "", 2);
        row("binary", "binary", "", 1);
        row("kmeans3", "int8", "", 0);
        row("nf4", "int8", "", 0);
        row("pow2_4", "int8", "", 0);
        row("book3", "int8", "", 0);
    }
    void everywhere()
    {
        QFETCH(QString, format);
        QFETCH(QString, activations);
        QFETCH(QString, method);
        QFETCH(int, files);
        auto digits = test::Digits::open(40, 2);
        QVERIFY(digits);
        quant::Recipe recipe
            = digits->recipe(*quant::parseFormat(format.toStdString()), *quant::parseFormat(activations.toStdString()));
        if (format.startsWith("book"))
            for (auto& layer : recipe.layers)
                layer.weights.levels = {-4, -2, -1, 0, 1, 2, 3};
        if (!method.isEmpty()) recipe.methods = {{method.toStdString(), {}, true}};
        auto network = digits->experiment->quantize(recipe);
        VERIFY_OK(network);
        const auto& made = *(*network)->network();
        for (const auto& layer : digits->model->layers) {
            const auto& held = *made.layers[static_cast<size_t>(layer.id.index)].weights;
            inTheHistogram(*digits->model, layer, held);
            if (method.isEmpty()) onANumbersWay(*made.graph, layer, held);
            if (QTest::currentTestFailed()) return;
        }
        inTheArchive(*digits->model, recipe, **network);
        inTheRecipe(*digits, recipe, **network);
        if (QTest::currentTestFailed()) return;
        auto calibration = digits->experiment->calibration();
        VERIFY_OK(calibration);
        int held = 0;
        for (const char* id : {"qdq", "qonnx"})
            held += inAModel(id, *digits->model, recipe, **network, **calibration);
        QCOMPARE(held, files);
    }
};

QTEST_APPLESS_MAIN(TestSameCodes)
#include "tst_same_codes.moc"
