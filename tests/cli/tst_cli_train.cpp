// The verb "train": JSON lines, files that are opened again, ways of training, and what is refused.
#include "tests/cli/cli_test.h"

using namespace bitladder;
using namespace bitladder::test;

namespace
{

QString sample(const char* path)
{
    return QStringLiteral(BITLADDER_SAMPLES) + QLatin1Char('/') + QLatin1String(path);
}

QStringList spiral(const QStringList& more)
{
    return QStringList {"train", sample("spiral/spiral.onnx"), "--data", sample("spiral/points.csv"), "--weights",
               "int2", "--activations", "int4"}
    + more;
}

QStringList digits(const QStringList& more)
{
    return QStringList {"train", sample("digits/digits.onnx"), "--data", sample("digits/pictures"), "--weights", "int3",
               "--activations", "int8", "--limit", "60", "--batch", "8", "--calibration-samples", "8"}
    + more;
}

// A document a line.
QList<QJsonObject> lines(const Ran& ran)
{
    QList<QJsonObject> all;
    for (const QByteArray& line : ran.out.split('\n'))
        if (!line.isEmpty()) all << QJsonDocument::fromJson(line).object();
    return all;
}

} // namespace

class TestCliTrain : public QObject
{
    Q_OBJECT
private slots:
    void aLineForEachEpochAndOneForTheResult()
    {
        const auto ran = run(spiral({"--epochs", "4", "--distill", "T=2,alpha=0.5", "--json"}));
        VERIFY_STATUS(ran, 0);
        const auto all = lines(ran);
        QCOMPARE(all.size(), 6); // before, four epochs, the result
        for (int i = 0; i < 5; ++i) {
            VERIFY_FIELDS(all[i], "epoch", "loss", "rate", "validation", "seconds", "best");
            QCOMPARE(all[i]["epoch"].toInt(), i);
            VERIFY_FIELDS(all[i]["validation"].toObject(), "top1", "hits", "labelled", "agreement", "samples", "error");
            QCOMPARE(all[i]["validation"]["labelled"].toInt(), 120);
        }
        VERIFY_FIELDS(all[5], "model", "trainingSamples", "validationSamples", "parameters", "memoryBytes", "parts",
            "seed", "float", "before", "best", "bestEpoch", "seconds", "zeros", "movement", "blocks", "output");
        QCOMPARE(all[5]["trainingSamples"].toInt(), 480);
        const int best = all[5]["bestEpoch"].toInt();
        QVERIFY(all[best]["best"].toBool());
        QCOMPARE(all[best]["validation"], all[5]["best"]);
        QCOMPARE(all[0]["validation"], all[5]["before"]);
        const auto movement = all[5]["movement"].toArray();
        QVERIFY(!movement.isEmpty());
        VERIFY_FIELDS(movement[0].toObject(), "layer", "weights", "changed", "distanceSteps");
        QVERIFY(movement[0]["changed"].toDouble() > 0);
        // The same again, but for the seconds.
        const auto again = lines(run(spiral({"--epochs", "4", "--distill", "T=2,alpha=0.5", "--json"})));
        QCOMPARE(again[4]["loss"], all[4]["loss"]);
        QCOMPARE(again[5]["best"], all[5]["best"]);
    }

    void whatIsWrittenIsOpenedAgain()
    {
        TempFolder folder;
        const QString file = QString::fromStdString((folder / "trained.onnx").string());
        const auto ran = run(digits({"--epochs", "2", "--kept", "0.5", "-o", file, "--json"}));
        VERIFY_STATUS(ran, 0);
        const auto result = lines(ran).last();
        QCOMPARE(result["output"].toString(), file);
        const QString recipe = QString::fromStdString((folder / "trained.recipe.json").string());
        QVERIFY(QFile::exists(file) && QFile::exists(recipe));
        const auto evaluated
            = run({"evaluate", file, "--recipe", recipe, "--data", sample("digits/pictures"), "--json"});
        VERIFY_JSON(evaluated);
        QVERIFY2(evaluated.out.contains("\"top1\""), evaluated.out.constData());
    }

