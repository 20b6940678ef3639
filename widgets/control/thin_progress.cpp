#include "widgets/control/thin_progress.h"

namespace bitladder::widgets
{

ThinProgress::ThinProgress(const QString& accessibleName, QWidget* parent)
    : QProgressBar(parent)
{
    constexpr int kHeight = 6;
    setTextVisible(false);
    setMaximumHeight(kHeight);
    setAccessibleName(accessibleName);
}

void ThinProgress::setDone(int done, int of)
{
    if (done == value() && of == maximum()) return;
    // Without updates there is nothing to paint at once; allowing them asks for it later.
    setUpdatesEnabled(false);
    setRange(0, of);
    setValue(done);
    setUpdatesEnabled(true);
}

} // namespace bitladder::widgets
