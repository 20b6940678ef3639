// The words and choices that the core's tables offer a person: formats, ranges, granularities. Everything iterates the
// tables; a choice is known by its row or, in lists, by its place in the list that was made from the table.
#pragma once
#include "core/quant/format/family.h"
#include "core/quant/spec.h"
#include "widgets/control/format_panel.h"
#include "widgets/control/theme.h"

#include <QList>
#include <QString>

namespace bitladder::app
{

QString familyText(const quant::FormatFamily& family); // in the language of the window
widgets::Family toWidget(const quant::FormatFamily* family);

// What the inspector's lists offer, and where a spec stands in them.
widgets::FormatNames formatNames();
int placeOf(const quant::FormatFamily& family);
const quant::FormatFamily& familyAt(int place);
int placeOf(const quant::RangeEstimator* estimator); // null, "by width", is first
const quant::RangeEstimator* estimatorAt(int place);
int placeOf(quant::Symmetry symmetry);
quant::Symmetry symmetryAt(int place);
int placeOf(quant::Granularity granularity);
quant::Granularity granularityAt(int place);
int placeOf(quant::ScaleRule rule);
quant::ScaleRule scaleRuleAt(int place);
int placeOf(const quant::RoundingRule* rule);
const quant::RoundingRule* roundingAt(int place);

// The numbers that the methods of a spec can be told, but for those that are dragged (the range by hand).
QList<const quant::Parameter*> toldParameters(const quant::QuantSpec& spec);
QString parameterText(const quant::Parameter& parameter); // in the language of the window

// The format that a width stands for beside a family: the family stays where it has that width, else the dial's meaning
// counts; 16, 32 and 64 bits of integers stay integers.
quant::NumberFormat formatAtWidth(const quant::FormatFamily& family, int bits);

} // namespace bitladder::app
