// From the measured kernels of a layer to bars, and the sentence about the layer as it is chosen.
#include "app/window/adapters/adapters.h"
#include "app/window/adapters/kernel_text.h"
#include "app/window/document/level_text.h"
#include "app/window/document/texts.h"
#include "core/measure/diagnosis.h"

#include <QCoreApplication>

namespace bitladder::app
{

// The context of this file's texts; as short as the tools for translations find it written.
struct AdaptersKernels {
    Q_DECLARE_TR_FUNCTIONS(AdaptersKernels)
};

namespace
{

QString pairText(const measure::FormatPair& pair)
{
    return toText(quant::name(pair.weights)) + QStringLiteral(" × ") + toText(quant::name(pair.activations));
}

} // namespace

widgets::KernelData kernelData(const Document& document, const KernelResult& result)
{
    widgets::KernelData data;
    const auto layer = static_cast<size_t>(result.layer);
    const QString name = document.layerName(static_cast<int>(layer));
    data.title = AdaptersKernels::tr("How fast could “%1” be? Weights × activations, level by level").arg(name);
    if (!result.failure.isEmpty()) {
        data.note = result.failure;
        return data;
    }
    const auto& recipe = document.recipe().layers[layer];
    const measure::FormatPair chosen {recipe.weights.format, recipe.activations.format};
    std::vector<kernels::Level> levels;
    for (const auto level : kernels::supportedLevels()) {
        data.levels << levelText(level);
        levels.push_back(level);
    }
    std::vector<measure::FormatPair> pairs = measure::kernelLadder();
    if (std::ranges::find(pairs, chosen) == pairs.end()) pairs.push_back(chosen);
    for (const auto& pair : pairs)
        data.groups << pairText(pair);
    data.chosen = static_cast<int>(std::ranges::find(pairs, chosen) - pairs.begin());
    int threads = 1;
    for (const auto& rate : result.rates) {
        const auto& row = rate.row;
        widgets::KernelBar bar;
        bar.group = static_cast<int>(std::ranges::find(pairs, rate.formats) - pairs.begin());
        bar.level = static_cast<int>(std::ranges::find(levels, row.level) - levels.begin());
        bar.rate = row.gmacPerS;
        bar.peak = rate.peakGmacPerS;
        bar.execution = row.execution == engine::Execution::Executed ? widgets::Execution::Executed
                                                                     : widgets::Execution::Simulated;
        bar.family = toWidget(rate.formats.weights.family);
        bar.detail
            = AdaptersKernels::tr("%1, %2 a run").arg(kernelText(row.kernel), widgets::formatTime(row.ms.median));
        if (row.ms.disturbed()) bar.detail += "\n" + AdaptersKernels::tr("disturbed by other work on the machine");
        if (!row.note.empty()) bar.detail += "\n" + noteText(row.note);
        data.bars.push_back(std::move(bar));
        threads = row.threads;
    }
    data.note = AdaptersKernels::tr(
        "10⁹ multiply-adds a second (GMAC/s) of the layer alone, with an input of noise, on %n threads; medians",
        nullptr, threads);
    if (result.rates.size() < result.total)
        data.note += AdaptersKernels::tr("; %1 of %2 measured").arg(result.rates.size()).arg(result.total);
    return data;
}

CandidateTexts candidateTexts(const KernelResult& result)
{
    if (result.candidates.empty()) return {};
    const auto& chosen = result.candidates.front();
    if (result.candidates.size() == 1)
        return {AdaptersKernels::tr("No other kernel gives what %1 gives.").arg(toText(chosen.kernel)).toHtmlEscaped(),
            kernelText(chosen.kernel)};
    std::vector<const measure::BenchRow*> rows;
    for (const auto& row : result.candidates)
        rows.push_back(&row);
    std::ranges::stable_sort(rows, {}, [](const auto* row) { return row->ms.median; });
    QStringList kernels, words;
    for (const auto* row : rows) {
        const bool apart
            = row->ms.lowerQuartile > chosen.ms.upperQuartile || row->ms.upperQuartile < chosen.ms.lowerQuartile;
        QString beside = row == &chosen ? AdaptersKernels::tr("chosen")
            : apart                     ? AdaptersKernels::tr("%1×").arg(row->ms.median / chosen.ms.median, 0, 'f', 2)
                                        : AdaptersKernels::tr("≈ equal");
        if (row->ms.disturbed()) beside += ", " + AdaptersKernels::tr("disturbed by other work on the machine");
        const QString text = QStringLiteral("%1 %2 (%3)")
                                 .arg(toText(row->kernel), widgets::formatTime(row->ms.median), beside)
                                 .toHtmlEscaped();
        kernels << (row == &chosen ? QStringLiteral("<b>%1</b>").arg(text) : text);
        words << kernelText(row->kernel);
    }
    return {AdaptersKernels::tr("Kernels that could run it: %1.").arg(kernels.join(QStringLiteral(" · "))),
        AdaptersKernels::tr("Alone, with an input of noise, against the time of the chosen one.") + QLatin1Char('\n')
            + words.join(QLatin1Char('\n'))};
}

QString noteText(const TranslatableMessage& note)
{
    const QString whole = QCoreApplication::translate("Note", note.text);
    return note.value.empty() ? whole : whole.arg(toText(note.value));
}

QString diagnosisText(const engine::LayerInfo& layer, const measure::LayerSpeed& speed)
{
    const auto [sentence, because] = measure::diagnosisOf(layer, speed);
    const QString whole = QCoreApplication::translate("Diagnosis", sentence.text);
    if (!because.empty()) return whole.arg(noteText(because));
    return sentence.value.empty() ? whole : whole.arg(toText(sentence.value));
}

QString diagnosisOf(const Document& document, const Results& results)
{
    const int current = document.currentLayer();
    if (current < 0 || !results.network || !results.timing || results.network->revision != results.timing->revision)
        return {};
    const auto i = static_cast<size_t>(current);
    const auto& times = results.timing->quantizedTiming;
    if (i >= results.network->layers.size() || i >= times.layers.size()) return {};
    const auto& info = results.network->layers[i];
    return AdaptersKernels::tr("As chosen, “%1” takes %2 with %3: %4. %5 multiply-adds for each byte of memory.")
        .arg(document.layerName(current), widgets::formatTime(times.layers[i].median), kernelText(info.kernel),
            diagnosisText(
                info, {results.timing->floatTiming.layers[i].median, times.parts[i], measure::coresDuring(times)}),
            widgets::formatNumber(measure::arithmeticIntensity(info)));
}

} // namespace bitladder::app
