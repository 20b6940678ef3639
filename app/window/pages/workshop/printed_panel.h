// Formulas as articles print them, as quantizers of the selected layer's weights, each beside the right form: what
// every weight becomes, the error, and the reason.
#pragma once
#include "app/window/pages/workshop/panel.h"

class QComboBox;
class QSpinBox;

namespace bitladder::widgets
{
class ValueScatter;
}

namespace bitladder::app
{

class PrintedPanel : public WorkshopPanel
{
    Q_OBJECT

public:
    explicit PrintedPanel(Document* document, QWidget* parent = nullptr);

    WorkshopQuestion question() const override;
    void show(const WorkshopResult& result) override;
    void clear() override;

private:
    const lesson::PrintedFormula& formula() const;
    void refresh();

    QComboBox* m_formula;
    QSpinBox* m_bits;
    QLabel *m_asked, *m_printed, *m_right, *m_why;
    widgets::ValueScatter *m_printedPlot, *m_rightPlot;
};

} // namespace bitladder::app
