// The archive of codes: what it holds dequantizes, by the formula that the index names, to what the network computes
// with; its bytes are a zip that any reader takes.
#include "core/base/files.h"
#include "core/data/npy.h"
#include "core/engine/layer_values.h"
#include "core/exchange/exchange_format.h"
#include "core/exchange/zip.h"
#include "core/methods/quantize_network.h"
#include "core/quant/format/family.h"
#include "tests/support/archive_reader.h"
#include "tests/support/test_support.h"

#include <fstream>
#include <nlohmann/json.hpp>
#include <optional>

using namespace bitladder;
using nlohmann::json;
using tensor::Tensor;
using test::membersOf;

class TestCodes : public QObject
{
    Q_OBJECT

private slots:
    void checkSum() { QCOMPARE(exchange::crc32("123456789"), 0xcbf43926u); }

    void archive()
    {
        exchange::ZipWriter zip;
        zip.add("a/b.txt", "hello");
        zip.add("empty", "");
        const auto bytes = zip.finish();
        VERIFY_OK(bytes);
        const auto members = membersOf(*bytes);
        QCOMPARE(members.size(), size_t {2});
        QCOMPARE(members.at("a/b.txt"), std::string("hello"));
        exchange::ZipWriter again;
        again.add("a/b.txt", "hello");
        again.add("empty", "");
        QCOMPARE(*again.finish(), *bytes); // no clock in it
        exchange::ZipWriter longName;
        longName.add(std::string(70000, 'x'), "");
        QVERIFY(!longName.finish());
    }

    void valuesComeBack_data()
    {
        QTest::addColumn<QString>("format");
        QTest::addColumn<int>("granularity");
        QTest::addColumn<bool>("asymmetric");
        using quant::Granularity;
        for (const char* format : {"int4", "int8", "int20", "ternary", "binary", "half3", "pow2_4", "kmeans3", "nf4",
                 "pwl4", "e4m3", "float16", "mxfp4", "mxint8", "nvfp4", "float32"})
            for (const auto granularity : {Granularity::Tensor, Granularity::Channel, Granularity::Group})
                QTest::addRow("%s %d", format, static_cast<int>(granularity))
                    << format << static_cast<int>(granularity) << false;
        QTest::newRow("asymmetric") << "int4" << static_cast<int>(Granularity::Group) << true;
    }
    void valuesComeBack()
    {
        QFETCH(QString, format);
        QFETCH(int, granularity);
        QFETCH(bool, asymmetric);
        const auto opened = model::openModel(std::filesystem::path(BITLADDER_SAMPLES) / "digits/digits.onnx", {});
        VERIFY_OK(opened);
        const model::Model& model = **opened;
        quant::Recipe recipe = engine::floatRecipe(*model.graph);
        quant::setAll(recipe, *quant::parseFormat(format.toStdString()), quant::kFloat32);
        for (auto& layer : recipe.layers) {
            layer.weights.granularity = static_cast<quant::Granularity>(granularity);
            layer.weights.groupSize = 10;
            if (asymmetric) layer.weights.symmetry = quant::Symmetry::Asymmetric;
        }
        engine::fitToLayers(model.layers, recipe);
        auto network = methods::prepare(model.graph, recipe, {});
        VERIFY_OK(network);
        test::TempFolder folder;
        const auto file = folder / "codes.npz";
        exchange::ExportSource source {model, recipe};
        source.quantized = network->get();
        VERIFY_OK(exchange::findExchangeFormat("codes")->write(source, file, {}, {}));
        const auto bytes = readTextFile(file, size_t {1} << 26);
        VERIFY_OK(bytes);
        const auto members = membersOf(*bytes);
        const json index = json::parse(members.at("index.json"));
        const auto array = [&](const std::string& name) {
            const auto path = folder / "one.npy";
            std::ofstream(path, std::ios::binary) << members.at(name + ".npy");
            const auto tensor = data::readNpy(path);
            if (!tensor) qFatal("%s", tensor.error().message.c_str());
            return *tensor;
        };
        const auto layers = graph::layersOf(*model.graph);
        QCOMPARE(index["layers"].size(), layers.size());
        for (const auto& layer : layers) {
            const json& j = index["layers"][static_cast<size_t>(layer.id.index)];
            QCOMPARE(j["name"].get<std::string>(), layer.name);
            const json& w = j["weights"];
            const Tensor codes = array(w["codes"]);
            QCOMPARE(codes.shape(), layer.weightShape);
            const auto& quantized = *(*network)->network()->layers[static_cast<size_t>(layer.id.index)].weights;
            const auto length = static_cast<size_t>(quantized.perChannel);
            std::vector<double> values(static_cast<size_t>(codes.count())), expected(values.size());
            if (quantized.unchanged()) {
                QVERIFY(w["value"] == "codes");
                for (int64_t i = 0; i < codes.count(); ++i)
                    QCOMPARE(codes.at(i), model.graph->constant(layer.weights)->at(i));
                continue;
            }
            for (size_t c = 0; c < static_cast<size_t>(quantized.channels); ++c)
                quantized.dequantize(c, 0, std::span<double>(values).subspan(c * length, length));
            engine::toFileOrder(*model.graph, layer, std::span<const double>(values), std::span<double>(expected));
            const Tensor scales = array(w["scales"]);
            std::optional<Tensor> slices, levels, zeros;
            if (w["slices"] != "axis" && w["slices"] != "all") slices = array(w["slices"]);
            if (w.contains("levels")) levels = array(w["levels"]);
            if (w.contains("zeroPoints")) zeros = array(w["zeroPoints"]);
            for (int64_t i = 0; i < codes.count(); ++i) {
                int64_t slice = 0;
                if (w["slices"] == "axis") {
                    int64_t inner = 1;
                    const auto axis = w["axis"].get<size_t>();
                    for (size_t d = axis + 1; d < codes.rank(); ++d)
                        inner *= codes.shape()[d];
                    slice = i / inner % codes.shape()[axis];
                } else if (slices) {
                    slice = slices->integerAt(i);
                }
                const double scale = scales.at(slice);
                double x = codes.at(i) * scale;
                if (levels) {
                    const auto q = codes.integerAt(i) - w["qmin"].get<int64_t>();
                    x = levels->at(levels->rank() == 2 ? slice * levels->shape()[1] + q : q) * scale;
                } else if (zeros) {
                    x = (codes.at(i) - zeros->at(slice)) * scale;
                }
                const double wanted = expected[static_cast<size_t>(i)];
                if (std::fabs(x - wanted) > 1e-6 * std::fabs(wanted) + 1e-30)
                    QFAIL(qPrintable(QString("%1: %2 instead of %3").arg(i).arg(x).arg(wanted)));
            }
        }
    }
};

QTEST_APPLESS_MAIN(TestCodes)
#include "tst_codes.moc"
