// Methods change the graph under a recipe: layers are split, channels go, factors move. What is written then is read
// back and gives the answers that the program gives.
#include "core/exchange/exchange_format.h"
#include "core/methods/method.h"
#include "tests/experiment/experiment_test.h"

using namespace bitladder;
using namespace bitladder::test;

class TestExportsAfterMethods : public QObject
{
    Q_OBJECT

private slots:
    void sameAnswers_data()
    {
        QTest::addColumn<QString>("format");
        QTest::addColumn<QString>("method");
        QTest::addColumn<double>("channels"); // of prune
        for (const char* format : {"qdq", "qonnx", "codes"}) {
            for (const char* method :
                {"low-rank", "equalize", "bias-correction", "gptq", "shift-negative", "smoothquant"})
                QTest::addRow("%s %s", format, method) << format << method << 0.0;
            QTest::addRow("%s prune channels", format) << format << "prune" << 1.0;
        }
    }
    void sameAnswers()
    {
        QFETCH(QString, format);
        QFETCH(QString, method);
        QFETCH(double, channels);
        const auto digits = Digits::open(8);
        QVERIFY(digits);
        const auto& model = digits->model;
        experiment::Experiment& experiment = *digits->experiment;
        quant::Recipe recipe = digits->recipe(quant::intFormat(8), quant::intFormat(8));
        recipe.methods = {{method.toStdString(), {}, true}};
        if (method == "low-rank") recipe.methods[0].parameters = {{"share", 0.5}};
        if (channels > 0) recipe.methods[0].parameters = {{"channels", channels}, {"share", 0.25}};
        TempFolder folder;
        const auto* row = exchange::findExchangeFormat(format.toStdString());
        const auto file = folder / ("out." + std::string(row->extension));
        VERIFY_OK(experiment.write(*row, recipe, file, {}));
        QVERIFY(std::filesystem::file_size(file) > 1000);
        if (row->extension != "onnx") return;
        const auto report = experiment.inspect(recipe, file);
        VERIFY_OK(report);
        QVERIFY(report->largestAnswer > 0.1);
        // QDQ keeps biases as whole numbers of the products' scale; a unit of activations may fall to the other side.
        QVERIFY2(report->largestDifference <= 0.05 * report->largestAnswer,
            qPrintable(QString("%1 of %2").arg(report->largestDifference).arg(report->largestAnswer)));
        if (method == "low-rank") QVERIFY(report->layers.size() > model->layers.size());
    }
};

QTEST_APPLESS_MAIN(TestExportsAfterMethods)
#include "tst_exports_after_methods.moc"
