// Functions that a model defines itself: their bodies take the place of the calls, whatever they are called and however
// deep.
#include "core/onnx/reader.h"
#include "core/ops/interpreter.h"
#include "tests/support/onnx_protos.h"

using namespace bitladder;
using tensor::Tensor;
using test::TempFolder;
using Kind = ::onnx::AttributeProto;

namespace
{

// Fields that the definitions we build with do not have yet; newer files do.
constexpr int kNodeOverload = 8, kFunctionDefaults = 11, kFunctionOverload = 13;

::onnx::FunctionProto* addFunction(::onnx::ModelProto& model, const std::string& name,
    const std::vector<std::string>& inputs, const std::vector<std::string>& outputs, int opset = 13)
{
    auto* function = model.add_functions();
    function->set_domain("own");
    function->set_name(name);
    for (const auto& i : inputs)
        function->add_input(i);
    for (const auto& o : outputs)
        function->add_output(o);
    auto* import = function->add_opset_import();
    import->set_domain("");
    import->set_version(opset);
    return function;
}

::onnx::NodeProto* addTo(::onnx::FunctionProto& function, const std::string& op, const std::vector<std::string>& inputs,
    const std::vector<std::string>& outputs)
{
    auto* node = function.add_node();
    node->set_op_type(op);
    for (const auto& i : inputs)
        node->add_input(i);
    for (const auto& o : outputs)
        node->add_output(o);
    return node;
}

::onnx::NodeProto* call(::onnx::ModelProto& model, const std::string& function, const std::string& name,
    const std::vector<std::string>& inputs, const std::vector<std::string>& outputs)
{
    auto* node = test::addNode(model, function, name, inputs, outputs);
    node->set_domain("own");
    return node;
}

void addReference(::onnx::NodeProto& node, const std::string& name, const std::string& outer, Kind::AttributeType type)
{
    auto* attribute = node.add_attribute();
    attribute->set_name(name);
    attribute->set_ref_attr_name(outer);
    attribute->set_type(type);
}

void addFloat(::onnx::NodeProto& node, const std::string& name, float value)
{
    auto* attribute = node.add_attribute();
    attribute->set_name(name);
    attribute->set_type(Kind::FLOAT);
    attribute->set_f(value);
}

::onnx::ModelProto vectorModel()
{
    auto model = test::modelProto();
    auto* import = model.add_opset_import();
    import->set_domain("own");
    import->set_version(1);
    test::addInput(model, "x", {3});
    return model;
}

Result<std::vector<double>> answer(const ::onnx::ModelProto& model, const std::vector<float>& x)
{
    const TempFolder folder;
    const auto graph = bitladder::onnx::readModel(folder.write("m.onnx", model.SerializeAsString()));
    if (!graph) return pass(graph.error());
    const std::vector<Tensor> inputs {Tensor::of<float>({static_cast<int64_t>(x.size())}, x)};
    const auto outputs = ops::interpret(*graph, inputs, Threads(1));
    if (!outputs) return pass(outputs.error());
    std::vector<double> numbers;
    for (int64_t i = 0; i < outputs->front().count(); ++i)
        numbers.push_back(outputs->front().at(i));
    return numbers;
}

} // namespace

#define COMPARE_ANSWER(model, x, ...)                                                                                  \
    do {                                                                                                               \
        const auto got = answer(model, x);                                                                             \
        VERIFY_OK(got);                                                                                                \
        QCOMPARE(*got, (std::vector<double> __VA_ARGS__));                                                             \
    } while (false)

class TestFunctions : public QObject
{
    Q_OBJECT

private slots:
    // f(a) = a·a + a, called twice: inner names do not collide with each other or with the model's own.
    void twice()
    {
        auto model = vectorModel();
        auto* f = addFunction(model, "F", {"a"}, {"b"});
        addTo(*f, "Mul", {"a", "a"}, {"square"});
        addTo(*f, "Add", {"square", "a"}, {"b"});
        test::addNode(model, "Neg", "neg", {"x"}, {"one/square"});
        call(model, "F", "one", {"one/square"}, {"m"});
        call(model, "F", "", {"m"}, {"y"});
        test::addOutput(model, "y");
        COMPARE_ANSWER(model, (std::vector<float> {0, 1, 2}), {0, 0, 6});
    }

    void nested()
    {
        auto model = vectorModel();
        auto* outer = addFunction(model, "Outer", {"a"}, {"b"});
        addTo(*outer, "Inner", {"a"}, {"t"})->set_domain("own");
        addTo(*outer, "Inner", {"t"}, {"b"})->set_domain("own");
        auto* inner = addFunction(model, "Inner", {"a"}, {"b"});
        addTo(*inner, "Add", {"a", "a"}, {"b"});
        call(model, "Outer", "call", {"x"}, {"y"});
        test::addOutput(model, "y");
        COMPARE_ANSWER(model, (std::vector<float> {1, 2, 3}), {4, 8, 12});
    }

