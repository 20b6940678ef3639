#include "app/window/adapters/choices.h"

#include "core/quant/rounding.h"

#include <QCoreApplication>
#include <algorithm>
#include <array>

namespace bitladder::app
{

namespace
{

class Choices
{
    Q_DECLARE_TR_FUNCTIONS(Choices)
};

constexpr std::array kSymmetries {quant::Symmetry::Symmetric, quant::Symmetry::Asymmetric};
constexpr std::array kGranularities {
    quant::Granularity::Tensor, quant::Granularity::Channel, quant::Granularity::Group};

constexpr std::array kScaleRules {quant::ScaleRule::Any, quant::ScaleRule::PowerOfTwo};

// Which of the widgets' colours a family has, by its id.
struct Look {
    std::string_view id;
    widgets::Family family;
};
constexpr Look kLooks[]
    = {{"float", widgets::Family::Float}, {"int", widgets::Family::Int}, {"ternary", widgets::Family::Ternary},
        {"binary", widgets::Family::Binary}, {"power-of-two", widgets::Family::PowerOfTwo},
        {"code-book", widgets::Family::CodeBook}, {"block", widgets::Family::Block}};

template<typename Rows, typename Row> int placeIn(const Rows& rows, const Row& row)
{
    return static_cast<int>(std::ranges::find(rows, row) - rows.begin());
}

} // namespace

QString familyText(const quant::FormatFamily& family)
{
    return QCoreApplication::translate("Family", family.label);
}

widgets::Family toWidget(const quant::FormatFamily* family)
{
    const auto* look = std::ranges::find(kLooks, family->look.empty() ? family->id : family->look, &Look::id);
    return look != std::end(kLooks) ? look->family : widgets::Family::CodeBook;
}

widgets::FormatNames formatNames()
{
    widgets::FormatNames names;
    for (const auto* family : quant::formatFamilies())
        names.families << familyText(*family);
    names.symmetries = {Choices::tr("symmetric"), Choices::tr("asymmetric")};
    names.granularities = {Choices::tr("per tensor"), Choices::tr("per channel"), Choices::tr("per group")};
    names.scaleRules = {Choices::tr("any"), Choices::tr("powers of two")};
    for (const auto* rule : quant::roundingRules())
        names.roundings << QCoreApplication::translate("Rounding", rule->label);
    names.ranges << Choices::tr("by width");
    names.weightRanges = names.ranges;
    for (const auto* estimator : quant::rangeEstimators()) {
        names.ranges << QCoreApplication::translate("Range", estimator->label);
        if (estimator->forWeights) names.weightRanges << names.ranges.back();
    }
    return names;
}

int placeOf(const quant::FormatFamily& family)
{
    return placeIn(quant::formatFamilies(), &family);
}

const quant::FormatFamily& familyAt(int place)
{
    return *quant::formatFamilies()[static_cast<size_t>(place)];
}

int placeOf(const quant::RangeEstimator* estimator)
{
    return estimator ? 1 + placeIn(quant::rangeEstimators(), estimator) : 0;
}

const quant::RangeEstimator* estimatorAt(int place)
{
    return place == 0 ? nullptr : quant::rangeEstimators()[static_cast<size_t>(place - 1)];
}

int placeOf(quant::Symmetry symmetry)
{
    return placeIn(kSymmetries, symmetry);
}

quant::Symmetry symmetryAt(int place)
{
    return kSymmetries[static_cast<size_t>(place)];
}

int placeOf(quant::Granularity granularity)
{
    return placeIn(kGranularities, granularity);
}

quant::Granularity granularityAt(int place)
{
    return kGranularities[static_cast<size_t>(place)];
}

int placeOf(const quant::RoundingRule* rule)
{
    return placeIn(quant::roundingRules(), rule);
}

const quant::RoundingRule* roundingAt(int place)
{
    return quant::roundingRules()[static_cast<size_t>(place)];
}

int placeOf(quant::ScaleRule rule)
{
    return placeIn(kScaleRules, rule);
}

quant::ScaleRule scaleRuleAt(int place)
{
    return kScaleRules[static_cast<size_t>(place)];
}

QList<const quant::Parameter*> toldParameters(const quant::QuantSpec& spec)
{
    QList<const quant::Parameter*> found;
    if (quant::isNativeFloat(spec.format) || &spec.estimator() == &quant::kByHand) return found;
    for (const quant::Parameter* parameter : quant::parametersOf(spec))
        found << parameter;
    return found;
}

QString parameterText(const quant::Parameter& parameter)
{
    return QCoreApplication::translate("Parameter", parameter.label);
}

quant::NumberFormat formatAtWidth(const quant::FormatFamily& family, int bits)
{
    if (&family == &quant::kIntegerFamily) {
        const bool dialMeansFloat = quant::isFloat(quant::dialFormat(bits));
        return dialMeansFloat ? quant::intFormat(bits) : quant::dialFormat(bits);
    }
    return family.has(bits) ? family.at(bits) : quant::dialFormat(bits);
}

} // namespace bitladder::app
