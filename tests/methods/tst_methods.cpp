// The methods: what each promises, against small independent computations.
#include "core/engine/layer_values.h"
#include "core/methods/quantize_network.h"
#include "core/ops/simplify.h"
#include "core/quant/format/family.h"
#include "core/quant/quantize.h"
#include "tests/support/graph_builder.h"
#include "tests/support/test_support.h"

#include <algorithm>
#include <cmath>

using namespace bitladder;
using namespace bitladder::methods;
using tensor::Tensor;

namespace
{

constexpr int kPictures = 6;

// conv 3×3 → relu → depthwise 3×3 → relu → 1×1 → pool → matrix: the kinds of layer that methods meet.
std::shared_ptr<const graph::Graph> network()
{
    test::Random random(7);
    test::GraphBuilder b;
    const auto weights = [&](const char* name, tensor::Shape shape) {
        auto values = random.normals<float>(static_cast<size_t>(*tensor::elementCount(shape)), 0.3);
        // Channels of very different ranges.
        const size_t perChannel = values.size() / static_cast<size_t>(shape[0]);
        for (size_t i = 0; i < values.size(); ++i)
            values[i] *= std::pow(1.6f, static_cast<float>(i / perChannel % 5));
        return b.constant(name, std::move(shape), values);
    };
    const auto bias = [&](const char* name, int64_t n) {
        return b.constant(name, {n}, random.normals<float>(static_cast<size_t>(n), 0.1));
    };
    const auto x = b.input("x", {1, 3, 8, 8});
    const std::vector<int64_t> pads {1, 1, 1, 1};
    auto y = b.node("Conv", "first", {x, weights("w1", {10, 3, 3, 3}), bias("b1", 10)}, {{"pads", pads}});
    y = b.node("Relu", "relu1", {y});
    y = b.node("Conv", "depthwise", {y, weights("w2", {10, 1, 3, 3})}, {{"pads", pads}, {"group", int64_t {10}}});
    y = b.node("Relu", "relu2", {y});
    y = b.node("Conv", "pointwise", {y, weights("w3", {12, 10, 1, 1}), bias("b3", 12)});
    y = b.node("GlobalAveragePool", "pool", {y});
    y = b.node("Flatten", "flat", {y});
    y = b.node("Gemm", "matrix", {y, weights("w4", {5, 12}), bias("b4", 5)}, {{"transB", int64_t {1}}});
    auto simple = ops::simplify(b.graph({y}));
    if (!simple) qFatal("%s", simple.error().message.c_str());
    return std::make_shared<const graph::Graph>(*std::move(simple));
}

std::vector<std::vector<Tensor>> pictures()
{
    test::Random random(9);
    std::vector<std::vector<Tensor>> list;
    for (int i = 0; i < kPictures; ++i)
        list.push_back({Tensor::of<float>({1, 3, 8, 8}, random.normals<float>(192, 1.0))});
    return list;
}

CalibrationSet calibrationSet()
{
    return [list = pictures()](const VisitInputs& visit) -> Result<void> {
        for (const auto& inputs : list)
            BITLADDER_TRY(visit(inputs));
        return {};
    };
}

quant::Recipe recipeOf(const graph::Graph& graph, const char* weights, std::vector<quant::MethodChoice> methods)
{
    quant::Recipe recipe = engine::floatRecipe(graph);
    for (auto& layer : recipe.layers)
        layer.weights.format = *quant::parseFormat(weights);
    recipe.methods = std::move(methods);
    return recipe;
}

Result<std::shared_ptr<const engine::QuantizedNetwork>> quantized(
    const std::shared_ptr<const graph::Graph>& graph, const quant::Recipe& recipe, int threads = 1)
{
    QuantizeOptions options;
    options.threads = threads;
    options.pictures = calibrationSet();
    options.picturesKey = 42;
    return quantizeNetwork(graph, recipe, {}, options);
}

// The network's answers, one row a picture.
std::vector<std::vector<double>> answers(const std::shared_ptr<const engine::QuantizedNetwork>& network)
{
    engine::PrepareOptions options;
    options.floatConvolution = engine::FloatConvolution::ExactOrder;
    auto executable = engine::prepare(network, options);
    if (!executable) qFatal("%s", executable.error().message.c_str());
    std::vector<std::vector<double>> rows;
    for (const auto& inputs : pictures()) {
        auto trace = (*executable)->run(inputs);
        if (!trace) qFatal("%s", trace.error().message.c_str());
        std::vector<double> row;
        for (int64_t i = 0; i < trace->outputs[0].count(); ++i)
            row.push_back(trace->outputs[0].at(i));
        rows.push_back(row);
    }
    return rows;
}

double squaredDistance(const std::vector<std::vector<double>>& a, const std::vector<std::vector<double>>& b)
{
    double sum = 0;
    for (size_t i = 0; i < a.size(); ++i)
        for (size_t j = 0; j < a[i].size(); ++j)
            sum += (a[i][j] - b[i][j]) * (a[i][j] - b[i][j]);
    return sum;
}

// Optimal brain surgery on one row in plain loops: the inverse is updated by elimination after every weight, in the
// given order. Another way to the same numbers as the Cholesky factor that the method uses.
std::vector<int64_t> surgery(std::vector<double> w, std::vector<std::vector<double>> moments, double damping,
    const quant::Quantizer& quantizer, size_t channel)
{
    const size_t n = w.size();
    double mean = 0;
    for (size_t i = 0; i < n; ++i)
        mean += moments[i][i] / static_cast<double>(n);
    std::vector<size_t> order(n);
    for (size_t i = 0; i < n; ++i)
        order[i] = i;
    std::ranges::stable_sort(order, [&](size_t a, size_t b) { return moments[a][a] > moments[b][b]; });
    for (size_t i = 0; i < n; ++i)
        moments[i][i] += damping * mean;
    // Gauss–Jordan inverse.
    std::vector<std::vector<double>> inverse(n, std::vector<double>(n, 0));
    for (size_t i = 0; i < n; ++i)
        inverse[i][i] = 1;
    for (size_t p = 0; p < n; ++p) {
        const double pivot = moments[p][p];
        for (size_t j = 0; j < n; ++j) {
            moments[p][j] /= pivot;
            inverse[p][j] /= pivot;
        }
        for (size_t i = 0; i < n; ++i) {
            if (i == p) continue;
            const double f = moments[i][p];
            for (size_t j = 0; j < n; ++j) {
                moments[i][j] -= f * moments[p][j];
                inverse[i][j] -= f * inverse[p][j];
            }
        }
    }
    std::vector<int64_t> codes(n);
    for (const size_t at : order) {
        codes[at] = quant::quantize(w[at], quantizer, channel);
        const double error = (w[at] - quant::dequantize(codes[at], quantizer, channel)) / inverse[at][at];
        for (size_t j = 0; j < n; ++j)
            w[j] -= error * inverse[at][j];
        const double d = inverse[at][at];
        const std::vector<double> row = inverse[at];
        for (size_t i = 0; i < n; ++i) {
            const double f = inverse[i][at] / d;
            for (size_t j = 0; j < n; ++j)
                inverse[i][j] -= f * row[j];
        }
    }
    return codes;
}

} // namespace

