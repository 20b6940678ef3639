// The table of exchange formats: what a row promises, that all layers which a format cannot hold are named at once, and
// that every row writes what can be read back.
#include "core/exchange/exchange_format.h"

#include "core/analysis/metric_table.h"
#include "core/base/files.h"
#include "core/exchange/onnx_graph.h"
#include "core/exchange/recipe_file.h"
#include "core/onnx/reader.h"
#include "tests/exchange/exchange_test.h"

#include <set>

using namespace bitladder;
using namespace bitladder::test;

class TestExchangeFormat : public QObject
{
    Q_OBJECT

private slots:
    void rows()
    {
        std::set<std::string_view> ids;
        for (const auto* format : exchange::exchangeFormats()) {
            QVERIFY(ids.insert(format->id).second);
            QCOMPARE(exchange::findExchangeFormat(format->id), format);
            QVERIFY(*format->label && *format->fileKind && !format->extension.empty() && format->write);
        }
        QVERIFY(ids.contains("qdq") && ids.contains("csv") && ids.contains("recipe")); // saved scripts name them
        QVERIFY(!exchange::findExchangeFormat("pdf"));
    }

    // A model that came with operators of another dialect: the one format keeps them, the other names the first.
    void foreignOperators()
    {
        const auto model = digits();
        const auto* qonnx = exchange::findExchangeFormat("qonnx");
        const auto* qdq = exchange::findExchangeFormat("qdq");
        const auto floats = recipeOf(*model, quant::floatFormat(3, 2), quant::floatFormat(3, 2));
        Networks networks(*model, floats);
        TempFolder folder;
        const auto file = folder / "foreign.onnx";
        VERIFY_OK(qonnx->write(
            {*model, floats, networks.reference.get(), networks.quantized.get(), networks.inputs}, file, {}, {}));
        const auto foreign = model::openModel(file, {});
        VERIFY_OK(foreign);
        const auto bytes = recipeOf(**foreign, quant::intFormat(8), quant::intFormat(8));
        Networks again(**foreign, bytes);
        const exchange::ExportSource source {
            **foreign, bytes, again.reference.get(), again.quantized.get(), again.inputs};
        VERIFY_OK(qonnx->write(source, folder / "kept.onnx", {}, {}));
        VERIFY_FAILS(qdq->write(source, folder / "refused.onnx", {}, {}), {"FloatQuant", "QONNX"});
        QVERIFY(!std::filesystem::exists(folder / "refused.onnx"));
    }

    // QDQ takes integers of up to 16 bits and the floats that ONNX has types for; floats stay floats.
    void obstacles_data()
    {
        QTest::addColumn<QString>("weights");
        QTest::addColumn<QString>("activations");
        QTest::addColumn<QString>("reason"); // empty: it fits
        QTest::newRow("float") << "float32"
                               << "float32"
                               << "";
        QTest::newRow("int8") << "int8"
                              << "int8"
                              << "";
        QTest::newRow("int2") << "int2"
                              << "int8"
                              << "";
        QTest::newRow("binary") << "binary"
                                << "int8"
                                << "";
        for (const char* both : {"int12 int8", "int16 int16", "int3 int5", "e4m3 int8", "e5m2 e5m2", "float16 float16",
                 "bfloat16 int4", "int4 float32", "float32 int8", "int8 binary01", "ternary ternary", "half3 int8"})
            QTest::newRow(both) << QString(both).section(' ', 0, 0) << QString(both).section(' ', 1) << "";
        QTest::newRow("wide") << "int17"
                              << "int8"
                              << "int17 weights";
        QTest::newRow("narrow float") << "e3m2"
                                      << "int8"
                                      << "e3m2 weights";
        QTest::newRow("code book") << "kmeans4"
                                   << "int8"
                                   << "kmeans4 weights";
        QTest::newRow("binary activations") << "int8"
                                            << "binary"
                                            << "binary activations";
    }
    void obstacles()
    {
        QFETCH(QString, weights);
        QFETCH(QString, activations);
        QFETCH(QString, reason);
        const auto model = digits();
        const auto recipe = recipeOf(
            *model, *quant::parseFormat(weights.toStdString()), *quant::parseFormat(activations.toStdString()));
        const auto& qdq = *exchange::findExchangeFormat("qdq");
        const auto found = qdq.obstacles(*model->graph, recipe);
        QCOMPARE(found.size(), reason.isEmpty() ? size_t {0} : recipe.layers.size());
        for (const auto& obstacle : found)
            QVERIFY2(obstacle.why.english().starts_with(reason.toStdString()), obstacle.why.english().c_str());
        // What the table says beforehand is what writing does.
        const Networks networks(*model, recipe);
        QCOMPARE(exchange::qdqGraph(*networks.quantized).has_value(), reason.isEmpty());
    }

