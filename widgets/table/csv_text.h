// Small pieces of comma separated values: numbers in the C locale with full precision, texts quoted where they must be.
#pragma once

#include <QString>
#include <QStringList>

namespace bitladder::widgets
{

QString csvNumber(double value); // empty for NaN
QString csvText(const QString& text);
// The cells joined, with the end of the line.
QString csvLine(const QStringList& cells);

} // namespace bitladder::widgets