class TestMethods : public QObject
{
    Q_OBJECT

private slots:
    void table()
    {
        for (const Method* method : methods::methods()) {
            QVERIFY(findMethod(method->id) == method);
            VERIFY_OK(check({std::string(method->id), {}, true}));
            for (const auto& parameter : method->parameters) {
                QVERIFY(parameter.fallback >= parameter.least && parameter.fallback <= parameter.most);
                VERIFY_FAILS(
                    check({std::string(method->id), {{std::string(parameter.name), parameter.most + 1}}, true}),
                    {std::string(method->id), std::string(parameter.name)});
            }
        }
        QVERIFY(!findMethod("none"));
        VERIFY_FAILS(check({"none", {}, true}), {"none", "gptq"});
        VERIFY_FAILS(check({"gptq", {{"speed", 1}}, true}), {"gptq", "speed"});
    }

    void refusesWithoutPictures()
    {
        const auto graph = network();
        for (const Method* method : methods::methods()) {
            if (method->needs != Method::Needs::Pictures) continue;
            const auto none
                = quantizeNetwork(graph, recipeOf(*graph, "int4", {{std::string(method->id), {}, true}}), {});
            VERIFY_FAILS(none, {std::string(method->id), "pictures"});
            // A method that is off asks for nothing.
            VERIFY_OK(quantizeNetwork(graph, recipeOf(*graph, "int4", {{std::string(method->id), {}, false}}), {}));
        }
    }

