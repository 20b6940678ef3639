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
            QVERIFY(ids.insert(formula.id).second && !formula.why.empty() && !formula.asked.empty());
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
};

QTEST_APPLESS_MAIN(TestPrintedFormulas)
#include "tst_printed_formulas.moc"
