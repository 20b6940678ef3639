// The interpreter, and the operators that run graphs of their own.
#include "core/ops/interpreter.h"

#include "ops_case.h"

using namespace ops_case;
using graph::Graph;
using graph::Node;

namespace
{

// A graph written down line by line: values by name, nodes in order.
class Sketch
{
public:
    ValueId value(const std::string& name, std::optional<Tensor> constant = std::nullopt)
    {
        if (const ValueId known = m_graph.findValue(name)) return known;
        graph::Value fresh;
        fresh.name = name;
        fresh.constant = std::move(constant);
        return m_graph.addValue(std::move(fresh));
    }
    void node(const char* op, std::initializer_list<const char*> inputs, std::initializer_list<const char*> outputs,
        Attributes attributes = {})
    {
        Node fresh;
        fresh.name = fmt::format("{}_{}", op, m_graph.order().size());
        fresh.op = op;
        fresh.opset = 16;
        fresh.attributes = std::move(attributes);
        for (const char* name : inputs)
            fresh.inputs.push_back(value(name));
        for (const char* name : outputs)
            fresh.outputs.push_back(value(name));
        m_graph.addNode(std::move(fresh));
    }
    void input(const char* name) { m_graph.inputs.push_back(value(name)); }
    void output(const char* name) { m_graph.outputs.push_back(value(name)); }
    Graph& graph() { return m_graph; }
    graph::Attribute shared() const { return std::make_shared<const Graph>(m_graph); }

private:
    Graph m_graph;
};

// cond ? a + a : a · a, with `a` from outside.
Sketch conditional()
{
    Sketch yes, no, outer;
    yes.node("Add", {"a", "a"}, {"y"});
    yes.output("y");
    no.node("Mul", {"a", "a"}, {"y"});
    no.output("y");
    outer.input("cond");
    outer.input("x");
    outer.node("Neg", {"x"}, {"a"});
    outer.node("If", {"cond"}, {"y"}, with({{"then_branch", yes.shared()}, {"else_branch", no.shared()}}));
    outer.output("y");
    return outer;
}

} // namespace

class TestOpsControl : public QObject
{
    Q_OBJECT
private slots:
    void branchesSeeOuterValues()
    {
        Sketch sketch = conditional();
        for (const bool condition : {true, false}) {
            const std::vector<Tensor> inputs {Tensor::scalar(condition), floats({1}, {3})};
            const auto results = ops::interpret(sketch.graph(), inputs, Threads(1));
            QVERIFY2(results, results ? "" : results.error().message.c_str());
            QCOMPARE(results->at(0).at(0), condition ? -6.0 : 9.0);
        }
    }

    void loopAddsUp()
    {
        Sketch body, outer;
        for (const char* name : {"i", "going", "sum"})
            body.input(name);
        body.value("one", longs({}, {1}));
        body.node("Identity", {"going"}, {"go"});
        body.node("Add", {"sum", "i"}, {"next"});
        body.node("Mul", {"next", "one"}, {"seen"});
        for (const char* name : {"go", "next", "seen"})
            body.output(name);
        outer.input("n");
        outer.input("start");
        outer.value("going", Tensor::scalar(true));
        outer.node("Loop", {"n", "going", "start"}, {"sum", "all"}, with({{"body", body.shared()}}));
        outer.output("sum");
        outer.output("all");
        const std::vector<Tensor> inputs {longs({}, {4}), longs({}, {10})};
        const auto results = ops::interpret(outer.graph(), inputs, Threads(1));
        QVERIFY2(results, results ? "" : results.error().message.c_str());
        QCOMPARE(results->at(0).integerAt(0), 16);
        QCOMPARE(tensor::toString(results->at(1).shape()), std::string("4"));
        QCOMPARE(results->at(1).integerAt(2), 13);
    }

    void scanReversed()
    {
        Sketch body, outer;
        body.input("state");
        body.input("x");
        body.node("Add", {"state", "x"}, {"sum"});
        body.node("Identity", {"sum"}, {"seen"});
        body.output("sum");
        body.output("seen");
        outer.input("first");
        outer.input("xs");
        outer.node("Scan", {"first", "xs"}, {"last", "all"},
            with({{"body", body.shared()}, {"num_scan_inputs", int64_t {1}}, {"scan_input_directions", ints({1})}}));
        outer.output("last");
        outer.output("all");
        const std::vector<Tensor> inputs {longs({}, {0}), longs({3}, {1, 2, 3})};
        const auto results = ops::interpret(outer.graph(), inputs, Threads(1));
        QVERIFY2(results, results ? "" : results.error().message.c_str());
        QCOMPARE(results->at(0).integerAt(0), 6);
        QCOMPARE(results->at(1).integerAt(0), 3);
        QCOMPARE(results->at(1).integerAt(1), 5);
    }

    void errorsNameTheNode()
    {
        Sketch sketch;
        sketch.input("x");
        sketch.node("Nonsense", {"x"}, {"y"});
        sketch.output("y");
        const std::vector<Tensor> inputs {floats({1}, {3})};
        const auto results = ops::interpret(sketch.graph(), inputs, Threads(1));
        QVERIFY(!results);
        QVERIFY(results.error().kind == Error::Kind::Unsupported);
        QVERIFY(results.error().message.find("node Nonsense_0 (Nonsense)") != std::string::npos);
        QVERIFY(!ops::interpret(sketch.graph(), {}, Threads(1)));
    }

    void clampsOfLayersAreApplied()
    {
        Sketch sketch;
        sketch.input("x");
        sketch.value("w", floats({1, 2}, {1, -1}));
        sketch.node("MatMul", {"x", "w"}, {"y"});
        sketch.output("y");
        sketch.graph().edit(sketch.graph().order().front(), [](Node& node) { node.clamp = graph::Clamp {0.0f, 2.0f}; });
        const std::vector<Tensor> inputs {floats({1, 1}, {3})};
        const auto results = ops::interpret(sketch.graph(), inputs, Threads(1));
        QVERIFY2(results, results ? "" : results.error().message.c_str());
        QCOMPARE(results->at(0).at(0), 2.0);
        QCOMPARE(results->at(0).at(1), 0.0);
    }

    void stopsWhenAsked()
    {
        Sketch sketch = conditional();
        std::stop_source source;
        source.request_stop();
        const std::vector<Tensor> inputs {Tensor::scalar(true), floats({1}, {3})};
        const auto results = ops::interpret(sketch.graph(), inputs, Threads(1), Job {source.get_token(), {}});
        QVERIFY(!results);
        QVERIFY(results.error().cancelled());
    }

    // Every registered operator must refuse missing inputs instead of reading them.
    void operatorsRefuseMissingInputs()
    {
        for (const ops::Operator* entry : ops::allOperators()) {
            Node node;
            node.name = "node";
            node.op = entry->name;
            node.domain = entry->domain;
            node.opset = std::max(entry->since, 1);
            node.outputs = {ValueId {0}};
            const auto results = ops::evaluateNode(node, {}, Threads(1));
            QVERIFY2(!results || entry->needs == 0, node.op.c_str());
        }
    }
};

QTEST_APPLESS_MAIN(TestOpsControl)
#include "tst_ops_control.moc"
