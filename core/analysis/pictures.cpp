#include "core/analysis/pictures.h"

#include "core/base/hash.h"

namespace bitladder::analysis
{

uint64_t keyOf(const model::InputBinding& feed, FeedPart part)
{
    Fnv1a key;
    key.add(fmt::format("{};", feed.position));
    if (feed.rules) {
        key.add(data::describe(*feed.rules));
        for (const auto* numbers : {&feed.rules->mean, &feed.rules->deviation})
            key.add(numbers->data(), numbers->size() * sizeof(float)); // a description rounds them
    }
    for (size_t i = 0; i < feed.inputs.size(); ++i) {
        const tensor::Tensor& input = feed.inputs[i];
        key.add(fmt::format("{};{};", tensor::elementTypeName(input.type()), tensor::toString(input.shape())));
        if (part == FeedPart::All || i != feed.position) key.add(input.data(), input.byteSize());
    }
    return key.value();
}

Pictures::Pictures(std::shared_ptr<const model::Model> model, std::vector<data::LabelledFile> files,
    model::InputBinding feed, size_t bytes)
    : m_model(std::move(model))
    , m_files(std::move(files))
    , m_feed(std::move(feed))
    , m_repeats(model::repeatsOf(*m_model, m_feed.position))
    , m_bound(bytes)
    , m_kept(m_files.size())
{
    Fnv1a key;
    for (const data::LabelledFile& entry : m_files)
        key.add(fmt::format("{};{};", entry.file.string(), entry.label));
    key.add(fmt::format("{:x}", keyOf(m_feed, FeedPart::BesideTheFiles)));
    m_key = key.value();
}

Result<std::vector<tensor::Tensor>> Pictures::inputs(size_t file)
{
    {
        const std::lock_guard lock(m_mutex);
        if (m_kept[file]) {
            auto inputs = m_feed.inputs;
            inputs[m_feed.position] = *m_kept[file];
            return inputs;
        }
    }
    model::InputBinding feed = m_feed;
    BITLADDER_TRY(feed.take(*m_model, m_files[file].file));
    const tensor::Tensor& place = feed.inputs[feed.position];
    const std::lock_guard lock(m_mutex);
    ++m_decoded;
    if (!m_kept[file] && m_bytes + place.byteSize() <= m_bound) {
        m_bytes += place.byteSize();
        m_kept[file] = place;
    }
    return std::move(feed.inputs);
}

int64_t Pictures::decoded() const
{
    const std::lock_guard lock(m_mutex);
    return m_decoded;
}

} // namespace bitladder::analysis
