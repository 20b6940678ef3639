// ONNX files: every numeric type written and read, raw, typed and external data, and what a graph keeps of its file.
#include "core/onnx/reader.h"
#include "core/onnx/writer.h"
#include "tests/support/graph_builder.h"
#include "tests/support/onnx_protos.h"

#include <set>

using namespace bitladder;
using tensor::ElementType;
using tensor::Shape;
using tensor::Tensor;
using test::TempFolder;

namespace
{

Tensor patterned(ElementType type, const Shape& shape)
{
    auto t = Tensor::make(type, shape);
    if (!t) qFatal("%s", t.error().message.c_str());
    auto* bytes = static_cast<unsigned char*>(t->mutableData());
    for (size_t i = 0; i < t->byteSize(); ++i) {
        bytes[i] = static_cast<unsigned char>(i * 37 + 11);
        if (type == ElementType::Bool) bytes[i] &= 1;
        if (tensor::storedBits(type) >= 8) continue;
        const int codes = 1 << tensor::storedBits(type);
        bytes[i] = static_cast<unsigned char>(bytes[i] % codes + tensor::limitsOf(type).first);
    }
    return *t;
}

bool sameMemory(const Tensor& a, const Tensor& b)
{
    return a.type() == b.type() && a.shape() == b.shape()
        && (a.byteSize() == 0 || std::memcmp(a.data(), b.data(), a.byteSize()) == 0);
}

std::filesystem::path writeProto(
    const TempFolder& folder, const ::onnx::ModelProto& model, const std::string& name = "m.onnx")
{
    return folder.write(name, model.SerializeAsString());
}

// A model with one initializer "c" that an Identity reads.
::onnx::ModelProto holder(::onnx::TensorProto tensor)
{
    auto model = test::modelProto(21);
    tensor.set_name("c");
    *model.mutable_graph()->add_initializer() = std::move(tensor);
    test::addNode(model, "Identity", "id", {"c"}, {"y"});
    test::addOutput(model, "y");
    return model;
}

Result<Tensor> readBack(const TempFolder& folder, const ::onnx::ModelProto& model)
{
    auto graph = bitladder::onnx::readModel(writeProto(folder, model));
    if (!graph) return pass(graph.error());
    const auto id = graph->findValue("c");
    if (!id || !graph->constant(id)) return fail("no constant c");
    return *graph->constant(id);
}

} // namespace

Q_DECLARE_METATYPE(bitladder::tensor::Shape)

class TestOnnx : public QObject
{
    Q_OBJECT

private slots:
    void types_data()
    {
        QTest::addColumn<int>("type");
        QTest::addColumn<Shape>("shape");
        for (int i = 0; i <= static_cast<int>(ElementType::Float4E2M1); ++i) {
            const auto name = std::string(tensor::elementTypeName(static_cast<ElementType>(i)));
            QTest::addRow("%s scalar", name.c_str()) << i << Shape {};
            QTest::addRow("%s odd", name.c_str()) << i << Shape {3, 5};
            QTest::addRow("%s empty", name.c_str()) << i << Shape {0, 4};
            QTest::addRow("%s large", name.c_str()) << i << Shape {101, 97}; // split off the message
        }
    }
    void types()
    {
        QFETCH(int, type);
        QFETCH(Shape, shape);
        TempFolder folder;
        const Tensor t = patterned(static_cast<ElementType>(type), shape);
        test::GraphBuilder b(21);
        const auto graph = b.graph({b.node("Identity", "id", {b.constant("c", t)})});
        VERIFY_OK(bitladder::onnx::writeModel(graph, folder / "m.onnx"));
        const auto back = bitladder::onnx::readModel(folder / "m.onnx");
        VERIFY_OK(back);
        QVERIFY(sameMemory(*back->constant(back->findValue("c")), t));
        const auto one = bitladder::onnx::readTensor(folder.write("t.pb", bitladder::onnx::serializeTensor(t, "name")));
        VERIFY_OK(one);
        QCOMPARE(one->name, std::string("name"));
        QVERIFY(sameMemory(one->tensor, t));
    }

