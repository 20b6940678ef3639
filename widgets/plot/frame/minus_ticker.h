// Tick labels with a minus sign (U+2212) where locales write a hyphen.
#pragma once

#include "widgets/control/theme.h"

#include <qcustomplot.h>

namespace bitladder::widgets
{

template<typename Ticker = QCPAxisTicker> class MinusTicker : public Ticker
{
protected:
    QString getTickLabel(double tick, const QLocale& locale, QChar formatChar, int precision) override
    {
        return withMinus(Ticker::getTickLabel(tick, locale, formatChar, precision));
    }
};

// For axes that may show numbers below zero.
inline void useMinus(std::initializer_list<QCPAxis*> axes)
{
    for (QCPAxis* axis : axes)
        axis->setTicker(QSharedPointer<MinusTicker<>>::create());
}

} // namespace bitladder::widgets
