// One operator on small tensors, and what must come out: a row of the tests of this folder.
#pragma once
#include "core/ops/operator.h"

#include <QTest>

#include <cmath>
#include <initializer_list>
#include <limits>
#include <optional>

namespace ops_case
{

using namespace bitladder;
using graph::Attributes;
using tensor::ElementType;
using tensor::Shape;
using tensor::Tensor;

inline Tensor floats(Shape shape, std::initializer_list<float> values)
{
    return Tensor::of<float>(std::move(shape), std::span<const float>(values.begin(), values.size()));
}
inline Tensor doubles(Shape shape, std::initializer_list<double> values)
{
    return Tensor::of<double>(std::move(shape), std::span<const double>(values.begin(), values.size()));
}
inline Tensor longs(Shape shape, std::initializer_list<int64_t> values)
{
    return Tensor::of<int64_t>(std::move(shape), std::span<const int64_t>(values.begin(), values.size()));
}
// Any other type, from whole numbers.
inline Tensor of(ElementType type, Shape shape, std::initializer_list<int64_t> values)
{
    return *tensor::converted(longs(std::move(shape), values), type);
}
inline Tensor bools(Shape shape, std::initializer_list<int64_t> values)
{
    return of(ElementType::Bool, std::move(shape), values);
}
inline Tensor bytes(Shape shape, std::initializer_list<int64_t> values)
{
    return of(ElementType::UInt8, std::move(shape), values);
}

inline Attributes with(std::initializer_list<std::pair<const char*, graph::Attribute>> list)
{
    Attributes attributes;
    for (const auto& [name, value] : list)
        attributes.set(name, value);
    return attributes;
}
inline graph::Attribute ints(std::initializer_list<int64_t> values)
{
    return std::vector<int64_t>(values);
}
inline graph::Attribute text(const char* value)
{
    return std::string(value);
}

struct Case {
    const char* name;
    const char* op;
    int opset;
    Attributes attributes;
    std::vector<std::optional<Tensor>> inputs;
    std::vector<Tensor> outputs; // none: an error is expected
    const char* error = ""; // a part of its sentence
    const char* domain = "";
};

inline Result<std::vector<Tensor>> evaluate(const Case& row)
{
    graph::Node node;
    node.name = "node";
    node.op = row.op;
    node.domain = row.domain;
    node.opset = row.opset;
    node.attributes = row.attributes;
    for (size_t i = 0; i < std::max<size_t>(1, row.outputs.size()); ++i)
        node.outputs.push_back({static_cast<int32_t>(i)});
    std::vector<const Tensor*> inputs;
    for (const auto& input : row.inputs)
        inputs.push_back(input ? &*input : nullptr);
    return ops::evaluateNode(node, inputs, Threads(2));
}

inline void check(const Case& row)
{
    const auto results = evaluate(row);
    if (row.outputs.empty()) {
        QVERIFY2(!results, "it should have been refused");
        QVERIFY2(results.error().message.find(row.error) != std::string::npos, results.error().message.c_str());
        return;
    }
    QVERIFY2(results, results ? "" : results.error().message.c_str());
    QCOMPARE(results->size(), row.outputs.size());
    for (size_t k = 0; k < row.outputs.size(); ++k) {
        const Tensor &got = (*results)[k], &want = row.outputs[k];
        QCOMPARE(tensor::toString(got.shape()), tensor::toString(want.shape()));
        QVERIFY(got.type() == want.type());
        for (int64_t i = 0; i < want.count(); ++i) {
            const double a = got.at(i), b = want.at(i);
            const bool equal = a == b || (std::isnan(a) && std::isnan(b))
                || (tensor::isFloat(want.type()) && std::fabs(a - b) <= 1e-6 + 1e-5 * std::fabs(b));
            QVERIFY2(equal, fmt::format("output {} [{}]: {} instead of {}", k, i, a, b).c_str());
        }
    }
}

inline void addRows(const std::vector<Case>& rows)
{
    QTest::addColumn<int>("index");
    for (size_t i = 0; i < rows.size(); ++i)
        QTest::newRow(rows[i].name) << static_cast<int>(i);
}

} // namespace ops_case
