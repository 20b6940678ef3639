// The equalizer with its master fader, and the document: shows the layers' widths and figures, and turns what a hand
// does into edits.
#pragma once
#include "app/window/document/results.h"

#include <QWidget>

namespace bitladder::widgets
{
class Equalizer;
class MasterFader;
} // namespace bitladder::widgets

namespace bitladder::app
{

class MasterControl;
class ResultStore;

class EqualizerPanel : public QWidget
{
    Q_OBJECT

public:
    EqualizerPanel(Document* document, ResultStore* results, QWidget* parent = nullptr);

    // The latest results, in the columns.
    void showResults();
    // Draws the widths of a recipe as ghosts, in place of the baseline's; null: the baseline's again.
    void preview(const std::shared_ptr<const quant::Recipe>& recipe, const QString& name);
    MasterControl* master() { return m_master; }

private:
    void connectEdits();
    void showModel();
    void showSelection();

    Document* m_document;
    ResultStore* m_results;
    widgets::Equalizer* m_equalizer;
    widgets::MasterFader* m_fader;
    MasterControl* m_master;
    std::shared_ptr<const quant::Recipe> m_preview; // null: none
    QString m_previewName;
};

} // namespace bitladder::app
