// What the tests of the equalizer share.
#pragma once
#include "tests/widgets/widget_test.h"
#include "widgets/equalizer/equalizer.h"

namespace bitladder::widgets::test
{

// "conv1" and on, int8 by int8, with errors and times that differ.
inline QList<EqualizerColumn> someColumns(int count)
{
    QList<EqualizerColumn> columns;
    for (int i = 0; i < count; ++i) {
        EqualizerColumn column;
        column.name = QStringLiteral("conv%1").arg(i + 1);
        column.weightBits = 8;
        column.activationBits = 8;
        column.weightFamily = Family::Int;
        column.activationFamily = Family::Int;
        column.sqnrDb = 30 + i % 10;
        column.floatMs = 1.0 + i % 3;
        column.quantizedMs = 0.5;
        columns.append(column);
    }
    return columns;
}

} // namespace bitladder::widgets::test
