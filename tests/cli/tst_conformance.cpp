// The verbs that prove the engine: conformance (backend tests, models beside references, networks beside their answers)
// and the list of operators.
#include "tests/support/onnx_protos.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <map>

using namespace bitladder;
using test::TempFolder;

namespace
{

struct Ran {
    int status = -1;
    QByteArray out, err;
};

Ran run(const QStringList& arguments)
{
    QProcess process;
    process.start(QStringLiteral(BITLADDER_CLI), arguments);
    Ran ran;
    if (!process.waitForFinished(120000)) return ran;
    ran.status = process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1;
    ran.out = process.readAllStandardOutput();
    ran.err = process.readAllStandardError();
    return ran;
}

std::string floats(const std::vector<float>& values)
{
    ::onnx::TensorProto t;
    t.set_data_type(1);
    t.add_dims(static_cast<int64_t>(values.size()));
    for (const float v : values)
        t.add_float_data(v);
    return t.SerializeAsString();
}

std::string words(int dataType, const std::vector<int32_t>& bits)
{
    ::onnx::TensorProto t;
    t.set_data_type(dataType);
    t.add_dims(static_cast<int64_t>(bits.size()));
    for (const int32_t v : bits)
        t.add_int32_data(v);
    return t.SerializeAsString();
}

// x [3] → op → y
::onnx::ModelProto oneNode(const std::string& op, const std::string& domain = {}, int opset = 15)
{
    auto model = test::modelProto(opset);
    test::addInput(model, "x", {3});
    test::addNode(model, op, "node", {"x"}, {"y"})->set_domain(domain);
    test::addOutput(model, "y");
    return model;
}

struct Verdicts {
    std::map<QString, QPair<QString, QString>> cases; // name → result, reason
    int total = 0, passed = 0, failed = 0, unsupported = 0;
    QString result(const char* name) const { return cases.at(QString(name)).first; }
    QString reason(const char* name) const { return cases.at(QString(name)).second; }
};

Verdicts verdictsOf(const Ran& ran)
{
    Verdicts verdicts;
    const auto j = QJsonDocument::fromJson(ran.out).object();
    verdicts.total = j[QStringLiteral("total")].toInt(-1);
    verdicts.passed = j[QStringLiteral("passed")].toInt(-1);
    verdicts.failed = j[QStringLiteral("failed")].toInt(-1);
    verdicts.unsupported = j[QStringLiteral("unsupported")].toInt(-1);
    for (const auto& c : j[QStringLiteral("cases")].toArray())
        verdicts.cases[c[QStringLiteral("name")].toString()]
            = {c[QStringLiteral("result")].toString(), c[QStringLiteral("reason")].toString()};
    return verdicts;
}

class Cases
{
public:
    void add(const std::string& name, const ::onnx::ModelProto& model, const std::vector<std::string>& inputs,
        const std::string& output) const
    {
        m_folder.write(name + "/model.onnx", model.SerializeAsString());
        for (size_t i = 0; i < inputs.size(); ++i)
            m_folder.write(fmt::format("{}/test_data_set_0/input_{}.pb", name, i), inputs[i]);
        m_folder.write(name + "/test_data_set_0/output_0.pb", output);
    }
    const TempFolder& folder() const { return m_folder; }
    Verdicts judge(const QStringList& more = {}) const
    {
        return verdictsOf(run(QStringList {"conformance", "--json", path()} + more));
    }
    Verdicts judgeModels() const { return verdictsOf(run({"conformance", "--json", "--models", path()})); }

private:
    QString path() const { return QString::fromStdString(m_folder.path().string()); }
    TempFolder m_folder;
};

} // namespace

class TestConformance : public QObject
{
    Q_OBJECT

private slots:
    void types()
    {
        const Cases cases;
        auto model = oneNode("Neg");
        cases.add("test_neg", model, {floats({1, -2, 3})}, floats({-1, 2, -3}));
        ::onnx::TensorProto wide;
        wide.set_data_type(11);
        wide.add_dims(3);
        for (const double v : {-1.0, 2.0, -3.0})
            wide.add_double_data(v);
        cases.add("test_other_type", model, {floats({1, -2, 3})}, wide.SerializeAsString());
        // 1/3 is 0x3eab in bfloat16; older tests keep such inputs as uint16
        auto cast = oneNode("Cast");
        test::setValueInfo(*cast.mutable_graph()->mutable_input(0), "x", {3}, 16);
        auto* to = cast.mutable_graph()->mutable_node(0)->add_attribute();
        to->set_name("to");
        to->set_type(::onnx::AttributeProto::INT);
        to->set_i(1);
        cases.add("test_from_bits", cast, {words(4, {0x3eab, 0, 0x3f80})}, floats({0.333984375f, 0, 1}));
        // The answer is rounded to the type that the file declares.
        to->set_i(16);
        test::setValueInfo(*cast.mutable_graph()->mutable_input(0), "x", {3}, 1);
        cases.add("test_to_bits", cast, {floats({1.0f / 3, 0, 1})}, words(16, {0x3eab, 0, 0x3f80}));
        const Verdicts verdicts = cases.judge();
        QCOMPARE(verdicts.total, 4);
        QCOMPARE(verdicts.result("test_neg"), QString("passed"));
        QCOMPARE(verdicts.result("test_other_type"), QString("failed"));
        QVERIFY(verdicts.reason("test_other_type").contains("float64"));
        QCOMPARE(verdicts.reason("test_from_bits"), QString());
        QCOMPARE(verdicts.reason("test_to_bits"), QString());
    }

