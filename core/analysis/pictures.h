// The files of a set of pictures as inputs of a network, one of which they take in turns. What was decoded is kept as
// long as it fits a bound, because many networks are asked about the same pictures.
#pragma once
#include "core/data/folder.h"
#include "core/model/inputs.h"

#include <mutex>

namespace bitladder::analysis
{

class Pictures
{
public:
    static constexpr size_t kDefaultBytes = size_t {512} << 20;

    // `bytes`: what decoded inputs may hold together.
    Pictures(std::shared_ptr<const model::Model> model, std::vector<data::LabelledFile> files, model::InputBinding feed,
        size_t bytes = kDefaultBytes);

    size_t size() const { return m_files.size(); }
    const std::vector<data::LabelledFile>& files() const { return m_files; }
    const model::Model& model() const { return *m_model; }
    // How often one picture stands in its input, see model::repeatsOf.
    int64_t repeats() const { return m_repeats; }
    // Tells sets apart: by their files, by the preprocessing, and by what the other inputs are.
    uint64_t key() const { return m_key; }

    // All inputs, with the file in its place. Fails where it cannot be read. Thread-safe.
    Result<std::vector<tensor::Tensor>> inputs(size_t file);
    // Files decoded so far; a file that is decoded again counts again.
    int64_t decoded() const;

private:
    std::shared_ptr<const model::Model> m_model;
    std::vector<data::LabelledFile> m_files;
    model::InputBinding m_feed;
    int64_t m_repeats = 1;
    uint64_t m_key = 0;
    size_t m_bound;

    mutable std::mutex m_mutex;
    std::vector<std::optional<tensor::Tensor>> m_kept; // by file
    size_t m_bytes = 0;
    int64_t m_decoded = 0;
};

// Of all inputs, or of those beside the one that files take in turns, and of the rules by which pictures are read.
enum class FeedPart : unsigned char { All, BesideTheFiles };
uint64_t keyOf(const model::InputBinding& feed, FeedPart part);

} // namespace bitladder::analysis
