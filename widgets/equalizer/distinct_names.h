// Shortens names to the room that there is so that they stay distinct: the part that they share is left out.
#pragma once

#include <QStringList>

#include <functional>

namespace bitladder::widgets
{

// `room`: for a whole name, `advance`: of one character, in the same unit. A name that fits stays as it is; of others a
// part is left out ("…"): behind the first third where that suffices, else where names differ the most. Where nothing
// tells them apart in so little room, some stay alike.
QStringList distinctlyElided(const QStringList& names, double room, const std::function<double(QChar)>& advance);

} // namespace bitladder::widgets
