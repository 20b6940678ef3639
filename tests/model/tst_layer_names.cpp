// Names of layers as they are shown.
#include "core/graph/layers.h"
#include "core/model/layer_names.h"
#include "tests/support/graph_builder.h"
#include "tests/support/test_support.h"

#include <string>

using namespace bitladder;
using namespace bitladder::model;
using Names = std::vector<std::string>;

namespace
{

Names shown(const Names& names, const std::string& op = "Conv", size_t most = 32)
{
    std::vector<graph::Layer> layers;
    for (const std::string& name : names) {
        layers.emplace_back();
        layers.back().name = name;
        layers.back().op = op;
    }
    return shownNames(layers, most);
}

} // namespace

class TestLayerNames : public QObject
{
    Q_OBJECT

private slots:
    void shortNamesStay()
    {
        QVERIFY(shown({}).empty());
        QCOMPARE(shown({"conv1", "layer1_0_conv2", ""}), (Names {"conv1", "layer1_0_conv2", ""}));
        QCOMPARE(shown({"/only/Conv"}), (Names {"only"}));
        QCOMPARE(shown({"Conv", "Conv_1"}), (Names {"Conv", "Conv_1"}));
        QCOMPARE(shown({"//"
                        "/",
                     ";", "a;"}),
            (Names {"//"
                    "/",
                ";", "a;"}));
    }

    void modulePaths()
    {
        QCOMPARE(shown({"/0/projection/Conv", "/1/fn/Conv"}), (Names {"0/projection", "1/fn"}));
        QCOMPARE(shown({"/net/a/Conv", "/net/b/Conv", "/net/b/Conv_1"}), (Names {"a", "b", "b/Conv_1"}));
        // The last folder is never taken away.
        QCOMPARE(shown({"/net/a", "/net/a/b"}), (Names {"a", "a/b"}));
    }

    // Numbered nodes go by their weights; where those are numbered, too, nothing is better.
    void namesOfWeights()
    {
        test::GraphBuilder b;
        const auto x = b.input("x", {1, 1, 4, 4});
        const auto weights = [&](const char* name) {
            return b.constant(name, *tensor::Tensor::make(tensor::ElementType::Float32, {1, 1, 1, 1}));
        };
        auto y = b.node("Conv", "Conv_61", {x, weights("fire9/squeeze1x1.weight")});
        y = b.node("Conv", "Conv_62", {y, weights("fire9/expand3x3_w")});
        y = b.node("Conv", "Conv_63", {y, weights("onnx::Conv_503")});
        y = b.node("Conv", "head", {y, weights("some.weight")});
        y = b.node("Conv", "conv1", {y, weights("first.weight")});
        graph::Graph graph = b.graph({y});
        for (const NodeId id : graph.order())
            graph.edit(graph.node(id).output(0), [](graph::Value& value) {
                value.shape = tensor::Shape {1, 1, 4, 4};
                value.type = tensor::ElementType::Float32;
            });
        const Names names = shownNames(graph, graph::layersOf(graph));
        const Names expected {"fire9/squeeze1x1", "fire9/expand3x3", "Conv_63", "head", "conv1"};
        QCOMPARE(names.size(), expected.size());
        for (size_t i = 0; i < names.size(); ++i)
            QCOMPARE(names[i], expected[i]);
    }

    void joinedNames()
    {
        QCOMPARE(shown({"m/bn_2/Fused;m/conv_2/Conv2D", "m/bn_3/Fused;m/conv_3/Conv2D"}),
            (Names {"conv_2/Conv2D", "conv_3/Conv2D"}));
        // Alike once they are shortened: better long than the same.
        QCOMPARE(shown({"m/a;m/c", "m/b;m/c", "m/d"}), (Names {"m/a;m/c", "m/b;m/c", "d"}));
    }

    void longNames()
    {
        const Names names = shown({"abcdefghijklmnopqrstuvwxyz", "b"}, "Gemm", 9);
        QCOMPARE(names[0], std::string("abc…uvwxyz"));
        QCOMPARE(names[1], std::string("b"));
        // Characters of several bytes are not cut.
        for (size_t most = 3; most < 20; ++most) {
            const QString text = QString::fromStdString(shown({"ααααααααααββββββββββ"}, "Gemm", most)[0]);
            QVERIFY2(!text.contains(QChar::ReplacementCharacter), qPrintable(text));
        }
    }
};

QTEST_APPLESS_MAIN(TestLayerNames)
#include "tst_layer_names.moc"
