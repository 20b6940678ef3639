// Draws a float format, or chooses one that blocks share a scale of: bits, bias, specials; its numbers on a line of
// powers of two with the layer's weights behind; one click makes it the layer's.
#pragma once
#include "app/window/pages/workshop/panel.h"
#include "core/quant/format/designed.h"

class QComboBox;
class QPushButton;
class QSpinBox;

namespace bitladder::widgets
{
class BinadePlot;
class BitCells;
} // namespace bitladder::widgets

namespace bitladder::app
{

class FloatPanel : public WorkshopPanel
{
    Q_OBJECT

public:
    // Blocks: the formats of the table whose blocks share a scale, in place of one's own.
    enum class Kind { Own, Blocks };
    FloatPanel(Kind kind, Document* document, QWidget* parent = nullptr);

    WorkshopQuestion question() const override;
    void show(const WorkshopResult& result) override;
    void takeLayer() override;
    void clear() override;
    const quant::FloatDesign& design() const { return m_design; }
    void setDesign(const quant::FloatDesign& design);

private:
    void makeControls();
    void refresh(); // everything that the design alone says
    void use(Part part);
    quant::NumberFormat format() const;

    Kind m_kind;
    quant::FloatDesign m_design;
    widgets::BitCells* m_cells = nullptr;
    QComboBox *m_start, *m_specials = nullptr;
    QSpinBox* m_bias = nullptr;
    QLabel *m_facts, *m_verdict;
    QPushButton *m_use, *m_useActivations;
    widgets::BinadePlot* m_plot;
    WorkshopResult m_shown; // whose weights stand behind the numbers
};

} // namespace bitladder::app
