#include "core/methods/trained_file.h"

#include "core/methods/byte_stream.h"

namespace bitladder::methods
{

namespace
{

constexpr std::string_view kMagic = "bitladder trained 1\n";

} // namespace

std::string bytesOf(const Trained& trained)
{
    ByteWriter out;
    out.raw(kMagic.data(), kMagic.size());
    out.number(uint64_t {trained.layers.size()});
    for (const TrainedLayer& layer : trained.layers) {
        out.text(layer.name);
        out.list(layer.weights);
        out.list(layer.bias);
        out.text(layer.weightFormat);
        out.text(layer.activationFormat);
        out.list(layer.weightScales);
        out.list(layer.weightZeros);
        out.number(layer.activationScale);
        out.number(layer.activationZero);
    }
    out.number(uint64_t {trained.open.size()});
    for (const std::string& name : trained.open)
        out.text(name);
    return out.bytes();
}

Result<Trained> trainedFrom(std::string_view bytes, std::string_view name)
{
    if (!bytes.starts_with(kMagic)) return fail("{} holds no trained weights", name);
    ByteReader in(bytes.substr(kMagic.size()));
    const auto count = in.number<uint64_t>();
    Trained trained;
    for (uint64_t i = 0; i < count && in.ok(); ++i) {
        TrainedLayer layer;
        layer.name = in.text();
        layer.weights = in.list<float>();
        layer.bias = in.list<float>();
        layer.weightFormat = in.text();
        layer.activationFormat = in.text();
        layer.weightScales = in.list<double>();
        layer.weightZeros = in.list<int64_t>();
        layer.activationScale = in.number<double>();
        layer.activationZero = in.number<int64_t>();
        trained.layers.push_back(std::move(layer));
    }
    const auto open = in.number<uint64_t>();
    for (uint64_t i = 0; i < open && in.ok(); ++i)
        trained.open.push_back(in.text());
    if (!in.atEnd()) return fail("{} is damaged", name);
    return trained;
}

} // namespace bitladder::methods
