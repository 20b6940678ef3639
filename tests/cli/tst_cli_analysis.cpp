// The verbs that analyse a network: their fields, and that the parts of a cluster make up the whole.
#include "tests/cli/cli_test.h"
#include "tests/support/test_support.h"

#include <QSet>

using namespace bitladder;
using test::run;

namespace
{

const QString kDigits = QStringLiteral(BITLADDER_SAMPLES "/digits/digits.onnx");
const QString kPictures = QStringLiteral(BITLADDER_SAMPLES "/digits/pictures");

QJsonObject without(QJsonObject object, const char* field)
{
    object.remove(QLatin1String(field));
    return object;
}

} // namespace

class TestCliAnalysis : public QObject
{
    Q_OBJECT

private slots:
    void sweep()
    {
        const auto ran
            = run({"sweep", kDigits, "--formats", "float16,int2..int8,binary", "--time", "--runs", "1", "--json"});
        VERIFY_JSON(ran);
        const auto j = ran.json();
        VERIFY_FIELDS(j, "layers", "formats", "sqnrDb", "nsPerMac", "seconds");
        QCOMPARE(j["formats"].toArray().size(), 9);
        QCOMPARE(j["formats"][1].toString(), QStringLiteral("int2"));
        const auto layers = j["layers"].toArray();
        for (const char* field : {"sqnrDb", "nsPerMac"}) {
            QCOMPARE(j[QLatin1String(field)].toArray().size(), layers.size());
            for (const auto& row : j[QLatin1String(field)].toArray())
                for (const auto& cell : row.toArray())
                    QVERIFY(cell.toDouble(-1) > 0);
        }
        VERIFY_STATUS(run({"sweep", kDigits, "--formats", "int2..e4m3"}), 2);
        VERIFY_STATUS(run({"sweep", kDigits, "--formats", "int2..int4"}), 0);
    }