    // An attribute is given by the call, else by the function, else by the operator.
    void attributes_data()
    {
        QTest::addColumn<bool>("given");
        QTest::addColumn<bool>("declared");
        QTest::addColumn<double>("slope");
        QTest::newRow("by the call") << true << true << 0.5;
        QTest::newRow("by the function") << false << true << 0.25;
        QTest::newRow("by the operator") << false << false << static_cast<double>(0.01f);
    }
    void attributes()
    {
        QFETCH(bool, given);
        QFETCH(bool, declared);
        QFETCH(double, slope);
        auto model = vectorModel();
        auto* f = addFunction(model, "F", {"a"}, {"b"});
        addReference(*addTo(*f, "LeakyRelu", {"a"}, {"b"}), "alpha", "slope", Kind::FLOAT);
        if (declared) {
            Kind standard;
            standard.set_name("slope");
            standard.set_type(Kind::FLOAT);
            standard.set_f(0.25f);
            f->mutable_unknown_fields()->AddLengthDelimited(kFunctionDefaults, standard.SerializeAsString());
        } else {
            f->add_attribute("slope");
        }
        auto* node = call(model, "F", "call", {"x"}, {"y"});
        if (given) addFloat(*node, "slope", 0.5f);
        test::addOutput(model, "y");
        COMPARE_ANSWER(model, (std::vector<float> {-2, 0, 2}), {-2 * slope, 0, 2});
    }

    void overloads()
    {
        auto model = vectorModel();
        for (const char* name : {"plus", "times"}) {
            auto* f = addFunction(model, "F", {"a"}, {"b"});
            f->mutable_unknown_fields()->AddLengthDelimited(kFunctionOverload, name);
            addTo(*f, std::string_view(name) == "plus" ? "Add" : "Mul", {"a", "a"}, {"b"});
        }
        call(model, "F", "call", {"x"}, {"y"})->mutable_unknown_fields()->AddLengthDelimited(kNodeOverload, "times");
        test::addOutput(model, "y");
        COMPARE_ANSWER(model, (std::vector<float> {1, 2, 3}), {1, 4, 9});
    }

    // An optional input that is not given, an output that nobody wants, an input that is handed through.
    void edges()
    {
        auto model = vectorModel();
        auto* f = addFunction(model, "F", {"a", "low"}, {"clipped", "negative", "a"});
        addTo(*f, "Clip", {"a", "low"}, {"clipped"});
        addTo(*f, "Neg", {"a"}, {"negative"});
        call(model, "F", "first", {"x"}, {"c", "", "through"});
        test::addNode(model, "Add", "sum", {"c", "through"}, {"y"});
        test::addOutput(model, "y");
        COMPARE_ANSWER(model, (std::vector<float> {-1, 2, 3}), {-2, 4, 6});
    }

    // Names and attributes are also replaced inside graphs that the function's nodes hold.
    void innerGraphs()
    {
        auto model = vectorModel();
        auto* f = addFunction(model, "F", {"a", "which"}, {"b"});
        auto* branch = addTo(*f, "If", {"which"}, {"b"});
        for (const char* side : {"then_branch", "else_branch"}) {
            auto* attribute = branch->add_attribute();
            attribute->set_name(side);
            attribute->set_type(Kind::GRAPH);
            auto* graph = attribute->mutable_g();
            graph->set_name(side);
            auto* node = graph->add_node();
            node->set_op_type(std::string_view(side) == "then_branch" ? "LeakyRelu" : "Neg");
            node->add_input("a");
            node->add_output("result");
            if (node->op_type() == "LeakyRelu") addReference(*node, "alpha", "slope", Kind::FLOAT);
            graph->add_output()->set_name("result");
        }
        test::addInitializer(model, "yes", 9, {})->add_int32_data(1);
        addFloat(*call(model, "F", "call", {"x", "yes"}, {"y"}), "slope", 0.5f);
        test::addOutput(model, "y");
        COMPARE_ANSWER(model, (std::vector<float> {-2, 0, 2}), {-1, 0, 2});
    }

    // The body means what its own opset says: before opset 13, Softmax flattened to two axes.
    void opsets()
    {
        const TempFolder folder;
        auto model = vectorModel();
        addTo(*addFunction(model, "F", {"a"}, {"b"}, 11), "Softmax", {"a"}, {"b"});
        call(model, "F", "call", {"x"}, {"y"});
        test::addOutput(model, "y");
        const auto graph = bitladder::onnx::readModel(folder.write("m.onnx", model.SerializeAsString()));
        VERIFY_OK(graph);
        QCOMPARE(graph->order().size(), size_t {1});
        QCOMPARE(graph->node(graph->order()[0]).opset, 11);
        QCOMPARE(QString::fromStdString(graph->node(graph->order()[0]).name), QString("call/Softmax_0"));
    }

    void refusals_data()
    {
        QTest::addColumn<QString>("what");
        QTest::newRow("calls itself") << "itself";
        QTest::newRow("grows without end") << "grows";
        QTest::newRow("too many inputs") << "inputs";
    }
    void refusals()
    {
        QFETCH(QString, what);
        auto model = vectorModel();
        if (what == "itself") {
            addTo(*addFunction(model, "F0", {"a"}, {"b"}), "F0", {"a"}, {"b"})->set_domain("own");
        } else if (what == "grows") { // every function calls the next one ten times
            for (int i = 0; i < 12; ++i) {
                auto* f = addFunction(model, fmt::format("F{}", i), {"a"}, {"v10"});
                for (int k = 0; k < 10; ++k)
                    addTo(*f, i == 11 ? "Neg" : fmt::format("F{}", i + 1), {k == 0 ? "a" : fmt::format("v{}", k)},
                        {fmt::format("v{}", k + 1)})
                        ->set_domain(i == 11 ? "" : "own");
            }
        } else {
            addTo(*addFunction(model, "F0", {}, {"b"}), "Neg", {"a"}, {"b"});
        }
        call(model, "F0", "call", {"x"}, {"y"});
        test::addOutput(model, "y");
        VERIFY_FAILS(answer(model, {1, 2, 3}), {"m.onnx", "call", "F"});
    }
};

QTEST_APPLESS_MAIN(TestFunctions)
#include "tst_functions.moc"
