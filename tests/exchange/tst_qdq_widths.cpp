// QDQ at every width: what is written is read back to the same weights, and gives the same answers.
#include "core/engine/layer_values.h"
#include "core/exchange/exchange_format.h"
#include "core/exchange/onnx_graph.h"
#include "core/methods/quantize_network.h"
#include "core/onnx/reader.h"
#include "core/onnx/writer.h"
#include "core/quant/format/family.h"
#include "tests/support/test_support.h"

#include <set>

using namespace bitladder;
using tensor::ElementType;
using tensor::Tensor;

namespace
{

std::shared_ptr<const model::Model> digits()
{
    auto opened = model::openModel(std::filesystem::path(BITLADDER_SAMPLES) / "digits/digits.onnx", {});
    if (!opened) qFatal("%s", opened.error().message.c_str());
    return *opened;
}

std::vector<Tensor> inputsOf(const model::Model& model)
{
    std::vector<Tensor> inputs;
    test::Random random(6);
    for (size_t i = 0; i < model.graph->inputs.size(); ++i) {
        const auto& value = model.input(i);
        inputs.push_back(*Tensor::make(*value.type, *value.shape));
        for (float& v : inputs.back().mutableAs<float>())
            v = static_cast<float>(random.uniform(0, 1));
    }
    return inputs;
}

} // namespace

class TestQdqWidths : public QObject
{
    Q_OBJECT

private slots:
    void readBack_data()
    {
        QTest::addColumn<QString>("weights");
        QTest::addColumn<QString>("activations");
        QTest::addColumn<int>("group"); // 0: per channel
        QTest::addColumn<int>("opset"); // that the file has
        QTest::addColumn<int>("stored"); // tensor::ElementType of the weights' codes
        const auto row = [](const char* w, const char* a, int opset, ElementType stored, int group = 0) {
            QTest::addRow("%s %s %d", w, a, group) << w << a << group << opset << static_cast<int>(stored);
        };
        row("int8", "int8", 0, ElementType::Int8);
        row("int4", "int8", 21, ElementType::Int4);
        row("int2", "int8", 25, ElementType::Int2);
        row("ternary", "int8", 25, ElementType::Int2);
        row("binary", "int8", 25, ElementType::Int2);
        row("half2", "int8", 21, ElementType::Int4);
        row("half5", "int5", 0, ElementType::Int8);
        row("int3", "int4", 21, ElementType::Int4);
        row("int12", "int10", 21, ElementType::Int16);
        row("int16", "int16", 21, ElementType::Int16);
        row("int6", "float32", 0, ElementType::Int8);
        row("float32", "int7", 0, ElementType::Float32);
        row("int8", "binary01", 0, ElementType::Int8);
        row("int8", "ternary", 0, ElementType::Int8);
        row("e4m3", "e4m3", 19, ElementType::Float8E4M3FN);
        row("e5m2", "int8", 19, ElementType::Float8E5M2);
        row("float16", "float16", 0, ElementType::Float16);
        row("bfloat16", "int8", 0, ElementType::BFloat16);
    }
    void readBack()
    {
        QFETCH(QString, weights);
        QFETCH(QString, activations);
        QFETCH(int, group);
        QFETCH(int, opset);
        QFETCH(int, stored);
        compare(weights, activations, group, opset, stored, {});
    }

    // Groups and blocks where a matrix is multiplied; the other layers stay as they are.
    void groupsAlongTheDepth_data()
    {
        QTest::addColumn<QString>("weights");
        QTest::addColumn<bool>("asymmetric");
        QTest::addColumn<int>("opset");
        QTest::addColumn<int>("stored");
        const auto row = [](const char* w, bool asymmetric, int opset, ElementType stored) {
            QTest::addRow("%s%s", w, asymmetric ? " asymmetric" : "")
                << w << asymmetric << opset << static_cast<int>(stored);
        };
        row("int4", false, 21, ElementType::Int4);
        row("int4", true, 21, ElementType::Int4);
        row("int8", true, 21, ElementType::Int8);
        row("mxfp8_e4m3", false, 21, ElementType::Float8E4M3FN);
        row("mxfp4", false, 23, ElementType::Float4E2M1);
        row("nvfp4", false, 23, ElementType::Float4E2M1);
        row("mxint8", false, 21, ElementType::Int8);
    }
    void groupsAlongTheDepth()
    {
        QFETCH(QString, weights);
        QFETCH(bool, asymmetric);
        QFETCH(int, opset);
        QFETCH(int, stored);
        compare(weights, QStringLiteral("float32"), 10, opset, stored, asymmetric);
    }

