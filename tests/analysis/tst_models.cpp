// Real networks against ONNX Runtime: what reference.json and the test data sets of the shared models hold. Skipped
// where the models are not on this machine.
#include "core/engine/executable.h"
#include "core/methods/quantize_network.h"
#include "core/model/model.h"
#include "core/onnx/reader.h"
#include "tests/support/test_support.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <cmath>

using namespace bitladder;
using tensor::ElementType;
using tensor::Shape;
using tensor::Tensor;

namespace
{

const std::string kModels = std::string(BITLADDER_SHARED_DATA) + "/models";

// The generator that the reference files name: any program makes the same numbers bit for bit.
Tensor generated(const QJsonObject& input)
{
    Shape shape;
    for (const auto& d : input["dims"].toArray())
        shape.push_back(d.toInt());
    auto t = Tensor::make(ElementType::Float32, shape);
    if (!t) qFatal("%s", t.error().message.c_str());
    const auto generator = input["generator"].toObject();
    const QString kind = generator["kind"].toString();
    auto s = static_cast<uint32_t>(generator["seed"].toDouble());
    const auto scale = static_cast<float>(generator["scale"].toDouble(1)),
               offset = static_cast<float>(generator["offset"].toDouble());
    for (float& v : t->mutableAs<float>()) {
        if (kind == "constant") {
            v = static_cast<float>(generator["value"].toDouble());
            continue;
        }
        s = s * 1664525u + 1013904223u;
        if (kind == "lcg_u8") {
            v = static_cast<float>(s >> 24);
            continue;
        }
        v = static_cast<float>(s >> 8) / 16777216.0f * scale;
        if (offset != 0) v += offset;
        if (generator["floor"].toBool()) v = std::floor(v);
        if (input["type"].toString() == "float16") v = tensor::decode(tensor::encodeHalf(v));
    }
    return *t;
}

struct Network {
    std::shared_ptr<const model::Model> model;
    std::unique_ptr<engine::Executable> executable;
};

Result<Network> prepareFor(const std::filesystem::path& file, const std::vector<Tensor>& inputs)
{
    auto original = bitladder::onnx::readModel(file);
    if (!original) return pass(original.error());
    ops::SimplifyOptions options;
    for (size_t i = 0; i < inputs.size() && i < original->inputs.size(); ++i)
        options.inputShapes[original->value(original->inputs[i]).name] = inputs[i].shape();
    auto model = model::openModel(file, options);
    if (!model) return pass(model.error());
    auto executable = methods::prepare((*model)->graph, engine::fileRecipe(*(*model)->graph), {});
    if (!executable) return pass(executable.error());
    return Network {*model, *std::move(executable)};
}

} // namespace

