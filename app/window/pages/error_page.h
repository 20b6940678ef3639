// Where does it go wrong? SQNR along the network, and error against width for the current layer.
#pragma once
#include "app/window/pages/page.h"

namespace bitladder::app
{

class ErrorPage : public Page
{
    Q_OBJECT

public:
    explicit ErrorPage(Document* document, QWidget* parent = nullptr);
    // For the table of pages.
    static Page* make(const PageContext& context, QWidget* parent);
    void showResults(const Results& results) override;
    void showCurve(const CurveResult& result);

private:
    void clearLayer() override;

    widgets::NetworkErrorPlot* m_network;
    widgets::WidthCurvePlot* m_curve;
};

} // namespace bitladder::app
