// What most tests need: results that must hold, sentences that must say something, seeded numbers, temporary folders.
#pragma once
#include "core/base/result.h"
#include "core/tensor/tensor.h"

#include <QTemporaryDir>
#include <QTest>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

// The result holds a value; else the test fails with its message.
// Takes the result once: it may be a call that does something.
#define VERIFY_OK(result)                                                                                              \
    do {                                                                                                               \
        const auto& verified = (result);                                                                               \
        QVERIFY2(verified.has_value(), verified.has_value() ? "" : verified.error().message.c_str());                  \
    } while (false)

// The result is an error of one line that names everything in the list.
#define VERIFY_FAILS(result, ...)                                                                                      \
    do {                                                                                                               \
        const auto& refused = (result);                                                                                \
        QVERIFY2(!refused.has_value(), "succeeded, but should have failed");                                           \
        const std::string problem = bitladder::test::sentenceProblem(refused.error().message, __VA_ARGS__);            \
        QVERIFY2(problem.empty(), problem.c_str());                                                                    \
    } while (false)

namespace bitladder::test
{

inline std::string sentenceProblem(const std::string& message, const std::vector<std::string>& parts)
{
    if (message.empty()) return "the message is empty";
    if (message.find('\n') != std::string::npos) return "the message has several lines: " + message;
    for (const std::string& part : parts)
        if (message.find(part) == std::string::npos) return "\"" + part + "\" is not named in: " + message;
    return {};
}

// Equal to the last bit; all NaN are alike, +0 and −0 are not.
template<typename T> bool sameBits(T a, T b)
{
    if (a != a && b != b) return true;
    return std::memcmp(&a, &b, sizeof(T)) == 0;
}

// Empty if type, shape and every bit agree, else what differs first.
inline std::string difference(const tensor::Tensor& expected, const tensor::Tensor& got)
{
    if (expected.type() != got.type())
        return fmt::format(
            "type {} instead of {}", tensor::elementTypeName(got.type()), tensor::elementTypeName(expected.type()));
    if (expected.shape() != got.shape())
        return fmt::format("shape {} instead of {}", tensor::toString(got.shape()), tensor::toString(expected.shape()));
    for (int64_t i = 0; i < expected.count(); ++i)
        if (!sameBits(expected.at(i), got.at(i)))
            return fmt::format("element {} is {:.17g} instead of {:.17g}", i, got.at(i), expected.at(i));
    return {};
}

// Seeded; the seed is printed, so that a failure can be repeated.
class Random
{
public:
    explicit Random(uint64_t seed)
        : m_engine(seed)
    {
        qInfo("seed %llu", static_cast<unsigned long long>(seed));
    }
    double uniform(double low, double high)
    {
        return low + (high - low) * (static_cast<double>(m_engine() >> 11) / 9007199254740992.0);
    }
    double normal()
    {
        double sum = -6; // Irwin and Hall: twelve uniform numbers
        for (int i = 0; i < 12; ++i)
            sum += uniform(0, 1);
        return sum;
    }
    int64_t integer(int64_t low, int64_t high)
    {
        return low + static_cast<int64_t>(m_engine() % static_cast<uint64_t>(high - low + 1));
    }
    template<typename T> T pick(const std::vector<T>& from)
    {
        return from[static_cast<size_t>(integer(0, static_cast<int64_t>(from.size()) - 1))];
    }
    template<typename T = float> std::vector<T> normals(size_t count, double scale = 1)
    {
        std::vector<T> values(count);
        for (T& v : values)
            v = static_cast<T>(normal() * scale);
        return values;
    }
    tensor::Tensor tensor(tensor::Shape shape, double scale = 1)
    {
        const auto values = normals<float>(static_cast<size_t>(*tensor::elementCount(shape)), scale);
        return tensor::Tensor::of<float>(std::move(shape), values);
    }

private:
    std::mt19937_64 m_engine;
};

// A folder that vanishes with the test.
class TempFolder
{
public:
    std::filesystem::path path() const { return m_folder.path().toStdString(); }
    std::filesystem::path operator/(const std::string& name) const { return path() / name; }
    std::filesystem::path write(const std::string& name, const std::string& content) const
    {
        const auto file = path() / name;
        std::filesystem::create_directories(file.parent_path());
        std::ofstream(file, std::ios::binary) << content;
        return file;
    }
    static std::string read(const std::filesystem::path& file)
    {
        std::ifstream in(file, std::ios::binary);
        return {std::istreambuf_iterator<char>(in), {}};
    }
    size_t entries() const
    {
        return static_cast<size_t>(std::distance(std::filesystem::directory_iterator(path()), {}));
    }

private:
    QTemporaryDir m_folder;
};

} // namespace bitladder::test
