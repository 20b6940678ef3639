// Layers drawn at random, each in one pair of formats: every instruction set level, number of threads and kernel that
// could run it gives the bits that plain loops give. BITLADDER_RANDOM_LAYERS says how many layers are drawn (300; many
// need QTEST_FUNCTION_TIMEOUT, too), and BITLADDER_RANDOM_SEED from which one on (1).
#include "tests/engine/engine_test.h"
#include "tests/engine/layer_reference.h"

using namespace bitladder;
using namespace bitladder::test;

namespace
{

// Around the lanes of the kernels, and primes.
const std::vector<int64_t> kChannels {1, 1, 2, 3, 4, 5, 7, 8, 9, 13, 15, 16, 17, 24, 31, 32, 33, 48, 61, 63, 64, 65};

Ints drawn(Random& random, size_t count, int64_t low, int64_t high)
{
    Ints values(count);
    for (int64_t& v : values)
        v = random.integer(low, high);
    return values;
}

Case convolution(Random& random)
{
    Case c {"convolution", "Conv", {}, {}, random.integer(0, 1) == 1, {}, {}, {}, {}};
    const size_t rank = random.integer(0, 5) == 0 ? 1 : 2;
    const int64_t kind = random.integer(0, 9);
    const bool winograd = kind < 3, depthwise = kind == 3, grouped = kind == 4;
    Shape kernel = winograd ? Shape(rank, 3) : drawn(random, rank, 1, 3);
    c.strides = winograd ? Ints(rank, 1) : drawn(random, rank, 1, 2);
    c.dilations = winograd ? Ints(rank, 1) : drawn(random, rank, 1, 2);
    c.pads = drawn(random, 2 * rank, 0, 2);
    int64_t in = random.pick(kChannels), out = random.pick(kChannels);
    if (depthwise) c.group = out = in;
    if (grouped) {
        c.group = random.integer(2, 3);
        in *= c.group;
        out *= c.group;
    }
    c.input = {random.integer(1, 2), in};
    for (size_t i = 0; i < rank; ++i) {
        const int64_t reach = (kernel[i] - 1) * c.dilations[i] + 1;
        c.input.push_back(std::max<int64_t>(reach, random.integer(1, 9)));
    }
    c.weights = {out, in / c.group};
    c.weights.insert(c.weights.end(), kernel.begin(), kernel.end());
    return c;
}

Case transposed(Random& random)
{
    Case c {"transposed", "ConvTranspose", {}, {}, random.integer(0, 1) == 1, drawn(random, 2, 1, 3), {},
        drawn(random, 2, 1, 2), {}};
    c.group = random.integer(1, 2);
    c.input = {1, random.integer(1, 17) * c.group, random.integer(1, 5), random.integer(1, 5)};
    c.weights = {c.input[1], random.integer(1, 17), random.integer(1, 3), random.integer(1, 3)};
    return c;
}

Case product(Random& random)
{
    const bool gemm = random.integer(0, 2) > 0;
    Case c {"product", gemm ? "Gemm" : "MatMul", {random.integer(1, 17), random.pick(kChannels)}, {}, false, {}, {}, {},
        {}};
    const int64_t columns = random.pick(kChannels);
    c.transB = gemm && random.integer(0, 1) == 1;
    c.weights = c.transB ? Shape {columns, c.input[1]} : Shape {c.input[1], columns};
    c.bias = gemm && random.integer(0, 1) == 1;
    if (gemm && random.integer(0, 5) == 0) c.alpha = 0.75f, c.beta = -2.5f;
    return c;
}

// Mostly ordinary values; now and then all at the ends of the range, where sums are largest.
Tensor input(Random& random, const Shape& shape)
{
    const int64_t kind = random.integer(0, 7);
    if (kind > 1) return random.tensor(shape);
    std::vector<float> values(static_cast<size_t>(*tensor::elementCount(shape)));
    for (float& v : values)
        v = kind == 0 || random.integer(0, 1) == 1 ? 3.0f : -3.0f;
    return Tensor::of<float>(shape, values);
}

// Empty, or what is wrong.
std::string check(uint64_t seed)
{
    Random random(seed);
    const int64_t kind = random.integer(0, 9);
    Case c = kind < 6 ? convolution(random) : kind < 7 ? transposed(random) : product(random);
    c.clamp = random.pick(std::vector<const char*> {"", "relu", "clip"});
    const Pair pair = random.pick(pairs());
    const Graph graph = graphOf(c, random);
    const Tensor x = input(random, c.input);
    const Prepared p = prepared(graph, x);
    const auto& node = p.graph->node(p.graph->order()[0]);
    const Tensor& w = *p.graph->constant(node.input(1));
    std::vector<double> bias(1000, 0.0);
    if (const Tensor* b = p.graph->constant(node.input(2)))
        for (int64_t i = 0; i < b->count(); ++i)
            bias[static_cast<size_t>(i)] = (c.op == std::string("Gemm") ? static_cast<double>(c.beta) : 1.0) * b->at(i);
    quant::Recipe recipe;
    recipe.layers = {recipeOf(pair)};
    std::optional<Tensor> expected;
    const auto differs = [&](kernels::Level level, int threads, std::optional<engine::IntegerWay> way) -> std::string {
        auto network = methods::prepare(p.graph, recipe, p.calibration, {level, threads, nullptr, {}, way});
        if (!network) return network.error().message;
        auto trace = (*network)->run(std::span(&x, 1));
        if (!trace) return trace.error().message;
        const auto& info = (*network)->layers()[0];
        if (info.kernel.starts_with("gemm_bf16")) return {}; // adds in an order of the processor's own
        const Tensor& got = trace->outputs[0];
        if (!expected) {
            const Sums sums = sumsOf(c, *p.graph->value(p.graph->outputs[0]).shape);
            const bool integers = (isInteger(recipe.layers[0].weights.format) || isWholeBook(recipe.layers[0].weights))
                && isInteger(recipe.layers[0].activations.format) && info.execution == engine::Execution::Executed;
            expected = integers ? integerReference(c, sums, info, x, w, bias, node.clamp)
                : got.type() == tensor::ElementType::Float64
                ? floatReference<double>(c, sums, info, x, w, bias, node.clamp)
                : floatReference<float>(c, sums, info, x, w, bias, node.clamp);
            // Winograd's algorithm in floats has its own bound and tests; here all levels must agree.
            if (info.kernel.starts_with("winograd") && !integers) expected = got;
        }
        const std::string different = difference(*expected, got);
        return different.empty()
            ? different
            : fmt::format("{} at {}, {} threads: {}", info.kernel, kernels::levelName(level), threads, different);
    };
    std::string wrong;
    for (const kernels::Level level : kernels::supportedLevels()) {
        for (const int threads : {1, 2, 3})
            if (wrong.empty()) wrong = differs(level, threads, std::nullopt);
        auto network = methods::prepare(p.graph, recipe, p.calibration, {level, 1, nullptr});
        if (!network) return network.error().message;
        for (const auto& way : (*network)->layers()[0].ways)
            if (wrong.empty()) wrong = differs(level, 1, way);
    }
    if (wrong.empty()) return wrong;
    return fmt::format("seed {}: {} {} × {}, {} × {} {}: {}", seed, c.op, tensor::toString(c.input),
        tensor::toString(c.weights), pair.weights, pair.activations, pair.variant, wrong);
}

uint64_t numberFrom(const char* variable, uint64_t otherwise)
{
    const QByteArray text = qgetenv(variable);
    return text.isEmpty() ? otherwise : text.toULongLong();
}

} // namespace

class TestRandomLayers : public QObject
{
    Q_OBJECT

private slots:
    void everyLevelGivesTheSameBits()
    {
        const uint64_t first = numberFrom("BITLADDER_RANDOM_SEED", 1),
                       count = numberFrom("BITLADDER_RANDOM_LAYERS", 300);
        QVERIFY(count > 0);
        for (uint64_t seed = first; seed < first + count; ++seed) {
            const std::string wrong = check(seed);
            QVERIFY2(wrong.empty(), wrong.c_str());
        }
    }
};

QTEST_APPLESS_MAIN(TestRandomLayers)
#include "tst_random_layers.moc"