    void everyMethodOnEveryKindOfLayer_data()
    {
        QTest::addColumn<QString>("method");
        QTest::addColumn<QString>("format");
        for (const Method* method : methods::methods())
            for (const char* format : {"int8", "int4", "int2", "ternary", "binary", "e2m1"})
                QTest::addRow("%s %s", std::string(method->id).c_str(), format)
                    << QString::fromUtf8(method->id.data()) << format;
    }
    // The answer is the same for every number of threads; codes stay codes of the format, and are known by the method
    // and its pictures.
    void everyMethodOnEveryKindOfLayer()
    {
        QFETCH(QString, method);
        QFETCH(QString, format);
        const auto graph = network();
        const auto recipe = recipeOf(*graph, format.toUtf8(), {{method.toStdString(), {}, true}});
        const auto one = quantized(graph, recipe, 1), two = quantized(graph, recipe, 2);
        if (method == "prune" && format == "binary") {
            VERIFY_FAILS(one, {"prune", "binary", "no zero"});
            return;
        }
        VERIFY_OK(one);
        VERIFY_OK(two);
        QCOMPARE((*one)->log.size(), size_t {1});
        QVERIFY((*one)->log[0].layers.empty() != (*one)->log[0].note.empty()); // nothing done is said
        bool changed = false;
        const auto nearest = quantized(graph, recipeOf(*graph, format.toUtf8(), {}));
        VERIFY_OK(nearest);
        for (size_t i = 0; i < (*one)->layers.size(); ++i) {
            const auto& a = *(*one)->layers[i].weights;
            const auto& b = *(*two)->layers[i].weights;
            QVERIFY(a.quantizer == b.quantizer && a.codes == b.codes);
            if (a.quantizer.format.family->codes)
                for (int64_t c = 0; c < a.channels; ++c)
                    for (const int64_t q : a.codesOf(static_cast<size_t>(c)))
                        QVERIFY(q >= a.quantizer.qmin && q <= a.quantizer.qmax);
            if (i < (*nearest)->layers.size() && a.key == (*nearest)->layers[i].weights->key) continue;
            changed = true;
            QVERIFY(a.key.data != 0 && a.key.data == b.key.data);
            QCOMPARE(a.key.methods.size(), size_t {1});
        }
        // Bias correction leaves the codes and changes the graph.
        const bool none = std::ranges::all_of(
            (*one)->log[0].layers, [](const engine::MethodEffect& e) { return e.before == e.after; });
        QVERIFY(changed || (*one)->graph != graph || none);
        QVERIFY(std::ranges::all_of(answers(*one)[0], [](double v) { return std::isfinite(v); }));
    }

