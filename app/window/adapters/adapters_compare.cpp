// The present recipe beside the baseline: what the panel and the status line show.
#include "app/window/adapters/adapters.h"

#include "app/window/document/outputs.h"

#include <QCoreApplication>
#include <algorithm>
#include <cmath>
#include <map>

namespace bitladder::app
{

struct Compare {
    Q_DECLARE_TR_FUNCTIONS(Compare)
};

namespace
{

// Of each network so many best classes have a row.
constexpr size_t kBestOfEach = 3;

QString percent(double share)
{
    return widgets::formatWithUnit(share, widgets::Unit::Percent);
}

QString decibels(double db)
{
    return std::isinf(db) ? Compare::tr("∞ dB") : widgets::formatWithUnit(db, widgets::Unit::Decibels);
}

QString timesText(double before, double after)
{
    return after > 0 ? widgets::formatWithUnit(before / after, widgets::Unit::Times) : QString();
}

} // namespace

widgets::ComparedAnswers comparedAnswers(const Document& document, const Results& results)
{
    using Table = widgets::ComparedAnswers;
    Table table;
    if (!results.network || !results.baseline) return table;
    const NetworkResult& b = *results.network;
    const BaselineResult& a = *results.baseline;
    const size_t output = outputIndex(document, b);
    if (output >= b.answers.size() || output >= a.answers.size() || output >= b.taps->answers.size()) return table;
    const int64_t batch = b.shown ? model::repeatsOf(*document.model(), *b.shown) : 1;
    const std::array<tensor::Tensor, Table::ColumnCount> tensors {model::firstOfBatch(b.taps->answers[output], batch),
        model::firstOfBatch(a.answers[output], batch), model::firstOfBatch(b.answers[output], batch)};
    const std::array scores {
        analysis::sharesOf(tensors[0]), analysis::sharesOf(tensors[1]), analysis::sharesOf(tensors[2])};
    std::vector<int64_t> classes;
    std::array<int64_t, Table::ColumnCount> best {};
    for (size_t column = 0; column < tensors.size(); ++column) {
        const auto top = analysis::topOf(tensors[column], kBestOfEach);
        if (top.empty() || scores[column].size() != scores.front().size()) return table;
        best[column] = top.front().index;
        for (const auto& ranked : top)
            if (!std::ranges::count(classes, ranked.index)) classes.push_back(ranked.index);
    }
    std::ranges::stable_sort(classes, std::ranges::greater(),
        [&](int64_t index) { return scores[Table::Float][static_cast<size_t>(index)]; });
    for (const int64_t index : classes) {
        const auto i = static_cast<size_t>(index);
        for (size_t column = 0; column < best.size(); ++column)
            if (best[column] == index) table.best[column] = static_cast<int>(table.rows.size());
        table.rows.push_back({className(document, static_cast<int>(index)),
            {scores[Table::Float][i], scores[Table::A][i], scores[Table::B][i]}});
    }
    if (!sameInputs(document, b)) table.freshness[Table::Float] = widgets::Freshness::Stale;
    table.freshness[Table::A] = results.freshness(a.revision, document.revision());
    table.freshness[Table::B] = results.freshness(b.revision, document.revision());
    return table;
}

void compareFolder(widgets::FolderResult& result, const analysis::Evaluation& a, const analysis::Evaluation& b)
{
    const auto equal = analysis::equalAnswers(a, b);
    if (equal.total == 0) return;
    result.done = std::min(result.done, static_cast<int>(a.images + static_cast<int64_t>(a.unreadable.size())));
    result.baselineEqual = shareOf(equal);
    result.baselineAgreement = shareOf(a.agreement);
    result.baselineTop1 = shareOf(a.chosenTop1);
    result.baselineTop5 = shareOf(a.chosenTop5);
}

QList<widgets::Figure> comparedFigures(const Document& document, const Results& results)
{
    const auto& n = *results.network;
    const auto& baseline = *results.baseline;
    const auto now = document.revision();
    const auto newest = [&](quint64 of) { return results.freshness(std::min(of, baseline.revision), now); };
    QList<widgets::Figure> list;
    const QString name = document.baselineName();
    list << widgets::Figure {Compare::tr("%1 → now: size").arg(name), sizeText(baseline.sizes.theoreticalBytes),
        sizeText(n.sizes.theoreticalBytes), timesText(baseline.sizes.theoreticalBytes, n.sizes.theoreticalBytes),
        Compare::tr("Theoretical size of the parameters (bits × elements); float: %1.")
            .arg(sizeText(n.sizes.floatBytes)),
        newest(n.revision)};
    if (results.timing) {
        const auto &a = baseline.timing.total, &b = results.timing->quantizedTiming.total;
        list << widgets::Figure {Compare::tr("latency"), widgets::formatTime(a.median), widgets::formatTime(b.median),
            timesText(a.median, b.median),
            Compare::tr("Medians of %1 runs of %4 and %2 runs of the present recipe, each in turn with float: %3.")
                .arg(a.runs)
                .arg(b.runs)
                .arg(widgets::formatTime(results.timing->floatTiming.total.median), name),
            newest(results.timing->revision)};
    }
    const double b = n.output.sqnrDb(), gain = b - baseline.outputDb;
    if (outputKind(document, n) != OutputKind::Classes)
        list << widgets::Figure {Compare::tr("SQNR"), decibels(baseline.outputDb), decibels(b),
            std::isfinite(gain) ? (gain > 0 ? QStringLiteral("+") : QString()) + decibels(gain) : QString(),
            Compare::tr("Of the network's output for the present picture."), newest(n.revision)};
    const analysis::Evaluation* ofA = results.baselineEvaluation();
    if (!ofA || outputKind(document, n) != OutputKind::Classes) return list;
    const analysis::Evaluation& ofB = results.folder->evaluation;
    const auto freshness = newest(results.folder->revision);
    // Over the same pictures, or the difference would be of other pictures rather than of other answers.
    if (ofA->labelled > 0 && ofA->labelled == ofB.labelled)
        list << widgets::Figure {Compare::tr("top 1"), percent(ofA->chosenTop1.rate()), percent(ofB.chosenTop1.rate()),
            widgets::formatPoints(ofB.chosenTop1.rate() - ofA->chosenTop1.rate()),
            Compare::tr("Right answers of %3 and of the present recipe over %1 pictures; float: %2.")
                .arg(ofA->labelled)
                .arg(percent(ofB.floatTop1.rate()), name),
            freshness};
    const auto equal = analysis::equalAnswers(*ofA, ofB);
    list << widgets::Figure {Compare::tr("same answers"), {}, percent(equal.rate()), {},
        Compare::tr("Equal top answers of %6 and the present recipe over %1 pictures; 95 % interval %2 to %3. With "
                    "float agree: "
                    "%6 %4, the present one %5.")
            .arg(equal.total)
            .arg(percent(equal.low()), percent(equal.high()), percent(ofA->agreement.rate()),
                percent(ofB.agreement.rate()), name),
        freshness};
    return list;
}

} // namespace bitladder::app