    void typedData()
    {
        TempFolder folder;
        const auto check = [&](int dataType, auto add, std::vector<double> expected) {
            ::onnx::TensorProto tensor;
            tensor.set_data_type(dataType);
            tensor.add_dims(static_cast<int64_t>(expected.size()));
            add(tensor);
            const auto t = readBack(folder, holder(tensor));
            if (!t) qFatal("%d: %s", dataType, t.error().message.c_str());
            for (size_t i = 0; i < expected.size(); ++i)
                if (t->at(static_cast<int64_t>(i)) != expected[i]) return false;
            return t->count() == static_cast<int64_t>(expected.size());
        };
        const auto ints = [](std::vector<int32_t> values) {
            return [values](::onnx::TensorProto& t) {
                for (const int32_t v : values)
                    t.add_int32_data(v);
            };
        };
        QVERIFY(check(1,
            [](auto& t) {
                t.add_float_data(1.5f);
                t.add_float_data(-2);
            },
            {1.5, -2}));
        QVERIFY(check(11, [](auto& t) { t.add_double_data(1e300); }, {1e300}));
        QVERIFY(check(7, [](auto& t) { t.add_int64_data(-(int64_t {1} << 40)); }, {-1099511627776.0}));
        QVERIFY(check(13, [](auto& t) { t.add_uint64_data(uint64_t {1} << 63); }, {9223372036854775808.0}));
        QVERIFY(check(12, [](auto& t) { t.add_uint64_data(4000000000u); }, {4000000000.0}));
        QVERIFY(check(6, ints({-7, 2147483647}), {-7, 2147483647}));
        QVERIFY(check(2, ints({0, 255}), {0, 255}));
        QVERIFY(check(3, ints({-128, 127}), {-128, 127}));
        QVERIFY(check(4, ints({65535}), {65535}));
        QVERIFY(check(5, ints({-32768}), {-32768}));
        QVERIFY(check(9, ints({0, 1, 1}), {0, 1, 1}));
        QVERIFY(check(10, ints({0x3c00, 0xc000}), {1, -2})); // bits of halves
        QVERIFY(check(16, ints({0x3f80, 0xc000}), {1, -2}));
        QVERIFY(check(22, ints({0x8f, 0x07}), {-1, -8, 7})); // two to a byte, low nibble first
        QVERIFY(check(21, ints({0x8f, 0x07}), {15, 8, 7}));
    }

    void wrongCounts_data()
    {
        QTest::addColumn<int>("type");
        QTest::addColumn<int>("bytes");
        QTest::newRow("one short") << 1 << 7;
        QTest::newRow("one more") << 1 << 9;
        QTest::newRow("none") << 1 << 0;
        QTest::newRow("int4 short") << 22 << 0;
        QTest::newRow("int4 long") << 22 << 2;
    }
    void wrongCounts()
    {
        QFETCH(int, type);
        QFETCH(int, bytes);
        TempFolder folder;
        ::onnx::TensorProto tensor;
        tensor.set_data_type(type);
        tensor.add_dims(2);
        tensor.set_raw_data(std::string(static_cast<size_t>(bytes), 'x'));
        VERIFY_FAILS(readBack(folder, holder(tensor)), {"m.onnx", "initializer c", "raw_data"});
        tensor.clear_raw_data();
        VERIFY_FAILS(readBack(folder, holder(tensor)), {"m.onnx", "initializer c", "_data"});
    }

    void unknownTypesAreIssues()
    {
        TempFolder folder;
        ::onnx::TensorProto tensor;
        tensor.set_data_type(8); // text
        tensor.add_dims(1);
        tensor.add_string_data("x");
        const auto graph = bitladder::onnx::readModel(writeProto(folder, holder(tensor)));
        VERIFY_OK(graph);
        QCOMPARE(graph->issues.size(), size_t {1});
        QVERIFY(graph->issues[0].text.find("initializer c") != std::string::npos);
        QVERIFY(graph->issues[0].text.find("data_type") != std::string::npos);
    }