    void gptqIsOptimalBrainSurgery()
    {
        test::Random random(3);
        const int64_t depth = 9, channels = 4, rows = 40;
        test::GraphBuilder b;
        const auto x = b.input("x", {rows, depth});
        const auto w = random.normals<float>(static_cast<size_t>(depth * channels), 1.0);
        const auto y = b.node("Gemm", "g", {x, b.constant("w", {channels, depth}, w)}, {{"transB", int64_t {1}}});
        auto simple = ops::simplify(b.graph({y}));
        VERIFY_OK(simple);
        const auto graph = std::make_shared<const graph::Graph>(*std::move(simple));
        // Columns that depend on each other: there is something to compensate.
        auto values = random.normals<float>(static_cast<size_t>(rows * depth), 1.0);
        for (int64_t r = 0; r < rows; ++r)
            for (int64_t k = 1; k < depth; ++k)
                values[static_cast<size_t>(r * depth + k)] += 0.8f * values[static_cast<size_t>(r * depth + k - 1)];
        const std::vector<Tensor> inputs {Tensor::of<float>({rows, depth}, values)};
        std::vector<std::vector<double>> moments(
            static_cast<size_t>(depth), std::vector<double>(static_cast<size_t>(depth), 0));
        for (int64_t r = 0; r < rows; ++r)
            for (int64_t i = 0; i < depth; ++i)
                for (int64_t j = 0; j < depth; ++j)
                    moments[static_cast<size_t>(i)][static_cast<size_t>(j)]
                        += static_cast<double>(values[static_cast<size_t>(r * depth + i)])
                        * static_cast<double>(values[static_cast<size_t>(r * depth + j)]);
        double gained = 0; // dB, over the formats: rounding one after another is no optimum for each of them
        for (const char* format : {"int4", "int3", "int2"}) {
            QuantizeOptions options;
            options.pictures = [&](const VisitInputs& visit) { return visit(inputs); };
            const auto result
                = quantizeNetwork(graph, recipeOf(*graph, format, {{"gptq", {{"damping", 0.02}}, true}}), {}, options);
            VERIFY_OK(result);
            const auto& tensor = *(*result)->layers[0].weights;
            for (size_t c = 0; c < static_cast<size_t>(channels); ++c) {
                const std::vector<double> row(
                    w.begin() + static_cast<ptrdiff_t>(c * depth), w.begin() + static_cast<ptrdiff_t>((c + 1) * depth));
                QCOMPARE(tensor.codesOf(c), surgery(row, moments, 0.02, tensor.quantizer, c));
            }
            const auto& effect = (*result)->log[0].layers[0];
            gained += effect.after - effect.before;
        }
        QVERIFY2(gained > 0, qPrintable(QString::number(gained)));
    }

    // Of one layer alone the mean error is gone; of all of them the answer comes nearer.
    void biasCorrectionTakesTheMeanErrorAway()
    {
        const auto graph = network();
        const auto real = answers(*quantized(graph, engine::floatRecipe(*graph)));
        auto lastAlone = engine::floatRecipe(*graph);
        lastAlone.layers.back().weights.format = *quant::parseFormat("int3");
        const auto nearest = answers(*quantized(graph, lastAlone));
        lastAlone.methods = {{"bias-correction", {}, true}};
        const auto corrected = answers(*quantized(graph, lastAlone));
        double worst = 0;
        for (size_t j = 0; j < real[0].size(); ++j) {
            double meanNearest = 0, meanCorrected = 0;
            for (size_t i = 0; i < real.size(); ++i) {
                meanNearest += (nearest[i][j] - real[i][j]) / kPictures;
                meanCorrected += (corrected[i][j] - real[i][j]) / kPictures;
            }
            worst = std::max(worst, std::fabs(meanNearest));
            QVERIFY2(std::fabs(meanCorrected) < 1e-5, qPrintable(QString::number(meanCorrected)));
        }
        QVERIFY(worst > 1e-3);
        double before = 0, after = 0;
        for (const char* format : {"int4", "int3", "int2"}) {
            before += squaredDistance(answers(*quantized(graph, recipeOf(*graph, format, {}))), real);
            after += squaredDistance(
                answers(*quantized(graph, recipeOf(*graph, format, {{"bias-correction", {}, true}}))), real);
        }
        QVERIFY2(after < before, qPrintable(QStringLiteral("%1 %2").arg(after).arg(before)));
    }

