// What the headline says, from the results: pure functions.
#pragma once
#include "app/window/document/results.h"
#include "widgets/control/figure_strip.h"
#include "widgets/headline/headline.h"

namespace bitladder::app
{

// Size, speed and answers, each against the float network; of the baseline beside it, where there is one. What is not
// known yet says so. Without a model there are no cells.
QList<widgets::HeadlineCell> headlineCells(const Document& document, const Results& results);
// A cell for a measured ratio: "2.0× faster", "1.3× slower", or "≈ equal" where 1 lies between `low` and `high`.
widgets::HeadlineCell speedCell(const Summary& reference, const Summary& quantized);
// The machine, and how the figures were made: what the headline does not say.
QList<widgets::Figure> machineFigures(const Document& document, const Results& results);
// The page that explains a cell; empty: none.
QString pageOfCell(const QString& id);

} // namespace bitladder::app
