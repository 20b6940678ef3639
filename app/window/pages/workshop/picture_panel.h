// The picture that the network looks at, in few bits: nearest rounding posterizes, rounding by dice dithers; grids of
// their own for channels or blocks make both smaller.
#pragma once
#include "app/window/pages/workshop/panel.h"

class QComboBox;
class QSpinBox;

namespace bitladder::widgets
{
class PictureView;
}

namespace bitladder::app
{

class PosterizePanel : public WorkshopPanel
{
    Q_OBJECT

public:
    explicit PosterizePanel(Document* document, QWidget* parent = nullptr);

    WorkshopQuestion question() const override;
    void show(const WorkshopResult& result) override;
    void clear() override;

private:
    QSpinBox* m_bits;
    QComboBox *m_grid, *m_rounding;
    widgets::PictureView *m_before, *m_after;
    QLabel* m_verdict;
};

} // namespace bitladder::app
