// What a network answers to every picture of a set. Pictures run in parallel, one thread each: a network that shares
// its work among threads waits for the slowest of them in every layer, pictures wait for nobody.
#pragma once
#include "core/analysis/pictures.h"
#include "core/engine/executable.h"

#include <array>
#include <functional>

namespace bitladder::analysis
{

// The answer to one picture: the first output, of the first sample of a batch.
struct Answer {
    enum class State : unsigned char { Unknown, Known, Unreadable };
    State state = State::Unknown;
    std::array<int64_t, 5> top {-1, -1, -1, -1, -1}; // positions of the largest scores; −1: there are fewer
    float margin = 0; // share of the top answer less that of the next
    // KL(p ‖ q) = Σ p·ln(p/q) in nats (Kullback, Leibler 1951) of the shares p of a reference and q of this network,
    // each at least 1e-9; 0 without a reference.
    float divergence = 0;
    std::vector<float> shares; // of all scores, where they are kept
};

struct Answers {
    std::vector<Answer> files; // by file of the set
    std::vector<std::string> unreadable; // what is wrong with files that were left out
    bool complete() const;
};

// Scores of an output as an answer. `reference`: shares of the reference's answer, empty: none.
enum class Shares : unsigned char { Drop, Keep };
Answer answerOf(const tensor::Tensor& scores, std::span<const float> reference = {}, Shares shares = Shares::Drop);

// So many networks that run side by side with one thread each, prepared from the same codes.
Result<std::vector<std::unique_ptr<engine::Executable>>> copiesOf(
    std::shared_ptr<const engine::QuantizedNetwork> network, engine::PrepareOptions machine, const Job& job = {});

struct AnswerQuestion {
    const Answers* reference = nullptr; // of the same set: for the divergence
    Shares shares = Shares::Drop;
    std::vector<size_t> order; // the files that are asked about, in this order; empty: all
    // Called between waves of pictures on the calling thread; false: that is enough.
    std::function<bool(const Answers& soFar)> found;
};
// Runs the pictures whose answer is not known yet, and fills it in: a stopped call can be continued by another one. The
// answers do not depend on the number of copies.
Result<void> findAnswers(std::span<const std::unique_ptr<engine::Executable>> copies, Pictures& pictures,
    const AnswerQuestion& question, Answers& answers, const Job& job = {});

} // namespace bitladder::analysis