    void external()
    {
        TempFolder folder;
        const auto with = [](const std::vector<std::pair<std::string, std::string>>& entries) {
            ::onnx::TensorProto tensor;
            tensor.set_data_type(1);
            tensor.add_dims(2);
            tensor.set_data_location(::onnx::TensorProto::EXTERNAL);
            for (const auto& [key, value] : entries) {
                auto* entry = tensor.add_external_data();
                entry->set_key(key);
                entry->set_value(value);
            }
            return holder(tensor);
        };
        const float values[3] = {7, 1.25f, -3};
        const std::string bytes(reinterpret_cast<const char*>(values), sizeof(values));
        folder.write("inside/w.bin", bytes);
        std::filesystem::create_directories(folder / "model");
        const std::string before = (folder / "model").string();
        TempFolder outside;
        outside.write("secret.bin", bytes);
        std::filesystem::create_symlink(outside / "secret.bin", folder / "inside/link.bin");
        std::filesystem::create_symlink(folder / "inside/w.bin", folder / "inside/good.bin");
        std::filesystem::create_directory_symlink(outside.path(), folder / "inside/sub");

        auto t = readBack(folder, with({{"location", "inside/w.bin"}, {"offset", "4"}, {"length", "8"}}));
        VERIFY_OK(t);
        QCOMPARE(t->at(0), 1.25);
        QCOMPARE(t->at(1), -3.0);
        t = readBack(folder, with({{"location", "inside/w.bin"}}));
        VERIFY_OK(t);
        QCOMPARE(t->at(0), 7.0);
        VERIFY_OK(readBack(folder, with({{"location", "inside/good.bin"}}))); // a link that stays inside
        VERIFY_OK(readBack(folder, with({{"location", "model/../inside/w.bin"}})));

        const std::string up = std::filesystem::relative(outside / "secret.bin", folder.path()).string();
        QVERIFY(up.starts_with(".."));
        for (const std::string& location : {up, (outside / "secret.bin").string(), std::string("inside/link.bin"),
                 std::string("inside/sub/secret.bin"), std::string("../x"), std::string("/etc/passwd")})
            VERIFY_FAILS(readBack(folder, with({{"location", location}})),
                {"m.onnx", "initializer c", "external_data", location, "outside"});
        VERIFY_FAILS(
            readBack(folder, with({{"location", "inside/none.bin"}})), {"initializer c", "external_data", "none.bin"});
        VERIFY_FAILS(readBack(folder, with({{"location", "inside"}})), {"initializer c", "external_data", "inside"});
        VERIFY_FAILS(readBack(folder, with({})), {"initializer c", "external_data", "location"});
        for (const char* offset : {"5", "8", "12", "13", "9223372036854775807", "18446744073709551615"})
            VERIFY_FAILS(readBack(folder, with({{"location", "inside/w.bin"}, {"offset", offset}})),
                {"initializer c", "external_data", "offset"});
        for (const char* number : {"-1", "4x", "", "1e3", "99999999999999999999"})
            VERIFY_FAILS(readBack(folder, with({{"location", "inside/w.bin"}, {"offset", number}})),
                {"initializer c", "external_data", "offset", number});
        VERIFY_FAILS(
            readBack(folder, with({{"location", "inside/w.bin"}, {"length", "4"}})), {"initializer c", "length"});
        // A tensor file of its own has no folder to look into.
        const auto alone = with({{"location", "inside/w.bin"}}).graph().initializer(0);
        VERIFY_FAILS(
            bitladder::onnx::readTensor(folder.write("t.pb", alone.SerializeAsString())), {"t.pb", "external_data"});
    }

    void graphs()
    {
        TempFolder folder;
        auto model = test::modelProto(17);
        model.set_producer_name("maker");
        model.set_producer_version("2.1");
        test::addInput(model, "x", {-1, 3});
        test::addInput(model, "w", {3, 3}); // given by an initializer: no input
        test::addFloats(model, "w", {3, 3});
        // Out of order, unnamed, with the same name twice, with an absent optional input.
        test::addNode(model, "Relu", "", {"m"}, {"y"});
        test::addNode(model, "MatMul", "same", {"x", "w"}, {"m"});
        auto* clip = test::addNode(model, "Clip", "same", {"m", "", "hi"}, {"z"});
        clip->set_domain("ai.onnx");
        test::addFloats(model, "hi", {});
        test::addOutput(model, "y");
        test::addOutput(model, "z");
        const auto graph = bitladder::onnx::readModel(writeProto(folder, model));
        VERIFY_OK(graph);
        QCOMPARE(graph->producer, std::string("maker 2.1"));
        QCOMPARE(graph->inputs.size(), size_t {1});
        QVERIFY(*graph->value(graph->inputs[0]).shape == (Shape {-1, 3}));
        QCOMPARE(graph->opsets.at(""), 17);
        QCOMPARE(graph->order().size(), size_t {3});
        QCOMPARE(graph->node(graph->order()[0]).op, std::string("MatMul"));
        std::set<std::string> names;
        for (const NodeId id : graph->order()) {
            QVERIFY(!graph->node(id).name.empty());
            QVERIFY(names.insert(graph->node(id).name).second);
            QCOMPARE(graph->node(id).domain, std::string());
            QCOMPARE(graph->node(id).opset, 17);
            if (graph->node(id).op == "Clip")
                QVERIFY(!graph->node(id).input(1).valid() && graph->node(id).input(2).valid());
        }
    }