    void equalizationKeepsTheFloatAnswer()
    {
        const auto graph = network();
        auto recipe = engine::floatRecipe(*graph);
        const auto before = answers(*quantized(graph, recipe));
        recipe.methods = {{"equalize", {}, true}};
        const auto equalized = quantized(graph, recipe);
        VERIFY_OK(equalized);
        QVERIFY((*equalized)->graph != graph);
        const auto after = answers(*equalized);
        for (size_t i = 0; i < before.size(); ++i)
            for (size_t j = 0; j < before[i].size(); ++j)
                QVERIFY(std::fabs(before[i][j] - after[i][j]) <= 1e-4 * (1 + std::fabs(before[i][j])));
        // Between two layers every channel has the same range on both sides: sqrt(r1·r2).
        const auto layers = graph::layersOf(*(*equalized)->graph);
        const auto first = engine::layerValues(*(*equalized)->graph, layers[0]),
                   second = engine::layerValues(*(*equalized)->graph, layers[1]);
        VERIFY_OK(first);
        for (size_t c = 0; c < 10; ++c) {
            const auto range = [c](const quant::ChannelValues& values) {
                double r = 0;
                for (const float v : values.channel32(c))
                    r = std::max(r, static_cast<double>(std::fabs(v)));
                return r;
            };
            QVERIFY(std::fabs(range(*first) / range(*second) - 1) < 0.01);
        }
        // One scale for a whole tensor fits better.
        auto tensorWise = recipeOf(*graph, "int8", {});
        for (auto& layer : tensorWise.layers)
            layer.weights.granularity = quant::Granularity::Tensor;
        const double plain = squaredDistance(answers(*quantized(graph, tensorWise)), before);
        tensorWise.methods = {{"equalize", {}, true}};
        const double even = squaredDistance(answers(*quantized(graph, tensorWise)), before);
        QVERIFY2(even < plain, qPrintable(QStringLiteral("%1 %2").arg(even).arg(plain)));
    }

    void rangeSearchNeverHarms()
    {
        const auto graph = network();
        for (const char* format : {"int6", "int4", "int3", "ternary"}) {
            const auto searched = quantized(graph, recipeOf(*graph, format, {{"seqmse", {}, true}}));
            VERIFY_OK(searched);
            for (const auto& effect : (*searched)->log[0].layers)
                QVERIFY2(effect.after >= effect.before, format);
        }
    }

    // Asked to end in the middle, a method keeps the layers that it has come to, and says that it was stopped.
    void endsAndKeepsWhatIsDone()
    {
        const auto graph = network();
        for (const char* method : {"gptq", "adaround", "progressive", "seqmse", "bias-correction"}) {
            const auto recipe = recipeOf(*graph, "int3", {{method, {}, true}, {"bias-correction", {}, true}});
            const auto whole = quantized(graph, recipe);
            VERIFY_OK(whole);
            std::stop_source source;
            QuantizeOptions options;
            options.threads = 1;
            options.enough = source.get_token();
            options.pictures = calibrationSet();
            Job job;
            job.progress = [&](double fraction, std::string_view) {
                if (fraction > 0.2 && fraction < 0.5) source.request_stop();
            };
            // The progress of nearest rounding comes first, and must not stop it.
            int calls = 0;
            const auto inner = job.progress;
            job.progress = [&](double fraction, std::string_view what) {
                if (++calls > 4) inner(fraction, what);
            };
            const auto part = quantizeNetwork(graph, recipe, {}, options, job);
            VERIFY_OK(part);
            QVERIFY(!(*part)->log[0].note.empty());
            QVERIFY(!(*part)->log[0].layers.empty());
            QVERIFY((*part)->log[0].layers.size() < (*whole)->log[0].layers.size());
            QVERIFY((*part)->log[1].layers.empty() && !(*part)->log[1].note.empty());
            QVERIFY((*part)->layers[0].weights->codes == (*whole)->layers[0].weights->codes);
        }
    }

    // A stopped method is no failure, and leaves nothing half done behind.
    void stops()
    {
        const auto graph = network();
        std::stop_source source;
        QuantizeOptions options;
        options.pictures = [&](const VisitInputs& visit) -> Result<void> {
            source.request_stop();
            return visit(pictures()[0]);
        };
        Job job;
        job.stop = source.get_token();
        for (const Method* method : methods::methods()) {
            source = std::stop_source();
            job.stop = source.get_token();
            const auto stopped = quantizeNetwork(
                graph, recipeOf(*graph, "int4", {{std::string(method->id), {}, true}}), {}, options, job);
            if (source.stop_requested()) QVERIFY(!stopped && stopped.error().cancelled());
        }
    }
};

QTEST_APPLESS_MAIN(TestMethods)
#include "tst_methods.moc"
