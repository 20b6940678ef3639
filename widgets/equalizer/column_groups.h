// What neighbouring layers share in their names: "fire6" of "fire6/squeeze1x1" and "fire6/expand3x3". The equalizer
// draws it as a bracket.
#pragma once

#include <QList>
#include <QString>
#include <QStringList>

namespace bitladder::widgets
{

struct ColumnGroup {
    int first = 0, last = 0; // columns
    QString name;
    friend bool operator==(const ColumnGroup&, const ColumnGroup&) = default;
};

// Every name belongs to exactly one group, in order; a name that shares nothing with its neighbours is a group alone.
QList<ColumnGroup> columnGroups(const QStringList& names);

} // namespace bitladder::widgets
