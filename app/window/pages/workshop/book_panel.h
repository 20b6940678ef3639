// A code book is drawn where its levels can be seen among the weights: on the page Distribution. This part begins one
// and shows the way there.
#pragma once
#include "app/window/pages/workshop/panel.h"

class QPushButton;
class QSpinBox;

namespace bitladder::app
{

class BookPanel : public WorkshopPanel
{
    Q_OBJECT

public:
    explicit BookPanel(Document* document, QWidget* parent = nullptr);

    WorkshopQuestion question() const override;
    void show(const WorkshopResult& result) override;
    void takeLayer() override;
    void clear() override { takeLayer(); }

private:
    void draw();

    QSpinBox* m_bits;
    QLabel *m_levels, *m_verdict;
    QPushButton* m_draw;
};

} // namespace bitladder::app
