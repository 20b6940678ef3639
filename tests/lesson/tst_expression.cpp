// Typed formulas: what they give, and what they say where they are wrong.
#include "core/lesson/expression.h"

#include <QtTest>
#include <cmath>

using namespace bitladder;
using lesson::Expression;

class TestExpression : public QObject
{
    Q_OBJECT

    static std::optional<double> value(std::string_view name)
    {
        if (name == "x") return 0.37;
        if (name == "s") return 0.1;
        if (name == "layer.a1.sqnr") return 30;
        return std::nullopt;
    }

private slots:
    void gives_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<double>("value");
        const auto row = [](const char* text, double v) { QTest::newRow(text) << QString::fromUtf8(text) << v; };
        row("1 + 2 * 3", 7);
        row("(1 + 2) * 3", 9);
        row("10 - 4 - 3", 3);
        row("8 / 4 / 2", 1);
        row("2 ^ 3 ^ 2", 512);
        row("-2 ^ 2", -4);
        row("2 * -3", -6);
        row("2^-1", 0.5);
        row("round(2.5)", 2); // half to even
        row("round(3.5)", 4);
        row("round(-0.5) == 0", 1);
        row("floor(-1.5)", -2);
        row("⌊2.7⌋ + ⌈2.1⌉", 5);
        row("clamp(300, -128, 127)", 127);
        row("min(3, 1, 2) + max(3, 1, 2)", 4);
        row("1 < 2 and 2 <= 2 or 0", 1);
        row("1 == 2 or not(0)", 1);
        row("if(x > 0.3, 10, 20)", 10);
        row("25 %", 0.25);
        row("round(x / s) * s", 0.4);
        row("layer.a1.sqnr ≥ 30", 1);
        row("3 × 2 − 1", 5);
        row("float16(2049)", 2048); // ten bits behind the point: steps of 2 from 2048 on, ties to even
        row("floatof(1.1, 4, 3)", 1.125); // e4m3: eighths
        row("sign(0)", 1); // binary has no zero
        row("mod(-1, 8)", 7);
    }

    void gives()
    {
        QFETCH(QString, text);
        QFETCH(double, value);
        const auto formula = Expression::parse(text.toStdString());
        QVERIFY2(formula, formula ? "" : formula.error().message.c_str());
        const auto given = formula->evaluate(&TestExpression::value);
        QVERIFY(given.has_value());
        QVERIFY2(std::abs(*given - value) < 1e-12, qPrintable(QString::number(*given, 'g', 17)));
    }

    void refuses_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("says");
        const auto row
            = [](const char* text, const char* says) { QTest::newRow(text) << QString::fromUtf8(text) << says; };
        row("", "ends too early");
        row("1 +", "ends too early");
        row("(1", ") is missing");
        row("1 2", "character 3");
        row("x ; s", "character 3");
        row("sin(x)", "no function sin");
        row("clamp(1, 2)", "clamp takes 3 values");
        row("clamp()", "clamp takes 3 values");
        row("⌊1", "⌋ is missing");
        row("äx", "\"ä\" is not understood"); // a character of two bytes is quoted whole
    }

    void refuses()
    {
        QFETCH(QString, text);
        QFETCH(QString, says);
        const auto formula = Expression::parse(text.toStdString());
        QVERIFY(!formula);
        const QString message = QString::fromStdString(formula.error().message);
        QVERIFY2(message.contains(says), qPrintable(message));
    }

    void hostileTextsEnd()
    {
        QVERIFY(!Expression::parse(std::string(350, '(')));
        QVERIFY(!Expression::parse(std::string(350, '-')));
        QVERIFY(!Expression::parse(std::string(1000, '1')));
        std::string powers = "2";
        for (int i = 0; i < 150; ++i)
            powers += "^2";
        QVERIFY(!Expression::parse(powers)); // it would nest as deep
        std::string sums = "1";
        for (int i = 0; i < 150; ++i)
            sums += "+1";
        QCOMPARE(*Expression::parse(sums)->evaluate({}), 151.0);
    }

    void namesAreListedOnce()
    {
        const auto formula = Expression::parse("x / s + x * order");
        QVERIFY(formula.has_value());
        QCOMPARE(formula->names(), (std::vector<std::string> {"x", "s", "order"}));
        QVERIFY(!formula->evaluate(&TestExpression::value)); // order has no value
        QVERIFY(Expression::parse(" x ")->isName() && !Expression::parse("-x")->isName());
        QVERIFY(std::isinf(*Expression::parse("1 / 0")->evaluate({})));
    }
};

QTEST_APPLESS_MAIN(TestExpression)
#include "tst_expression.moc"
