#include "app/window/adapters/adapters.h"
#include "app/window/adapters/adapters_export.h"
#include "app/window/adapters/kernel_text.h"
#include "app/window/document/level_text.h"

#include "app/window/document/outputs.h"
#include "app/window/document/texts.h"
#include "core/measure/diagnosis.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QLocale>
#include <algorithm>
#include <cmath>
#include <numeric>

namespace bitladder::app
{

using widgets::Family;
using widgets::Freshness;

// The context of this file's texts; as short as the tools for translations find it written.
struct Adapters {
    Q_DECLARE_TR_FUNCTIONS(Adapters)
};

namespace
{

constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();

double ratio(double before, double after)
{
    return before > 0 && after > 0 ? before / after : kUnknown;
}

QString times(double r)
{
    return std::isnan(r) ? QString() : widgets::formatWithUnit(r, widgets::Unit::Times);
}

} // namespace

QString className(const Document& document, int index)
{
    const auto it = document.classNames().find(index);
    return it == document.classNames().end() ? QString::number(index) : toText(it->second);
}

QString sizeText(double bytes)
{
    return widgets::formatBytes(bytes);
}

double reachOf(const Summary& time)
{
    constexpr double kFar = 2;
    return time.disturbed() && time.median > kFar * time.best ? time.best : time.median;
}

QList<widgets::EqualizerColumn> equalizerColumns(
    const Document& document, const Results& results, const quant::Recipe* ghost)
{
    QList<widgets::EqualizerColumn> columns;
    if (!document.model()) return columns;
    const quant::Recipe* other = ghost ? ghost : document.baseline().get();
    const auto now = document.revision();
    // What is not there is not old.
    const bool fresh = (!results.isolated || results.isolated->revision == now)
        && (!results.timing || results.timing->revision == now);
    const auto obstacles = obstaclesOf(document, document.exportFormat());
    for (size_t i = 0; i < document.recipe().layers.size(); ++i) {
        const auto& layer = document.recipe().layers[i];
        const auto& facts = document.model()->layers[i];
        widgets::EqualizerColumn c;
        c.obstacle = obstacleText(document, obstacles.value(static_cast<int>(i)));
        c.name = document.layerName(static_cast<int>(i));
        c.detail = Adapters::tr("%1 %2, %3 parameters")
                       .arg(toText(facts.op), toText(tensor::toString(facts.weightShape)),
                           QLocale().toString(static_cast<qlonglong>(facts.parameters)));
        if (const QString own = toText(layer.layer); own != c.name) c.detail.prepend(own + QLatin1Char('\n'));
        c.weightBits = layer.weights.format.bits;
        c.activationBits = layer.activations.format.bits;
        c.weightFormat = toText(quant::name(layer.weights.format));
        c.activationFormat = toText(quant::name(layer.activations.format));
        c.weightCount = static_cast<double>(facts.parameters);
        if (other && i < other->layers.size()) {
            c.ghostWeightBits = other->layers[i].weights.format.bits;
            c.ghostActivationBits = other->layers[i].activations.format.bits;
        }
        c.weightFamily = toWidget(layer.weights.format.family);
        c.activationFamily = toWidget(layer.activations.format.family);
        c.weightFader = facts.weights ? widgets::Fader::Present : widgets::Fader::Absent;
        c.activationFader = facts.quantizesInput ? widgets::Fader::Present : widgets::Fader::Absent;
        c.lock = layer.lock == quant::Lock::Locked ? widgets::Lock::Locked : widgets::Lock::Free;
        c.sqnrDb = results.isolatedDb(i);
        if (results.timing && i < results.timing->floatTiming.layers.size()) {
            const double floatMs = results.timing->floatTiming.layers[i].median;
            if (floatMs > 0) c.floatMs = floatMs; // else its node is counted with another layer
            c.quantizedMs = results.timing->quantizedTiming.layers[i].median;
            c.reachMs = std::max(
                reachOf(results.timing->floatTiming.layers[i]), reachOf(results.timing->quantizedTiming.layers[i]));
        }
        c.freshness = fresh ? Freshness::Fresh : Freshness::Stale;
        columns << c;
    }
    return columns;
}

widgets::NetworkErrorData networkErrorData(const Document& document, const Results& results)
{
    widgets::NetworkErrorData data;
    data.title = Adapters::tr("Where does it go wrong? SQNR at the output of each layer");
    for (size_t i = 0; i < document.recipe().layers.size(); ++i) {
        data.layerNames << document.layerName(static_cast<int>(i));
        data.isolatedDb.push_back(results.isolatedDb(i));
        data.accumulatedDb.push_back(results.network && i < results.network->accumulated.size()
                ? results.network->accumulated[i].sqnrDb()
                : kUnknown);
    }
    if (results.baseline) data.baselineAccumulatedDb = results.baseline->accumulatedDb;
    if (results.network)
        data.note = results.network->stoodIn ? Adapters::tr("measured with seeded noise: the input is no picture")
            : results.network->noise         ? Adapters::tr("measured with seeded noise: nothing is opened")
                                             : Adapters::tr("measured with the picture that is shown");
    return data;
}

widgets::WidthCurveData widthCurveData(const Document& document, const CurveResult& result)
{
    widgets::WidthCurveData data;
    data.title = Adapters::tr("What does each bit of the weights of %1 buy?").arg(document.layerName(result.layer));
    for (const CurveSeries& series : result.series) {
        widgets::WidthSeries shown {series.family ? familyText(*series.family) : Adapters::tr("the dial's formats"),
            series.family ? toWidget(series.family) : Family::Int, {}, {}};
        for (size_t i = 0; i < result.bits.size(); ++i) {
            if (series.family && !series.family->has(result.bits[i])) continue;
            shown.bits.push_back(result.bits[i]);
            shown.sqnrDb.push_back(series.sqnrDb[i]);
        }
        data.series.push_back(std::move(shown));
    }
    // 6.02 dB a bit, laid through the 8-bit point.
    const auto at8 = static_cast<size_t>(quant::kMaxBits - 8);
    if (!result.series.empty() && std::isfinite(result.series.front().sqnrDb[at8]))
        data.theoryOffsetDb = result.series.front().sqnrDb[at8] - 6.02 * 8;
    data.presentBits = document.spec(result.layer, Part::Weights).format.bits;
    data.note = Adapters::tr("Of the weights themselves; the theory runs through 8 bits");
    if (result.sampleSize > 0)
        data.note += Adapters::tr("; a sample of %1 weights")
                         .arg(QLocale().toString(static_cast<qlonglong>(result.sampleSize)));
    return data;
}

widgets::SpeedData speedData(const Document& document, const Results& results)
{
    widgets::SpeedData data;
    data.title = Adapters::tr("What did it buy? Time of each layer");
    if (!results.network || !results.timing) return data;
    const auto& n = *results.network;
    const auto& t = *results.timing;
    const measure::Cores cores = measure::coresDuring(t.quantizedTiming);
    int executed = 0;
    for (size_t i = 0; i < n.layers.size() && i < t.quantizedTiming.layers.size(); ++i) {
        const auto& info = n.layers[i];
        const auto &f = t.floatTiming.layers[i], &c = t.quantizedTiming.layers[i];
        widgets::SpeedBar bar;
        bar.name = toText(info.name);
        bar.floatMs = f.median;
        bar.quantizedMs = c.median;
        if (results.baseline && i < results.baseline->timing.layers.size())
            bar.baselineMs = results.baseline->timing.layers[i].median;
        bar.floatSpreadMs = (f.upperQuartile - f.lowerQuartile) / 2;
        bar.quantizedSpreadMs = (c.upperQuartile - c.lowerQuartile) / 2;
        bar.reachMs = std::max(reachOf(f), reachOf(c));
        const auto& parts = t.quantizedTiming.parts[i];
        bar.reformatMs = parts.reformatMs;
        bar.kernelMs = parts.kernelMs;
        bar.epilogueMs = parts.epilogueMs;
        bar.waitingMs = parts.waitingMs;
        bar.family = toWidget(info.weights.format.family);
        bar.execution = info.execution == engine::Execution::Executed ? widgets::Execution::Executed
                                                                      : widgets::Execution::Simulated;
        executed += info.execution == engine::Execution::Executed;
        bar.detail = Adapters::tr("%1, %2, %3×")
                         .arg(kernelText(info.kernel),
                             info.execution == engine::Execution::Executed ? Adapters::tr("executed")
                                                                           : Adapters::tr("simulated"),
                             widgets::formatNumber(ratio(f.median, c.median)));
        bar.detail += "\n" + diagnosisText(info, {f.median, parts, cores}) + "\n"
            + Adapters::tr("%1 multiply-adds for each byte of memory")
                  .arg(widgets::formatNumber(measure::arithmeticIntensity(info)));
        data.bars.push_back(std::move(bar));
    }
    data.note
        = Adapters::tr("total %1 → %2 (%3), medians of %4 runs in turn, %5, %6; %7 of %8 layers executed; parameters "
                       "%9 in float")
              .arg(widgets::formatTime(t.floatTiming.total.median), widgets::formatTime(t.quantizedTiming.total.median),
                  times(ratio(t.floatTiming.total.median, t.quantizedTiming.total.median)))
              .arg(t.quantizedTiming.total.runs)
              .arg(levelText(n.level), Adapters::tr("%n threads", nullptr, n.threads))
              .arg(executed)
              .arg(n.layers.size())
              .arg(sizeText(n.sizes.floatBytes))
        + Adapters::tr(", %1 theoretical, %2 resident")
              .arg(sizeText(n.sizes.theoreticalBytes), sizeText(n.sizes.residentBytes));
    if (t.disturbed())
        data.note += Adapters::tr(
            "; other work on this machine disturbed the measurement: half of the runs differ by %1 and more")
                         .arg(widgets::formatWithUnit(t.spread(), widgets::Unit::Percent));
    Q_UNUSED(document)
    return data;
}

bool sameInputs(const Document& document, const NetworkResult& result)
{
    return result.picture == document.picture() && result.sources == document.inputs();
}

widgets::Answer answerOf(const Document& document, const NetworkResult& result)
{
    widgets::Answer answer;
    if (result.answers.empty() || result.taps->answers.empty()) return answer;
    constexpr size_t kRows = 5;
    const auto rows = [&](const tensor::Tensor& scores) {
        const std::vector<double> shares = analysis::sharesOf(scores);
        const auto best = analysis::topOf(scores, kRows);
        // Which of them stand here would say nothing where more share the best score than there is room for.
        int tied = 0;
        for (int64_t i = 0; !best.empty() && i < scores.count(); ++i)
            tied += scores.at(i) == best.front().score;
        if (tied > static_cast<int>(kRows))
            return std::vector<widgets::AnswerRow> {
                {Adapters::tr("%Ln classes tied", nullptr, tied), shares[static_cast<size_t>(best.front().index)]}};
        std::vector<widgets::AnswerRow> list;
        for (const auto& ranked : best)
            list.push_back(
                {className(document, static_cast<int>(ranked.index)), shares[static_cast<size_t>(ranked.index)]});
        return list;
    };
    const size_t output = outputIndex(document, result);
    // Where the file fixes a batch, the picture stands in it several times: one answer to it is enough.
    const int64_t batch = result.shown ? model::repeatsOf(*document.model(), *result.shown) : 1;
    answer.floatTop = rows(model::firstOfBatch(result.taps->answers[output], batch));
    answer.quantizedTop = rows(model::firstOfBatch(result.answers[output], batch));
    if (!answer.floatTop.empty() && !answer.quantizedTop.empty())
        answer.agreement = answer.floatTop.front().label == answer.quantizedTop.front().label
            ? widgets::Agreement::Agrees
            : widgets::Agreement::Differs;
    answer.freshness = result.revision == document.revision() ? widgets::Freshness::Fresh : widgets::Freshness::Stale;
    answer.floatFreshness = sameInputs(document, result) ? widgets::Freshness::Fresh : widgets::Freshness::Stale;
    return answer;
}

widgets::Share shareOf(const Proportion& p)
{
    return p.total > 0 ? widgets::Share {p.rate(), p.low(), p.high()} : widgets::Share {};
}

widgets::FolderResult folderResult(const FolderProgress& progress)
{
    const auto& e = progress.evaluation;
    widgets::FolderResult r;
    r.done = static_cast<int>(e.images + static_cast<int64_t>(e.unreadable.size()));
    r.total = progress.total;
    r.floatTop1 = shareOf(e.floatTop1);
    r.quantizedTop1 = shareOf(e.chosenTop1);
    r.floatTop5 = shareOf(e.floatTop5);
    r.quantizedTop5 = shareOf(e.chosenTop5);
    r.agreement = shareOf(e.agreement);
    return r;
}

QList<widgets::Figure> figures(const Document& document, const Results& results)
{
    QList<widgets::Figure> list;
    if (!results.network) return list;
    if (results.baseline) return comparedFigures(document, results);
    const auto& n = *results.network;
    const auto now = document.revision();
    const double floatBytes = n.sizes.floatBytes;
    list << widgets::Figure {Adapters::tr("size"), sizeText(floatBytes), sizeText(n.sizes.theoreticalBytes),
        times(ratio(floatBytes, n.sizes.theoreticalBytes)),
        Adapters::tr(
            "Theoretical size of the parameters (bits × elements). Resident in memory with padding and scales: %1.")
            .arg(sizeText(n.sizes.residentBytes)),
        results.freshness(n.revision, now)};
    if (results.timing) {
        const auto& t = *results.timing;
        const auto executed
            = std::ranges::count_if(n.layers, [](const auto& l) { return l.execution == engine::Execution::Executed; });
        list << widgets::Figure {Adapters::tr("latency"), widgets::formatTime(t.floatTiming.total.median),
            widgets::formatTime(t.quantizedTiming.total.median),
            Adapters::tr("%1, %2, %3/%4 executed")
                    .arg(times(ratio(t.floatTiming.total.median, t.quantizedTiming.total.median)), levelText(n.level))
                    .arg(executed)
                    .arg(n.layers.size())
                + (t.disturbed() ? Adapters::tr(", disturbed by other work") : QString()),
            Adapters::tr("Medians of %1 runs of each network in turn, %2; quantized between %3 and %4.")
                .arg(t.quantizedTiming.total.runs)
                .arg(Adapters::tr("%n threads", nullptr, n.threads), widgets::formatTime(t.quantizedTiming.total.best),
                    widgets::formatTime(t.quantizedTiming.total.worst)),
            results.freshness(t.revision, now)};
    }
    // Equal top answers mean something for classifiers only. An SQNR means little for them: behind a soft-max it may
    // grow while more and more answers change.
    const bool classes = outputKind(document, n) == OutputKind::Classes;
    const double sqnr = n.output.sqnrDb();
    if (!classes)
        list << widgets::Figure {Adapters::tr("SQNR"), {},
            std::isinf(sqnr) ? Adapters::tr("∞ dB") : widgets::formatWithUnit(sqnr, widgets::Unit::Decibels), {},
            Adapters::tr("Of the network's output for the present picture. Calibrated with %n pictures.", nullptr,
                n.calibrationPictures),
            results.freshness(n.revision, now)};
    if (results.folder && results.folder->evaluation.images > 0 && classes) {
        const auto& e = results.folder->evaluation;
        list << widgets::Figure {Adapters::tr("agreement"), {},
            widgets::formatWithUnit(e.agreement.rate(), widgets::Unit::Percent), {},
            Adapters::tr("Equal top answers over %1 pictures; 95 % interval %2 to %3. Calibrated with %4 of them.")
                .arg(e.images)
                .arg(widgets::formatWithUnit(e.agreement.low(), widgets::Unit::Percent),
                    widgets::formatWithUnit(e.agreement.high(), widgets::Unit::Percent))
                .arg(n.calibrationPictures),
            results.freshness(results.folder->revision, now)};
    }
    return list;
}

QString rulesText(const data::Preprocessing& rules)
{
    QStringList parts;
    const auto size = [](int width, int height) { return QStringLiteral("%1×%2").arg(width).arg(height); };
    if (rules.cropWidth > 0)
        parts << size(rules.cropWidth, rules.cropHeight);
    else if (rules.width > 0)
        parts << size(rules.width, rules.height);
    if (rules.resizeShorter > 0)
        parts << Adapters::tr("centre of shorter side %1").arg(rules.resizeShorter);
    else if (rules.cropWidth > 0 && rules.width > 0)
        parts << Adapters::tr("centre of %1").arg(size(rules.width, rules.height));
    switch (rules.channels) {
    case data::Channels::Rgb:
        parts << Adapters::tr("RGB");
        break;
    case data::Channels::Bgr:
        parts << Adapters::tr("BGR");
        break;
    case data::Channels::Grey:
        parts << Adapters::tr("grey");
        break;
    }
    switch (rules.range) {
    case data::PixelRange::ZeroOne:
        parts << Adapters::tr("0…1");
        break;
    case data::PixelRange::Bytes:
        parts << Adapters::tr("0…255");
        break;
    case data::PixelRange::MinusOneOne:
        parts << Adapters::tr("−1…1");
        break;
    }
    const auto list = [](const std::vector<float>& values) {
        QStringList numbers;
        for (const float v : values)
            numbers << widgets::formatNumber(static_cast<double>(v));
        return numbers.join(QLatin1Char(' '));
    };
    // What most networks of photographs take has a name of its own.
    const auto& photographs = data::preprocessingPresets().front();
    const bool imageNet = rules.mean == photographs.mean && rules.deviation == photographs.deviation;
    if (imageNet) parts << Adapters::tr("ImageNet normalization");
    if (!imageNet && !rules.mean.empty()) parts << Adapters::tr("mean %1").arg(list(rules.mean));
    if (!imageNet && !rules.deviation.empty()) parts << Adapters::tr("deviation %1").arg(list(rules.deviation));
    if (rules.layout == data::TensorLayout::Nhwc) parts << Adapters::tr("channels last");
    return parts.join(QStringLiteral(" · "));
}

QImage imageOf(const data::Picture& picture)
{
    if (picture.width < 1) return {};
    QImage image(picture.width, picture.height, QImage::Format_RGB32);
    for (int y = 0; y < picture.height; ++y) {
        auto* line = reinterpret_cast<QRgb*>(image.scanLine(y));
        for (int x = 0; x < picture.width; ++x) {
            const float* p = picture.pixels.data()
                + (static_cast<size_t>(y) * static_cast<size_t>(picture.width) + static_cast<size_t>(x))
                    * static_cast<size_t>(picture.channels);
            const auto byte = [&](int c) {
                return static_cast<int>(std::lround(std::clamp(p[picture.channels == 3 ? c : 0], 0.0f, 255.0f)));
            };
            line[x] = qRgb(byte(0), byte(1), byte(2));
        }
    }
    return image;
}

data::Picture pictureOf(const QImage& image)
{
    const QImage rgb = image.convertToFormat(QImage::Format_RGB888);
    return data::pictureFromRgb(rgb.constBits(), rgb.width(), rgb.height(), static_cast<int>(rgb.bytesPerLine()), 3);
}

widgets::PictureComparison pictureComparison(
    const tensor::Tensor& referenceTensor, const tensor::Tensor& quantizedTensor, data::Preprocessing rules)
{
    widgets::PictureComparison comparison;
    // What comes out is in the value range, not normalised like the input.
    rules.mean.clear();
    rules.deviation.clear();
    // Numbers this large are bytes, whatever the input was.
    constexpr double kLargestShare = 16;
    for (int64_t i = 0; i < referenceTensor.count() && rules.range != data::PixelRange::Bytes; ++i)
        if (referenceTensor.at(i) > kLargestShare) rules.range = data::PixelRange::Bytes;
    const auto reference = data::pictureOf(referenceTensor, rules), quantized = data::pictureOf(quantizedTensor, rules);
    comparison.floatPicture = imageOf(reference);
    comparison.quantizedPicture = imageOf(quantized);
    data::Picture difference = reference;
    analysis::ErrorStats stats;
    stats.add(reference.pixels, quantized.pixels);
    // A power of two that brings the largest difference near full scale.
    double factor = 1;
    while (stats.maxAbs > 0 && stats.maxAbs * factor * 2 <= 127 && factor < 256)
        factor *= 2;
    for (size_t i = 0; i < difference.pixels.size(); ++i)
        difference.pixels[i] = static_cast<float>(
            128 + factor * (static_cast<double>(quantized.pixels[i]) - static_cast<double>(reference.pixels[i])));
    comparison.difference = imageOf(difference);
    comparison.amplification = factor;
    comparison.psnrDb = stats.psnrDb(255);
    return comparison;
}

} // namespace bitladder::app