    void shardsMakeTheWhole_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::newRow("sweep") << QStringList {"sweep", kDigits, "--formats", "int2..int5"};
        QTest::newRow("sensitivity") << QStringList {
            "sensitivity", kDigits, "--data", kPictures, "--limit", "40", "--weights", "int2", "--activations", "int4"};
    }
    void shardsMakeTheWhole()
    {
        QFETCH(QStringList, arguments);
        const test::TempFolder folder;
        const auto whole = run(arguments + QStringList {"--json"});
        VERIFY_JSON(whole);
        QStringList files;
        for (int part = 3; part >= 1; --part) {
            const auto ran
                = run(arguments + QStringList {"--json", "--threads", "1", "--shard", QString("%1/3").arg(part)});
            VERIFY_JSON(ran);
            files << QString::fromStdString(folder.write(fmt::format("{}.json", part), ran.out.toStdString()).string());
        }
        const auto merged = run(QStringList {"merge"} + files);
        VERIFY_JSON(merged);
        QCOMPARE(without(merged.json(), "seconds"), without(whole.json(), "seconds"));
        for (const char* wrong : {"0/3", "4/3", "3", "a/b", "1/0"})
            VERIFY_STATUS(run(arguments + QStringList {"--shard", QLatin1String(wrong)}), 2);
        const auto broken = QString::fromStdString(folder.write("broken.json", "{\"layers\": 3}").string());
        const auto refused = run({"merge", broken});
        VERIFY_STATUS(refused, 1);
        QVERIFY(refused.err.contains("broken.json"));
    }

    void sensitivity()
    {
        const auto ran = run({"sensitivity", kDigits, "--data", kPictures, "--limit", "40", "--weights", "int2",
            "--activations", "int4", "--groups", "--json"});
        VERIFY_JSON(ran);
        const auto layers = ran.json()["layers"].toArray();
        QVERIFY(!layers.isEmpty());
        for (const auto& layer : layers) {
            VERIFY_FIELDS(layer.toObject(), "name", "oneOn", "oneOff", "weightsOnly", "activationsOnly");
            const auto effect = layer.toObject()["oneOn"].toObject();
            VERIFY_FIELDS(effect, "outputDb", "kl", "agreement", "accuracy");
            VERIFY_FIELDS(effect["agreement"].toObject(), "rate", "low", "high");
        }
    }

    void search()
    {
        const test::TempFolder folder;
        const QString recipe = QString::fromStdString((folder / "found.json").string());
        const auto ran = run({"search", kDigits, "--data", kPictures, "--limit", "80", "--minimize", "size",
            "--min-agreement", "0.9", "--seconds", "20", "-o", recipe, "--json"});
        VERIFY_JSON(ran);
        const auto j = ran.json();
        VERIFY_FIELDS(j, "front", "chosen", "rankCorrelation", "seconds");
        const auto chosen = j["front"][j["chosen"].toInt(-1)].toObject();
        VERIFY_FIELDS(chosen, "layers", "sizeBytes", "latencyMs", "bops", "energyUj", "predicted", "measured");
        VERIFY_FIELDS(chosen["layers"][0].toObject(), "name", "weights", "activations");
        QVERIFY(chosen["measured"].toObject()["rate"].toDouble() >= 0.9);
        // The recipe that was written is the one that was chosen.
        const auto again = run(
            {"evaluate", kDigits, "--data", kPictures, "--limit", "80", "--recipe", recipe, "--runs", "1", "--json"});
        VERIFY_JSON(again);
        QCOMPARE(
            again.json()["agreement"].toObject()["rate"].toDouble(), chosen["measured"].toObject()["rate"].toDouble());
        const auto adapted = run(
            {"search", kDigits, "--data", kPictures, "--limit", "80", "--min-sqnr", "25", "-o", recipe, "--json"});
        VERIFY_JSON(adapted);
        const auto narrow = adapted.json()["front"][0].toObject();
        QSet<QString> widths;
        for (const auto& layer : narrow["layers"].toArray())
            widths << layer.toObject()["weights"].toString();
        QVERIFY(!widths.contains(QStringLiteral("int2"))); // 25 dB take more than two bits
        QVERIFY(narrow["measured"].toObject()["rate"].toDouble() > 0.9);
        VERIFY_STATUS(run({"search", kDigits, "--data", kPictures, "--min-sqnr", "25", "--min-agreement", "0.9"}), 2);
        VERIFY_STATUS(run({"search", kDigits, "--data", kPictures, "--min-agreement", "0.9", "--try-method", "no"}), 2);
        VERIFY_STATUS(run({"search", kDigits, "--data", kPictures}), 2); // no limit
        VERIFY_STATUS(run({"search", kDigits, "--data", kPictures, "--minimize", "bops", "--max-size", "1000"}), 2);
        // Ties and rules are obeyed, and what cannot be kept is said with the nearest to it.
        const auto ruled = run({"search", kDigits, "--data", kPictures, "--limit", "40", "--min-agreement", "0.9",
            "--points", "3", "--tie", "residual", "--rule", "position=first:weights=int7,activations=int8", "--json"});
        VERIFY_JSON(ruled);
        QVERIFY(ruled.json()["verdict"].toString().startsWith(QStringLiteral("found ")));
        for (const auto& point : ruled.json()["front"].toArray())
            QCOMPARE(point.toObject()["layers"][0].toObject()["weights"].toString(), QStringLiteral("int7"));
        const QStringList hopeless {"search", kDigits, "--data", kPictures, "--limit", "40", "--min-agreement", "0.99",
            "--weight-formats", "int2", "--activation-formats", "int2", "--points", "2"};
        const auto refused = run(hopeless + QStringList {"--narrow"});
        VERIFY_STATUS(refused, 1);
        QVERIFY(refused.err.contains("keeps 99.0 % equal answers: the nearest has"));
        const auto wide = run(hopeless + QStringList {"--json"});
        VERIFY_JSON(wide);
        QVERIFY(!wide.json()["widened"].toArray().isEmpty());
        for (const auto& widening : wide.json()["widened"].toArray())
            VERIFY_FIELDS(widening.toObject(), "kind", "what", "layers");
        for (const char* wrong : {"first:weights=int8", "position=first", "position=nowhere:weights=int8",
                 "position=first:weights=int99", "name=zzz:weights=int8", "position=first:", "at-least=x:weights=int8"})
            VERIFY_STATUS(run({"search", kDigits, "--data", kPictures, "--min-agreement", "0.9", "--rule", wrong}), 2);
        VERIFY_STATUS(run({"search", kDigits, "--data", kPictures, "--min-agreement", "0.9", "--tie", "zzz"}), 2);
        const auto nothing = run({"search", kDigits, "--data", kPictures, "--limit", "20", "--max-size", "1"});
        VERIFY_STATUS(nothing, 1);
    }

    void blame()
    {
        const auto ran = run({"blame", kDigits, "--data", kPictures, "--limit", "60", "--weights", "int2",
            "--activations", "int3", "--most", "2", "--json"});
        VERIFY_JSON(ran);
        const auto j = ran.json();
        VERIFY_FIELDS(j, "images", "changed", "agreement", "pictures", "layers");
        QCOMPARE(j["pictures"].toArray().size(), std::min(2, j["changed"].toInt()));
        for (const auto& picture : j["pictures"].toArray()) {
            VERIFY_FIELDS(picture.toObject(), "file", "float", "quantized", "culprits", "margins");
            QVERIFY(picture.toObject()["float"] != picture.toObject()["quantized"]);
            QVERIFY(!picture.toObject()["culprits"].toArray().isEmpty());
        }
    }

    void doctor()
    {
        const auto ran = run({"doctor", kDigits, "--data", kPictures, "--limit", "20", "--weights", "int8",
            "--activations", "int8", "--json"});
        VERIFY_JSON(ran);
        const auto findings = ran.json()["findings"].toArray();
        QVERIFY(findings.size() >= 2);
        for (const auto& finding : findings)
            VERIFY_FIELDS(finding.toObject(), "id", "weight", "summary", "nextStep", "theory");
        VERIFY_FIELDS(ran.json()["cost"].toObject(), "sizeBytes", "macs", "bops", "energyUj", "energyModel", "pairs",
            "measured", "notMeasured");
    }

    // float64 is the top rung: against it float32 has an error, and float64 none.
    void reference()
    {
        const auto db = [&](const QStringList& more) {
            const auto ran = run(QStringList {"run", kDigits, "--runs", "1", "--json"} + more);
            return ran.status == 0 ? std::pair(ran.json()["reference"].toString(), ran.json()["sqnrDb"].toDouble(1000))
                                   : std::pair(QString(), -1.0);
        };
        const auto wide = db({"--weights", "float64", "--activations", "float64"});
        QCOMPARE(wide.first, QStringLiteral("float64"));
        const auto normal = db({"--weights", "float32", "--activations", "float32", "--reference", "float64"});
        QVERIFY(normal.second > 80 && normal.second < 1000);
        QVERIFY(wide.second >= normal.second);
        QCOMPARE(db({"--weights", "int8"}).first, QStringLiteral("file"));
    }
};

QTEST_APPLESS_MAIN(TestCliAnalysis)
#include "tst_cli_analysis.moc"
