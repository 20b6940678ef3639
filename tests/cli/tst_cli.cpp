// The command line as its users meet it: the program itself, its JSON, its exit status and its sentences.
#include "core/data/npy.h"
#include "core/kernels/dispatch.h"
#include "tests/cli/cli_test.h"

#include <set>

using namespace bitladder;
using namespace bitladder::test;

class TestCli : public QObject
{
    Q_OBJECT

private slots:
    void help_data()
    {
        QTest::addColumn<QString>("verb");
        QTest::addColumn<QStringList>("options");
        const QStringList quant {"--weights", "--activations", "--recipe", "--calibration", "--isa", "--threads"},
            picture {"--size", "--crop", "--channels", "--range", "--mean", "--std"};
        QTest::newRow("program") << ""
                                 << QStringList {"info", "run", "evaluate", "export", "bench", "conformance", "synth"};
        QTest::newRow("info") << "info" << QStringList {"--json"};
        QTest::newRow("run") << "run"
                             << QStringList {"--json", "--input", "--image", "--runs", "--save-outputs"} + quant
                + picture;
        QTest::newRow("evaluate") << "evaluate" << QStringList {"--json", "--data", "--limit"} + quant + picture;
        QTest::newRow("export") << "export" << QStringList {"--to", "-o", "--recipe", "--weights", "--activations"};
        QTest::newRow("bench") << "bench"
                               << QStringList {
                                      "--json", "--gemm", "--conv", "--weights", "--activations", "--isa", "--threads"};
        QTest::newRow("conformance") << "conformance" << QStringList {"--json"};
        QTest::newRow("synth") << "synth" << QStringList {"-o", "--seed"};
    }
    void help()
    {
        QFETCH(QString, verb);
        QFETCH(QStringList, options);
        const Ran ran = run(verb.isEmpty() ? QStringList {"--help"} : QStringList {verb, "--help"});
        VERIFY_STATUS(ran, 0);
        for (const QString& option : options)
            QVERIFY2(ran.out.contains(option.toUtf8()), qPrintable(option));
    }

    // The same bits on every level and for every number of threads, layer by layer.
    void checksums_data()
    {
        QTest::addColumn<QString>("weights");
        QTest::addColumn<QString>("activations");
        for (const auto& [w, a] : {std::pair {"int8", "int8"}, std::pair {"int4", "int8"}, std::pair {"int2", "int5"},
                 std::pair {"binary", "int8"}, std::pair {"binary", "binary"}, std::pair {"ternary", "ternary"},
                 std::pair {"int12", "int16"}, std::pair {"int20", "int24"}, std::pair {"float32", "float32"}})
            QTest::addRow("%s %s", w, a) << w << a;
    }
    void checksums()
    {
        QFETCH(QString, weights);
        QFETCH(QString, activations);
        QStringList first;
        for (const auto level : kernels::supportedLevels())
            for (const char* threads : {"1", "3"}) {
                const Ran ran = run({"run", BITLADDER_SAMPLES "/digits/digits.onnx", "--image",
                    BITLADDER_SAMPLES "/digits/pictures/3/000.png", "--weights", weights, "--activations", activations,
                    "--isa", QString::fromStdString(std::string(kernels::levelName(level))), "--threads", threads,
                    "--runs", "1", "--json"});
                VERIFY_JSON(ran);
                QStringList sums;
                for (const auto& layer : QJsonDocument::fromJson(ran.out)["layers"].toArray())
                    sums << layer.toObject()["checksum"].toString();
                QCOMPARE(sums.size(), 7);
                QCOMPARE(sums[0].size(), 16);
                if (first.isEmpty()) first = sums;
                QCOMPARE(sums, first);
            }
    }

