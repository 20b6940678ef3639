// What does the network answer? One output at a time, float beside quantized, in the form that suits it or that a
// person asks for.
#pragma once
#include "app/window/pages/page.h"

class QComboBox;

namespace bitladder::app
{

class OutputView;

class OutputPage : public Page
{
    Q_OBJECT

public:
    explicit OutputPage(Document* document, QWidget* parent = nullptr);
    // For the table of pages.
    static Page* make(const PageContext& context, QWidget* parent);
    void showResults(const Results& results) override;

private:
    void fillOutputs();
    void showChoice();

    QComboBox *m_outputs, *m_kind;
    OutputView* m_view;
    Results m_results;
};

} // namespace bitladder::app
