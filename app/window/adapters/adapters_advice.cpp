#include "app/window/adapters/adapters_advice.h"

#include "app/window/adapters/adapters.h"
#include "app/window/document/texts.h"

#include <QCoreApplication>
#include <QLocale>
#include <algorithm>

namespace bitladder::app
{

namespace
{

struct AdaptersAdvice {
    Q_DECLARE_TR_FUNCTIONS(AdaptersAdvice)
};

using experiment::Finding;

QString number(double value)
{
    return widgets::formatNumber(value);
}

// Twice as many pictures calibrate, as far as there are.
void calibrateMore(const Document& document, Advice& advice)
{
    const int now = document.calibrationPictures(), there = static_cast<int>(document.files().size());
    const int more = std::min({std::max(2 * now, 16), there, Document::kMostCalibration});
    if (there < 2) {
        advice.step = AdaptersAdvice::tr("open a folder of pictures that are like those it will see");
        return;
    }
    advice.step = AdaptersAdvice::tr("calibrate with more pictures");
    if (more <= now) return;
    advice.step = AdaptersAdvice::tr("calibrate with %n pictures", nullptr, more);
    advice.action = [more](Document& d) { d.setCalibrationPictures(more); };
}

void pictures(const Document& document, const Finding& finding, Advice& advice)
{
    if (finding.pictures < 2) {
        advice.summary = AdaptersAdvice::tr("The ranges of the activations come from a single picture.");
        advice.theory
            = AdaptersAdvice::tr("Another picture may reach beyond the range of the first, and is clipped there.");
    } else {
        advice.summary = AdaptersAdvice::tr("%n pictures: the ranges of the activations are known to ±%1 % at worst.",
            nullptr, static_cast<int>(finding.pictures))
                             .arg(number(100 * finding.value));
        advice.theory = AdaptersAdvice::tr(
            "Resampling the calibration pictures says how much a range would be another with other pictures.");
    }
    if (finding.weight != Finding::Weight::Fine) calibrateMore(document, advice);
}

void clipping(const Document& document, const Finding& finding, Advice& advice)
{
    advice.summary = AdaptersAdvice::tr("Of %n other pictures at most %1 % of a layer's values lie beyond its range.",
        nullptr, static_cast<int>(finding.pictures))
                         .arg(number(100 * finding.value));
    advice.theory = AdaptersAdvice::tr(
        "Values beyond the range get the code at its end: an error that grows with their distance.");
    if (finding.weight != Finding::Weight::Fine) calibrateMore(document, advice);
}

void outliers(const Document& document, const Finding& finding, Advice& advice)
{
    advice.summary = AdaptersAdvice::tr("%1: its largest weight is %2 times the root mean square.")
                         .arg(document.layerName(finding.layer), number(finding.value));
    advice.theory = AdaptersAdvice::tr("One far value stretches the grid for all that share its scale.");
    const bool apart = document.spec(finding.layer, Part::Weights).granularity != quant::Granularity::Tensor;
    const auto& estimators = quant::rangeEstimators();
    const auto mse = std::ranges::find_if(estimators, [](const auto* row) { return row->id == "mse"; });
    advice.step = apart ? AdaptersAdvice::tr("use the range with the least squared error")
                        : AdaptersAdvice::tr("give every channel a scale of its own");
    if (apart && mse == estimators.end()) return;
    advice.action = [apart, layer = finding.layer, step = advice.step, range = apart ? *mse : nullptr](Document& d) {
        d.editSpecs(AdaptersAdvice::tr("%1: %2").arg(d.layerName(layer), step), {layer}, Part::Weights,
            [&](quant::QuantSpec& spec) {
                if (apart)
                    spec.range = range;
                else
                    spec.granularity = quant::Granularity::Channel;
            });
    };
}

void concatenation(const Document&, const Finding& finding, Advice& advice)
{
    advice.summary = AdaptersAdvice::tr("The inputs of %1 have ranges that differ %2 times.")
                         .arg(toText(finding.node), number(finding.value));
    advice.step = AdaptersAdvice::tr("more bits for the activations behind it, or the method that equalizes layers");
    advice.theory = AdaptersAdvice::tr(
        "One scale has to serve all inputs of a concatenation: the narrow ones keep few of its levels.");
}

void preprocessing(const Document&, const Finding& finding, Advice& advice)
{
    advice.summary = AdaptersAdvice::tr(
        "The first batch normalization sees means that are %1 standard deviations from those it was trained with.")
                         .arg(QLocale().toString(finding.value, 'f', 2));
    advice.theory = AdaptersAdvice::tr("A batch normalization keeps mean and variance of what it saw in training; "
                                       "pictures that are prepared in the same way meet them.");
    if (!finding.better) return;
    advice.step = AdaptersAdvice::tr("prepare pictures as %1 (%2)")
                      .arg(rulesText(finding.better->rules), QLocale().toString(finding.better->distance, 'f', 2));
    advice.action = [rules = finding.better->rules](Document& d) { d.setPreprocessing(rules); };
}

// By the id of the finding.
struct AdviceRow {
    const char* id;
    void (*fill)(const Document& document, const Finding& finding, Advice& advice);
};
constexpr AdviceRow kAdvice[] = {{"pictures", &pictures}, {"clipping", &clipping}, {"outliers", &outliers},
    {"concat", &concatenation}, {"preprocessing", &preprocessing}};

} // namespace

Advice adviceOf(const Document& document, const Finding& finding)
{
    Advice advice;
    advice.sign = finding.weight == Finding::Weight::Fine ? QStringLiteral("✓")
        : finding.weight == Finding::Weight::Advice       ? QStringLiteral("!")
                                                          : QStringLiteral("⚠");
    // What has no row yet speaks as the command line does.
    advice.summary = toText(finding.summary);
    advice.step = toText(finding.nextStep);
    advice.theory = toText(finding.theory);
    const auto* row = std::ranges::find_if(kAdvice, [&](const AdviceRow& r) { return finding.id == r.id; });
    if (row == std::end(kAdvice)) return advice;
    advice.step.clear();
    row->fill(document, finding, advice);
    return advice;
}

} // namespace bitladder::app
