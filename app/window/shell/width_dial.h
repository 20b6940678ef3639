// The dial of the tool bar with what it turns: weights, activations or both, of the selected layers or of all.
#pragma once
#include "app/window/document/document.h"

class QComboBox;
class QToolBar;

namespace bitladder::widgets
{
class BitDial;
}

namespace bitladder::app
{

class WidthDial : public QObject
{
    Q_OBJECT

public:
    // Adds its widgets to the bar.
    WidthDial(Document* document, QToolBar* bar);

    void turn(int bits, EditPhase phase);

private:
    void refresh();

    Document* m_document;
    QComboBox* m_part;
    widgets::BitDial* m_dial;
};

} // namespace bitladder::app
