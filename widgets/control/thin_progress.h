// How far some work is, as a thin bar without a text. Unlike QProgressBar it is painted with everything else that changed, not at
// once and with whatever else waits to be painted.
#pragma once

#include <QProgressBar>

namespace bitladder::widgets
{

class ThinProgress : public QProgressBar
{
    Q_OBJECT

public:
    explicit ThinProgress(const QString& accessibleName, QWidget* parent = nullptr);

    // Of nothing (0): how far it is is not known, and the bar says that it goes on.
    void setDone(int done, int of);
};

} // namespace bitladder::widgets
