#include "app/window/adapters/adapters_tune.h"

#include "app/window/document/texts.h"
#include "core/analysis/cost.h"
#include "widgets/control/theme.h"

#include <QCoreApplication>
#include <QLocale>
#include <algorithm>
#include <cmath>
#include <numeric>

namespace bitladder::app
{

namespace
{

struct AdaptersTune {
    Q_DECLARE_TR_FUNCTIONS(AdaptersTune)
};

using widgets::FrontDot;

double costOf(const experiment::FrontPoint& point, experiment::Objective objective)
{
    switch (objective) {
    case experiment::Objective::Size:
        return point.sizeBytes;
    case experiment::Objective::Latency:
        return point.latencyMs > 0 ? point.latencyMs : std::numeric_limits<double>::quiet_NaN();
    case experiment::Objective::Bops:
        return point.bops;
    case experiment::Objective::Energy:
        break;
    }
    return point.energyUj;
}

experiment::FrontPoint pointOf(const model::Model& model, const MeasuredRecipe& measured)
{
    experiment::FrontPoint point;
    point.recipe = measured.recipe;
    const auto cost = analysis::costOf(model, measured.recipe).total;
    point.sizeBytes = cost.bytes;
    point.bops = cost.bops;
    point.energyUj = cost.energyUj;
    point.latencyMs = measured.latencyMs;
    point.predicted = std::numeric_limits<double>::quiet_NaN();
    point.measured = experiment::Effect {std::numeric_limits<double>::quiet_NaN(), 0, measured.agreement, {}};
    return point;
}

QString detailOf(const experiment::FrontPoint& point)
{
    QStringList parts {widgets::formatBytes(point.sizeBytes)};
    if (point.latencyMs > 0) parts << widgets::formatTime(point.latencyMs);
    parts << AdaptersTune::tr("%1 GBOP").arg(widgets::formatNumber(point.bops / 1e9))
          << AdaptersTune::tr("%1 µJ by the model").arg(widgets::formatNumber(point.energyUj));
    return parts.join(QStringLiteral(" · "));
}

class FrontMaker
{
public:
    FrontMaker(Front& front, const FrontLimits& limits)
        : m_front(front)
        , m_limits(limits)
    {
    }
    void add(const experiment::FrontPoint& point, FrontDot::Kind kind, const QString& name)
    {
        if (!point.measured || point.measured->agreement.total == 0) return;
        const double cost = costOf(point, m_limits.cost);
        const Proportion& share = point.measured->agreement;
        m_front.data.dots << FrontDot {kind, cost / unitOf(m_limits.cost).size, share.rate(), share.low(), share.high(),
            point.predicted, name, detailOf(point)};
        m_front.recipes.push_back(std::make_shared<const quant::Recipe>(point.recipe));
        const bool keeps = std::isfinite(cost) && (!m_limits.minAgreement || share.rate() >= *m_limits.minAgreement)
            && (!m_limits.maxCost || cost <= *m_limits.maxCost);
        if (!keeps) return;
        // Without a floor it is the answers that count.
        const auto key = m_limits.minAgreement ? std::pair(cost, -share.rate()) : std::pair(-share.rate(), cost);
        if (m_front.data.chosen >= 0 && key >= m_best) return;
        m_best = key;
        m_front.data.chosen = static_cast<int>(m_front.data.dots.size()) - 1;
    }

private:
    Front& m_front;
    const FrontLimits& m_limits;
    std::pair<double, double> m_best;
};

} // namespace

Front frontOf(const Document& document, const SearchFound* found, std::span<const MeasuredRecipe> measured,
    const FrontLimits& limits)
{
    Front front;
    FrontMaker maker(front, limits);
    if (found) {
        // Another cost than was searched by has a front of its own.
        std::vector<const experiment::FrontPoint*> points;
        for (const auto* list : {&found->result.front, &found->result.others})
            for (const auto& point : *list)
                points.push_back(&point);
        std::ranges::stable_sort(points, {}, [&](const auto* p) { return costOf(*p, limits.cost); });
        double highest = -1;
        int number = 0;
        for (const auto* point : points) {
            const double share = point->measured ? point->measured->agreement.rate() : 0;
            const bool best = std::isfinite(costOf(*point, limits.cost)) && share > highest;
            if (best) highest = share;
            maker.add(*point, best ? FrontDot::Kind::Front : FrontDot::Kind::Tried,
                AdaptersTune::tr("search %1: %2").arg(++number).arg(formatsText(point->recipe)));
        }
    }
    for (const MeasuredRecipe& one : measured) {
        const bool present = one.recipe == document.recipe();
        const auto kept = std::ranges::find_if(
            document.candidates(), [&](const Candidate& candidate) { return *candidate.recipe == one.recipe; });
        const bool named = kept != document.candidates().end();
        const QString name = named ? kept->name : formatsText(one.recipe);
        maker.add(pointOf(*document.model(), one),
            present     ? FrontDot::Kind::Present
                : named ? FrontDot::Kind::Named
                        : FrontDot::Kind::Tried,
            present ? AdaptersTune::tr("now: %1").arg(name) : name);
    }
    front.data.title = AdaptersTune::tr("What is the best I can have?");
    const CostUnit unit = unitOf(limits.cost);
    front.data.costLabel = AdaptersTune::tr("%1 (%2)").arg(objectiveText(limits.cost), unit.text);
    front.data.shareLabel = AdaptersTune::tr("same answers (%)");
    front.data.floor = limits.minAgreement;
    if (limits.maxCost) front.data.mostCost = *limits.maxCost / unit.size;
    front.data.note = AdaptersTune::tr(
        "Answers are measured over the pictures, with their 95 % interval; size, bit operations and energy are "
        "computed, times measured here.");
    return front;
}

CostUnit unitOf(experiment::Objective objective)
{
    switch (objective) {
    case experiment::Objective::Size:
        return {AdaptersTune::tr("MB"), 1e6};
    case experiment::Objective::Latency:
        return {AdaptersTune::tr("ms"), 1};
    case experiment::Objective::Bops:
        return {AdaptersTune::tr("GBOP"), 1e9};
    case experiment::Objective::Energy:
        break;
    }
    return {AdaptersTune::tr("µJ"), 1};
}

QString objectiveText(experiment::Objective objective)
{
    for (const auto& row : experiment::objectives())
        if (row.objective == objective) return QCoreApplication::translate("Search", row.label);
    return {};
}

QString trustText(const experiment::SearchResult& result)
{
    if (!std::isfinite(result.rankCorrelation)) return {};
    const QString number = QLocale().toString(result.rankCorrelation, 'f', 2);
    const auto recipes = static_cast<int>(result.evaluated);
    return result.rankCorrelation >= kTrusted
        ? AdaptersTune::tr(
            "✓ The model predicts what is measured: rank correlation %1 over %n recipes.", nullptr, recipes)
              .arg(number)
        : AdaptersTune::tr(
            "⚠ Do not trust the predictions: rank correlation %1 over %n recipes; layers interact.", nullptr, recipes)
              .arg(number);
}

widgets::LadderMapData ladderMapData(const Document& document, const LadderFound& found)
{
    widgets::LadderMapData data;
    const auto& map = found.ladder;
    for (const auto& format : map.formats)
        data.formats << toText(quant::name(format));
    data.sqnrDb = map.sqnrDb;
    data.nsPerMac = map.nsPerMac;
    for (size_t i = 0; i < map.layers.size(); ++i) {
        data.layers << document.layerName(static_cast<int>(i));
        const auto& layer = document.recipe().layers[i];
        const auto at = std::ranges::find(map.formats, layer.weights.format);
        const bool none = at == map.formats.end() || !document.model()->layers[i].weights;
        data.present << (none ? -1 : static_cast<int>(at - map.formats.begin()));
        data.locked << (layer.lock == quant::Lock::Locked);
    }
    return data;
}

namespace
{

double harmOf(const experiment::Effect& effect, SensitivityMeasure measure)
{
    const bool pictures = effect.agreement.total > 0;
    if (measure == SensitivityMeasure::Output || !pictures) return 100 * std::pow(10, -effect.outputDb / 10);
    return measure == SensitivityMeasure::Answers ? 100 * (1 - effect.agreement.rate()) : effect.kl;
}

QString axisOf(const experiment::Effect& effect, SensitivityMeasure measure)
{
    if (measure == SensitivityMeasure::Output || effect.agreement.total == 0)
        return AdaptersTune::tr("output noise, % of the signal");
    return measure == SensitivityMeasure::Answers ? AdaptersTune::tr("changed answers, %")
                                                  : AdaptersTune::tr("divergence, nats");
}

} // namespace

widgets::SensitivityData sensitivityData(
    const Document& document, const SensitivityFound& found, SensitivityMeasure measure)
{
    widgets::SensitivityData data;
    const auto& all = found.sensitivity.all;
    data.axis = axisOf(all, measure);
    for (const auto& row : found.sensitivity.rows) {
        widgets::SensitivityBar bar;
        bar.layer = row.layers.front();
        bar.name = row.layers.size() == 1 ? document.layerName(bar.layer) : toText(row.name);
        bar.on = harmOf(row.oneOn, measure);
        bar.off = harmOf(all, measure) - harmOf(row.oneOff, measure);
        bar.weights = harmOf(row.weightsOnly, measure);
        bar.activations = harmOf(row.activationsOnly, measure);
        if (row.oneOn.agreement.total > 0)
            bar.detail = AdaptersTune::tr("quantized alone: %1 % of %2 answers stay (%3 … %4)")
                             .arg(widgets::formatNumber(100 * row.oneOn.agreement.rate()))
                             .arg(row.oneOn.agreement.total)
                             .arg(widgets::formatNumber(100 * row.oneOn.agreement.low()),
                                 widgets::formatNumber(100 * row.oneOn.agreement.high()));
        data.rows << bar;
    }
    // Of equal ones the divergence decides, which is finer.
    QList<widgets::SensitivityBar> sorted;
    std::vector<int> places(static_cast<size_t>(data.rows.size()));
    std::iota(places.begin(), places.end(), 0);
    std::ranges::stable_sort(places, [&](int a, int b) {
        const auto key = [&](int i) {
            return std::pair(data.rows[i].on, found.sensitivity.rows[static_cast<size_t>(i)].oneOn.kl);
        };
        return key(a) > key(b);
    });
    for (const int place : places)
        sorted << data.rows[place];
    data.rows = sorted;
    if (all.agreement.total > 0)
        data.note = AdaptersTune::tr("Everything quantized: %1 % of %2 answers stay the same (%3 … %4).")
                        .arg(widgets::formatNumber(100 * all.agreement.rate()))
                        .arg(all.agreement.total)
                        .arg(widgets::formatNumber(100 * all.agreement.low()),
                            widgets::formatNumber(100 * all.agreement.high()));
    else
        data.note = AdaptersTune::tr(
            "Everything quantized: SQNR of the output %1. With a folder of pictures answers are compared.")
                        .arg(widgets::formatWithUnit(all.outputDb, widgets::Unit::Decibels));
    return data;
}

} // namespace bitladder::app