    void attributes()
    {
        TempFolder folder;
        test::GraphBuilder b;
        const Tensor t = patterned(ElementType::Int16, {2, 2});
        const auto graph = b.graph({b.node("Custom", "node", {b.input("x", {1})},
            {{"i", int64_t {-5}}, {"f", 0.5f}, {"s", std::string("text")}, {"is", std::vector<int64_t> {1, -2}},
                {"fs", std::vector<float> {0.25f}}, {"ss", std::vector<std::string> {"a", ""}}, {"t", t}},
            "com.example")});
        VERIFY_OK(bitladder::onnx::writeModel(graph, folder / "m.onnx"));
        const auto back = bitladder::onnx::readModel(folder / "m.onnx");
        VERIFY_OK(back);
        const auto& node = back->node(back->order()[0]);
        QCOMPARE(node.domain, std::string("com.example"));
        QCOMPARE(node.attributes.integer("i", 0), int64_t {-5});
        QCOMPARE(node.attributes.get("f", 0.0f), 0.5f);
        QCOMPARE(node.attributes.get<std::string>("s", ""), std::string("text"));
        QCOMPARE(node.attributes.integers("is"), (std::vector<int64_t> {1, -2}));
        QCOMPARE(*node.attributes.find<std::vector<float>>("fs"), (std::vector<float> {0.25f}));
        QCOMPARE(*node.attributes.find<std::vector<std::string>>("ss"), (std::vector<std::string> {"a", ""}));
        QVERIFY(sameMemory(*node.attributes.find<Tensor>("t"), t));
    }

    void largeWeightsStayInTheFile()
    {
        TempFolder folder;
        ::onnx::TensorProto tensor;
        tensor.set_data_type(3);
        tensor.add_dims(100000);
        tensor.set_raw_data(std::string(100000, '\5'));
        const auto t = readBack(folder, holder(tensor));
        VERIFY_OK(t);
        QCOMPARE(t->at(99999), 5.0);
        // The mapping lives as long as its tensors do, even if the file is gone.
        std::filesystem::remove(folder / "m.onnx");
        QCOMPARE(t->at(50000), 5.0);
    }

    void doubledInitializers()
    {
        TempFolder folder;
        const auto twice = [&](float second) {
            auto model = test::modelProto();
            test::addInput(model, "x", {2, 2});
            test::addFloats(model, "w", {2, 2}, 1);
            test::addFloats(model, "w", {2, 2}, second);
            test::addNode(model, "MatMul", "m", {"x", "w"}, {"y"});
            test::addOutput(model, "y");
            return bitladder::onnx::readModel(writeProto(folder, model));
        };
        VERIFY_OK(twice(1));
        VERIFY_FAILS(twice(2), {"initializer w", "twice"});
    }

