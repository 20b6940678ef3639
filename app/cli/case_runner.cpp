#include "app/cli/case_runner.h"

#include "core/data/reference.h"
#include "core/methods/quantize_network.h"
#include "core/onnx/reader.h"
#include "core/ops/simplify.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <condition_variable>
#include <mutex>
#include <set>
#include <thread>

namespace bitladder::cli
{

namespace fs = std::filesystem;
using data::Tolerance;
using graph::Graph;
using tensor::ElementType;
using tensor::Tensor;

namespace
{

std::vector<fs::path> numbered(const fs::path& folder, const std::string& prefix)
{
    std::vector<fs::path> files;
    for (int i = 0;; ++i) {
        const fs::path file = folder / fmt::format("{}_{}.pb", prefix, i);
        std::error_code error;
        if (!fs::is_regular_file(file, error)) return files;
        files.push_back(file);
    }
}

Result<std::vector<Tensor>> readAll(const std::vector<fs::path>& files)
{
    std::vector<Tensor> tensors;
    for (const fs::path& file : files) {
        auto t = onnx::readTensor(file);
        if (!t) return pass(t.error());
        tensors.push_back(std::move(t->tensor));
    }
    return tensors;
}

bool narrow(ElementType type)
{
    return type == ElementType::Float16 || type == ElementType::BFloat16;
}

// What a graph computes with decides how closely two programs can agree.
struct Traits {
    bool narrowFloats = false, quantized = false, random = false;
};

void collectTraits(const Graph& graph, Traits& traits)
{
    static const std::set<std::string_view> kRandom {
        "Bernoulli", "Multinomial", "RandomNormal", "RandomNormalLike", "RandomUniform", "RandomUniformLike"};
    for (size_t i = 0; i < graph.valueCount(); ++i)
        if (const auto& type = graph.value(ValueId {static_cast<int32_t>(i)}).type; type && narrow(*type))
            traits.narrowFloats = true;
    for (const NodeId id : graph.order()) {
        const graph::Node& node = graph.node(id);
        if (node.domain.empty() && kRandom.contains(node.op)) traits.random = true;
        if (node.op.find("Quant") != std::string::npos || node.op.starts_with("QLinear")) traits.quantized = true;
        for (const auto& [name, attribute] : node.attributes.all())
            if (const auto* inner = std::get_if<std::shared_ptr<const Graph>>(&attribute))
                collectTraits(**inner, traits);
    }
}

const Tensor* constantOf(const Graph& graph, ValueId id)
{
    if (!id) return nullptr;
    if (const Tensor* constant = graph.constant(id)) return constant;
    const NodeId producer = graph.value(id).producer;
    return producer && graph.node(producer).op == "Constant" ? graph.node(producer).attributes.find<Tensor>("value")
                                                             : nullptr;
}

// One quantization step of a value that was dequantized and since then only moved about or averaged; 0 for all others.
double stepOf(const Graph& graph, ValueId value)
{
    static const std::set<std::string_view> kMoves {"Cast", "Clip", "Concat", "DepthToSpace", "Flatten", "Gather",
        "Identity", "Relu", "Reshape", "Resize", "Slice", "Squeeze", "Transpose", "Unsqueeze", "Upsample"};
    double step = 0;
    std::set<ValueId> seen;
    std::vector<ValueId> open {value};
    while (!open.empty()) {
        const ValueId id = open.back();
        open.pop_back();
        if (!id || !seen.insert(id).second || !graph.value(id).producer) continue;
        const graph::Node& node = graph.node(graph.value(id).producer);
        if (node.op == "DequantizeLinear") {
            if (const Tensor* scale = constantOf(graph, node.input(1)))
                for (int64_t i = 0; i < scale->count(); ++i)
                    step = std::max(step, std::fabs(scale->at(i)));
        } else if (node.op == "Concat") {
            open.insert(open.end(), node.inputs.begin(), node.inputs.end());
        } else if (kMoves.contains(node.op)) {
            open.push_back(node.input(0));
        }
    }
    return step;
}

// Requests a stop once its time is over.
class Deadline
{
public:
    explicit Deadline(double seconds)
        : m_watch([this, seconds](const std::stop_token& done) {
            std::mutex mutex;
            std::unique_lock lock(mutex);
            std::condition_variable_any condition;
            condition.wait_for(lock, done, std::chrono::duration<double>(seconds), [] { return false; });
            if (!done.stop_requested()) m_stop.request_stop();
        })
    {
    }
    std::stop_token token() const { return m_stop.get_token(); }

private:
    std::stop_source m_stop;
    std::jthread m_watch; // last: it uses m_stop, and is joined before that goes
};

class CaseRunner
{
public:
    CaseRunner(fs::path model, Strictness strictness, double seconds, const engine::PrepareOptions& machine)
        : m_model(std::move(model))
        , m_strictness(strictness)
        , m_machine(machine)
        , m_deadline(seconds)
        , m_job {m_deadline.token(), {}}
    {
    }

