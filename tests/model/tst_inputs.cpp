// What a network is fed with: which input the picture goes to, files of every kind, noise, and one input in turn.
#include "core/data/npy.h"
#include "core/model/inputs.h"
#include "core/onnx/writer.h"
#include "tests/support/graph_builder.h"
#include "tests/support/test_support.h"

#include <algorithm>

using namespace bitladder;
using namespace bitladder::model;
using tensor::ElementType;

namespace
{

// A vector and a picture; the answer is the picture's average of each channel, plus the vector. The picture comes
// second.
std::shared_ptr<const Model> mixed(const test::TempFolder& folder)
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
    auto model = openModel(path);
    return model ? *model : nullptr;
}

std::shared_ptr<const Model> oneInput(const test::TempFolder& folder, tensor::Shape shape, ElementType type)
{
    test::GraphBuilder b;
    const auto x = b.input("x", std::move(shape), type);
    const auto path = folder / "one.onnx";
    if (!onnx::writeModel(b.graph({b.node("Identity", "same", {x})}), path)) return nullptr;
    auto model = openModel(path);
    return model ? *model : nullptr;
}

std::string npyOf(tensor::Shape shape, const std::vector<float>& values)
{
    return *data::npyBytes(tensor::Tensor::of<float>(std::move(shape), values));
}

} // namespace

class TestInputs : public QObject
{
    Q_OBJECT

private slots:
    void picturesAreRepeatedAlongAFixedBatch()
    {
        const test::TempFolder folder;
        const auto model = oneInput(folder, {4, 3, 8, 8}, ElementType::Float32);
        QVERIFY(model);
        QCOMPARE(repeatsOf(*model, 0), int64_t {4});
        QVERIFY(model->preprocessing);
        data::Picture picture {8, 8, 3, {}};
        for (int i = 0; i < 8 * 8 * 3; ++i)
            picture.pixels.push_back(static_cast<float>(i));
        const auto tensor = pictureInput(*model, 0, picture, *model->preprocessing, "p");
        VERIFY_OK(tensor);
        QCOMPARE(tensor->shape(), (tensor::Shape {4, 3, 8, 8}));
        for (int64_t i = 0; i < tensor->count(); ++i)
            QCOMPARE(tensor->at(i), tensor->at(i % (3 * 8 * 8)));
        const auto first = firstOfBatch(*tensor, 4);
        QCOMPARE(first.shape(), (tensor::Shape {1, 3, 8, 8}));
        QCOMPARE(first.at(5), tensor->at(5));
        QCOMPARE(firstOfBatch(*tensor, 1).shape(), tensor->shape());
        QCOMPARE(firstOfBatch(*tensor, 3).shape(), tensor->shape());
        // A free batch is the person's own.
        const auto free = oneInput(folder, {-1, 3, 8, 8}, ElementType::Float32);
        QVERIFY(free);
        QCOMPARE(repeatsOf(*free, 0), int64_t {1});
    }

    void theFirstThatCanBeRead()
    {
        const test::TempFolder folder;
        const std::vector<data::LabelledFile> files {{folder.write("a.png", "no picture"), 0},
            {folder.write("b.npy", "no tensor"), 1}, {folder.write("c.npy", npyOf({1}, {1})), 2}};
        QVERIFY(firstReadable(files) == files[2].file);
        QVERIFY(firstReadable(std::span(files).first(2)) == files[0].file);
    }

    void thePictureGoesToThePicture()
    {
        const test::TempFolder folder;
        const auto model = mixed(folder);
        QVERIFY(model);
        QCOMPARE(model->pictureInput, size_t {1});
        const auto sources = defaultInputs(*model);
        QCOMPARE(sources.size(), size_t {2});
        QVERIFY(sources[0].kind == InputSource::Kind::Noise);
        QVERIFY(!sources[0].rules);
        QCOMPARE(shownInput(sources), std::optional<size_t>(1));
        QVERIFY(sources[1].rules == model->preprocessing);
    }

    void withoutAPictureTheFirstInputIsShown()
    {
        const test::TempFolder folder;
        const auto model = oneInput(folder, {1, 4, 31, 47}, ElementType::Float32);
        QVERIFY(model);
        QVERIFY(!model->preprocessing);
        QCOMPARE(shownInput(defaultInputs(*model)), std::optional<size_t>(0));
    }

    void bytesArePictures()
    {
        const test::TempFolder folder;
        const auto model = oneInput(folder, {1, 256, 256, 3}, ElementType::UInt8);
        QVERIFY(model && model->preprocessing);
        const auto& rules = *model->preprocessing;
        QVERIFY(rules.range == data::PixelRange::Bytes && rules.layout == data::TensorLayout::Nhwc);
        QVERIFY(rules.mean.empty() && rules.cropWidth == 0);
        QCOMPARE(rules.width, 256);
        QVERIFY(!oneInput(folder, {1, 256, 256, 3}, ElementType::Int64)->preprocessing);
    }

