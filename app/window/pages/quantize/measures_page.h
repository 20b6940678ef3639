// How large is the error, in every measure? All metrics of the current layer: of its weights, together and channel by
// channel, of what it hands on, and of the network's answer.
#pragma once
#include "app/window/pages/page.h"

class QComboBox;
class QLabel;
class QTreeWidget;

namespace bitladder::app
{

class MeasuresPage : public AskingPage
{
    Q_OBJECT

public:
    explicit MeasuresPage(Document* document, QWidget* parent = nullptr);
    // For the table of pages.
    static Page* make(const PageContext& context, QWidget* parent);
    void showResults(const Results& results) override;
    void showMeasures(const std::shared_ptr<const MeasuresResult>& result);

private:
    void clearLayer() override;
    void fillEmptyTexts() override;
    void fillTensors();
    void fillChannels();

    QLabel* m_note;
    QTreeWidget *m_tensors, *m_channels;
    std::shared_ptr<const MeasuresResult> m_result;
};

} // namespace bitladder::app
