#include "app/cli/peers.h"

#include "core/analysis/metrics.h"

#if defined(BITLADDER_ONEDNN)
#include <chrono>
#include <dlfcn.h>
#include <oneapi/dnnl/dnnl.hpp>
#endif

namespace bitladder::cli
{

#if defined(BITLADDER_ONEDNN)

namespace
{

using dnnl::memory;

struct Types {
    memory::data_type input, weights, output;
};

std::optional<Types> typesOf(const std::string& weights, const std::string& activations)
{
    using T = memory::data_type;
    if (weights == "float32" && activations == "float32") return Types {T::f32, T::f32, T::f32};
    if (weights == "bfloat16" && activations == "bfloat16") return Types {T::bf16, T::bf16, T::f32};
    if (weights == "int8" && activations == "int8") return Types {T::u8, T::s8, T::u8};
    return std::nullopt;
}

// Debian's oneDNN shares its work out by OpenMP, which nothing else here needs: it is asked by name.
bool setThreads(int threads)
{
    using SetThreads = void (*)(int);
    const auto set = reinterpret_cast<SetThreads>(dlsym(RTLD_DEFAULT, "omp_set_num_threads"));
    if (set) set(threads);
    return set != nullptr;
}

memory filled(const memory::desc& description, const dnnl::engine& engine)
{
    memory m(description, engine);
    std::memset(m.get_data_handle(), 1, description.get_size());
    return m;
}

dnnl::primitive_attr scaled(const Types& types, int64_t columns, int mask)
{
    dnnl::primitive_attr attributes;
    if (types.output == memory::data_type::u8)
        attributes.set_output_scales(mask, std::vector<float>(static_cast<size_t>(columns), 0.01f));
    return attributes;
}

PeerRow timed(const dnnl::primitive& primitive, const std::string& how,
    const std::unordered_map<int, memory>& arguments, const dnnl::engine& engine, double milliseconds)
{
    using Clock = std::chrono::steady_clock;
    dnnl::stream stream(engine);
    std::vector<double> times;
    const auto begin = Clock::now();
    const auto elapsed
        = [](Clock::time_point from) { return std::chrono::duration<double, std::milli>(Clock::now() - from).count(); };
    do {
        const auto start = Clock::now();
        primitive.execute(stream, arguments);
        stream.wait();
        times.push_back(elapsed(start));
    } while (elapsed(begin) < milliseconds || times.size() < 5);
    const auto* version = dnnl::version();
    return {fmt::format("oneDNN {}.{}.{}, {}", version->major, version->minor, version->patch, how),
        summarize(times).median};
}

PeerRow product(const measure::BenchShape& s, const Types& types, const dnnl::engine& engine, double milliseconds)
{
    const memory::desc a({s.m, s.k}, types.input, memory::format_tag::ab);
    const memory::desc w({s.k, s.n}, types.weights, memory::format_tag::any);
    const memory::desc out({s.m, s.n}, types.output, memory::format_tag::ab);
    const dnnl::matmul::primitive_desc description(dnnl::matmul::desc(a, w, out), scaled(types, s.n, 2), engine);
    return timed(dnnl::matmul(description), description.impl_info_str(),
        {{DNNL_ARG_SRC, filled(description.src_desc(), engine)},
            {DNNL_ARG_WEIGHTS, filled(description.weights_desc(), engine)},
            {DNNL_ARG_DST, filled(description.dst_desc(), engine)}},
        engine, milliseconds);
}

PeerRow convolution(const measure::BenchShape& s, const Types& types, const dnnl::engine& engine,
    dnnl::algorithm algorithm, double milliseconds)
{
    const int64_t pad = s.kernel / 2, high = (s.h + 2 * pad - s.kernel) / s.stride + 1,
                  wide = (s.w + 2 * pad - s.kernel) / s.stride + 1;
    const memory::desc a({1, s.c, s.h, s.w}, types.input, memory::format_tag::any);
    const memory::desc w = s.groups == 1
        ? memory::desc({s.o, s.c, s.kernel, s.kernel}, types.weights, memory::format_tag::any)
        : memory::desc(
            {s.groups, s.o / s.groups, s.c / s.groups, s.kernel, s.kernel}, types.weights, memory::format_tag::any);
    const memory::desc out({1, s.o, high, wide}, types.output, memory::format_tag::any);
    const dnnl::convolution_forward::primitive_desc description(
        dnnl::convolution_forward::desc(
            dnnl::prop_kind::forward_inference, algorithm, a, w, out, {s.stride, s.stride}, {pad, pad}, {pad, pad}),
        scaled(types, s.o, 2), engine);
    return timed(dnnl::convolution_forward(description), description.impl_info_str(),
        {{DNNL_ARG_SRC, filled(description.src_desc(), engine)},
            {DNNL_ARG_WEIGHTS, filled(description.weights_desc(), engine)},
            {DNNL_ARG_DST, filled(description.dst_desc(), engine)}},
        engine, milliseconds);
}

} // namespace

bool hasPeers()
{
    return true;
}

std::optional<PeerRow> benchPeer(const measure::BenchShape& shape, const std::string& weights,
    const std::string& activations, int threads, double milliseconds)
{
    const auto types = typesOf(weights, activations);
    if (!types || !setThreads(threads)) return std::nullopt;
    const dnnl::engine engine(dnnl::engine::kind::cpu, 0);
    std::optional<PeerRow> best;
    const auto attempt = [&](auto run) {
        try {
            const PeerRow row = run();
            if (!best || row.ms < best->ms) best = row;
        } catch (const dnnl::error&) { // oneDNN has no such primitive here
        }
    };
    if (!shape.conv) {
        attempt([&] { return product(shape, *types, engine, milliseconds); });
        return best;
    }
    // oneDNN never chooses Winograd's algorithm by itself. With bytes it is another, inexact arithmetic.
    attempt([&] { return convolution(shape, *types, engine, dnnl::algorithm::convolution_direct, milliseconds); });
    if (types->input == memory::data_type::f32)
        attempt(
            [&] { return convolution(shape, *types, engine, dnnl::algorithm::convolution_winograd, milliseconds); });
    return best;
}

#else

bool hasPeers()
{
    return false;
}

std::optional<PeerRow> benchPeer(const measure::BenchShape&, const std::string&, const std::string&, int, double)
{
    return std::nullopt;
}

#endif

} // namespace bitladder::cli
