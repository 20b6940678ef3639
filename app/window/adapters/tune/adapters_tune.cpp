#include "app/window/adapters/tune/adapters_tune.h"

#include "app/window/adapters/adapters_methods.h"
#include "app/window/document/texts.h"
#include "core/analysis/cost.h"
#include "core/quant/range.h"
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

QString detailOf(const model::Model& model, const experiment::FrontPoint& point)
{
    QStringList parts {widgets::formatBytes(point.sizeBytes)};
    if (point.latencyMs > 0) parts << widgets::formatTime(point.latencyMs);
    const CostUnit bops = unitOf(experiment::Objective::Bops, &model),
                   energy = unitOf(experiment::Objective::Energy, &model);
    parts
        << QStringLiteral("%1 %2").arg(widgets::formatNumber(point.bops / bops.size), bops.text)
        << AdaptersTune::tr("%1 %2 by the model").arg(widgets::formatNumber(point.energyUj / energy.size), energy.text);
    return parts.join(QStringLiteral(" · "));
}

class FrontMaker
{
public:
    FrontMaker(Front& front, const model::Model& model, const FrontLimits& limits, const CostUnit& unit)
        : m_front(front)
        , m_model(model)
        , m_limits(limits)
        , m_unit(unit)
    {
    }
    void add(const experiment::FrontPoint& point, FrontDot::Kind kind, const QString& name)
    {
        if (!point.measured || point.measured->agreement.total == 0) return;
        const double cost = costOf(point, m_limits.cost);
        const Proportion& share = point.measured->agreement;
        m_front.data.dots << FrontDot {kind, cost / m_unit.size, share.rate(), share.low(), share.high(),
            point.predicted, name, detailOf(m_model, point)};
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
    const model::Model& m_model;
    const FrontLimits& m_limits;
    const CostUnit& m_unit;
    std::pair<double, double> m_best;
};

} // namespace

Front frontOf(const Document& document, const SearchFound* found, std::span<const MeasuredRecipe> measured,
    const FrontLimits& limits)
{
    Front front;
    const CostUnit unit = unitOf(limits.cost, document.model().get());
    FrontMaker maker(front, *document.model(), limits, unit);
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
    front.data.costLabel = AdaptersTune::tr("%1 (%2)").arg(objectiveText(limits.cost), unit.text);
    front.data.shareLabel = AdaptersTune::tr("same answers (%)");
    front.data.floor = limits.minAgreement;
    if (limits.maxCost) front.data.mostCost = *limits.maxCost / unit.size;
    front.data.note = AdaptersTune::tr(
        "Answers are measured over the pictures, with their 95 % interval; size, bit operations and energy are "
        "computed, times measured here.");
    return front;
}

CostUnit unitOf(experiment::Objective objective, const model::Model* model)
{
    analysis::LayerCost usual {1e6, 0, 1e9, 1};
    if (model) {
        quant::Recipe recipe = engine::floatRecipe(*model->graph);
        quant::setAll(recipe, quant::intFormat(8), quant::intFormat(8));
        engine::fitToLayers(model->layers, recipe);
        usual = analysis::costOf(*model, recipe).total;
    }
    // The largest that is not above the usual cost; the first where all are.
    const auto best = [](double cost, std::initializer_list<CostUnit> units) {
        CostUnit chosen = *units.begin();
        for (const CostUnit& unit : units)
            if (unit.size <= cost) chosen = unit;
        return chosen;
    };
    switch (objective) {
    case experiment::Objective::Size:
        return best(usual.bytes,
            {{AdaptersTune::tr("B"), 1}, {AdaptersTune::tr("kB"), 1e3}, {AdaptersTune::tr("MB"), 1e6},
                {AdaptersTune::tr("GB"), 1e9}});
    case experiment::Objective::Latency:
        return {AdaptersTune::tr("ms"), 1};
    case experiment::Objective::Bops:
        return best(usual.bops,
            {{AdaptersTune::tr("MBOP"), 1e6}, {AdaptersTune::tr("GBOP"), 1e9}, {AdaptersTune::tr("TBOP"), 1e12}});
    case experiment::Objective::Energy:
        break;
    }
    return best(
        usual.energyUj, {{AdaptersTune::tr("nJ"), 1e-3}, {AdaptersTune::tr("µJ"), 1}, {AdaptersTune::tr("mJ"), 1e3}});
}

QString objectiveText(experiment::Objective objective)
{
    for (const auto& row : experiment::objectives())
        if (row.objective == objective) return QCoreApplication::translate("Search", row.label);
    return {};
}

namespace
{

QString sharesText(const Proportion& share)
{
    return AdaptersTune::tr("%1 (%2 … %3)")
        .arg(widgets::formatWithUnit(share.rate(), widgets::Unit::Percent),
            widgets::formatWithUnit(share.low(), widgets::Unit::Percent),
            widgets::formatWithUnit(share.high(), widgets::Unit::Percent));
}

QString rangeLabel(const std::string& id)
{
    const auto* estimator = quant::findEstimator(id);
    return estimator ? QCoreApplication::translate("Range", estimator->label) : toText(id);
}

QString wideningText(const experiment::Widening& widening)
{
    const auto layers = static_cast<int>(widening.layers.size());
    const QString what = toText(widening.what);
    switch (widening.kind) {
    case experiment::Widening::Kind::Range:
        return AdaptersTune::tr("ranges of activations by %1").arg(rangeLabel(widening.what));
    case experiment::Widening::Kind::Method:
        if (const auto* method = methods::findMethod(widening.what)) return methodLabel(*method);
        return what;
    case experiment::Widening::Kind::Activations:
        return AdaptersTune::tr("%1 activations in %n layer(s)", nullptr, layers).arg(what);
    case experiment::Widening::Kind::Weights:
        break;
    }
    return AdaptersTune::tr("weights up to %1 in %n layer(s)", nullptr, layers).arg(what);
}

} // namespace

QString verdictText(const SearchFound& found)
{
    const auto& result = found.result;
    QStringList sentences;
    if (found.finished && !result.chosen && result.nearest) {
        const auto& point = result.front[*result.nearest];
        QStringList limits;
        if (found.asked.limits.minAgreement)
            limits << AdaptersTune::tr("%1 of the answers")
                          .arg(widgets::formatWithUnit(*found.asked.limits.minAgreement, widgets::Unit::Percent));
        if (found.asked.limits.maxCost) {
            const CostUnit unit = unitOf(found.asked.minimize, found.model.get());
            limits << AdaptersTune::tr("at most %1 %2")
                          .arg(widgets::formatNumber(*found.asked.limits.maxCost / unit.size), unit.text);
        }
        sentences << AdaptersTune::tr("✗ None of %n recipes keeps %1. The nearest keeps %2 of the answers with %3.",
            nullptr, static_cast<int>(result.evaluated))
                         .arg(QLocale().createSeparatedList(limits), sharesText(point.measured->agreement),
                             widgets::formatBytes(point.sizeBytes));
    }
    if (!result.widened.empty()) {
        QStringList more;
        for (const auto& widening : result.widened)
            more << wideningText(widening);
        sentences << AdaptersTune::tr("What was to choose from did not keep it, so tried as well: %1.")
                         .arg(QLocale().createSeparatedList(more));
    }
    return sentences.join(QLatin1Char(' '));
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
        QStringList names;
        for (const int layer : row.layers) {
            bar.layers << layer;
            names << document.layerName(layer);
        }
        bar.name = names.join(QStringLiteral(" + "));
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
