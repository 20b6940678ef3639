// The equalizer and the document: shows the layers' widths and figures, and turns what a hand does into edits.
#pragma once
#include "app/window/document/results.h"

#include <QWidget>

namespace bitladder::widgets
{
class Equalizer;
}

namespace bitladder::app
{

class ResultStore;

class EqualizerPanel : public QWidget
{
    Q_OBJECT

public:
    EqualizerPanel(Document* document, ResultStore* results, QWidget* parent = nullptr);

    // The latest results, in the columns.
    void showResults();

private:
    void connectEdits();
    void showModel();
    void showSelection();

    Document* m_document;
    ResultStore* m_results;
    widgets::Equalizer* m_equalizer;
};

} // namespace bitladder::app
