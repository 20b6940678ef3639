// The master fader and the document: it moves the selected layers, or all of them.
#pragma once
#include "app/window/document/document.h"

namespace bitladder::widgets
{
class MasterFader;
}

namespace bitladder::app
{

class MasterControl : public QObject
{
    Q_OBJECT

public:
    MasterControl(Document* document, widgets::MasterFader* fader);

    // As if the fader had been moved there.
    void turn(int bits, EditPhase phase);

private:
    void refresh();

    Document* m_document;
    widgets::MasterFader* m_fader;
};

} // namespace bitladder::app