    void wordsWithoutJson()
    {
        const auto ran
            = run(digits({"--epochs", "1", "--prune", "to=0.5,end=0.5", "--augment", "shift=0.1,mirror=0.5"}));
        VERIFY_STATUS(ran, 0);
        for (const char* part :
            {"   1 of 1  loss ", "samples to learn from", "float ", "before ", "best ", " % of the weights are zero"})
            QVERIFY2(ran.out.contains(part), ran.out.constData());
    }

    void blockAfterBlock()
    {
        const auto ran = run(digits({"--epochs", "1", "--blocks", "--json"}));
        VERIFY_STATUS(ran, 0);
        const auto blocks = lines(ran).last()["blocks"].toArray();
        QCOMPARE(blocks.size(), 6);
        for (const auto& block : blocks)
            QVERIFY(block.toObject()["after"].toDouble() <= block.toObject()["before"].toDouble());
        QCOMPARE(lines(ran).size(), 1 + 6 + 1);
    }

    void waysOfTraining()
    {
        for (const QStringList& way : {QStringList {"--steps", "average"}, {"--steps", "clip"}, {"--steps", "fixed"},
                 {"--lower", "8,4", "--lower-order", "layers"}, {"--lower", "8"},
                 {"--optimizer", "sgd", "--lr", "0.001"}, {"--schedule", "step"}, {"--features", "1"}, {"--keep-zeros"},
                 {"--method", "prune"}}) {
            const auto ran = run(spiral(QStringList {"--epochs", "9", "--json"} + way));
            VERIFY_STATUS(ran, 0);
            QVERIFY2(lines(ran).last()["bestEpoch"].toInt() > 0, qPrintable(way.join(' ')));
        }
    }

    void anotherModelTeaches()
    {
        const auto own = lines(run(spiral({"--epochs", "2", "--distill", "alpha=0", "--json"})));
        const auto same = lines(run(
            spiral({"--epochs", "2", "--teacher", sample("spiral/spiral.onnx"), "--distill", "alpha=0", "--json"})));
        QCOMPARE(same[2]["loss"], own[2]["loss"]);
        // As its trained twin, in a file of its own.
        TempFolder folder;
        const QString file = QString::fromStdString((folder / "twin.onnx").string());
        VERIFY_STATUS(run({"train", sample("spiral/spiral.onnx"), "--data", sample("spiral/points.csv"), "--weights",
                          "int8", "--activations", "float32", "--epochs", "2", "-o", file}),
            0);
        const auto taught = run(spiral({"--epochs", "2", "--teacher", file, "--json"}));
        VERIFY_STATUS(taught, 0);
        QVERIFY(lines(taught)[2]["loss"] != own[2]["loss"]);
        const auto wrong = run(spiral({"--epochs", "1", "--teacher", sample("digits/digits.onnx")}));
        QCOMPARE(wrong.status, 1);
        QCOMPARE(wrong.err.count('\n'), 1);
    }

    void whatIsRefused()
    {
        const QList<std::pair<QStringList, int>> cases {{spiral({"--epochs", "0"}), 2},
            {spiral({"--distill", "T=0"}), 2}, {spiral({"--distill", "alpha=2"}), 2}, {spiral({"--distill", "x=1"}), 2},
            {spiral({"--optimizer", "magic"}), 2}, {spiral({"--augment", "turn=1000"}), 2},
            {spiral({"--prune", "to=1"}), 2}, {spiral({"--prune", "to=0.5,begin=0.9,end=0.1"}), 2},
            {spiral({"--lower-order", "x"}), 2}, {spiral({"--steps", "x"}), 2},
            {{"train", sample("spiral/spiral.onnx")}, 2}, {spiral({"--train-memory", "0.01", "--batch", "1"}), 0},
            {{"train", sample("spiral/spiral.onnx"), "--data", sample("digits")}, 1},
            {{"train", sample("spiral/spiral.onnx"), "--data", sample("nothing.csv")}, 1}};
        for (const auto& [arguments, status] : cases) {
            const auto ran = run(arguments);
            QVERIFY2(ran.status == status, qPrintable(arguments.join(' ') + ": " + ran.err));
            if (status == 1) QCOMPARE(ran.err.count('\n'), 1);
        }
    }
};

QTEST_APPLESS_MAIN(TestCliTrain)
#include "tst_cli_train.moc"
