// Instruction set levels as a person reads them.
#pragma once
#include "app/window/document/texts.h"
#include "core/kernels/dispatch.h"

#include <QCoreApplication>

namespace bitladder::app
{

// The names of instruction sets are the same in every language; "scalar" is a word.
inline QString levelText(kernels::Level level)
{
    return level == kernels::Level::Scalar ? QCoreApplication::translate("LevelText", "scalar")
                                           : toText(kernels::levelName(level));
}

} // namespace bitladder::app
