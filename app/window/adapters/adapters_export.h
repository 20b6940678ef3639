// What an exchange format cannot hold of the present recipe, in the language of the window, and what a file that was
// written contains.
#pragma once
#include "app/window/document/document.h"
#include "core/exchange/exchange_format.h"
#include "core/exchange/inspect.h"

#include <QMap>
#include <QStringList>

namespace bitladder::app
{

QString formatLabel(const exchange::ExchangeFormat& format);
// The formats that cannot hold every recipe, in the order of the table.
QList<const exchange::ExchangeFormat*> demandingFormats();
// The reasons of each layer that the format cannot hold. Null format: none.
QMap<int, QStringList> obstaclesOf(const Document& document, const exchange::ExchangeFormat* format);
// The reasons of one layer in one line, with the format's name; empty: there are none.
QString obstacleText(const Document& document, const QStringList& reasons);

// One line for the file: size, opset, how far its answer is from ours.
QString reportHead(const exchange::FileReport& report);
struct ReportRow {
    QString layer, weights, weightScales, input, inputScale;
};
std::vector<ReportRow> reportRows(const exchange::FileReport& report);

} // namespace bitladder::app