    // Each returns what differs; empty if nothing does.
    Result<std::string> runSet(const fs::path& set)
    {
        BITLADDER_TRY(open());
        auto inputs = readAll(numbered(set, "input"));
        if (!inputs) return pass(inputs.error());
        return compare(*std::move(inputs), numbered(set, "output"));
    }

    // The ramp 0, 1/n, 2/n … that the ONNX project feeds to networks whose weights are made by ConstantOfShape.
    Result<std::string> runRamp(const std::vector<fs::path>& answers)
    {
        BITLADDER_TRY(open());
        std::vector<Tensor> inputs;
        for (const ValueId id : m_original.inputs) {
            auto shape = ops::inputShape(m_original, id, {});
            if (!shape) return pass(shape.error());
            auto ramp = Tensor::make(ElementType::Float32, *shape);
            if (!ramp) return pass(ramp.error());
            for (int64_t i = 0; i < ramp->count(); ++i)
                ramp->mutableAs<float>()[static_cast<size_t>(i)]
                    = static_cast<float>(static_cast<double>(i) / static_cast<double>(ramp->count()));
            inputs.push_back(*std::move(ramp));
        }
        return compare(std::move(inputs), answers);
    }

    Result<std::string> runReference(const fs::path& file)
    {
        BITLADDER_TRY(open());
        const auto reference = data::readReference(file);
        if (!reference) return pass(reference.error());
        std::vector<Tensor> inputs;
        for (const auto& input : reference->inputs) {
            auto t = data::generated(input);
            if (!t) return pass(t.error());
            inputs.push_back(*std::move(t));
        }
        auto got = run(std::move(inputs));
        if (!got) return pass(got.error());
        if (got->size() < reference->outputs.size())
            return fail("{} outputs instead of {}", got->size(), reference->outputs.size());
        for (size_t i = 0; i < reference->outputs.size(); ++i)
            if (const auto text = data::disagreement(reference->outputs[i], (*got)[i], tolerance(i, (*got)[i].type()));
                !text.empty())
                return fmt::format("output {}: {}", reference->outputs[i].name, text);
        return std::string {};
    }

    // For a model that no other program could run either: what counts is that the refusal is explained.
    Result<std::string> runNothing()
    {
        BITLADDER_TRY(open());
        auto network = prepare({});
        if (!network) return pass(network.error());
        return fail("there are no answers to compare with: neither test_data_set_ folders nor a reference.json");
    }

    const Traits& traits() const { return m_traits; }

private:
    Result<void> open()
    {
        auto graph = onnx::readModel(m_model);
        if (!graph) return pass(graph.error());
        m_original = *std::move(graph);
        for (const ValueId id : m_original.inputs)
            if (!m_original.value(id).type)
                return unsupported("input {}: its type is not a numeric tensor", m_original.value(id).name);
        collectTraits(m_original, m_traits);
        return {};
    }

    Tolerance tolerance(size_t output, ElementType type) const
    {
        if (m_strictness == Strictness::BackendTest)
            return tensor::isFloat(type) ? Tolerance {1e-3, 0, 1e-5} : Tolerance {};
        if (!tensor::isFloat(type)) return {0, 0, m_traits.quantized ? 1.0 : 0.0};
        if (m_traits.narrowFloats) return {1e-2, 1e-2, 0};
        return {1e-3, 1e-4, m_traits.quantized ? stepOf(m_original, m_original.outputs[output]) : 0.0};
    }

    Result<std::string> compare(std::vector<Tensor> inputs, const std::vector<fs::path>& files)
    {
        auto got = run(std::move(inputs));
        if (!got) return pass(got.error());
        // The answers are read last: what cannot be run is not made worse by an answer that cannot be read.
        const auto expected = readAll(files);
        if (!expected) return pass(expected.error());
        if (got->size() < expected->size()) return fail("{} outputs instead of {}", got->size(), expected->size());
        for (size_t i = 0; i < expected->size(); ++i) {
            const Tensor e = asDeclared(m_original.outputs[i], (*expected)[i]);
            Tensor g = (*got)[i];
            if (narrow(e.type())) { // computed in float32; the answer is rounded as the file declares it
                auto rounded = tensor::converted(g, e.type());
                if (!rounded) return pass(rounded.error());
                g = *std::move(rounded);
            }
            if (e.type() != g.type())
                return fmt::format("output {}: type {} instead of {}", i, tensor::elementTypeName(g.type()),
                    tensor::elementTypeName(e.type()));
            if (m_traits.random && e.shape() == g.shape()) continue;
            if (const auto text = data::disagreement(e, g, tolerance(i, e.type())); !text.empty())
                return fmt::format("output {}: {}", i, text);
        }
        return std::string {};
    }

    Result<std::unique_ptr<engine::Executable>> prepare(const ops::SimplifyOptions& options) const
    {
        auto graph = ops::simplify(m_original, options, m_job);
        if (!graph) return pass(graph.error());
        for (const auto& issue : graph->issues)
            if (!issue.op.empty()) return unsupported("{}: {}", issue.node, issue.text);
        auto shared = std::make_shared<const Graph>(*std::move(graph));
        return methods::prepare(shared, engine::fileRecipe(*shared), {}, m_machine, m_job);
    }

