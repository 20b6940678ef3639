#include "app/window/headline/headline_figures.h"
#include "app/window/document/level_text.h"

#include "app/window/adapters/adapters.h"
#include "app/window/document/outputs.h"
#include "app/window/document/texts.h"

#include <QCoreApplication>
#include <QLocale>
#include <algorithm>
#include <cmath>

namespace bitladder::app
{

using widgets::HeadlineCell;

// The context of this file's texts; as short as the tools for translations find it written.
struct HeadlineTexts {
    Q_DECLARE_TR_FUNCTIONS(HeadlineTexts)
};

namespace
{

constexpr const char *kSize = "size", *kSpeed = "speed", *kAnswers = "answers";

// Two figures and at least one decimal: "8.0×", "12×".
QString ratioText(double ratio)
{
    constexpr double kWhole = 10;
    return QStringLiteral("%1×").arg(QLocale().toString(ratio, 'f', ratio < kWhole ? 1 : 0));
}

QString percentText(double share)
{
    return HeadlineTexts::tr("%1 %").arg(QLocale().toString(100 * share, 'f', share < 1 ? 1 : 0));
}

QString threadsText(int threads)
{
    return HeadlineTexts::tr("%n threads", nullptr, threads);
}

QString bareText(double share)
{
    return QLocale().toString(100 * share, 'f', share < 1 ? 1 : 0);
}

// "4.94 → 0.62 MB" of "4.94 MB → 0.62 MB": the first unit goes where both are the same.
QString shortArrow(const QString& from, const QString& to)
{
    const qsizetype cut = from.lastIndexOf(QLatin1Char(' '));
    const bool same = cut > 0 && to.endsWith(from.mid(cut));
    return QStringLiteral("%1 → %2").arg(same ? from.left(cut) : from, to);
}

HeadlineCell waiting(const char* id, const QString& word)
{
    HeadlineCell cell;
    cell.id = QString::fromLatin1(id);
    cell.figure = QStringLiteral("…");
    cell.word = word;
    cell.freshness = widgets::Freshness::Stale;
    return cell;
}

HeadlineCell sizeCell(double before, double after)
{
    HeadlineCell cell;
    cell.id = QString::fromLatin1(kSize);
    const double ratio = before > 0 && after > 0 ? before / after : 1;
    constexpr double kEqual = 1.005; // what one decimal cannot show
    if (ratio >= kEqual) {
        cell.figure = ratioText(ratio);
        cell.word = HeadlineTexts::tr("smaller");
    } else if (ratio > 1 / kEqual) {
        cell.figure = HeadlineTexts::tr("equal");
        cell.word = HeadlineTexts::tr("in size");
        cell.tone = HeadlineCell::Tone::Equal;
    } else {
        cell.figure = QStringLiteral("▾ ") + ratioText(1 / ratio);
        cell.word = HeadlineTexts::tr("larger");
        cell.tone = HeadlineCell::Tone::Worse;
    }
    const QString from = sizeText(before), to = sizeText(after);
    cell.caption = QStringLiteral("%1 → %2").arg(from, to);
    cell.shortCaption = shortArrow(from, to);
    cell.bars.reference = before;
    cell.bars.value = after;
    cell.bars.referenceLabel = HeadlineTexts::tr("float32");
    cell.bars.label = HeadlineTexts::tr("bits × elements");
    return cell;
}

double ratioOf(const Summary& reference, const Summary& quantized)
{
    return quantized.median > 0 ? reference.median / quantized.median : 1;
}

// A classifier without a folder of pictures: whether the one top answer stays. An SQNR would mislead: behind a soft-max
// it may grow while more and more answers change.
HeadlineCell oneAnswerCell(const Document& document, const NetworkResult& network)
{
    HeadlineCell cell = waiting(kAnswers, HeadlineTexts::tr("same answers"));
    const widgets::Answer answer = answerOf(document, network);
    if (answer.floatTop.empty() || answer.quantizedTop.empty()) return cell;
    const bool agrees = answer.agreement == widgets::Agreement::Agrees;
    cell.figure = agrees ? HeadlineTexts::tr("same") : QStringLiteral("▾ ") + HeadlineTexts::tr("another");
    cell.word = HeadlineTexts::tr("top answer");
    cell.tone = agrees ? HeadlineCell::Tone::Equal : HeadlineCell::Tone::Worse;
    const auto told
        = [](const widgets::AnswerRow& row) { return QStringLiteral("%1 %2").arg(row.label, percentText(row.score)); };
    cell.caption = network.noise
        ? HeadlineTexts::tr("for seeded noise")
        : QStringLiteral("%1 → %2").arg(told(answer.floatTop.front()), told(answer.quantizedTop.front()));
    cell.shortCaption = network.noise ? cell.caption : HeadlineTexts::tr("for this one input");
    cell.toolTip
        = HeadlineTexts::tr("The best answer of the float network and of the quantized one for what is shown; a "
                            "folder of pictures would say how often they are the same.");
    cell.freshness = answer.freshness;
    return cell;
}

HeadlineCell answersCell(const Document& document, const Results& results)
{
    const NetworkResult& network = *results.network;
    HeadlineCell cell = waiting(kAnswers, HeadlineTexts::tr("same answers"));
    const bool classes = outputKind(document, network) == OutputKind::Classes;
    if (classes && results.folder && results.folder->evaluation.images > 0) {
        const auto& e = results.folder->evaluation;
        cell.figure = percentText(e.agreement.rate());
        cell.caption
            = HeadlineTexts::tr("%1 … %2 of %3 pictures")
                  .arg(bareText(e.agreement.low()), bareText(e.agreement.high()), QLocale().toString(e.images));
        cell.shortCaption = QStringLiteral("%1 … %2").arg(bareText(e.agreement.low()), bareText(e.agreement.high()));
        cell.share = {e.agreement.rate(), e.agreement.low(), e.agreement.high()};
        cell.toolTip = HeadlineTexts::tr("Pictures of which both networks give the same top answer; the interval holds "
                                         "the true share with 95 %.");
        if (e.labelled > 0)
            cell.toolTip += QLatin1Char('\n')
                + HeadlineTexts::tr("Right answers: float %1, quantized %2.")
                      .arg(percentText(e.floatTop1.rate()), percentText(e.chosenTop1.rate()));
        cell.freshness = results.freshness(results.folder->revision, document.revision());
        if (!results.folder->finished)
            cell.caption = HeadlineTexts::tr("%1 of %2 pictures so far")
                               .arg(QLocale().toString(e.images), QLocale().toString(results.folder->total));
        if (const auto* other = results.baselineEvaluation(); other && other->images > 0)
            cell.other = HeadlineTexts::tr("kept %1").arg(percentText(other->agreement.rate()));
        return cell;
    }
    if (classes) return oneAnswerCell(document, network);
    const double sqnr = network.output.sqnrDb();
    cell.figure = std::isinf(sqnr) ? QStringLiteral("∞ dB") : widgets::formatWithUnit(sqnr, widgets::Unit::Decibels);
    cell.word = HeadlineTexts::tr("SQNR");
    cell.caption = network.noise ? HeadlineTexts::tr("of the output, for seeded noise")
                                 : HeadlineTexts::tr("of the output, for this one input");
    cell.toolTip = HeadlineTexts::tr("The error of the network's output for what is shown; a folder of pictures would "
                                     "say how often the answers are the same.");
    cell.freshness = results.freshness(network.revision, document.revision());
    if (results.baseline && std::isfinite(results.baseline->outputDb))
        cell.other = HeadlineTexts::tr("kept %1").arg(
            widgets::formatWithUnit(results.baseline->outputDb, widgets::Unit::Decibels));
    return cell;
}

} // namespace

HeadlineCell speedCell(const Summary& reference, const Summary& quantized)
{
    HeadlineCell cell;
    cell.id = QString::fromLatin1(kSpeed);
    const double ratio = ratioOf(reference, quantized);
    const bool spreads = quantized.lowerQuartile > 0 && reference.lowerQuartile > 0;
    const double low = spreads ? reference.lowerQuartile / quantized.upperQuartile : ratio,
                 high = spreads ? reference.upperQuartile / quantized.lowerQuartile : ratio;
    constexpr double kEqual = 1.05; // nobody notices less, and it would read "1.0× slower"
    if ((low <= 1 && high >= 1) || (ratio < kEqual && ratio > 1 / kEqual)) {
        cell.figure = HeadlineTexts::tr("≈ equal");
        cell.word = HeadlineTexts::tr("in speed");
        cell.tone = HeadlineCell::Tone::Equal;
    } else if (ratio > 1) {
        cell.figure = ratioText(ratio);
        cell.word = HeadlineTexts::tr("faster");
    } else {
        cell.figure = QStringLiteral("▾ ") + ratioText(1 / ratio);
        cell.word = HeadlineTexts::tr("slower");
        cell.tone = HeadlineCell::Tone::Worse;
    }
    const QString from = widgets::formatTime(reference.median), to = widgets::formatTime(quantized.median);
    cell.caption = QStringLiteral("%1 → %2").arg(from, to);
    cell.shortCaption = shortArrow(from, to);
    cell.bars.reference = reference.median;
    cell.bars.value = quantized.median;
    if (spreads) {
        cell.bars.low = quantized.lowerQuartile;
        cell.bars.high = quantized.upperQuartile;
        const double half = (high - low) / 2;
        cell.bars.label = QStringLiteral("± %1").arg(
            half < 0.05 ? QLocale().toString(half, 'f', 2) : QLocale().toString(half, 'f', 1));
    }
    cell.bars.referenceLabel = HeadlineTexts::tr("float32");
    return cell;
}

QList<HeadlineCell> headlineCells(const Document& document, const Results& results)
{
    if (!document.model()) return {};
    const QString smaller = HeadlineTexts::tr("smaller"), faster = HeadlineTexts::tr("faster"),
                  same = HeadlineTexts::tr("same answers");
    if (!results.network) return {waiting(kSize, smaller), waiting(kSpeed, faster), waiting(kAnswers, same)};
    const NetworkResult& network = *results.network;
    const auto now = document.revision();
    HeadlineCell size = sizeCell(network.sizes.floatBytes, network.sizes.theoreticalBytes);
    size.toolTip = HeadlineTexts::tr("The parameters: bits × elements, biases at 32 bits. In memory with padding and "
                                     "scales: %1.")
                       .arg(sizeText(network.sizes.residentBytes));
    size.freshness = results.freshness(network.revision, now);
    HeadlineCell speed = waiting(kSpeed, faster);
    if (results.timing) {
        const auto &reference = results.timing->floatTiming.total, &quantized = results.timing->quantizedTiming.total;
        speed = speedCell(reference, quantized);
        speed.toolTip = HeadlineTexts::tr(
            "Medians of %1 runs of each network in turn, %2; half of the quantized runs took %3 to %4.")
                            .arg(quantized.runs)
                            .arg(threadsText(network.threads), widgets::formatTime(quantized.lowerQuartile),
                                widgets::formatTime(quantized.upperQuartile));
        if (results.timing->disturbed()) {
            // The figure alone would be believed.
            for (QString* caption : {&speed.caption, &speed.shortCaption})
                caption->prepend(QStringLiteral("⚠ "));
            speed.toolTip += QLatin1Char('\n') + HeadlineTexts::tr("Other work on this machine disturbed the runs.");
        }
        speed.freshness = results.freshness(results.timing->revision, now);
    }
    HeadlineCell answers = answersCell(document, results);
    if (results.baseline) {
        const auto& other = *results.baseline;
        if (other.sizes.theoreticalBytes > 0)
            size.other
                = HeadlineTexts::tr("kept %1").arg(ratioText(other.sizes.floatBytes / other.sizes.theoreticalBytes));
        if (other.timing.total.median > 0 && results.timing)
            speed.other = HeadlineTexts::tr("kept %1").arg(
                ratioText(results.timing->floatTiming.total.median / other.timing.total.median));
    }
    return {size, speed, answers};
}

QList<widgets::Figure> machineFigures(const Document& document, const Results& results)
{
    QList<widgets::Figure> list;
    if (!results.network) return list;
    if (results.baseline) return comparedFigures(document, results);
    const NetworkResult& n = *results.network;
    const QString level = levelText(n.level);
    list << widgets::Figure {HeadlineTexts::tr("machine"), {},
        HeadlineTexts::tr("%1, %2", "instruction set, threads").arg(level, threadsText(n.threads)), {},
        HeadlineTexts::tr("The instruction set that the layers run on")};
    const auto executed
        = std::ranges::count_if(n.layers, [](const auto& l) { return l.execution == engine::Execution::Executed; });
    list << widgets::Figure {HeadlineTexts::tr("executed"), {},
        HeadlineTexts::tr("%1 of %2 layers").arg(executed).arg(n.layers.size()), {},
        HeadlineTexts::tr("The other layers are simulated: rounded to their formats, computed in float.")};
    if (results.timing)
        list << widgets::Figure {HeadlineTexts::tr("measured"), {},
            HeadlineTexts::tr("median of %1 runs").arg(results.timing->quantizedTiming.total.runs)
                + (results.timing->disturbed() ? HeadlineTexts::tr(", disturbed by other work") : QString()),
            {}, HeadlineTexts::tr("Both networks in turn, so that a drifting clock hits them alike")};
    if (n.calibrationPictures > 0)
        list << widgets::Figure {HeadlineTexts::tr("calibrated"), {},
            HeadlineTexts::tr("with %n pictures", nullptr, n.calibrationPictures), {},
            HeadlineTexts::tr("The ranges of the activations come from these")};
    return list;
}

QString pageOfCell(const QString& id)
{
    if (id == QLatin1String(kSize)) return QStringLiteral("distribution");
    if (id == QLatin1String(kSpeed)) return QStringLiteral("speed");
    return QStringLiteral("error");
}

} // namespace bitladder::app
