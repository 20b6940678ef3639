// What the command line writes: recipes, tables, models for others, synthetic networks.
#include "tests/cli/cli_test.h"

using namespace bitladder;
using namespace bitladder::test;

class TestCliExport : public QObject
{
    Q_OBJECT

private slots:
    void recipes()
    {
        TempFolder folder;
        const QString model = writeModel(folder, classifier()),
                      recipe = QString::fromStdString((folder / "r.json").string());
        VERIFY_JSON(run(
            {"export", model, "--weights", "int4", "--activations", "int8", "--to", "recipe", "-o", recipe, "--json"}));
        const auto read
            = QJsonDocument::fromJson(QByteArray::fromStdString(TempFolder::read(folder / "r.json"))).object();
        VERIFY_FIELDS(read, "bitladderRecipe", "layers");
        QCOMPARE(read[QStringLiteral("layers")].toArray().size(), 2);
        const Ran ran = run({"run", model, "--recipe", recipe, "--runs", "1", "--json"});
        VERIFY_JSON(ran);
        QCOMPARE(ran.json()[QStringLiteral("layers")][1][QStringLiteral("weights")].toString(), QString("int4"));
        // A recipe of another network is refused, and so is a newer one.
        auto other = test::smallConv();
        other.mutable_graph()->mutable_node(0)->set_name("elsewhere");
        const Ran refused = run({"run", writeModel(folder, other, "other.onnx"), "--recipe", recipe, "--json"});
        VERIFY_STATUS(refused, 1);
        QVERIFY2(refused.err.contains("r.json") && refused.err.contains("conv1"), refused.err.constData());
        std::string newer = TempFolder::read(folder / "r.json");
        newer.replace(newer.find("\"bitladderRecipe\": 2"), 20, "\"bitladderRecipe\": 9");
        folder.write("newer.json", newer);
        const Ran future = run({"run", model, "--recipe", QString::fromStdString((folder / "newer.json").string())});
        VERIFY_STATUS(future, 1);
        QVERIFY(future.err.contains("newer.json") && future.err.contains("version 9"));
    }

    void table()
    {
        TempFolder folder;
        const QString file = QString::fromStdString((folder / "t.csv").string());
        VERIFY_JSON(run({"export", writeModel(folder, classifier()), "--weights", "int8", "--activations", "int8",
            "--to", "csv", "-o", file, "--json"}));
        const auto lines = QString::fromStdString(TempFolder::read(folder / "t.csv")).trimmed().split('\n');
        QCOMPARE(lines.size(), 3);
        QVERIFY(lines[0].startsWith("layer,"));
        QVERIFY(lines[1].startsWith("conv1,Conv,4x3x3x3,112,"));
        for (const QString& line : lines)
            QCOMPARE(line.count(','), lines[0].count(','));
    }

    void qdq_data()
    {
        QTest::addColumn<QString>("weights");
        QTest::addColumn<int>("opset");
        QTest::newRow("int8") << "int8" << 13;
        QTest::newRow("int4") << "int4" << 21;
    }
    void qdq()
    {
        QFETCH(QString, weights);
        QFETCH(int, opset);
        TempFolder folder;
        const QString model = writeModel(folder, classifier()),
                      file = QString::fromStdString((folder / "q.onnx").string());
        VERIFY_JSON(run({"export", model, "--weights", weights, "--activations", "int8", "--calibration",
            pictureFolder(folder), "--to", "qdq", "-o", file, "--json"}));
        ::onnx::ModelProto written;
        QVERIFY(written.ParseFromString(TempFolder::read(folder / "q.onnx")));
        QCOMPARE(static_cast<int>(written.opset_import(0).version()), opset);
        std::map<std::string, int> nodes;
        for (const auto& node : written.graph().node())
            ++nodes[node.op_type()];
        QVERIFY(nodes["QuantizeLinear"] >= 2 && nodes["DequantizeLinear"] >= 4);
        QCOMPARE(nodes["Conv"], 1);
        std::map<int, int> types;
        for (const auto& initializer : written.graph().initializer())
            ++types[initializer.data_type()];
        QVERIFY(types[weights == "int8" ? 3 : 22] >= 2); // the weights
        QVERIFY(types[6] >= 2); // int32 biases
        const Ran ran = run({"info", file, "--json"});
        VERIFY_JSON(ran);
        QCOMPARE(ran.json()[QStringLiteral("outputs")][0][QStringLiteral("name")].toString(), QString("scores/out:0"));
        QVERIFY2(ran.json()[QStringLiteral("issues")].toArray().isEmpty(), ran.out.constData());
        // The exported network gives the answer that the executed one gave.
        const Ran ours = run({"run", model, "--weights", weights, "--activations", "int8", "--image",
            pictureFolder(folder) + "/1/1.png", "--calibration", pictureFolder(folder), "--runs", "1", "--json"});
        const Ran theirs = run({"run", file, "--image", pictureFolder(folder) + "/1/1.png", "--runs", "1", "--json"});
        VERIFY_JSON(ours);
        VERIFY_JSON(theirs);
        QCOMPARE(theirs.json()[QStringLiteral("outputs")][0][QStringLiteral("top")][0][QStringLiteral("index")].toInt(),
            ours.json()[QStringLiteral("outputs")][0][QStringLiteral("top")][0][QStringLiteral("index")].toInt());
    }

    void synth()
    {
        TempFolder folder;
        const auto file = [&](const char* name) { return QString::fromStdString((folder / name).string()); };
        VERIFY_JSON(run({"synth", "mobilenetv2", "-o", file("a.onnx"), "--seed", "7", "--json"}));
        VERIFY_JSON(run({"synth", "mobilenetv2", "-o", file("b.onnx"), "--seed", "7", "--json"}));
        VERIFY_JSON(run({"synth", "mobilenetv2", "-o", file("c.onnx"), "--seed", "8", "--json"}));
        QVERIFY(TempFolder::read(folder / "a.onnx") == TempFolder::read(folder / "b.onnx"));
        QVERIFY(TempFolder::read(folder / "a.onnx") != TempFolder::read(folder / "c.onnx"));
        const Ran ran = run({"info", file("a.onnx"), "--json"});
        VERIFY_JSON(ran);
        QCOMPARE(
            ran.json()[QStringLiteral("inputs")][0][QStringLiteral("shape")].toArray(), (QJsonArray {1, 3, 224, 224}));
        // Sandler et al. 2018: 3.4 million parameters and 300 million products.
        const double parameters = ran.json()[QStringLiteral("parameters")].toDouble(),
                     macs = ran.json()[QStringLiteral("macs")].toDouble();
        QVERIFY(parameters > 3.3e6 && parameters < 3.6e6);
        QVERIFY(macs > 2.9e8 && macs < 3.2e8);
    }
};

QTEST_GUILESS_MAIN(TestCliExport)
#include "tst_cli_export.moc"
