// Formulas as printed fail where the table says so; the right ones give what was computed by hand.
#include "core/lesson/printed_formulas.h"

#include <QtTest>
#include <cmath>
#include <set>

using namespace bitladder::lesson;

class TestPrintedFormulas : public QObject
{
    Q_OBJECT

private slots:
    void everyRowFails()
    {
        std::set<std::string_view> ids;
        for (const PrintedFormula& formula : printedFormulas()) {
            const PrintedValues values = valuesOf(formula);
            const QByteArray id(formula.id.data(), static_cast<qsizetype>(formula.id.size()));
            QVERIFY2(std::isfinite(values.printed) && std::isfinite(values.right), id.constData());
            QVERIFY2(std::abs(values.printed - values.right) > 1e-3, id.constData());
            QVERIFY(ids.insert(formula.id).second && *formula.why && *formula.asked);
        }
        QVERIFY(ids.size() >= 13);
    }

    void byHand_data()
    {
        QTest::addColumn<QByteArray>("id");
        QTest::addColumn<double>("printed");
        QTest::addColumn<double>("right");
        QTest::newRow("2^32") << QByteArray("scale-of-32") << 2147483648.0 << 2.0 / 255;
        QTest::newRow("middle") << QByteArray("middle-as-zero") << 1.0 << 64.0;
        QTest::newRow("-50") << QByteArray("levels-for-bits") << -2 * 198.45 / 8 << -64 * 198.45 / 255;
        QTest::newRow("123.456") << QByteArray("floor-for-round") << 112.0 << 128.0;
        QTest::newRow("byte") << QByteArray("times-255") << -2537250.0 << 150.0;
        QTest::newRow("sign") << QByteArray("binary-without-sign") << 0.0 << -0.4;
        QTest::newRow("teacher") << QByteArray("no-temperature") << 0.002472623156635 << 0.182425523806356;
    }

    void byHand()
    {
        QFETCH(QByteArray, id);
        QFETCH(double, printed);
        QFETCH(double, right);
        for (const PrintedFormula& formula : printedFormulas()) {
            if (formula.id != std::string_view(id.constData())) continue;
            const PrintedValues values = valuesOf(formula);
            QVERIFY2(std::abs(values.printed - printed) <= 1e-9 * std::max(1.0, std::abs(printed)),
                qPrintable(QString::number(values.printed, 'g', 15)));
            QVERIFY2(std::abs(values.right - right) <= 1e-9 * std::max(1.0, std::abs(right)),
                qPrintable(QString::number(values.right, 'g', 15)));
            return;
        }
        QFAIL("there is no such row");
    }

    // As quantizers of weights the printed form is worse than the right one in each row but "lossless", which rounds
    // nothing: there the levels tell.
    void asQuantizers()
    {
        std::vector<float> weights;
        for (int i = 0; i < 500; ++i)
            weights.push_back(0.5f * std::sin(static_cast<float>(i)) + 0.1f * std::cos(3.0f * static_cast<float>(i)));
        int rows = 0;
        for (const PrintedFormula& formula : printedFormulas()) {
            QCOMPARE(formula.quantizer.empty(), formula.rightQuantizer.empty());
            if (formula.quantizer.empty()) {
                QVERIFY(!outcomeOf(formula, weights, 4));
                continue;
            }
            const auto outcome = outcomeOf(formula, weights, 4);
            QVERIFY2(outcome.has_value(), outcome ? "" : outcome.error().message.c_str());
            QCOMPARE(outcome->x.size(), weights.size());
            const QByteArray id(formula.id.data(), static_cast<qsizetype>(formula.id.size()));
            QVERIFY2(std::isfinite(outcome->rightDb) && outcome->rightDb > 0, id.constData());
            if (formula.id == "lossless" || formula.id == "map-with-offset")
                QVERIFY2(outcome->printedLevels > 100 && outcome->rightLevels <= 17, id.constData());
            else
                QVERIFY2(outcome->printedDb < outcome->rightDb - 3, id.constData());
            ++rows;
        }
        QVERIFY(rows >= 12);
    }

    // By hand: weights −1, 0, 0.25, 1 with 2 bits: s = 2/3; round(x/s)·s = −2/3 (half to even of −1.5 is −2: −4/3), 0,
    // 0, 4/3. Printed with 2 levels for 2 bits: s = 1: −1, 0, 0, 1.
    void outcomeByHand()
    {
        const std::vector<float> weights {-1, 0, 0.25f, 1};
        const auto outcome = outcomeOf(*findPrinted("levels-for-bits"), weights, 2);
        QVERIFY(outcome.has_value());
        QCOMPARE(outcome->printed, (std::vector<double> {-1, 0, 0, 1}));
        QVERIFY(std::abs(outcome->right[0] + 4.0 / 3) < 1e-12 && outcome->right[2] == 0);
        QCOMPARE(outcome->printedLevels, size_t {3});
        const double power = 1 + 0.0625 + 1;
        QVERIFY(std::abs(outcome->printedDb - 10 * std::log10(power / 0.0625)) < 1e-9);
        QVERIFY(std::abs(outcome->rightDb - 10 * std::log10(power / (0.0625 + 2.0 / 9))) < 1e-9);
        QVERIFY(!findPrinted("no such formula"));
    }
};

QTEST_APPLESS_MAIN(TestPrintedFormulas)
#include "tst_printed_formulas.moc"
