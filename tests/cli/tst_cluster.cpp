// The scripts of resources/cluster: what comes out is what one process prints. GNU parallel is the machine's own; Slurm
// is played by a script that runs the jobs one after the other, as a queue with one node would.
#include "tests/cli/cli_test.h"
#include "tests/support/test_support.h"

#include <QStandardPaths>

using namespace bitladder;
using test::run;

namespace
{

const QString kDigits = QStringLiteral(BITLADDER_SAMPLES "/digits/digits.onnx");
const QString kScripts = QStringLiteral(BITLADDER_SAMPLES "/../resources/cluster/");

constexpr const char* kSbatch = R"(#!/bin/sh
for option; do
  case $option in
    --wrap=*) wrap=${option#--wrap=} ;;
    --array=*) array=${option#--array=} ;;
    --dependency=afterok:7) after=yes ;;
    --dependency=*) exit 3 ;;
  esac
done
if [ -n "${array:-}" ]; then
  for i in $(seq "${array%-*}" "${array#*-}"); do
    SLURM_ARRAY_TASK_ID=$i sh -c "$wrap" || exit 4
  done
  echo 7
else
  [ -n "${after:-}" ] || exit 5
  sh -c "$wrap"
fi
)";

QJsonObject withoutSeconds(const QByteArray& json)
{
    QJsonObject object = QJsonDocument::fromJson(json).object();
    object.remove(QStringLiteral("seconds"));
    return object;
}

} // namespace

class TestCluster : public QObject
{
    Q_OBJECT

    // What a script prints, in the folder.
    static std::pair<int, QByteArray> script(const test::TempFolder& folder, const char* name, const QStringList& words)
    {
        QProcess process;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(QStringLiteral("BITLADDER_CLI"), QStringLiteral(BITLADDER_CLI));
        const QString path = QString::fromStdString(folder.path().string());
        environment.insert(QStringLiteral("PATH"), path + QLatin1Char(':') + environment.value(QStringLiteral("PATH")));
        environment.insert(QStringLiteral("HOME"), path); // what parallel keeps there
        process.setProcessEnvironment(environment);
        process.setWorkingDirectory(path);
        process.start(QStringLiteral("sh"), QStringList {kScripts + QLatin1String(name)} + words);
        if (!process.waitForFinished(120000)) return {-1, "not finished"};
        const QByteArray errors = process.readAllStandardError();
        if (process.exitCode() != 0) return {process.exitCode(), errors};
        return {0, process.readAllStandardOutput()};
    }

private slots:
    void gnuParallel()
    {
        if (QStandardPaths::findExecutable(QStringLiteral("parallel")).isEmpty()) QSKIP("there is no GNU parallel");
        const test::TempFolder folder;
        const QStringList verb {"sweep", kDigits, "--formats", "int2..int5"};
        const auto whole = run(verb + QStringList {"--json"});
        VERIFY_JSON(whole);
        const auto [status, out] = script(folder, "parallel.sh", QStringList {"3"} + verb);
        QVERIFY2(status == 0, out.constData());
        QCOMPARE(withoutSeconds(out), withoutSeconds(whole.out));
        QVERIFY(script(folder, "parallel.sh", {"2", "sweep", "none.onnx"}).first != 0);
    }

    void slurm()
    {
        const test::TempFolder folder;
        const auto sbatch = folder.write("sbatch", kSbatch);
        std::filesystem::permissions(sbatch, std::filesystem::perms::owner_all);
        folder.write("part-9.json", "of an earlier run");
        const QStringList verb {"sweep", kDigits, "--formats", "int3,int4"};
        const auto whole = run(verb + QStringList {"--json"});
        VERIFY_JSON(whole);
        const auto [status, out] = script(folder, "slurm.sh", QStringList {"3"} + verb);
        QVERIFY2(status == 0, out.constData());
        const auto merged = test::TempFolder::read(folder / "whole.json");
        QCOMPARE(withoutSeconds(QByteArray::fromStdString(merged)), withoutSeconds(whole.out));
    }
};

QTEST_APPLESS_MAIN(TestCluster)
#include "tst_cluster.moc"