    // Older backend tests store bfloat16 tensors as the uint16 numbers of their bits.
    Tensor asDeclared(ValueId id, const Tensor& given) const
    {
        if (m_original.value(id).type != ElementType::BFloat16 || given.type() != ElementType::UInt16) return given;
        return Tensor::view(ElementType::BFloat16, given.shape(), std::make_shared<const Tensor>(given), given.data());
    }

    Result<std::vector<Tensor>> run(std::vector<Tensor> inputs)
    {
        ops::SimplifyOptions options;
        for (size_t i = 0; i < inputs.size() && i < m_original.inputs.size(); ++i) {
            const ValueId input = m_original.inputs[i];
            // Some test inputs have another shape than their model declares; what is tested is the answer to them.
            m_original.edit(input, [&](graph::Value& value) { value.shape = tensor::Shape(inputs[i].rank(), -1); });
            options.inputShapes[m_original.value(input).name] = inputs[i].shape();
            inputs[i] = asDeclared(m_original.inputs[i], inputs[i]);
        }
        auto network = prepare(options);
        if (!network) return pass(network.error());
        const Graph& graph = (*network)->graph();
        for (size_t i = 0; i < inputs.size() && i < graph.inputs.size(); ++i) {
            const auto& type = graph.value(graph.inputs[i]).type;
            if (!type || inputs[i].type() == *type) continue;
            auto same = tensor::converted(inputs[i], *type);
            if (!same) return pass(same.error());
            inputs[i] = *std::move(same);
        }
        auto trace = (*network)->run(inputs, m_job);
        if (!trace) return pass(trace.error());
        return std::move(trace->outputs);
    }

    fs::path m_model;
    Strictness m_strictness;
    const engine::PrepareOptions& m_machine;
    Deadline m_deadline;
    Job m_job;
    Graph m_original;
    Traits m_traits;
};

TestCase caseIn(const fs::path& folder)
{
    TestCase found {folder.filename().string(), folder / "model.onnx", {}, {}, {}};
    std::error_code error;
    for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error))
        if (it->is_directory(error) && it->path().filename().string().starts_with("test_data_set_"))
            found.sets.push_back(it->path());
    std::ranges::sort(found.sets);
    if (fs::is_regular_file(folder / "reference.json", error)) found.reference = folder / "reference.json";
    return found;
}

void collect(const fs::path& folder, int depth, std::vector<TestCase>& cases)
{
    std::error_code error;
    if (fs::is_regular_file(folder / "model.onnx", error)) {
        cases.push_back(caseIn(folder));
        return;
    }
    std::vector<fs::path> inner;
    for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error))
        inner.push_back(it->path());
    std::ranges::sort(inner);
    for (const fs::path& path : inner) {
        if (fs::is_directory(path, error)) {
            if (depth > 0) collect(path, depth - 1, cases);
        } else if (path.extension() == ".onnx") {
            auto answers = numbered(folder, path.stem().string() + "_output");
            if (!answers.empty()) cases.push_back({path.stem().string(), path, {}, std::move(answers), {}});
        }
    }
}

} // namespace

const char* verdictName(CaseResult::Verdict verdict)
{
    switch (verdict) {
    case CaseResult::Verdict::Passed:
        return "passed";
    case CaseResult::Verdict::Failed:
        return "failed";
    case CaseResult::Verdict::Unsupported:
        break;
    }
    return "unsupported";
}

std::vector<TestCase> collectCases(const fs::path& folder)
{
    std::vector<TestCase> cases;
    collect(folder, 3, cases);
    return cases;
}

CaseResult runCase(
    const TestCase& testCase, Strictness strictness, double seconds, const engine::PrepareOptions& machine)
{
    using Verdict = CaseResult::Verdict;
    CaseRunner runner(testCase.model, strictness, seconds, machine);
    const auto judge = [&](Result<std::string> text, const std::string& where) -> std::optional<CaseResult> {
        if (!text && text.error().cancelled())
            return CaseResult {Verdict::Failed, fmt::format("{}: stopped after {} s", where, seconds)};
        if (!text && text.error().kind == Error::Kind::Unsupported)
            return CaseResult {Verdict::Unsupported, text.error().message};
        if (!text) return CaseResult {Verdict::Failed, text.error().message};
        if (!text->empty()) return CaseResult {Verdict::Failed, fmt::format("{}: {}", where, *text)};
        return {};
    };
    for (const fs::path& set : testCase.sets)
        if (auto bad = judge(runner.runSet(set), set.filename().string())) return *bad;
    if (!testCase.reference.empty())
        if (auto bad = judge(runner.runReference(testCase.reference), "reference")) return *bad;
    if (!testCase.answers.empty())
        if (auto bad = judge(runner.runRamp(testCase.answers), "ramp")) return *bad;
    if (testCase.sets.empty() && testCase.reference.empty() && testCase.answers.empty())
        if (auto bad = judge(runner.runNothing(), "")) return *bad;
    return {Verdict::Passed, runner.traits().random ? "random numbers: only types and shapes were compared" : ""};
}

} // namespace bitladder::cli
