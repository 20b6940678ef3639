// What happens to this number? One weight or activation, or any number of a person's own, step by step through the grid
// that the engine computed.
#pragma once
#include "app/window/adapters/adapters_quantizer.h"
#include "app/window/pages/page.h"

class QComboBox;
class QLineEdit;
class QSpinBox;

namespace bitladder::app
{

class NumberPage : public Page
{
    Q_OBJECT

public:
    explicit NumberPage(Document* document, ResultStore* results, QWidget* parent = nullptr);
    // For the table of pages.
    static Page* make(const PageContext& context, QWidget* parent);
    void showResults(const Results& results) override;
    void showPart(Part part) override;
    // Follows a number of a person's own.
    void follow(Part part, double x);

protected:
    void showEvent(QShowEvent* event) override;

private:
    void clearLayer() override;
    void fillEmptyTexts() override;
    void refresh();
    // Only where the page is seen: a large layer's weights take the window's thread longer than a frame.
    void takeLayer();
    void readWeights(); // of the layer and the channel that are chosen
    void takeWeight(); // the one whose number stands there

    ResultStore* m_results;
    QComboBox* m_part;
    QSpinBox *m_channel, *m_weight;
    QLineEdit* m_x;
    widgets::NumberWayView* m_view;
    int m_layer = -1;
    std::vector<double> m_weights; // of the channel
    bool m_own = false; // the number is a person's own, not a weight's
};

} // namespace bitladder::app
