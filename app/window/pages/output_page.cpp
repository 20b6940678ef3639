#include "app/window/pages/output_page.h"

#include "app/window/picture/output_view.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QVBoxLayout>

namespace bitladder::app
{

OutputPage::OutputPage(Document* document, QWidget* parent)
    : Page(document, parent)
    , m_outputs(new QComboBox(this))
    , m_kind(new QComboBox(this))
    , m_view(new OutputView(document, OutputView::Size::Full, this))
{
    m_outputs->setAccessibleName(tr("Which output"));
    m_outputs->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    m_kind->setAccessibleName(tr("Shown as"));
    // In the order of OutputKind, behind the choice that leaves it to the output.
    m_kind->addItems({tr("automatic"), tr("as classes"), tr("as picture"), tr("as label map"), tr("as maps"),
        tr("as list"), tr("as boxes")});
    auto* row = new QHBoxLayout;
    row->addWidget(m_outputs);
    row->addWidget(m_kind);
    row->addStretch();
    auto* layout = new QVBoxLayout(this);
    layout->addLayout(row);
    layout->addWidget(m_view, 1);
    const auto choose = [this] {
        OutputChoice choice;
        choice.output = std::max(0, m_outputs->currentIndex());
        if (m_kind->currentIndex() > 0) choice.kind = static_cast<OutputKind>(m_kind->currentIndex() - 1);
        this->document()->setOutputChoice(choice);
    };
    connect(m_outputs, &QComboBox::activated, this, [this, choose] {
        m_kind->setCurrentIndex(0); // another output, another form
        choose();
    });
    connect(m_kind, &QComboBox::activated, this, choose);
    connect(document, &Document::modelChanged, this, [this] {
        m_results = {};
        m_view->clear();
        fillOutputs();
    });
    connect(document, &Document::outputChoiceChanged, this, &OutputPage::showChoice);
    fillOutputs();
}

Page* OutputPage::make(const PageContext& context, QWidget* parent)
{
    return new OutputPage(context.document, parent);
}

void OutputPage::fillOutputs()
{
    m_outputs->clear();
    if (const auto& model = document()->model())
        for (const ValueId id : model->graph->outputs) {
            const auto& value = model->graph->value(id);
            QString text = QString::fromStdString(value.name);
            if (value.shape) text += QStringLiteral("  ") + QString::fromStdString(tensor::toString(*value.shape));
            m_outputs->addItem(text);
        }
    showChoice();
}

void OutputPage::showChoice()
{
    const OutputChoice& choice = document()->outputChoice();
    m_outputs->setCurrentIndex(choice.output);
    m_kind->setCurrentIndex(choice.kind ? static_cast<int>(*choice.kind) + 1 : 0);
    showResults(m_results);
}

void OutputPage::showResults(const Results& results)
{
    m_results = results;
    if (results.network) m_view->showResult(results.network, results.baseline);
}

} // namespace bitladder::app
