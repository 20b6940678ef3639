// A thin progress bar without a text. It is painted together with everything else that changed, unlike QProgressBar,
// which repaints at once.
#pragma once

#include <QProgressBar>

namespace bitladder::widgets
{

class ThinProgress : public QProgressBar
{
    Q_OBJECT

public:
    explicit ThinProgress(const QString& accessibleName, QWidget* parent = nullptr);

    // A total of 0: the progress is not known, and the bar shows only that the work goes on.
    void setDone(int done, int of);
};

} // namespace bitladder::widgets
