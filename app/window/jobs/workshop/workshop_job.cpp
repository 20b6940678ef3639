#include "app/window/jobs/workshop/workshop_job.h"

#include "app/window/adapters/adapters.h"
#include "app/window/document/texts.h"
#include "core/analysis/distribution.h"
#include "core/quant/format/family.h"

#include <QCoreApplication>
#include <algorithm>
#include <cmath>

namespace bitladder::app
{

namespace
{

struct WorkshopTexts {
    Q_DECLARE_TR_FUNCTIONS(WorkshopTexts)
};

constexpr size_t kMostDots = 4000; // of a printed formula

// Half octaves of |w| / scale, over the weights that `spec` was estimated from.
void countMagnitudes(const quant::ChannelValues& weights, const quant::Quantizer& grid, WorkshopResult& result)
{
    constexpr int kFirst = -80, kLast = 80;
    std::vector<double> counts(kLast - kFirst);
    int low = kLast, high = kFirst;
    const auto length = static_cast<size_t>(weights.perChannel);
    for (size_t c = 0; c < static_cast<size_t>(weights.channels); ++c)
        grid.eachSlice(c, length, [&](size_t slice, size_t first, size_t count) {
            for (size_t i = first; i < first + count; ++i) {
                const double w
                    = weights.isDouble() ? weights.channel64(c)[i] : static_cast<double>(weights.channel32(c)[i]);
                const double magnitude = std::fabs(w) / grid.scale(slice);
                if (!(magnitude > 0) || !std::isfinite(magnitude)) continue;
                const int bin = std::clamp(static_cast<int>(std::floor(2 * std::log2(magnitude))), kFirst, kLast - 1);
                ++counts[static_cast<size_t>(bin - kFirst)];
                low = std::min(low, bin);
                high = std::max(high, bin);
            }
        });
    if (low > high) return;
    result.first = low;
    result.counts.assign(counts.begin() + (low - kFirst), counts.begin() + (high - kFirst) + 1);
}

// The float of the table and the integer of the width, and what is scaled by blocks.
std::vector<quant::NumberFormat> rivalsOf(const quant::NumberFormat& format)
{
    std::vector<quant::NumberFormat> rivals;
    for (const quant::FormatFamily* family : quant::formatFamilies())
        if (!family->ownDesign && family->has(format.bits) && family->at(format.bits) != format
            && (family == &quant::kFloatFamily || family == &quant::kIntegerFamily || family->blockSize > 0))
            rivals.push_back(family->at(format.bits));
    return rivals;
}

void tryFormat(const analysis::LayerWeights& weights, quant::QuantSpec spec, const JobContext& context,
    const std::shared_ptr<WorkshopResult>& result)
{
    const Threads threads(1);
    if (spec.range == &quant::kByHand || spec.range == &quant::kByStep || spec.range == &quant::kFromModel)
        spec.range = nullptr;
    spec.given = nullptr;
    const auto sqnrOf = [&](const quant::NumberFormat& format) {
        spec.format = format;
        return analysis::weightSqnrDb(weights, spec, threads);
    };
    const quant::NumberFormat& format = result->question.format;
    result->sqnrDb = sqnrOf(format);
    for (const auto& rival : rivalsOf(format)) {
        if (context.stopped()) return;
        result->rivals.push_back({rival, sqnrOf(rival)});
    }
    spec.format = format;
    const quant::ChannelValues& values = weights.of(analysis::Extent::Sample);
    const quant::Quantizer grid = quant::quantizerFor(values, spec, threads, context.quiet());
    if (context.stopped()) return;
    countMagnitudes(values, grid, *result);
    result->sampleSize = weights.sampled() ? values.channels * values.perChannel : 0;
}

Result<void> tryPrinted(
    const analysis::LayerWeights& weights, const JobContext& context, const std::shared_ptr<WorkshopResult>& result)
{
    const lesson::PrintedFormula* formula = lesson::findPrinted(result->question.printed);
    if (!formula) return fail("there is no formula {}", result->question.printed);
    const quant::ChannelValues& all = weights.all;
    const auto count = static_cast<size_t>(all.channels * all.perChannel);
    std::vector<float> numbers;
    const size_t step = std::max<size_t>(1, (count + kMostDots - 1) / kMostDots);
    for (size_t i = 0; i < count; i += step) {
        const float x = all.isDouble() ? static_cast<float>(all.f64[i]) : all.f32[i];
        if (std::isfinite(x)) numbers.push_back(x);
    }
    auto outcome = lesson::outcomeOf(*formula, numbers, result->question.bits, context.quiet());
    if (!outcome) return pass(outcome.error());
    result->outcome = *std::move(outcome);
    result->sampleSize = step > 1 ? static_cast<int64_t>(numbers.size()) : 0;
    return {};
}

Result<void> tryPicture(
    const PictureSource& source, const JobContext& context, const std::shared_ptr<WorkshopResult>& result)
{
    if (source.empty()) return fail("there is no picture");
    auto picture = source.picture ? Result<data::Picture>(*source.picture) : data::readPicture(source.file);
    if (!picture) return pass(picture.error());
    auto made = lesson::posterize(*picture, result->question.picture, context.quiet());
    if (!made) return pass(made.error());
    result->before = imageOf(*picture);
    result->after = imageOf(made->picture);
    result->posterized = *std::move(made);
    return {};
}

} // namespace

Result<std::shared_ptr<const WorkshopResult>> workOn(
    const Snapshot& snapshot, const WorkshopQuestion& question, LayerStudy& study, const JobContext& context)
{
    using Kind = WorkshopQuestion::Kind;
    auto result = std::make_shared<WorkshopResult>();
    result->question = question;
    result->model = snapshot.model;
    const auto say = [&](const Result<void>& done) {
        if (!done) result->failure = toText(done.error().message);
    };
    if (question.kind == Kind::Picture) {
        say(tryPicture(snapshot.picture, context, result));
    } else if (question.kind != Kind::Nothing) {
        const auto& asked = snapshot.recipe.layers[static_cast<size_t>(question.layer)];
        const LayerTask task {snapshot.revision, snapshot.model, {question.layer}, asked, snapshot.network};
        const auto weights
            = snapshot.model->layers[static_cast<size_t>(question.layer)].weights ? study.weights(task) : nullptr;
        if (!weights)
            result->failure = WorkshopTexts::tr("This layer has no weights.");
        else if (question.kind == Kind::Format)
            tryFormat(*weights, asked.weights, context, result);
        else
            say(tryPrinted(*weights, context, result));
    }
    if (context.stopped()) return cancelled();
    return std::shared_ptr<const WorkshopResult>(std::move(result));
}

} // namespace bitladder::app