    // As a cache of models has them: the files are links into a folder of blobs.
    void externalDataBehindLinks()
    {
        TempFolder folder;
        const auto inBlobs = [&](const char* name, const std::string& content) {
            return folder.write(std::string("blobs/") + name, content);
        };
        auto model = test::modelProto();
        test::addInput(model, "x", {1, 2});
        auto* w = test::addInitializer(model, "w", 1, {2, 32});
        w->set_data_location(::onnx::TensorProto::EXTERNAL);
        auto* location = w->add_external_data();
        location->set_key("location");
        location->set_value("model.onnx_data");
        test::addNode(model, "MatMul", "m", {"x", "w"}, {"y"});
        test::addOutput(model, "y");
        inBlobs("0123", model.SerializeAsString());
        inBlobs("4567", std::string(256, '\0'));
        const auto snapshot = folder / "snapshots/main";
        std::filesystem::create_directories(snapshot);
        std::filesystem::create_symlink("../../blobs/0123", snapshot / "model.onnx");
        std::filesystem::create_symlink("../../blobs/4567", snapshot / "model.onnx_data");
        VERIFY_OK(bitladder::onnx::readModel(snapshot / "model.onnx"));
        // A link to anywhere else stays forbidden.
        const auto secret = folder.write("elsewhere/secret", std::string(256, '\1'));
        std::filesystem::remove(snapshot / "model.onnx_data");
        std::filesystem::create_symlink(secret, snapshot / "model.onnx_data");
        VERIFY_FAILS(bitladder::onnx::readModel(snapshot / "model.onnx"), {"outside the model's folder"});
        std::filesystem::remove(snapshot / "model.onnx_data");
        folder.write("snapshots/main/model.onnx_data", "version https://git-lfs.github.com/spec/v1\n");
        std::filesystem::remove(snapshot / "model.onnx");
        folder.write("snapshots/main/model.onnx", model.SerializeAsString());
        VERIFY_FAILS(bitladder::onnx::readModel(snapshot / "model.onnx"), {"initializer w", "Git LFS"});
    }

    void otherFilesAreNamed_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("named");
        QTest::newRow("LFS") << QByteArray("version https://git-lfs.github.com/spec/v1\noid sha256:0\n") << "Git LFS";
        QTest::newRow("HTML") << QByteArray("<!DOCTYPE html><html></html>") << "HTML";
        QTest::newRow("gzip") << QByteArray("\x1f\x8b\x08\x08", 4) << "gzip";
        QTest::newRow("PyTorch") << QByteArray("PK\x03\x04\x00\x00", 6) << "zip";
    }
    void otherFilesAreNamed()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QString, named);
        TempFolder folder;
        VERIFY_FAILS(
            bitladder::onnx::readModel(folder.write("m.onnx", bytes.toStdString())), {"m.onnx", named.toStdString()});
    }

    void onlyUsedDomainsAreImported()
    {
        TempFolder folder;
        auto model = test::modelProto();
        auto* unused = model.add_opset_import();
        unused->set_domain("ai.onnx.ml");
        unused->set_version(5);
        test::addInput(model, "x", {2});
        test::addNode(model, "Relu", "r", {"x"}, {"y"});
        test::addOutput(model, "y");
        const auto graph = bitladder::onnx::readModel(writeProto(folder, model));
        VERIFY_OK(graph);
        ::onnx::ModelProto written;
        QVERIFY(written.ParseFromString(*bitladder::onnx::serializeModel(*graph)));
        QCOMPARE(written.opset_import_size(), 1);
    }

    void subgraphs()
    {
        TempFolder folder;
        auto model = test::modelProto();
        test::addInput(model, "x", {2});
        test::addInput(model, "flag", {}, 9);
        auto* node = test::addNode(model, "If", "choose", {"flag"}, {"y"});
        for (const char* branch : {"then_branch", "else_branch"}) {
            auto* attribute = node->add_attribute();
            attribute->set_name(branch);
            attribute->set_type(::onnx::AttributeProto::GRAPH);
            auto* inner = attribute->mutable_g()->add_node();
            inner->set_op_type(branch[0] == 't' ? "Relu" : "Neg");
            inner->add_input("x"); // of the outer graph
            inner->add_output("r");
            attribute->mutable_g()->add_output()->set_name("r");
        }
        test::addOutput(model, "y");
        const auto graph = bitladder::onnx::readModel(writeProto(folder, model));
        VERIFY_OK(graph);
        const auto* then
            = graph->node(graph->order()[0]).attributes.find<std::shared_ptr<const graph::Graph>>("then_branch");
        QVERIFY(then && *then);
        QCOMPARE((*then)->order().size(), size_t {1});
        // And what is written is what was read.
        VERIFY_OK(bitladder::onnx::writeModel(*graph, folder / "again.onnx"));
        const auto again = bitladder::onnx::readModel(folder / "again.onnx");
        VERIFY_OK(again);
        QVERIFY(again->node(again->order()[0]).attributes.find<std::shared_ptr<const graph::Graph>>("then_branch"));
    }
};

QTEST_APPLESS_MAIN(TestOnnx)
#include "tst_onnx.moc"