    void wrongUsage_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::newRow("nothing") << QStringList {};
        QTest::newRow("unknown verb") << QStringList {"dance"};
        QTest::newRow("no model") << QStringList {"info"};
        QTest::newRow("unknown option") << QStringList {"info", "m.onnx", "--frob"};
        QTest::newRow("unknown format") << QStringList {"run", "MODEL", "--weights", "int65"};
        QTest::newRow("unknown level") << QStringList {"run", "MODEL", "--isa", "mmx"};
        QTest::newRow("no threads") << QStringList {"run", "MODEL", "--threads", "0"};
        QTest::newRow("wrong range") << QStringList {"run", "MODEL", "--range", "0..7"};
        QTest::newRow("wrong mean") << QStringList {"run", "MODEL", "--mean", "a,b"};
        QTest::newRow("wrong size") << QStringList {"run", "MODEL", "--size", "big"};
        QTest::newRow("no folder") << QStringList {"evaluate", "MODEL"};
        QTest::newRow("no target") << QStringList {"export", "MODEL", "-o", "x"};
        QTest::newRow("wrong target") << QStringList {"export", "MODEL", "--to", "pdf", "-o", "x"};
        QTest::newRow("wrong shape") << QStringList {"bench", "--gemm", "3x4"};
        QTest::newRow("unknown network") << QStringList {"synth", "alexnet", "-o", "x"};
    }
    void wrongUsage()
    {
        QFETCH(QStringList, arguments);
        TempFolder folder;
        arguments.replaceInStrings("MODEL", writeModel(folder, classifier()));
        const Ran ran = run(arguments);
        VERIFY_STATUS(ran, 2);
        QVERIFY(!ran.err.trimmed().isEmpty());
        QVERIFY2(ran.out.isEmpty(), ran.out.constData());
    }

    void failures_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QString>("names");
        QTest::newRow("no model") << QStringList {"info", "NONE.onnx", "--json"} << "NONE.onnx";
        QTest::newRow("no model file") << QStringList {"run", "TEXT", "--json"} << "text.onnx";
        QTest::newRow("no input") << QStringList {"run", "MODEL", "--input", "none.npy", "--json"} << "none.npy";
        QTest::newRow("no such input") << QStringList {"run", "MODEL", "--input", "z=none.npy", "--json"} << "z";
        QTest::newRow("no picture") << QStringList {"run", "MODEL", "--image", "TEXT", "--json"} << "text.onnx";
        QTest::newRow("no recipe") << QStringList {"run", "MODEL", "--recipe", "TEXT", "--json"} << "text.onnx";
        QTest::newRow("no pictures") << QStringList {"evaluate", "MODEL", "--data", "EMPTY", "--json"} << "empty";
        QTest::newRow("no cases") << QStringList {"conformance", "EMPTY", "--json"} << "empty";
        QTest::newRow("layers without a place") << QStringList {"export", "MODEL", "--weights", "kmeans3",
            "--activations", "int8", "--to", "qdq", "-o", "EMPTY/q.onnx", "--json"}
                                                << "conv1, "; // and the others
        QTest::newRow("no place") << QStringList {"synth", "mobilenetv2", "-o", "EMPTY/no/such/file.onnx", "--json"}
                                  << "file.onnx";
    }
    void failures()
    {
        QFETCH(QStringList, arguments);
        QFETCH(QString, names);
        TempFolder folder;
        arguments.replaceInStrings("MODEL", writeModel(folder, classifier()));
        arguments.replaceInStrings(
            "TEXT", QString::fromStdString(folder.write("text.onnx", "no model, no picture, no recipe").string()));
        std::filesystem::create_directories(folder / "empty");
        arguments.replaceInStrings("EMPTY", QString::fromStdString((folder / "empty").string()));
        const Ran ran = run(arguments);
        VERIFY_STATUS(ran, 1);
        QVERIFY2(ran.out.isEmpty(), ran.out.constData());
        QVERIFY2(ran.err.trimmed().count('\n') == 0 && ran.err.contains(names.toUtf8()), ran.err.constData());
    }

    void info()
    {
        TempFolder folder;
        auto model = classifier();
        test::addNode(model, "Frobnicate", "odd", {"f"}, {"g"})->set_domain("com.example");
        test::addOutput(model, "g");
        const Ran ran = run({"info", writeModel(folder, model), "--json"});
        VERIFY_JSON(ran);
        const auto j = ran.json();
        VERIFY_FIELDS(j, "inputs", "outputs", "layers", "parameters", "macs", "issues");
        QCOMPARE(j[QStringLiteral("inputs")][0][QStringLiteral("name")].toString(), QString("x"));
        QCOMPARE(j[QStringLiteral("inputs")][0][QStringLiteral("shape")].toArray(), (QJsonArray {1, 3, 8, 8}));
        QCOMPARE(j[QStringLiteral("inputs")][0][QStringLiteral("type")].toString(), QString("float32"));
        QCOMPARE(j[QStringLiteral("outputs")][0][QStringLiteral("name")].toString(), QString("scores/out:0"));
        QCOMPARE(j[QStringLiteral("outputs")][0][QStringLiteral("shape")].toArray(), (QJsonArray {1, 5}));
        QCOMPARE(j[QStringLiteral("layers")].toArray().size(), 2);
        const auto layer = j[QStringLiteral("layers")][0].toObject();
        QCOMPARE(layer[QStringLiteral("name")].toString(), QString("conv1"));
        QCOMPARE(layer[QStringLiteral("op")].toString(), QString("Conv"));
        QCOMPARE(layer[QStringLiteral("weightShape")].toArray(), (QJsonArray {4, 3, 3, 3}));
        QCOMPARE(layer[QStringLiteral("parameters")].toInt(), 112);
        QCOMPARE(layer[QStringLiteral("macs")].toInt(), 4 * 36 * 27);
        QCOMPARE(j[QStringLiteral("parameters")].toInt(), 112 + 725);
        QCOMPARE(j[QStringLiteral("macs")].toInt(), 4 * 36 * 27 + 720);
        QCOMPARE(j[QStringLiteral("issues")].toArray().size(), 1);
        VERIFY_FIELDS(j[QStringLiteral("issues")][0].toObject(), "node", "op", "text");
        QCOMPARE(j[QStringLiteral("issues")][0][QStringLiteral("node")].toString(), QString("odd"));
    }

    void runs_data()
    {
        QTest::addColumn<QString>("weights");
        QTest::addColumn<QString>("activations");
        QTest::addColumn<bool>("executed");
        for (const char* format : {"float64", "float32", "int8", "int4", "binary", "ternary", "int16", "int33"})
            QTest::newRow(format) << format << format << true;
        QTest::newRow("float16") << "float16"
                                 << "float16" << false;
        QTest::newRow("e4m3") << "e4m3"
                              << "e5m2" << false;
        QTest::newRow("bits:5") << "bits:5"
                                << "bits:8" << true;
        QTest::newRow("weights only") << "int4"
                                      << "float32" << false;
    }
    void runs()
    {
        QFETCH(QString, weights);
        QFETCH(QString, activations);
        QFETCH(bool, executed);
        TempFolder folder;
        const Ran ran = run({"run", writeModel(folder, classifier()), "--weights", weights, "--activations",
            activations, "--isa", "scalar", "--threads", "1", "--runs", "2", "--json"});
        VERIFY_JSON(ran);
        const auto j = ran.json();
        VERIFY_FIELDS(j, "isa", "threads", "outputs", "floatOutputs", "sqnrDb", "latencyMs", "floatLatencyMs",
            "speedup", "sizes", "layers");
        QCOMPARE(j[QStringLiteral("isa")].toString(), QString("scalar"));
        QCOMPARE(j[QStringLiteral("threads")].toInt(), 1);
        VERIFY_FIELDS(j[QStringLiteral("outputs")][0].toObject(), "name", "shape", "top");
        QCOMPARE(j[QStringLiteral("outputs")][0][QStringLiteral("top")].toArray().size(), 5);
        VERIFY_FIELDS(j[QStringLiteral("outputs")][0][QStringLiteral("top")][0].toObject(), "index", "label", "score");
        VERIFY_FIELDS(j[QStringLiteral("floatOutputs")][0].toObject(), "name", "shape", "top");
        for (const char* time : {"latencyMs", "floatLatencyMs"}) {
            VERIFY_FIELDS(j[time].toObject(), "median", "best");
            QVERIFY(j[time][QStringLiteral("best")].toDouble() <= j[time][QStringLiteral("median")].toDouble());
        }
        VERIFY_FIELDS(j[QStringLiteral("sizes")].toObject(), "floatBytes", "theoreticalBytes", "residentBytes");
        QCOMPARE(j[QStringLiteral("sizes")][QStringLiteral("floatBytes")].toInt(), 4 * (112 + 725));
        QCOMPARE(j[QStringLiteral("layers")].toArray().size(), 2);
        for (const auto& layer : j[QStringLiteral("layers")].toArray()) {
            VERIFY_FIELDS(layer.toObject(), "name", "op", "weights", "activations", "kernel", "executed", "timeMs",
                "floatTimeMs", "sqnrDb");
            QCOMPARE(layer[QStringLiteral("executed")].toBool(), executed);
            QVERIFY(layer[QStringLiteral("kernel")].toString().endsWith("_scalar"));
            QCOMPARE(layer[QStringLiteral("weights")].toString(), weights == "bits:5" ? QString("int5") : weights);
        }
        if (weights == "float32") QVERIFY(j[QStringLiteral("sqnrDb")].isNull()); // nothing differs: infinite
    }

    void inputsAndOutputs()
    {
        TempFolder folder;
        const QString model = writeModel(folder, classifier());
        test::Random random(1);
        const auto x = random.tensor({1, 3, 8, 8});
        const QString npy = QString::fromStdString(folder.write("in.npy", *data::npyBytes(x)).string());
        const QString first = QString::fromStdString((folder / "first").string()),
                      second = QString::fromStdString((folder / "a/second").string());
        VERIFY_JSON(run({"run", model, "--input", npy, "--runs", "1", "--save-outputs", first, "--json"}));
        VERIFY_JSON(run({"run", model, "--input", "x=" + npy, "--runs", "1", "--save-outputs", second, "--isa",
            "scalar", "--json"}));
        const auto a = data::readNpy(folder / "first/scores_out_0.npy"),
                   b = data::readNpy(folder / "a/second/scores_out_0.npy");
        VERIFY_OK(a);
        VERIFY_OK(b);
        QVERIFY(a->shape() == (tensor::Shape {1, 5}));
        QCOMPARE(test::difference(*a, *b), std::string()); // every level gives the same
        // A picture goes the way of the options.
        const QString picture = pictureFolder(folder) + "/0/0.png";
        VERIFY_JSON(run({"run", model, "--image", picture, "--size", "8x8", "--channels", "bgr", "--range", "0..255",
            "--mean", "1,2,3", "--std", "4", "--runs", "1", "--json"}));
        VERIFY_JSON(run({"run", model, "--image", picture, "--size", "10", "--crop", "8", "--range", "-1..1", "--runs",
            "1", "--json"}));
    }

    void evaluate()
    {
        TempFolder folder;
        const QString model = writeModel(folder, classifier()), pictures = pictureFolder(folder);
        const Ran ran = run({"evaluate", model, "--data", pictures, "--weights", "int8", "--activations", "int8",
            "--calibration", pictures, "--json"});
        VERIFY_JSON(ran);
        const auto j = ran.json();
        VERIFY_FIELDS(j, "images", "float", "quantized", "agreement");
        QCOMPARE(j[QStringLiteral("images")].toInt(), 12);
        VERIFY_FIELDS(j[QStringLiteral("float")].toObject(), "top1", "top5");
        VERIFY_FIELDS(j[QStringLiteral("quantized")].toObject(), "top1", "top5");
        VERIFY_FIELDS(j[QStringLiteral("agreement")].toObject(), "rate", "low", "high");
        QCOMPARE(j[QStringLiteral("float")][QStringLiteral("top5")].toDouble(), 1.0); // five classes
        QVERIFY(j[QStringLiteral("agreement")][QStringLiteral("low")].toDouble()
                <= j[QStringLiteral("agreement")][QStringLiteral("rate")].toDouble()
            && j[QStringLiteral("agreement")][QStringLiteral("rate")].toDouble()
                <= j[QStringLiteral("agreement")][QStringLiteral("high")].toDouble());
        const Ran few = run({"evaluate", model, "--data", pictures, "--limit", "5", "--json"});
        VERIFY_JSON(few);
        QCOMPARE(few.json()[QStringLiteral("images")].toInt(), 5);
        QCOMPARE(few.json()[QStringLiteral("agreement")][QStringLiteral("rate")].toDouble(), 1.0);
    }

    void everyOutputHasItsFile()
    {
        TempFolder folder;
        auto model = test::modelProto();
        test::addInput(model, "x", {1, 4});
        for (const char* name : {"a/b", "a_b", "a:b", "A_b"}) {
            test::addNode(model, "Abs", name, {"x"}, {name});
            test::addOutput(model, name);
        }
        const Ran ran = run({"run", writeModel(folder, model), "--runs", "1", "--json", "--save-outputs",
            QString::fromStdString((folder / "out").string())});
        VERIFY_JSON(ran);
        std::set<std::string> files;
        for (const auto& output : ran.json()[QStringLiteral("outputs")].toArray()) {
            const auto file = output[QStringLiteral("file")].toString();
            QVERIFY(files.insert(file.toLower().toStdString()).second);
            VERIFY_OK(data::readNpy(folder / "out" / file.toStdString()));
        }
        QCOMPARE(files.size(), size_t {4});
    }

    void textOfFilesIsNotObeyed()
    {
        TempFolder folder;
        auto model = test::modelProto();
        test::addInput(model, "x\x1b]0;title\x07", {1, 2});
        test::addFloats(model, "w", {2, 2});
        test::addNode(model, "MatMul", "mm\x1b[31m\xff\nissue: fake", {"x\x1b]0;title\x07", "w"}, {"y\xc2\x9b"});
        test::addNode(model, "Frob\x1bnicate", "odd\x1b[2J", {"y\xc2\x9b"}, {"z"})->set_domain("com.\x1b");
        test::addOutput(model, "y\xc2\x9b");
        model.set_producer_name("evil\x1b[0m");
        const QString file = writeModel(folder, model);
        for (const QStringList& arguments :
            {QStringList {"info", file}, QStringList {"info", file, "--json"}, QStringList {"info", file, "--dump"},
                QStringList {"run", file, "--runs", "1"}, QStringList {"run", file, "--runs", "1", "--json"},
                QStringList {"run", file, "--input", QString("\x1b[5m=") + file}}) {
            const Ran ran = run(arguments);
            for (const QByteArray& text : {ran.out, ran.err}) {
                QVERIFY2(
                    !text.contains('\x1b') && !text.contains('\x07') && !text.contains("\xc2\x9b"), text.constData());
                QVERIFY2(QString::fromUtf8(text).toUtf8() == text, text.constData());
                QVERIFY2(!text.contains("\nissue: fake"), text.constData());
            }
            if (arguments.contains("--json")) VERIFY_JSON(ran);
        }
    }

    void whatIsNoLayerIsSaid()
    {
        TempFolder folder;
        auto model = test::modelProto();
        test::addInput(model, "x", {1, 3, 4, 4});
        test::addFloats(model, "w", {3, 3, 1, 1});
        auto* three = test::addInitializer(model, "three", 7, {1});
        three->add_int64_data(3);
        test::addNode(model, "GlobalAveragePool", "pool", {"x"}, {"p"});
        test::addNode(model, "Reshape", "bias", {"p", "three"}, {"b"});
        test::addNode(model, "Conv", "first", {"x", "w", "b"}, {"c"});
        test::addNode(model, "Conv", "second", {"c", "w"}, {"y"});
        test::addOutput(model, "y");
        const QString file = writeModel(folder, model);
        const Ran info = run({"info", file, "--json"});
        VERIFY_JSON(info);
        const auto plain = info.json()[QStringLiteral("notLayers")].toArray();
        QCOMPARE(plain.size(), 1);
        QCOMPARE(plain[0][QStringLiteral("name")].toString(), QString("first"));
        QVERIFY(plain[0][QStringLiteral("why")].toString().contains("bias"));
        QVERIFY(run({"info", file}).out.contains("not offered"));
        const Ran ran = run({"run", file, "--weights", "int8", "--activations", "int8", "--runs", "1", "--json"});
        VERIFY_JSON(ran);
        QCOMPARE(ran.json()[QStringLiteral("layers")].toArray().size(), 1);
    }

    void theRealCauseIsNamed()
    {
        TempFolder folder;
        auto model = classifier();
        for (auto& node : *model.mutable_graph()->mutable_node())
            if (node.name() == "relu1") {
                node.set_op_type("Frobnicate");
                node.set_domain("com.example");
            }
        const Ran ran = run({"run", writeModel(folder, model), "--runs", "1"});
        VERIFY_STATUS(ran, 1);
        QVERIFY2(ran.err.contains("com.example::Frobnicate") && ran.err.contains("not supported"), ran.err.constData());
    }

    void oneBadPictureStopsNothing()
    {
        TempFolder folder;
        const QString model = writeModel(folder, classifier()), pictures = pictureFolder(folder);
        folder.write("pictures/0/0.png", "not a picture");
        const std::string whole = TempFolder::read(folder / "pictures/0/1.png");
        folder.write("pictures/1/1.png", whole.substr(0, whole.size() / 2));
        const Ran ran = run({"evaluate", model, "--data", pictures, "--weights", "int8", "--activations", "int8",
            "--runs", "1", "--json"});
        VERIFY_JSON(ran);
        QCOMPARE(ran.json()[QStringLiteral("images")].toInt(), 10);
        QCOMPARE(ran.json()[QStringLiteral("unreadable")].toArray().size(), 2);
        QCOMPARE(ran.json()[QStringLiteral("calibrationPictures")].toInt(), 10);
        QVERIFY2(ran.err.contains("0.png") && ran.err.contains("cut off"), ran.err.constData());
    }

    void labelsAreNeverSilentlyWrong()
    {
        TempFolder folder;
        const QString model = writeModel(folder, classifier());
        std::filesystem::create_directories(folder / "named/.cache");
        std::filesystem::copy((pictureFolder(folder).toStdString() + "/1"), folder / "named/red");
        std::filesystem::copy((pictureFolder(folder).toStdString() + "/2"), folder / "named/blue");
        const QStringList evaluate {
            "evaluate", model, "--data", QString::fromStdString((folder / "named").string()), "--runs", "1", "--json"};
        const Ran counted = run(evaluate);
        VERIFY_JSON(counted);
        QCOMPARE(counted.json()[QStringLiteral("labelDoubts")].toArray().size(), 1);
        QVERIFY(counted.err.contains("2 classes"));
        folder.write("labels.txt", "red\nyellow\ngreen\nblue\nblack\n");
        const Ran named = run(evaluate);
        VERIFY_JSON(named);
        QVERIFY(named.json()[QStringLiteral("labelDoubts")].toArray().isEmpty());
        QCOMPARE(named.json()[QStringLiteral("labelled")].toInt(), 8);
    }

    void bench()
    {
        const Ran ran = run({"bench", "--gemm", "8x16x24", "--conv", "4x8x8x8x3x1", "--weights", "int8",
            "--activations", "int8", "--isa", "scalar", "--threads", "1", "--milliseconds", "2", "--json"});
        VERIFY_JSON(ran);
        const auto j = ran.json();
        VERIFY_FIELDS(j, "peaks", "rows");
        QVERIFY(!j[QStringLiteral("peaks")].toArray().isEmpty());
        QCOMPARE(j[QStringLiteral("rows")].toArray().size(), 2);
        for (const auto& row : j[QStringLiteral("rows")].toArray()) {
            VERIFY_FIELDS(row.toObject(), "shape", "weights", "activations", "kernel", "isa", "threads", "gmacPerS",
                "percentOfPeak", "intensity", "bound", "boundGmacPerS", "chosen");
            QCOMPARE(row[QStringLiteral("isa")].toString(), QString("scalar"));
            QVERIFY(row[QStringLiteral("gmacPerS")].toDouble() > 0);
        }
        QCOMPARE(j[QStringLiteral("rows")][0][QStringLiteral("shape")].toString(), QString("8x16x24"));
    }

    void benchCandidates()
    {
        const Ran ran = run({"bench", "--conv", "16x14x14x16x3x1", "--weights", "float32", "--activations", "float32",
            "--threads", "1", "--milliseconds", "1", "--candidates", "--json"});
        VERIFY_JSON(ran);
        int chosen = 0; // one at each level
        QSet<QString> names;
        for (const auto& row : ran.json()[QStringLiteral("rows")].toArray()) {
            chosen += row[QStringLiteral("chosen")].toBool() ? 1 : 0;
            names.insert(row[QStringLiteral("kernel")].toString());
        }
        QCOMPARE(chosen, static_cast<int>(kernels::supportedLevels().size()));
        QVERIFY(names.contains(QStringLiteral("gemm_f32_scalar")));
        QVERIFY(names.contains(QStringLiteral("winograd2_f32_scalar")));
        for (const auto& level : ran.json()[QStringLiteral("memory")].toArray())
            QVERIFY(level[QStringLiteral("gbPerS")].toDouble() > 0);
        QVERIFY(!ran.json()[QStringLiteral("memory")].toArray().isEmpty());
    }

    void exactOrder()
    {
        const QStringList arguments {"bench", "--conv", "32x14x14x32x3x1", "--weights", "float32", "--activations",
            "float32", "--threads", "1", "--milliseconds", "1", "--json"};
        const auto kernelOf
            = [](const Ran& ran) { return ran.json()[QStringLiteral("rows")][0][QStringLiteral("kernel")].toString(); };
        const Ran fast = run(arguments), exact = run(arguments + QStringList {"--exact-order"});
        VERIFY_JSON(fast);
        VERIFY_JSON(exact);
        QVERIFY(kernelOf(fast).startsWith(QStringLiteral("winograd4_f32")));
        QVERIFY(kernelOf(exact).startsWith(QStringLiteral("gemm_f32")));
    }

    void conformance()
    {
        TempFolder folder;
        const auto addCase = [&](const std::string& name, const std::string& op, const std::vector<float>& result) {
            auto model = test::modelProto();
            test::addInput(model, "x", {3});
            test::addNode(model, op, "node", {"x"}, {"y"});
            test::addOutput(model, "y");
            folder.write("suite/" + name + "/model.onnx", model.SerializeAsString());
            const auto tensor = [](const std::vector<float>& values) {
                ::onnx::TensorProto t;
                t.set_data_type(1);
                t.add_dims(static_cast<int64_t>(values.size()));
                for (const float v : values)
                    t.add_float_data(v);
                return t.SerializeAsString();
            };
            folder.write("suite/" + name + "/test_data_set_0/input_0.pb", tensor({-1, 0, 2}));
            folder.write("suite/" + name + "/test_data_set_0/output_0.pb", tensor(result));
        };
        addCase("test_right", "Relu", {0, 0, 2});
        addCase("test_wrong", "Relu", {0, 0, 3});
        addCase("test_unknown", "Frobnicate", {0, 0, 2});
        const Ran ran = run({"conformance", QString::fromStdString(folder.path().string()), "--json"});
        VERIFY_JSON(ran);
        const auto j = ran.json();
        QCOMPARE(j[QStringLiteral("total")].toInt(), 3);
        QCOMPARE(j[QStringLiteral("passed")].toInt(), 1);
        QCOMPARE(j[QStringLiteral("failed")].toInt(), 1);
        QCOMPARE(j[QStringLiteral("unsupported")].toInt(), 1);
        std::map<QString, QString> results;
        for (const auto& c : j[QStringLiteral("cases")].toArray()) {
            VERIFY_FIELDS(c.toObject(), "name", "result", "reason");
            results[c[QStringLiteral("name")].toString()] = c[QStringLiteral("result")].toString();
        }
        QCOMPARE(results[QStringLiteral("test_right")], QString("passed"));
        QCOMPARE(results[QStringLiteral("test_wrong")], QString("failed"));
        QCOMPARE(results[QStringLiteral("test_unknown")], QString("unsupported"));
    }
};

QTEST_GUILESS_MAIN(TestCli)
#include "tst_cli.moc"