    // What answers for the whole picture sees the whole picture; what says what it is looks at the middle.
    void onlyClassifiersCrop()
    {
        const test::TempFolder folder;
        for (const bool classifier : {true, false}) {
            test::GraphBuilder b;
            const auto x = b.input("x", {1, 3, 224, 224});
            const auto y = classifier ? b.node("GlobalAveragePool", "pool", {x}) : b.node("Relu", "relu", {x});
            const auto path = folder / "m.onnx";
            VERIFY_OK(onnx::writeModel(b.graph({y}), path));
            const auto model = openModel(path);
            VERIFY_OK(model);
            const auto& rules = (*model)->preprocessing;
            QVERIFY(rules);
            QCOMPARE(rules->cropWidth, classifier ? 224 : 0);
            QCOMPARE(rules->width, classifier ? 0 : 224);
            QCOMPARE(rules->mean.size(), size_t {3});
        }
    }

    void filesOfEveryKind()
    {
        const test::TempFolder folder;
        const auto model = oneInput(folder, {1, 2, 3}, ElementType::Float32);
        QVERIFY(model);
        const auto npy = folder.write("a.npy", npyOf({2, 3}, {1, 2, 3, 4, 5, 6}));
        // The numbers of a table count, not how they are set.
        const auto csv = folder.write("a.csv", "1,2,3,4,5,6\n"), table = folder.write("b.csv", "a,b,c\n1,2,3\n4,5,6\n");
        for (const auto& file : {npy, csv, table}) {
            const auto input = readInputFile(*model, 0, file, {});
            VERIFY_OK(input);
            QCOMPARE(input->shape(), (tensor::Shape {1, 2, 3}));
            QVERIFY(input->type() == ElementType::Float32);
            QCOMPARE(input->at(5), 6.0);
        }
        VERIFY_FAILS(
            readInputFile(*model, 0, folder.write("c.csv", "1,2\n"), {}), {"c.csv", "1×2", "input x", "1×2×3"});
        VERIFY_FAILS(readInputFile(*model, 0, folder.write("d.csv", "1,b\n"), {}), {"d.csv", "line 1", "b"});
        VERIFY_FAILS(readInputFile(*model, 0, folder / "p.png", {}), {"p.png", "input x", ".csv"});
    }

    void noise_data()
    {
        QTest::addColumn<int>("type");
        QTest::addColumn<double>("low");
        QTest::addColumn<double>("high");
        const auto row = [](const char* name, ElementType type, double low, double high) {
            QTest::newRow(name) << static_cast<int>(type) << low << high;
        };
        row("float32", ElementType::Float32, 0, 1);
        row("float16", ElementType::Float16, 0, 1);
        row("uint8", ElementType::UInt8, 0, 255);
        row("int8", ElementType::Int8, -128, 127);
        row("int64", ElementType::Int64, 0, 1);
        row("bool", ElementType::Bool, 0, 1);
    }
    void noise()
    {
        QFETCH(int, type);
        QFETCH(double, low);
        QFETCH(double, high);
        const test::TempFolder folder;
        const auto model = oneInput(folder, {5000}, static_cast<ElementType>(type));
        QVERIFY(model);
        const auto a = noiseInput(*model, 0, 7), b = noiseInput(*model, 0, 7), c = noiseInput(*model, 0, 8);
        VERIFY_OK(a);
        QCOMPARE(test::difference(*a, *b), std::string());
        QVERIFY(!test::difference(*a, *c).empty());
        double least = a->at(0), most = a->at(0);
        for (int64_t i = 0; i < a->count(); ++i) {
            least = std::min(least, a->at(i));
            most = std::max(most, a->at(i));
        }
        QVERIFY(least >= low && most <= high);
        QVERIFY(most - least > 0.95 * (high - low));
    }

    void everyInputFromItsSource()
    {
        const test::TempFolder folder;
        const auto model = mixed(folder);
        QVERIFY(model);
        auto sources = defaultInputs(*model);
        sources[0].kind = InputSource::Kind::File;
        sources[0].file = folder.write("v.csv", "1,2,3\n");
        const auto inputs = readInputs(*model, sources);
        VERIFY_OK(inputs);
        QCOMPARE((*inputs)[0].at(2), 3.0);
        QCOMPARE(test::difference((*inputs)[1], *noiseInput(*model, 1, sources[1].seed)), std::string());
        sources[0].file = folder.write("v.csv", "1,2\n");
        VERIFY_FAILS(readInputs(*model, sources), {"v.csv", "vector"});
    }

    // A folder takes turns at its input while the other one stays.
};

QTEST_APPLESS_MAIN(TestInputs)
#include "tst_inputs.moc"
