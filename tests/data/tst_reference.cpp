// Reference answers: the files, the generators bit for bit, and what counts as agreement.
#include "core/data/reference.h"
#include "tests/support/test_support.h"

#include <limits>

using namespace bitladder;
using data::ReferenceInput;
using data::ReferenceOutput;
using data::Tolerance;
using tensor::ElementType;
using tensor::Tensor;
using test::TempFolder;

namespace
{

const std::string kInput = R"({"name":"x","type":"float32","dims":[1,4],"generator":)"
                           R"({"kind":"lcg_f","seed":12345,"scale":4.0,"offset":-2.0,"floor":false}})";
const std::string kOutput
    = R"({"name":"y","dims":[2,2],"min":-3,"max":2,"mean":0.5,"l2":3.5,"samples":[[0,1.5],[3,-3]]})";

std::string document(const std::string& input, const std::string& output)
{
    return R"({"inputs":[)" + input + R"(],"outputs":[)" + output + "]}";
}

std::string replaced(std::string text, const std::string& from, const std::string& to)
{
    return text.replace(text.find(from), from.size(), to);
}

Tensor floats(const std::vector<float>& values)
{
    return Tensor::of<float>({static_cast<int64_t>(values.size())}, values);
}

} // namespace

class TestReference : public QObject
{
    Q_OBJECT

private slots:
    void reading()
    {
        const TempFolder folder;
        const auto reference = data::readReference(folder.write("reference.json", document(kInput, kOutput)));
        VERIFY_OK(reference);
        const ReferenceInput& in = reference->inputs.at(0);
        QCOMPARE(in.name, std::string("x"));
        QCOMPARE(in.shape, (tensor::Shape {1, 4}));
        QCOMPARE(in.seed, 12345u);
        QCOMPARE(in.scale, 4.0f);
        QCOMPARE(in.offset, -2.0f);
        const ReferenceOutput& out = reference->outputs.at(0);
        QCOMPARE(out.max, 2.0);
        QCOMPARE(out.samples.size(), size_t {2});
        QCOMPARE(out.samples[1].first, int64_t {3});
        QCOMPARE(out.samples[1].second, -3.0);
    }

    void broken_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("field");
        const auto row = [](const char* name, const std::string& text, const char* field) {
            QTest::newRow(name) << QString::fromStdString(text) << field;
        };
        row("no JSON", "hello", "JSON");
        row("a list", "[]", "JSON");
        row("no inputs", "{}", "inputs");
        row("a number as input", document("7", kOutput), "inputs[0]");
        row("unknown type", document(replaced(kInput, "float32", "float33"), kOutput), "float33");
        row("unknown generator", document(replaced(kInput, "lcg_f", "dice"), kOutput), "dice");
        row("negative extent", document(replaced(kInput, "[1,4]", "[1,-4]"), kOutput), "dims");
        row("a seed too large", document(replaced(kInput, "12345", "4294967296"), kOutput), "seed");
        row("a text as scale", document(replaced(kInput, "4.0", "\"4\""), kOutput), "scale");
        row("no norm", document(kInput, replaced(kOutput, "l2", "l3")), "l2");
        row("sample outside", document(kInput, replaced(kOutput, "[3,-3]", "[4,-3]")), "samples");
        row("sample alone", document(kInput, replaced(kOutput, "[3,-3]", "[3]")), "samples");
    }
    void broken()
    {
        QFETCH(QString, text);
        QFETCH(QString, field);
        const TempFolder folder;
        const auto file = folder.write("reference.json", text.toStdString());
        VERIFY_FAILS(data::readReference(file), {"reference.json", field.toStdString()});
    }

    // s₁ = 12345·1664525 + 1013904223 mod 2³² = 87628868, s₂ = 71072467, s₃ = 2332836374
    void generators()
    {
        ReferenceInput in {.name = "x", .shape = {3}, .seed = 12345};
        const auto uniform = data::generated(in);
        VERIFY_OK(uniform);
        const uint32_t states[] = {87628868u, 71072467u, 2332836374u};
        for (int i = 0; i < 3; ++i)
            QCOMPARE(uniform->as<float>()[static_cast<size_t>(i)], static_cast<float>(states[i] >> 8) / 16777216.0f);
        in.scale = 4;
        in.offset = -2;
        QCOMPARE(
            data::generated(in)->at(2), static_cast<double>(static_cast<float>(states[2] >> 8) / 16777216.0f * 4 - 2));
        in.rounding = ReferenceInput::Rounding::Down;
        QCOMPARE(data::generated(in)->at(0), -2.0);
        in.kind = ReferenceInput::Kind::Bytes;
        in.type = ElementType::UInt8;
        const auto bytes = data::generated(in);
        VERIFY_OK(bytes);
        QCOMPARE(bytes->type(), ElementType::UInt8);
        for (int i = 0; i < 3; ++i)
            QCOMPARE(bytes->integerAt(i), static_cast<int64_t>(states[i] >> 24));
        in.kind = ReferenceInput::Kind::Constant;
        in.type = ElementType::Float16;
        in.value = 0.1f;
        QCOMPARE(data::generated(in)->at(1), 0.0999755859375);
        in.shape = {int64_t {1} << 40, int64_t {1} << 40};
        VERIFY_FAILS(data::generated(in), {"x"});
    }

    void agreement()
    {
        const float inf = std::numeric_limits<float>::infinity(), nan = std::numeric_limits<float>::quiet_NaN();
        const Tensor expected = floats({1, -2, inf, nan});
        QCOMPARE(data::disagreement(expected, expected, {}), std::string());
        // 1 may be off by 0.01·1 + 0.1·2 + 0.25 = 0.46
        const Tolerance tolerance {0.01, 0.1, 0.25};
        QCOMPARE(data::disagreement(expected, floats({1.45f, -2, inf, nan}), tolerance), std::string());
        QVERIFY(!data::disagreement(expected, floats({1.47f, -2, inf, nan}), tolerance).empty());
        QVERIFY(!data::disagreement(expected, floats({1, -2, 1e30f, nan}), tolerance).empty());
        QVERIFY(!data::disagreement(expected, floats({1, -2, inf, 0}), tolerance).empty());
        QVERIFY(!data::disagreement(expected, floats({nan, -2, inf, nan}), tolerance).empty());
        QVERIFY(data::disagreement(expected, floats({1}), tolerance).find("shape") != std::string::npos);
    }

    void samples()
    {
        // 1.5, 2, 1.5, −3: mean 0.5, norm √(2.25 + 4 + 2.25 + 9)
        const ReferenceOutput expected {"y", {4}, -3, 2, 0.5, std::sqrt(17.5), {{0, 1.5}, {3, -3.0}}};
        const Tolerance tolerance {1e-6, 1e-6, 0};
        QCOMPARE(data::disagreement(expected, floats({1.5f, 2, 1.5f, -3}), tolerance), std::string());
        QVERIFY(data::disagreement(expected, floats({1.6f, 2, 1.5f, -3}), tolerance).find("element 0") == 0);
        QVERIFY(data::disagreement(expected, floats({1.5f, 3, 1.5f, -3}), tolerance).find("mean") != std::string::npos);
        QVERIFY(data::disagreement(expected, floats({1.5f, 3, 0.5f, -3}), tolerance).find("norm") != std::string::npos);
    }
};

QTEST_APPLESS_MAIN(TestReference)
#include "tst_reference.moc"
