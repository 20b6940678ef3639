// The names of the window's pages, for the command line and for lessons, in the order of their tabs.
#pragma once
#include <QStringList>

namespace bitladder::app
{

inline QStringList pageNames()
{
    return {QStringLiteral("distribution"), QStringLiteral("error"), QStringLiteral("speed"), QStringLiteral("graph"),
        QStringLiteral("features"), QStringLiteral("output"), QStringLiteral("kernels")};
}

} // namespace bitladder::app
