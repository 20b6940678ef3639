// What a layer reaches: the ladder at every level, and the kernels that could run it as it is chosen.
#include "core/measure/kernel_rates.h"
#include "core/model/model.h"
#include "tests/support/test_support.h"

using namespace bitladder;

class TestKernelRates : public QObject
{
    Q_OBJECT

private slots:
    void candidatesOfTheChosenPair()
    {
        auto model = model::openModel(std::filesystem::path(BITLADDER_SAMPLES) / "digits" / "digits.onnx");
        VERIFY_OK(model);
        const std::shared_ptr<const model::Model> shared = *std::move(model);
        const auto layer = std::ranges::find_if(shared->layers,
            [](const graph::Layer& l) { return l.op == "Conv" && l.arithmetic != graph::Arithmetic::Operator; });
        QVERIFY(layer != shared->layers.end());
        measure::KernelRates rates;
        measure::KernelRates::Question question;
        question.model = shared;
        question.layer = static_cast<int>(layer - shared->layers.begin());
        question.threads = 1;
        question.pair = {quant::intFormat(4), quant::intFormat(8)};
        std::vector<measure::KernelAnswer> answers;
        VERIFY_OK(rates.measure(question, [&](const auto& soFar) { answers.push_back(soFar); }, {}));
        const auto levels = kernels::supportedLevels();
        const size_t total = measure::kernelLadder().size() * levels.size();
        QCOMPARE(answers.size(), total + 2); // each rate, all of them, the candidates
        for (size_t i = 0; i + 1 < answers.size(); ++i)
            QVERIFY(answers[i].candidates.empty());
        const measure::KernelAnswer all = answers.back();
        QCOMPARE(all.rates.size(), total);
        QCOMPARE(all.total, total);

        // int4 can be computed as bytes and unpacked from half bytes: at least two kernels, each once.
        QVERIFY(all.candidates.size() >= 2);
        std::set<std::string> names;
        for (const measure::BenchRow& row : all.candidates) {
            QVERIFY2(names.insert(row.kernel).second, row.kernel.c_str());
            QCOMPARE(row.weights, std::string("int4"));
            QVERIFY(row.ms.median > 0);
        }
        // The first is what the rules choose.
        const auto chosen = std::ranges::find_if(all.rates, [&](const measure::KernelRate& rate) {
            return rate.formats == question.pair && rate.row.level == levels.back();
        });
        QVERIFY(chosen != all.rates.end());
        QCOMPARE(all.candidates.front().kernel, chosen->row.kernel);

        // Asked again, nothing is measured again.
        answers.clear();
        VERIFY_OK(rates.measure(question, [&](const auto& soFar) { answers.push_back(soFar); }, {}));
        QCOMPARE(answers.back().candidates.front().ms.median, all.candidates.front().ms.median);
        QCOMPARE(answers.back().rates.front().row.gmacPerS, all.rates.front().row.gmacPerS);
    }
};

QTEST_APPLESS_MAIN(TestKernelRates)
#include "tst_kernel_rates.moc"
