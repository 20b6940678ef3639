#include "core/analysis/evaluation.h"

#include <algorithm>

namespace bitladder::analysis
{

using engine::Executable;

Proportion equalAnswers(const Evaluation& a, const Evaluation& b)
{
    Proportion equal;
    for (size_t i = 0; i < std::min(a.outcomes.size(), b.outcomes.size()); ++i) {
        if (a.outcomes[i].chosenTop < 0 || b.outcomes[i].chosenTop < 0) continue;
        ++equal.total;
        equal.hits += a.outcomes[i].chosenTop == b.outcomes[i].chosenTop;
    }
    return equal;
}

Evaluation evaluationOf(std::span<const data::LabelledFile> files, const Answers& floatAnswers, const Answers& chosen)
{
    Evaluation result;
    result.outcomes.resize(files.size());
    result.unreadable = floatAnswers.unreadable;
    for (const std::string& text : chosen.unreadable)
        if (std::ranges::find(result.unreadable, text) == result.unreadable.end()) result.unreadable.push_back(text);
    const auto count = [](Proportion& p, bool hit) {
        ++p.total;
        p.hits += hit;
    };
    double divergence = 0;
    for (size_t i = 0; i < std::min({files.size(), floatAnswers.files.size(), chosen.files.size()}); ++i) {
        const Answer &a = floatAnswers.files[i], &b = chosen.files[i];
        if (a.state != Answer::State::Known || b.state != Answer::State::Known) continue;
        ++result.images;
        divergence += b.divergence;
        result.outcomes[i] = {a.top[0], b.top[0]};
        count(result.agreement, a.top[0] >= 0 && a.top[0] == b.top[0]);
        const int64_t label = files[i].label;
        if (label < 0 || a.top[0] < 0 || b.top[0] < 0) continue;
        ++result.labelled;
        count(result.floatTop1, a.top[0] == label);
        count(result.chosenTop1, b.top[0] == label);
        count(result.floatTop5, std::ranges::find(a.top, label) != a.top.end());
        count(result.chosenTop5, std::ranges::find(b.top, label) != b.top.end());
    }
    if (result.images > 0) result.divergence = divergence / static_cast<double>(result.images);
    return result;
}

Result<Evaluation> evaluate(Executable& floatNetwork, Executable& quantized, Pictures& pictures,
    const engine::PrepareOptions& machine, const Job& job, const std::function<void(const Evaluation&)>& found)
{
    Answers reference, chosen;
    auto copies = copiesOf(floatNetwork.network(), machine, job);
    if (!copies) return pass(copies.error());
    AnswerQuestion question;
    question.shares = Shares::Keep;
    BITLADDER_TRY(findAnswers(*copies, pictures, question, reference, job));
    copies = copiesOf(quantized.network(), machine, job);
    if (!copies) return pass(copies.error());
    question.shares = Shares::Drop;
    question.reference = &reference;
    if (found)
        question.found = [&](const Answers& soFar) {
            found(evaluationOf(pictures.files(), reference, soFar));
            return true;
        };
    BITLADDER_TRY(findAnswers(*copies, pictures, question, chosen, job));
    auto result = evaluationOf(pictures.files(), reference, chosen);
    if (result.images == 0 && !result.unreadable.empty()) return fail("{}", result.unreadable.front());
    return result;
}

methods::CalibrationSet calibrationSet(
    const model::Model& model, std::span<const std::filesystem::path> files, model::InputBinding feed, size_t bytes)
{
    struct Kept {
        std::vector<std::optional<tensor::Tensor>> inputs; // by file, of the input that changes
        std::vector<bool> unreadable;
        size_t bytes = 0;
    };
    auto kept = std::make_shared<Kept>();
    kept->inputs.resize(files.size());
    kept->unreadable.resize(files.size());
    return [&model, paths = std::vector<std::filesystem::path>(files.begin(), files.end()), feed = std::move(feed),
               kept, bytes](const methods::VisitInputs& visit) mutable -> Result<void> {
        for (size_t i = 0; i < paths.size(); ++i) {
            if (kept->unreadable[i]) continue;
            tensor::Tensor& place = feed.inputs[feed.position];
            if (kept->inputs[i]) {
                place = *kept->inputs[i];
            } else {
                if (!feed.take(model, paths[i])) {
                    kept->unreadable[i] = true;
                    continue;
                }
                if (kept->bytes + place.byteSize() <= bytes) {
                    kept->inputs[i] = place;
                    kept->bytes += place.byteSize();
                }
            }
            BITLADDER_TRY(visit(feed.inputs));
        }
        return {};
    };
}

Result<void> calibrateFiles(const model::Model& model, Executable& floatNetwork,
    std::span<const std::filesystem::path> files, model::InputBinding feed, engine::Calibration& calibration,
    const Job& job)
{
    std::optional<Error> first;
    size_t read = 0;
    for (size_t i = 0; i < files.size(); ++i) {
        if (job.stopped()) return cancelled();
        job.report(static_cast<double>(i) / static_cast<double>(files.size()), "calibrating");
        if (const auto taken = feed.take(model, files[i]); !taken) {
            if (!first) first = taken.error();
            calibration.unreadable.push_back(taken.error().message);
            continue;
        }
        BITLADDER_TRY(engine::calibrate(floatNetwork, feed.inputs, calibration, job));
        ++read;
    }
    if (read == 0 && first) return pass(*std::move(first));
    return {};
}

} // namespace bitladder::analysis