    // An older opset gets wider integers, or a refusal that names all layers.
    void olderOpsets()
    {
        const auto model = digits();
        quant::Recipe recipe = engine::floatRecipe(*model->graph);
        quant::setAll(recipe, quant::intFormat(16), quant::intFormat(8));
        engine::fitToLayers(model->layers, recipe);
        const auto network = networkOf(*model, recipe, inputsOf(*model));
        VERIFY_FAILS(exchange::qdqGraph(*network, {20}),
            {"opset 20", recipe.layers.front().layer, recipe.layers.back().layer, "21"});
        QVERIFY(exchange::qdqGraph(*network, {21}).has_value());
    }

private:
    static std::unique_ptr<engine::Executable> networkOf(
        const model::Model& model, const quant::Recipe& recipe, const std::vector<Tensor>& inputs)
    {
        engine::PrepareOptions options;
        options.threads = 1;
        options.floatConvolution = engine::FloatConvolution::ExactOrder;
        engine::Calibration calibration;
        auto plain = methods::prepare(model.graph, engine::floatRecipe(*model.graph), {}, options);
        if (!plain) qFatal("%s", plain.error().message.c_str());
        if (auto done = engine::calibrate(**plain, inputs, calibration); !done)
            qFatal("%s", done.error().message.c_str());
        auto made = methods::prepare(model.graph, recipe, calibration, options);
        if (!made) qFatal("%s", made.error().message.c_str());
        return *std::move(made);
    }

    static void compare(const QString& weights, const QString& activations, int group, int opset, int stored,
        std::optional<bool> asymmetric)
    {
        const auto model = digits();
        const auto inputs = inputsOf(*model);
        quant::Recipe recipe = engine::floatRecipe(*model->graph);
        const auto layers = graph::layersOf(*model->graph);
        const auto& qdq = *exchange::findExchangeFormat("qdq");
        size_t changed = 0;
        for (size_t i = 0; i < recipe.layers.size(); ++i) {
            auto layer = recipe.layers[i];
            layer.weights.format = *quant::parseFormat(weights.toStdString());
            layer.activations.format = *quant::parseFormat(activations.toStdString());
            if (group > 0) {
                layer.weights.granularity = quant::Granularity::Group;
                layer.weights.groupSize = group;
            }
            if (asymmetric.value_or(false)) layer.weights.symmetry = quant::Symmetry::Asymmetric;
            quant::Recipe trial = recipe;
            trial.layers[i] = layer;
            if (group > 0 && !exchange::holds(qdq, *model->graph, trial)) continue;
            recipe = trial;
            ++changed;
        }
        QVERIFY(changed > 0);
        engine::fitToLayers(model->layers, recipe);
        const auto before = networkOf(*model, recipe, inputs);
        const auto graph = exchange::qdqGraph(*before, {25});
        VERIFY_OK(graph);
        if (opset > 0) QVERIFY2(graph->opsets.at("") == opset, qPrintable(QString::number(graph->opsets.at(""))));
        std::set<int> types;
        for (const NodeId id : graph->order()) {
            const auto& node = graph->node(id);
            if (node.op != "DequantizeLinear" && node.op != "Cast") continue;
            if (const Tensor* codes = graph->constant(node.input(0))) types.insert(static_cast<int>(codes->type()));
        }
        types.erase(static_cast<int>(ElementType::Int32)); // biases
        if (weights != QStringLiteral("float32")) QCOMPARE(types, std::set<int> {stored});
        test::TempFolder folder;
        const auto file = folder / "qdq.onnx";
        VERIFY_OK(onnx::writeModel(*graph, file));
        const auto opened = model::openModel(file, {});
        VERIFY_OK(opened);
        const auto back = graph::layersOf(*(*opened)->graph);
        QCOMPARE(back.size(), layers.size());
        for (size_t i = 0; i < layers.size(); ++i) {
            if (!layers[i].weights) continue;
            const auto& tensor = *before->network()->layers[i].weights;
            const auto length = static_cast<size_t>(tensor.perChannel);
            const auto values = engine::layerValues(*(*opened)->graph, back[i]);
            VERIFY_OK(values);
            if (tensor.unchanged()) continue;
            std::vector<float> expected(length);
            for (size_t c = 0; c < static_cast<size_t>(tensor.channels); ++c) {
                tensor.dequantize(c, 0, std::span<float>(expected));
                for (size_t k = 0; k < length; ++k)
                    QVERIFY2(values->channel32(c)[k] == expected[k], layers[i].name.c_str());
            }
        }
        const auto after = networkOf(**opened, engine::fileRecipe(*(*opened)->graph), inputs);
        const auto x = before->run(inputs), y = after->run(inputs);
        VERIFY_OK(x);
        VERIFY_OK(y);
        double error = 0, power = 0;
        for (int64_t i = 0; i < x->outputs[0].count(); ++i) {
            error += std::pow(x->outputs[0].at(i) - y->outputs[0].at(i), 2);
            power += std::pow(x->outputs[0].at(i), 2);
        }
        QVERIFY2(error <= 1e-5 * power, qPrintable(QString("%1 of %2").arg(error).arg(power)));
    }
};

QTEST_APPLESS_MAIN(TestQdqWidths)
#include "tst_qdq_widths.moc"
