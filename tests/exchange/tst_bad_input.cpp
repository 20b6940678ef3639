// Bad input: whatever is wrong with a file gives one plain sentence that names file, node and field, and nothing is
// lost.
#include "core/base/files.h"
#include "core/engine/executable.h"
#include "core/exchange/recipe_file.h"
#include "core/measure/synth.h"
#include "core/methods/quantize_network.h"
#include "core/model/inputs.h"
#include "core/onnx/writer.h"
#include "core/tensor/memory_limit.h"
#include "tests/support/graph_builder.h"
#include "tests/support/onnx_protos.h"

#include <cmath>
#include <csignal>
#include <fcntl.h>
#include <opencv2/core.hpp>
#include <opencv2/imgcodecs.hpp>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

using namespace bitladder;
using tensor::Tensor;
using test::TempFolder;

namespace
{

Result<std::shared_ptr<const model::Model>> open(const TempFolder& folder, const ::onnx::ModelProto& model)
{
    return model::openModel(folder.write("m.onnx", model.SerializeAsString()));
}

// Opens, prepares and runs on noise: the first error on the way.
Result<std::vector<Tensor>> runAll(
    const TempFolder& folder, const ::onnx::ModelProto& proto, const char* format = "float32")
{
    auto model = open(folder, proto);
    if (!model) return pass(model.error());
    auto inputs = model::noiseInputs(**model, 1);
    if (!inputs) return pass(inputs.error());
    auto recipe = engine::floatRecipe(*(*model)->graph);
    engine::Calibration calibration;
    auto network = methods::prepare((*model)->graph, recipe, calibration);
    if (!network) return pass(network.error());
    if (auto done = engine::calibrate(**network, *inputs, calibration); !done) return pass(done.error());
    quant::setAll(recipe, *quant::parseFormat(format), *quant::parseFormat(format));
    network = methods::prepare((*model)->graph, recipe, calibration);
    if (!network) return pass(network.error());
    auto trace = (*network)->run(*inputs);
    if (!trace) return pass(trace.error());
    return std::move(trace->outputs);
}

std::string issuesOf(const model::Model& model)
{
    std::string text;
    for (const auto& issue : model.graph->issues)
        text += issue.node + " (" + issue.op + "): " + issue.text + "; ";
    return text;
}

// While it lives, files cannot grow beyond `bytes`: what a full disk looks like to a writer.
class SmallDisk
{
public:
    explicit SmallDisk(rlim_t bytes)
    {
        std::signal(SIGXFSZ, SIG_IGN);
        getrlimit(RLIMIT_FSIZE, &m_before);
        const rlimit small {bytes, m_before.rlim_max};
        setrlimit(RLIMIT_FSIZE, &small);
    }
    ~SmallDisk() { setrlimit(RLIMIT_FSIZE, &m_before); }

private:
    rlimit m_before {};
};

quant::Recipe longRecipe()
{
    quant::Recipe recipe;
    for (int i = 0; i < 200; ++i) {
        quant::LayerRecipe layer;
        layer.layer = "layer" + std::to_string(i);
        recipe.layers.push_back(layer);
    }
    return recipe;
}

} // namespace

class TestBadInput : public QObject
{
    Q_OBJECT

private slots:
    void theGoodOneRuns()
    {
        TempFolder folder;
        VERIFY_OK(runAll(folder, test::smallConv()));
        VERIFY_OK(runAll(folder, test::smallConv(), "int8"));
    }

