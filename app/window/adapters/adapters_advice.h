// What the doctor found, in the language of the window, with what one click does about it.
#pragma once
#include "app/window/document/document.h"
#include "core/experiment/doctor.h"

namespace bitladder::app
{

struct Advice {
    QString sign; // of its weight
    QString summary, step, theory; // step: empty: nothing is to be done
    std::function<void(Document& document)> action; // does the step; empty: a person has to
};
Advice adviceOf(const Document& document, const experiment::Finding& finding);

} // namespace bitladder::app