    void unsupportedInputs()
    {
        const Cases cases;
        auto model = oneNode("SequenceLength");
        auto* type = model.mutable_graph()->mutable_input(0)->mutable_type();
        type->mutable_sequence_type()->mutable_elem_type()->mutable_tensor_type()->set_elem_type(1);
        cases.add("test_sequence", model, {"\x0a\x04name"}, words(7, {1}));
        const Verdicts verdicts = cases.judge();
        QCOMPARE(verdicts.unsupported, 1);
        QVERIFY2(verdicts.reason("test_sequence").contains("input x"), qPrintable(verdicts.reason("test_sequence")));
    }

    // Random numbers are another program's; what can be compared is their type and shape.
    void random()
    {
        const Cases cases;
        cases.add("test_random", oneNode("Bernoulli"), {floats({0.5f, 0.5f, 0.5f})}, floats({1, 1, 1}));
        cases.add("test_shape", oneNode("Bernoulli"), {floats({0.5f, 0.5f, 0.5f})}, floats({1, 1}));
        const Verdicts verdicts = cases.judge();
        QCOMPARE(verdicts.result("test_random"), QString("passed"));
        QVERIFY(verdicts.reason("test_random").contains("random"));
        QCOMPARE(verdicts.result("test_shape"), QString("failed"));
    }

    // NAME.onnx beside NAME_output_0.pb: the input is the ramp i/n.
    void ramp()
    {
        const Cases cases;
        cases.folder().write("light/light_neg.onnx", oneNode("Neg").SerializeAsString());
        cases.folder().write("light/light_neg_output_0.pb", floats({0, -1.0f / 3, -2.0f / 3}));
        cases.folder().write("light/light_abs.onnx", oneNode("Abs").SerializeAsString());
        cases.folder().write("light/light_abs_output_0.pb", floats({0, -1.0f / 3, -2.0f / 3}));
        cases.folder().write("light/no_answers.onnx", oneNode("Abs").SerializeAsString());
        const Verdicts verdicts = cases.judge();
        QCOMPARE(verdicts.total, 2);
        QCOMPARE(verdicts.result("light_neg"), QString("passed"));
        QCOMPARE(verdicts.result("light_abs"), QString("failed"));
    }

    void models()
    {
        const Cases cases;
        const auto reference = [](const char* mean) {
            return std::string(R"({"inputs":[{"name":"x","type":"float32","dims":[3],"generator":)"
                               R"({"kind":"constant","value":2.0}}],"outputs":[{"name":"y","dims":[3],)"
                               R"("min":-2,"max":-2,"mean":)")
                + mean + R"(,"l2":3.4641016151,"samples":[[0,-2],[2,-2]]}]})";
        };
        cases.folder().write("right/model.onnx", oneNode("Neg").SerializeAsString());
        cases.folder().write("right/reference.json", reference("-2"));
        cases.folder().write("wrong/model.onnx", oneNode("Neg").SerializeAsString());
        cases.folder().write("wrong/reference.json", reference("-1.9"));
        cases.folder().write("broken/model.onnx", oneNode("Neg").SerializeAsString());
        cases.folder().write("broken/reference.json", "{}");
        cases.folder().write("foreign/model.onnx", oneNode("Frobnicate", "other").SerializeAsString());
        cases.folder().write("alone/model.onnx", oneNode("Neg").SerializeAsString());
        cases.add("sets", oneNode("Neg"), {floats({1, -2, 3})}, floats({-1, 2, -3}));
        const Verdicts verdicts = cases.judgeModels();
        QCOMPARE(verdicts.total, 6);
        QCOMPARE(verdicts.passed, 2);
        QCOMPARE(verdicts.failed, 3);
        QCOMPARE(verdicts.unsupported, 1);
        QCOMPARE(verdicts.result("right"), QString("passed"));
        QCOMPARE(verdicts.result("sets"), QString("passed"));
        QVERIFY2(verdicts.reason("wrong").contains("mean"), qPrintable(verdicts.reason("wrong")));
        QVERIFY2(verdicts.reason("broken").contains("reference.json"), qPrintable(verdicts.reason("broken")));
        QVERIFY2(verdicts.reason("foreign").contains("Frobnicate"), qPrintable(verdicts.reason("foreign")));
        QVERIFY2(verdicts.reason("alone").contains("no answers"), qPrintable(verdicts.reason("alone")));
    }