    void notAModel_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("text") << QByteArray("This is a letter, not a network.\n");
        QTest::newRow("zeros") << QByteArray(10000, '\0');
        QTest::newRow("ones") << QByteArray(10000, '\xff');
        QTest::newRow("PNG") << QByteArray("\x89PNG\r\n\x1a\n\0\0\0\rIHDR", 16);
        QTest::newRow("zip") << QByteArray("PK\3\4\24\0\0\0\10\0", 10);
        QTest::newRow("only a version") << QByteArray("\x08\x08", 2);
        QTest::newRow("endless length") << QByteArray("\x3a\xff\xff\xff\xff\xff\xff\xff\xff\x7f", 10);
        for (uint64_t seed = 1; seed <= 20; ++seed) {
            std::mt19937_64 engine(seed);
            QByteArray random(static_cast<qsizetype>(10 + engine() % 5000), '\0');
            for (char& c : random)
                c = static_cast<char>(engine());
            QTest::addRow("random %d", static_cast<int>(seed)) << random;
        }
    }
    void notAModel()
    {
        QFETCH(QByteArray, content);
        TempFolder folder;
        VERIFY_FAILS(model::openModel(folder.write("bad.onnx", content.toStdString())), {"bad.onnx"});
    }

    void noFile()
    {
        TempFolder folder;
        VERIFY_FAILS(model::openModel(folder / "none.onnx"), {"none.onnx", "No such file"});
        VERIFY_FAILS(model::openModel(folder.path()), {"not a file"});
    }

    void truncated()
    {
        TempFolder folder;
        auto model = test::smallConv();
        model.mutable_graph()->mutable_initializer(0)->clear_float_data();
        model.mutable_graph()->mutable_initializer(0)->set_raw_data(std::string(3 * 2 * 9 * 4, '\0'));
        const std::string graph = model.graph().SerializeAsString(), whole = model.SerializeAsString();
        const size_t graphEnd = whole.find(graph) + graph.size();
        for (size_t length = 0; length < graphEnd; ++length)
            VERIFY_FAILS(model::openModel(folder.write("cut.onnx", whole.substr(0, length))), {"cut.onnx"});
    }

    // Single changed bytes: opens or fails with a sentence, and never crashes. What opens is run.
    void changedBytes()
    {
        test::Random random(77);
        TempFolder folder;
        const std::string whole = test::smallConv().SerializeAsString();
        for (int i = 0; i < 1500; ++i) {
            std::string bytes = whole;
            for (int k = 0; k <= i % 3; ++k)
                bytes[static_cast<size_t>(random.integer(0, static_cast<int64_t>(bytes.size()) - 1))]
                    = static_cast<char>(random.integer(0, 255));
            const auto model = model::openModel(folder.write("odd.onnx", bytes));
            if (!model) {
                VERIFY_FAILS(model, {"odd.onnx"});
                continue;
            }
            const auto inputs = model::noiseInputs(**model, 1);
            const auto network = methods::prepare((*model)->graph, engine::floatRecipe(*(*model)->graph), {});
            if (!network) QVERIFY(!network.error().message.empty());
            if (network && inputs) {
                const auto trace = (*network)->run(*inputs);
                if (!trace) QVERIFY(!trace.error().message.empty());
            }
        }
    }

    void cycle()
    {
        TempFolder folder;
        auto model = test::modelProto();
        test::addInput(model, "x", {1});
        test::addNode(model, "Add", "first", {"x", "b"}, {"a"});
        test::addNode(model, "Relu", "second", {"a"}, {"b"});
        test::addOutput(model, "b");
        VERIFY_FAILS(open(folder, model), {"m.onnx", "cycle", "first", "second"});
    }

    void selfCycle()
    {
        TempFolder folder;
        auto model = test::modelProto();
        test::addNode(model, "Relu", "snake", {"a"}, {"a"});
        test::addOutput(model, "a");
        VERIFY_FAILS(open(folder, model), {"m.onnx", "cycle", "snake"});
    }

    void missingTensors()
    {
        TempFolder folder;
        auto model = test::smallConv();
        model.mutable_graph()->mutable_initializer()->DeleteSubrange(0, 1);
        VERIFY_FAILS(open(folder, model), {"m.onnx", "conv1 (Conv)", "input w"});
        model = test::smallConv();
        model.mutable_graph()->mutable_output(0)->set_name("nothing");
        VERIFY_FAILS(open(folder, model), {"m.onnx", "output nothing"});
        model = test::smallConv();
        model.mutable_graph()->clear_output();
        VERIFY_FAILS(open(folder, model), {"m.onnx", "no outputs"});
        model = test::smallConv();
        model.mutable_graph()->clear_node();
        VERIFY_FAILS(open(folder, model), {"m.onnx", "no graph"});
    }

    void doubledNames()
    {
        TempFolder folder;
        auto model = test::smallConv();
        test::addFloats(model, "w", {1});
        VERIFY_FAILS(open(folder, model), {"m.onnx", "initializer w", "twice"});
        model = test::smallConv();
        test::addNode(model, "Relu", "again", {"c"}, {"y"});
        VERIFY_FAILS(open(folder, model), {"m.onnx", "again (Relu)", "output y", "twice"});
        model = test::smallConv();
        model.mutable_graph()->mutable_initializer(0)->set_name("");
        VERIFY_FAILS(open(folder, model), {"m.onnx", "initializer", "no name"});
    }

    // Shapes that contradict each other: the model opens, an issue names the node, and running says why not.
    void wrongShapes_data()
    {
        QTest::addColumn<std::vector<int64_t>>("weights");
        QTest::addColumn<std::vector<int64_t>>("bias");
        QTest::addColumn<int>("group");
        using Ints = std::vector<int64_t>;
        QTest::newRow("channels") << Ints {3, 5, 3, 3} << Ints {3} << 1;
        QTest::newRow("rank") << Ints {3, 2, 3} << Ints {3} << 1;
        QTest::newRow("bias") << Ints {3, 2, 3, 3} << Ints {4} << 1;
        QTest::newRow("kernel too large") << Ints {3, 2, 9, 9} << Ints {3} << 1;
        QTest::newRow("groups") << Ints {3, 2, 3, 3} << Ints {3} << 7;
        QTest::newRow("no groups") << Ints {3, 2, 3, 3} << Ints {3} << 0;
        QTest::newRow("negative groups") << Ints {3, 2, 3, 3} << Ints {3} << -1;
        QTest::newRow("empty kernel") << Ints {3, 2, 0, 3} << Ints {3} << 1;
    }
    void wrongShapes()
    {
        QFETCH(std::vector<int64_t>, weights);
        QFETCH(std::vector<int64_t>, bias);
        QFETCH(int, group);
        TempFolder folder;
        auto proto = test::smallConv();
        auto* graph = proto.mutable_graph();
        graph->clear_initializer();
        test::addFloats(proto, "w", weights);
        test::addFloats(proto, "b", bias);
        auto* attribute = graph->mutable_node(0)->add_attribute();
        attribute->set_name("group");
        attribute->set_type(::onnx::AttributeProto::INT);
        attribute->set_i(group);
        const auto model = open(folder, proto);
        VERIFY_OK(model);
        // A bias of a wrong length changes no shape: it is refused when the layer is to run.
        if (QByteArray(QTest::currentDataTag()) != "bias")
            QVERIFY2(issuesOf(**model).find("conv1 (Conv)") != std::string::npos, issuesOf(**model).c_str());
        VERIFY_FAILS(runAll(folder, proto), {"conv1"});
    }

    void wrongAttributes_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<std::vector<int64_t>>("values");
        using Ints = std::vector<int64_t>;
        QTest::newRow("zero stride") << "strides" << Ints {0, 1};
        QTest::newRow("negative stride") << "strides" << Ints {-1, 1};
        QTest::newRow("one stride") << "strides" << Ints {1};
        QTest::newRow("zero dilation") << "dilations" << Ints {0, 0};
        QTest::newRow("huge dilation") << "dilations" << Ints {int64_t {1} << 62, 1};
        QTest::newRow("three pads") << "pads" << Ints {1, 1, 1};
        QTest::newRow("huge pads") << "pads" << Ints {int64_t {1} << 62, 1, int64_t {1} << 62, 1};
        QTest::newRow("negative pads") << "pads" << Ints {-9, -9, -9, -9};
        QTest::newRow("kernel shape") << "kernel_shape" << Ints {5, 5};
    }
    void wrongAttributes()
    {
        QFETCH(QString, name);
        QFETCH(std::vector<int64_t>, values);
        TempFolder folder;
        auto proto = test::smallConv();
        auto* attribute = proto.mutable_graph()->mutable_node(0)->add_attribute();
        attribute->set_name(name.toStdString());
        attribute->set_type(::onnx::AttributeProto::INTS);
        for (const int64_t v : values)
            attribute->add_ints(v);
        VERIFY_FAILS(runAll(folder, proto), {"conv1"});
    }

    void absurdSizes()
    {
        TempFolder folder;
        const int64_t huge = int64_t {1} << 40;
        for (const int type : {1, 3, 11, 22, 9}) {
            auto model = test::modelProto();
            test::addInput(model, "x", {1, 1});
            test::addInitializer(model, "w", type, {huge});
            test::addNode(model, "Mul", "mul", {"x", "w"}, {"y"});
            test::addOutput(model, "y");
            VERIFY_FAILS(open(folder, model), {"m.onnx", "initializer w", "1099511627776"});
            auto* w = model.mutable_graph()->mutable_initializer(0);
            w->set_raw_data("four");
            VERIFY_FAILS(open(folder, model), {"m.onnx", "initializer w", "raw_data", "1099511627776"});
            w->add_dims(huge);
            VERIFY_FAILS(open(folder, model), {"m.onnx", "initializer w", "dims"});
            w->add_dims(huge);
            VERIFY_FAILS(open(folder, model), {"m.onnx", "initializer w", "dims"});
            w->clear_dims();
            w->add_dims(-4);
            VERIFY_FAILS(open(folder, model), {"m.onnx", "initializer w", "dims", "-4"});
        }
        // As an input, and as the result of a node.
        auto model = test::modelProto();
        test::addInput(model, "x", {1, huge});
        test::addNode(model, "Relu", "relu", {"x"}, {"y"});
        test::addOutput(model, "y");
        VERIFY_OK(open(folder, model));
        const auto outputs = runAll(folder, model);
        QVERIFY(!outputs);
        QVERIFY(test::sentenceProblem(outputs.error().message, {}).empty());

        model = test::modelProto();
        test::addInput(model, "x", {1});
        auto* shape = test::addInitializer(model, "shape", 7, {1});
        shape->add_int64_data(huge);
        test::addNode(model, "Expand", "expand", {"x", "shape"}, {"y"});
        test::addOutput(model, "y");
        VERIFY_FAILS(runAll(folder, model), {"expand"});
    }

    // A few bytes that ask for gigabytes: what is computed from a file is bounded by its size, until a person agrees to
    // more.
    void memoryThatAFileAsksFor()
    {
        test::GraphBuilder b;
        const auto x = b.input("x", {3, 1610612735});
        graph::Graph graph = b.graph({b.node("Neg", "neg", {b.node("Softmax", "softmax", {x})})});
        graph.memory = tensor::allowanceFor(100);
        QCOMPARE(graph.memory, tensor::kFreeBytes + 100 * tensor::kPerFileByte);
        const auto simple = ops::simplify(graph);
        VERIFY_OK(simple);
        QVERIFY(!simple->issues.empty());
        const std::string& text = simple->issues.front().text;
        QVERIFY2(text.find("1024 MiB that a file of this size may take") != std::string::npos, text.c_str());

        // The activations of a network that can be planned.
        test::GraphBuilder small;
        const auto y = small.input("y", {1, 1 << 20});
        graph::Graph other = small.graph({small.node("Neg", "neg", {y})});
        other.memory = 1 << 20;
        const auto bounded = ops::simplify(other);
        VERIFY_OK(bounded);
        const auto prepare = [](const graph::Graph& g) {
            return methods::prepare(std::make_shared<const graph::Graph>(g), engine::floatRecipe(g), {}, {});
        };
        VERIFY_FAILS(prepare(*bounded), {"the activations", "more than the 1 MiB"});
        const auto agreed = ops::simplify(other, {.inputShapes = {}, .memory = size_t {1} << 30});
        VERIFY_OK(agreed);
        VERIFY_OK(prepare(*agreed));
    }

    void deepNesting()
    {
        TempFolder folder;
        ::onnx::GraphProto inner;
        for (int i = 0; i < 40; ++i) {
            ::onnx::GraphProto outer;
            auto* node = outer.add_node();
            node->set_op_type("If");
            node->set_name("deep");
            node->add_output("y");
            auto* attribute = node->add_attribute();
            attribute->set_name("then_branch");
            attribute->set_type(::onnx::AttributeProto::GRAPH);
            attribute->mutable_g()->Swap(&inner);
            outer.add_output()->set_name("y");
            inner.Swap(&outer);
        }
        auto model = test::modelProto();
        model.mutable_graph()->Swap(&inner);
        VERIFY_FAILS(open(folder, model), {"m.onnx"});
    }

    void notANumberInTheWeights_data()
    {
        QTest::addColumn<QString>("format");
        for (const char* format : {"float32", "float64", "float16", "bfloat16", "e4m3", "int8", "int4", "int16",
                 "int24", "int64", "ternary", "binary"})
            QTest::newRow(format) << format;
    }
    void notANumberInTheWeights()
    {
        QFETCH(QString, format);
        TempFolder folder;
        auto model = test::smallConv();
        auto* w = model.mutable_graph()->mutable_initializer(0);
        w->set_float_data(0, std::nanf(""));
        w->set_float_data(1, std::numeric_limits<float>::infinity());
        w->set_float_data(2, -std::numeric_limits<float>::infinity());
        const auto outputs = runAll(folder, model, qPrintable(format));
        VERIFY_OK(outputs);
        if (format.startsWith("int") || format == "ternary" || format == "binary")
            for (int64_t i = 0; i < outputs->front().count(); ++i)
                QVERIFY(std::isfinite(outputs->front().at(i)));
    }

    void notANumberInTheInput()
    {
        TempFolder folder;
        const auto model = open(folder, test::smallConv());
        VERIFY_OK(model);
        auto inputs = *model::noiseInputs(**model, 1);
        auto recipe = engine::floatRecipe(*(*model)->graph);
        engine::Calibration calibration;
        auto network = methods::prepare((*model)->graph, recipe, calibration);
        VERIFY_OK(network);
        inputs[0].mutableAs<float>()[3] = std::nanf("");
        inputs[0].mutableAs<float>()[5] = std::numeric_limits<float>::infinity();
        VERIFY_OK(engine::calibrate(**network, inputs, calibration));
        QCOMPARE(calibration.inputs.begin()->second.notFinite(), int64_t {2});
        quant::setAll(recipe, quant::intFormat(8), quant::intFormat(8));
        network = methods::prepare((*model)->graph, recipe, calibration);
        VERIFY_OK(network);
        const auto trace = (*network)->run(inputs);
        VERIFY_OK(trace);
        for (int64_t i = 0; i < trace->outputs[0].count(); ++i)
            QVERIFY(std::isfinite(trace->outputs[0].at(i)));
    }

    void pictures()
    {
        TempFolder folder;
        auto proto = test::smallConv(); // two channels: no picture
        auto model = open(folder, proto);
        VERIFY_OK(model);
        QVERIFY(!(*model)->preprocessing);
        const auto png = folder / "p.png";
        cv::imwrite(png.string(), cv::Mat(4, 4, CV_8UC3, cv::Scalar(1, 2, 3)));
        VERIFY_FAILS(
            model::readInputFile(**model, 0, png, (*model)->preprocessing), {"p.png", "input x", "not a picture"});
        VERIFY_FAILS(
            model::readInputFile(**model, 0, png, data::Preprocessing {}), {"p.png", "1×3×4×4", "1×2×4×4", "input x"});

        proto = test::modelProto();
        test::addInput(proto, "x", {1, 3, 4, 4});
        test::addFloats(proto, "w", {3, 3, 1, 1});
        test::addNode(proto, "Conv", "conv1", {"x", "w"}, {"y"});
        test::addOutput(proto, "y");
        model = open(folder, proto);
        VERIFY_OK(model);
        QVERIFY((*model)->preprocessing.has_value());
        VERIFY_OK(model::readInputFile(**model, 0, png, (*model)->preprocessing));
        VERIFY_FAILS(model::readInputFile(
                         **model, 0, folder.write("broken.png", "\x89PNG but no more"), (*model)->preprocessing),
            {"broken.png"});
        VERIFY_FAILS(model::readInputFile(**model, 0, folder / "none.png", (*model)->preprocessing), {"none.png"});
        auto grey = *(*model)->preprocessing;
        grey.channels = data::Channels::Grey;
        VERIFY_FAILS(model::readInputFile(**model, 0, png, grey), {"p.png", "1×1×4×4", "1×3×4×4"});
        auto means = *(*model)->preprocessing;
        means.mean = {1, 2};
        VERIFY_FAILS(model::readInputFile(**model, 0, png, means), {"p.png", "mean"});
        VERIFY_FAILS(model::readInputFile(**model, 0, folder.write("t.pb", "garbage"), {}), {"t.pb"});
        const std::vector<float> two {1, 2};
        VERIFY_FAILS(
            model::readInputFile(**model, 0,
                folder.write("two.pb",
                    bitladder::onnx::serializeTensor(Tensor::of<float>({2}, std::span<const float>(two)), "t")),
                {}),
            {"two.pb", "input x"});
    }

    void recipes()
    {
        TempFolder folder;
        const auto model = open(folder, test::smallConv());
        VERIFY_OK(model);
        auto recipe = engine::floatRecipe(*(*model)->graph);
        recipe.layers[0].layer = "elsewhere";
        VERIFY_FAILS(methods::prepare((*model)->graph, recipe, {}), {"elsewhere", "conv1"});
        recipe.layers.clear();
        VERIFY_FAILS(methods::prepare((*model)->graph, recipe, {}), {"0 layers", "1"});
        recipe = engine::floatRecipe(*(*model)->graph);
        quant::setAll(recipe, quant::intFormat(8), quant::intFormat(8));
        VERIFY_FAILS(methods::prepare((*model)->graph, recipe, {}), {"conv1 (Conv)", "calibration"});
    }

    void fullDisk()
    {
        TempFolder folder;
        const auto file = folder.write("recipe.json", "the old one");
        const auto fresh = folder / "new.json";
        const auto networkFile = folder.write("net.onnx", "the old net");
        const auto network = measure::synthesize("mobilenetv2", 1);
        VERIFY_OK(network);
        {
            const SmallDisk full(512);
            VERIFY_FAILS(exchange::writeRecipe(longRecipe(), file), {"recipe.json", "cannot be written"});
            VERIFY_FAILS(exchange::writeRecipe(longRecipe(), fresh), {"new.json", "cannot be written"});
            VERIFY_FAILS(bitladder::onnx::writeModel(*network, networkFile), {"net.onnx", "cannot be written"});
        }
        QCOMPARE(TempFolder::read(file), std::string("the old one"));
        QCOMPARE(TempFolder::read(networkFile), std::string("the old net"));
        QVERIFY(!std::filesystem::exists(fresh));
        QCOMPARE(folder.entries(), size_t {2}); // nothing half written lies about
        VERIFY_OK(exchange::writeRecipe(longRecipe(), file));
        const auto back = exchange::readRecipe(file);
        VERIFY_OK(back);
        QVERIFY(*back == longRecipe());
    }

    void aFullDevice()
    {
        TempFolder folder;
        const std::string device = (folder / "disk.json").string();
        if (::mknod(device.c_str(), S_IFCHR | 0666, ::makedev(1, 7)) != 0)
            QSKIP("making a device needs rights that this user does not have");
        const int fd = ::open(device.c_str(), O_WRONLY);
        if (fd < 0) QSKIP("devices do not work in the temporary folder");
        ::close(fd);
        VERIFY_FAILS(exchange::writeRecipe(longRecipe(), device), {"disk.json", "No space left"});
        QVERIFY(std::filesystem::is_character_file(device));
        QCOMPARE(folder.entries(), size_t {1});
    }

    void pipesAreWrittenNotReplaced()
    {
        TempFolder folder;
        const std::string pipe = (folder / "pipe.json").string();
        QCOMPARE(::mkfifo(pipe.c_str(), 0600), 0);
        const int fd = ::open(pipe.c_str(), O_RDWR | O_NONBLOCK);
        QVERIFY(fd >= 0);
        VERIFY_OK(writeFileAtomically(pipe, "text"));
        char text[16] = {};
        QCOMPARE(::read(fd, text, sizeof(text)), ssize_t {4});
        ::close(fd);
        QCOMPARE(std::string(text), std::string("text"));
        QVERIFY(std::filesystem::is_fifo(pipe));
    }

    void linksAreWrittenThrough()
    {
        TempFolder folder;
        const auto target = folder.write("target.json", "old");
        std::filesystem::create_symlink(target, folder / "link.json");
        VERIFY_OK(writeFileAtomically(folder / "link.json", "new"));
        QVERIFY(std::filesystem::is_symlink(folder / "link.json"));
        QCOMPARE(TempFolder::read(target), std::string("new"));
        VERIFY_FAILS(writeFileAtomically(folder.path(), "x"), {folder.path().string()});
        QCOMPARE(TempFolder::read(target), std::string("new"));
    }

    void fileNames()
    {
        QCOMPARE(safeFileName("a/b:c d.é-_9"), std::string("a_b_c_d.__-_9"));
        QCOMPARE(safeFileName(""), std::string());
    }
};

QTEST_APPLESS_MAIN(TestBadInput)
#include "tst_bad_input.moc"