class TestModels : public QObject
{
    Q_OBJECT

private:
    void rows()
    {
        QTest::addColumn<QString>("model");
        QTest::addColumn<double>("tolerance");
        for (const char* name : {"cifar10_resnet_2b", "cifar10_resnet_4b", "marabou_cifar10_small", "oval21_deep",
                 "cifar_base_biasfield", "wml_cifar_pytorch", "resnet8_cifar10_mlperf", "tinycnn_esp_fp32",
                 "vit_pgd_2_3_16", "mnist_8", "mnist_cntk_wml", "mnist_onnxmlir", "mnist_rten", "mnist_sigmoid_6x200",
                 "mnistfc_256x2", "factorio_mnist_fp32", "ece_fp32", "ece_v5_fp32", "squeezenet_fp32_from_fp16",
                 "mlperf_alibaba_kws", "lite_subpixel", "lowlight_sci", "style_candy", "cgan_32_nch3_upsample"})
            QTest::newRow(name) << name << 1e-4;
        QTest::newRow("squeezenet_fp16") << "squeezenet_fp16" << 1e-2; // stored in float16, computed by us in float32
        // Quantized by others: executed in integers, where their reference rounds in another order.
        for (const char* name : {"ece_int8", "ece_v5_int8", "tinycnn_esp_int8", "edgeopt_mnv2_uint8",
                 "factorio_mnist_q", "st_fork_od_q", "pulp_dronet_v2", "qonnx_jet", "qonnx_kwsmlp_w3a3_submission",
                 "qonnx_tfc_1w1a", "qonnx_unsw_w2a2", "qonnx_espcn_nn_quant"})
            QTest::newRow(name) << name << 2e-2;
        QTest::newRow("gtsrb_bnn_48") << "gtsrb_bnn_48" << 1e-4; // Sign: a flipped sign would move an answer
    }

private slots:
    void references_data() { rows(); }
    void references()
    {
        QFETCH(QString, model);
        QFETCH(double, tolerance);
        const std::filesystem::path folder = std::filesystem::path(kModels) / model.toStdString();
        QFile file(QString::fromStdString((folder / "reference.json").string()));
        if (!file.open(QIODevice::ReadOnly)) QSKIP("the shared models are not on this machine");
        const auto reference = QJsonDocument::fromJson(file.readAll()).object();
        std::vector<Tensor> inputs;
        for (const auto& input : reference["inputs"].toArray())
            inputs.push_back(generated(input.toObject()));
        auto network = prepareFor(folder / "model.onnx", inputs);
        VERIFY_OK(network);
        for (size_t i = 0; i < inputs.size(); ++i)
            inputs[i] = *tensor::converted(inputs[i], *network->model->input(i).type);
        const auto trace = network->executable->run(inputs);
        VERIFY_OK(trace);
        const auto outputs = reference["outputs"].toArray();
        QCOMPARE(trace->outputs.size(), static_cast<size_t>(outputs.size()));
        for (qsizetype i = 0; i < outputs.size(); ++i) {
            const auto expected = outputs[i].toObject();
            const Tensor& got = trace->outputs[static_cast<size_t>(i)];
            Shape shape;
            for (const auto& d : expected["dims"].toArray())
                shape.push_back(d.toInt());
            QVERIFY2(got.shape() == shape, tensor::toString(got.shape()).c_str());
            const double largest
                = std::max(std::fabs(expected["min"].toDouble()), std::fabs(expected["max"].toDouble()));
            double worst = 0;
            for (const auto& sample : expected["samples"].toArray()) {
                const auto at = static_cast<int64_t>(sample.toArray()[0].toDouble());
                worst = std::max(worst, std::fabs(got.at(at) - sample.toArray()[1].toDouble()));
            }
            double sum = 0, squares = 0;
            for (int64_t k = 0; k < got.count(); ++k) {
                sum += got.at(k);
                squares += got.at(k) * got.at(k);
            }
            qInfo("largest difference %g of %g", worst, largest);
            QVERIFY2(worst <= tolerance * largest, qPrintable(QString("%1 of %2").arg(worst).arg(largest)));
            QVERIFY(
                std::fabs(sum / static_cast<double>(got.count()) - expected["mean"].toDouble()) <= tolerance * largest);
            QVERIFY(std::fabs(std::sqrt(squares) - expected["l2"].toDouble())
                <= tolerance * largest * std::sqrt(static_cast<double>(got.count())));
        }
    }

    void dataSets_data() { rows(); }
    void dataSets()
    {
        QFETCH(QString, model);
        QFETCH(double, tolerance);
        const std::filesystem::path folder = std::filesystem::path(kModels) / model.toStdString();
        if (!std::filesystem::is_directory(folder)) QSKIP("the shared models are not on this machine");
        if (!std::filesystem::is_directory(folder / "test_data_set_0")) QSKIP("this model has no test data set");
        for (int set = 0; std::filesystem::is_directory(folder / fmt::format("test_data_set_{}", set)); ++set) {
            const auto here = folder / fmt::format("test_data_set_{}", set);
            std::vector<Tensor> inputs;
            for (int i = 0; std::filesystem::exists(here / fmt::format("input_{}.pb", i)); ++i) {
                auto t = bitladder::onnx::readTensor(here / fmt::format("input_{}.pb", i));
                VERIFY_OK(t);
                inputs.push_back(t->tensor);
            }
            auto network = prepareFor(folder / "model.onnx", inputs);
            VERIFY_OK(network);
            for (size_t i = 0; i < inputs.size(); ++i)
                inputs[i] = *tensor::converted(inputs[i], *network->model->input(i).type);
            const auto trace = network->executable->run(inputs);
            VERIFY_OK(trace);
            for (size_t i = 0; i < trace->outputs.size(); ++i) {
                const auto expected = bitladder::onnx::readTensor(here / fmt::format("output_{}.pb", i));
                VERIFY_OK(expected);
                QVERIFY(expected->tensor.shape() == trace->outputs[i].shape());
                double largest = 0, worst = 0;
                for (int64_t k = 0; k < expected->tensor.count(); ++k) {
                    largest = std::max(largest, std::fabs(expected->tensor.at(k)));
                    worst = std::max(worst, std::fabs(expected->tensor.at(k) - trace->outputs[i].at(k)));
                }
                QVERIFY2(worst <= tolerance * largest,
                    qPrintable(QString("set %1: %2 of %3").arg(set).arg(worst).arg(largest)));
            }
        }
    }
};

QTEST_APPLESS_MAIN(TestModels)
#include "tst_models.moc"
