// What a recipe costs, as the rows of a list. Pure.
#pragma once
#include "app/window/document/results.h"
#include "app/window/document/study_results.h"
#include "core/analysis/cost.h"

#include <QList>
#include <QString>

namespace bitladder::app
{

class Document;

struct CostRow {
    QString what, before, now, ratio;
    QString origin; // computed, model, measured, or of a file
    QString toolTip {};
    double from = qQNaN(), to = qQNaN(); // the same figures in `unit`; NaN: not known
    QString unit {}; // "bytes", "operations", "µJ", "1/J"
    QList<CostRow> parts {};
};
// `written`: the last export of this model, `energy`: what was measured; null: nothing yet. Precondition: there is a
// model.
QList<CostRow> costRows(const Document& document, const Results& results, const analysis::EnergyTable& table,
    const ExportResult* written, const EnergyFound* energy);
QString costCsv(const QList<CostRow>& rows);

} // namespace bitladder::app
