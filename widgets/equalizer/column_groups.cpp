#include "widgets/equalizer/column_groups.h"

namespace bitladder::widgets
{

namespace
{

// All but the last part of a path; the sign that parts it is the strongest that the name has.
QString stemOf(const QString& name)
{
    for (const char sign : {'/', '.'})
        if (const qsizetype at = name.lastIndexOf(QLatin1Char(sign)); at > 0) return name.left(at);
    // "layer1_0_conv" is of "layer1_0", but "Conv_62" is of nothing.
    const qsizetype at = name.lastIndexOf(QLatin1Char('_'));
    if (at <= 0) return {};
    const QString tail = name.mid(at + 1);
    bool number = false;
    tail.toInt(&number);
    return number ? QString() : name.left(at);
}

} // namespace

QList<ColumnGroup> columnGroups(const QStringList& names)
{
    QList<ColumnGroup> groups;
    QStringList stems;
    for (int i = 0; i < names.size(); ++i) {
        const QString stem = stemOf(names[i]);
        if (!stem.isEmpty() && !stems.isEmpty() && stems.last() == stem) {
            groups.last().last = i;
            groups.last().name = stem;
        } else {
            groups.append({i, i, names[i]});
        }
        stems.append(stem);
    }
    return groups;
}

} // namespace bitladder::widgets
