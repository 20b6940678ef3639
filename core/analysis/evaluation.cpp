#include "core/analysis/evaluation.h"

#include "core/analysis/metrics.h"

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

Result<Evaluation> evaluate(const model::Model& model, Executable& floatNetwork, Executable& quantized,
    std::span<const data::LabelledFile> files, model::InputBinding feed, const Job& job,
    const std::function<void(const Evaluation&)>& found)
{
    Evaluation result;
    for (size_t i = 0; i < files.size(); ++i) {
        if (job.stopped()) return cancelled();
        job.report(static_cast<double>(i) / static_cast<double>(files.size()), "evaluating pictures");
        if (const auto taken = feed.take(model, files[i].file); !taken) {
            result.unreadable.push_back(taken.error().message);
            result.outcomes.emplace_back();
            continue;
        }
        auto reference = floatNetwork.run(feed.inputs, job);
        if (!reference) return pass(reference.error());
        auto answer = quantized.run(feed.inputs, job);
        if (!answer) return pass(answer.error());
        const auto best = [&](const engine::Trace& trace) {
            return topOf(model::firstOfBatch(trace.outputs.front(), model::repeatsOf(model, feed.position)), 5);
        };
        const auto a = best(*reference), b = best(*answer);
        ++result.images;
        const auto count = [](Proportion& p, bool hit) {
            ++p.total;
            p.hits += hit;
        };
        count(result.agreement, !a.empty() && !b.empty() && a[0].index == b[0].index);
        result.outcomes.push_back({a.empty() ? -1 : a[0].index, b.empty() ? -1 : b[0].index});
        if (files[i].label >= 0 && !a.empty() && !b.empty()) {
            ++result.labelled;
            const auto holds = [&](const std::vector<Ranked>& top) {
                return std::ranges::any_of(top, [&](const Ranked& r) { return r.index == files[i].label; });
            };
            count(result.floatTop1, a[0].index == files[i].label);
            count(result.chosenTop1, b[0].index == files[i].label);
            count(result.floatTop5, holds(a));
            count(result.chosenTop5, holds(b));
        }
        if (found) found(result);
    }
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