    void allLayersAreNamedAtOnce()
    {
        const auto model = digits();
        auto recipe = recipeOf(*model, quant::intFormat(8), quant::intFormat(8));
        QVERIFY(recipe.layers.size() >= 3);
        recipe.layers[0].weights.format = quant::intFormat(17);
        recipe.layers[1].activations.format = quant::intFormat(18);
        recipe.layers[2].weights.format = quant::intFormat(17);
        recipe.layers[2].activations.format = quant::intFormat(18);
        const auto held = exchange::holds(*exchange::findExchangeFormat("qdq"), *model->graph, recipe);
        QVERIFY(!held);
        QVERIFY(held.error().kind == Error::Kind::Unsupported);
        const auto& layers = recipe.layers;
        QCOMPARE(held.error().message,
            "this recipe cannot be written as qdq: " + layers[0].layer + ", " + layers[2].layer
                + ": int17 weights, where QDQ takes integers of up to 16 bits, float8 and float16; " + layers[1].layer
                + ", " + layers[2].layer
                + ": int18 activations, where QDQ takes integers of up to 16 bits, float8 and float16");
        for (const char* id : {"csv", "recipe"})
            QVERIFY(exchange::holds(*exchange::findExchangeFormat(id), *model->graph, recipe));
        recipe.layers[2].activations.format = quant::intFormat(8);
        recipe.layers[2].weights = quant::defaultWeightSpec(quant::intFormat(4));
        recipe.layers[2].weights.granularity = quant::Granularity::Group;
        VERIFY_FAILS(exchange::holds(*exchange::findExchangeFormat("qdq"), *model->graph, recipe),
            {layers[2].layer.c_str(), "groups of weights"});
    }

    void everyRowWrites()
    {
        const auto model = digits();
        const auto recipe = recipeOf(*model, quant::intFormat(8), quant::intFormat(8));
        const Networks networks(*model, recipe);
        test::TempFolder folder;
        for (const auto* format : exchange::exchangeFormats()) {
            exchange::ExportSource source {*model, recipe};
            if (format->needsNetwork) {
                source.floatNetwork = networks.reference.get();
                source.quantized = networks.quantized.get();
                source.inputs = networks.inputs;
            }
            const auto file = folder / (std::string(format->id) + "." + std::string(format->extension));
            VERIFY_OK(exchange::holds(*format, *model->graph, recipe));
            VERIFY_OK(format->write(source, file, {.newestOpset = 21, .runs = 1}, {}));
            QVERIFY(std::filesystem::file_size(file) > 0);
        }
        const auto read = exchange::readRecipe(folder / "recipe.json");
        VERIFY_OK(read);
        QVERIFY(*read == recipe);
        const auto graph = onnx::readModel(folder / "qdq.onnx");
        VERIFY_OK(graph);
        QCOMPARE(graph->outputs.size(), model->graph->outputs.size());
        const auto table = readTextFile(folder / "csv.csv", size_t {1} << 20);
        VERIFY_OK(table);
        QCOMPARE(static_cast<size_t>(std::ranges::count(*table, '\n')), recipe.layers.size() + 1);
        // Every metric has its columns, and a layer that is quantized has its figures in them.
        const auto row = table->substr(table->find('\n') + 1);
        const auto column = [&](std::string_view name) -> std::string {
            std::string_view names(*table), values(row);
            while (true) {
                const bool found = names.substr(0, names.find_first_of(",\n")) == name;
                if (found) return std::string(values.substr(0, values.find_first_of(",\n")));
                const size_t next = names.find_first_of(",\n");
                if (next == std::string_view::npos || names[next] == '\n') return "no such column";
                names.remove_prefix(next + 1);
                values.remove_prefix(values.find_first_of(",\n") + 1);
            }
        };
        for (const auto* metric : analysis::metrics())
            for (const char* of : {"weights_", "output_"})
                QVERIFY2(column(of + std::string(metric->id)) != "no such column", metric->id.data());
        QVERIFY(std::stod(column("weights_sqnr")) > 30 && std::stod(column("output_cosine")) > 0.9);
    }
};

QTEST_APPLESS_MAIN(TestExchangeFormat)
#include "tst_exchange_format.moc"
