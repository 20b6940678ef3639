// What does the layer see? What the current layer hands on for the present picture, in float and quantized: maps side
// by side, or bars where it is a list of numbers.
#pragma once
#include "app/window/pages/page.h"

class QComboBox;
class QSpinBox;
class QStackedWidget;
class QToolButton;

namespace bitladder::widgets
{
class FeaturePlot;
class VectorPlot;
} // namespace bitladder::widgets

namespace bitladder::app
{

class FeaturesPage : public AskingPage
{
    Q_OBJECT

public:
    explicit FeaturesPage(Document* document, QWidget* parent = nullptr);
    // For the table of pages.
    static Page* make(const PageContext& context, QWidget* parent);
    void showResults(const Results& results) override;
    void showFeatures(const FeatureResult& result);

private:
    void clearLayer() override;
    void markStale();
    void showChannel(int channel);
    void offerWay(double value);
    void takeWay();

    QComboBox* m_channels;
    QSpinBox* m_channel;
    QStackedWidget* m_stack;
    widgets::FeaturePlot* m_maps;
    widgets::VectorPlot* m_list;
    QToolButton* m_way; // of the value that was clicked
    double m_clicked = 0;
};

} // namespace bitladder::app