    // One quantization step is allowed where the answer is a dequantized value, and only there.
    void quantizationStep_data()
    {
        QTest::addColumn<float>("answer");
        QTest::addColumn<QString>("result");
        QTest::newRow("equal") << 2.0f << "passed";
        QTest::newRow("one step") << 2.5f << "passed";
        QTest::newRow("two steps") << 3.0f << "failed";
    }
    void quantizationStep()
    {
        QFETCH(float, answer);
        QFETCH(QString, result);
        const Cases cases;
        auto model = test::modelProto();
        test::addInput(model, "x", {3});
        test::addInitializer(model, "s", 1, {})->add_float_data(0.5f);
        test::addInitializer(model, "z", 3, {})->add_int32_data(0);
        test::addNode(model, "QuantizeLinear", "q", {"x", "s", "z"}, {"qx"});
        test::addNode(model, "DequantizeLinear", "dq", {"qx", "s", "z"}, {"dx"});
        test::addNode(model, "Relu", "relu", {"dx"}, {"y"});
        test::addOutput(model, "y");
        cases.add("quantized", model, {floats({-1, 0, 2})}, floats({0, 0, answer}));
        QCOMPARE(cases.judgeModels().result("quantized"), result);
    }

    // A loop without end is stopped; nothing hangs.
    void timeLimit()
    {
        const Cases cases;
        auto model = test::modelProto();
        test::addInput(model, "x", {3});
        test::addInitializer(model, "forever", 7, {})->add_int64_data(int64_t {1} << 60);
        auto* loop = test::addNode(model, "Loop", "loop", {"forever", "", "x"}, {"y"});
        auto* attribute = loop->add_attribute();
        attribute->set_name("body");
        attribute->set_type(::onnx::AttributeProto::GRAPH);
        auto* body = attribute->mutable_g();
        body->set_name("body");
        test::setValueInfo(*body->add_input(), "i", {}, 7);
        test::setValueInfo(*body->add_input(), "go", {}, 9);
        test::setValueInfo(*body->add_input(), "v", {3});
        for (const auto& [op, from, to] : {std::tuple {"Identity", "go", "go2"}, std::tuple {"Neg", "v", "v2"}}) {
            auto* node = body->add_node();
            node->set_op_type(op);
            node->add_input(from);
            node->add_output(to);
        }
        test::setValueInfo(*body->add_output(), "go2", {}, 9);
        test::setValueInfo(*body->add_output(), "v2", {3});
        test::addOutput(model, "y");
        cases.add("test_endless", model, {floats({1, 2, 3})}, floats({1, 2, 3}));
        const Verdicts verdicts = cases.judge({"--seconds", "0.5"});
        QCOMPARE(verdicts.result("test_endless"), QString("failed"));
        QVERIFY2(verdicts.reason("test_endless").contains("stopped after 0.5 s"),
            qPrintable(verdicts.reason("test_endless")));
    }

    void wrongUsage()
    {
        for (const QStringList& arguments : {QStringList {"conformance"},
                 QStringList {"conformance", "x", "--seconds", "0"}, QStringList {"operators", "--json", "--markdown"}})
            QCOMPARE(run(arguments).status, 2);
    }

    void operators()
    {
        const Ran json = run({"operators", "--json"});
        QCOMPARE(json.status, 0);
        const auto list = QJsonDocument::fromJson(json.out)[QStringLiteral("operators")].toArray();
        QVERIFY(list.size() > 200);
        bool scatter = false;
        for (const auto& entry : list) {
            if (entry[QStringLiteral("name")].toString() != QLatin1String("Scatter")) continue;
            scatter = true;
            QCOMPARE(entry[QStringLiteral("domain")].toString(), QString("ai.onnx"));
            QCOMPARE(entry[QStringLiteral("since")].toInt(), 9);
            QCOMPARE(entry[QStringLiteral("until")].toInt(), 10);
        }
        QVERIFY(scatter);
        const Ran page = run({"operators", "--markdown"});
        QCOMPARE(page.status, 0);
        QVERIFY(page.out.contains("| Conv | 1 and later |"));
        QVERIFY(run({"operators"}).out.contains("NonMaxSuppression"));
    }
};

QTEST_GUILESS_MAIN(TestConformance)
#include "tst_conformance.moc"
