// The base of all pages: a page reads the document and the latest results, and emits the layer that was clicked.
#pragma once
#include "app/window/adapters/adapters.h"
#include "app/window/pages/page_table.h"

#include <QEvent>
#include <QList>
#include <QWidget>

namespace bitladder::app
{

class Page : public QWidget
{
    Q_OBJECT

public:
    Page(Document* document, QWidget* parent)
        : QWidget(parent)
        , m_document(document)
    {
        connect(document, &Document::selectionChanged, this, [this] {
            if (m_document->currentLayer() < 0) clearLayer();
        });
        connect(document, &Document::modelChanged, this, [this] { clearLayer(); });
        for (const auto change : {&Document::selectionChanged, &Document::modelChanged})
            connect(document, change, this, &Page::fillEmptyTexts);
    }
    virtual void showResults(const Results& results) = 0;
    // The weights or the activations of a layer, where the page has the choice.
    virtual void showPart(Part) { }
    // A section of a page that has several, by its id.
    virtual void showSection(const QString&) { }
    // Whether figures that are not there are on their way.
    enum class Work : unsigned char { Coming, Stopped };
    void setWork(Work work)
    {
        m_work = work;
        fillEmptyTexts();
    }

signals:
    void layerClicked(int layer);
    void saveFailed(const QString& message); // a list could not be saved
    void pageAsked(const QString& id); // another page shows what was asked for
    void numberAsked(bitladder::app::Part part, double x); // the way of a number of the current layer
    // Shown as ghosts in the equalizer until another one comes; null: none.
    void previewed(const std::shared_ptr<const bitladder::quant::Recipe>& recipe, const QString& name);

protected:
    // The colours of the window are others: what was drawn or coloured with the old ones is done anew.
    virtual void recolor() { }
    void changeEvent(QEvent* event) override
    {
        QWidget::changeEvent(event);
        if (event->type() == QEvent::PaletteChange) recolor();
    }
    // Takes away what is shown of one layer: none is selected, or the model is another.
    virtual void clearLayer() { }
    // What an empty plot says while there is no model or no layer selected; after that, that it is being computed.
    enum class Needs : unsigned char { Model, Layer };
    void explainEmpty(widgets::PlotFrame* plot, Needs needs, const QString& whatToDo)
    {
        m_emptyTexts.append({plot, needs, whatToDo});
        fillEmptyTexts();
    }
    // A figure of an older revision is drawn pale.
    widgets::PlotFrame::State stateOf(quint64 revision) const
    {
        return revision == m_document->revision() ? widgets::PlotFrame::State::Fresh : widgets::PlotFrame::State::Stale;
    }
    Document* document() const { return m_document; }

    virtual void fillEmptyTexts()
    {
        for (const EmptyText& text : m_emptyTexts) {
            const bool there
                = text.needs == Needs::Model ? m_document->model() != nullptr : m_document->currentLayer() >= 0;
            text.plot->setEmptyText(there ? missingText() : text.whatToDo);
        }
    }
    // Why a figure is missing that nothing stands in the way of.
    QString missingText() const
    {
        return m_work == Work::Coming ? tr("This is being computed…") : tr("Not computed; Space or F5 computes it.");
    }

private:
    struct EmptyText {
        widgets::PlotFrame* plot;
        Needs needs;
        QString whatToDo;
    };

    Document* m_document;
    Work m_work = Work::Coming;
    QList<EmptyText> m_emptyTexts;
};

// A page whose figures cost so much that they are computed for the current layer only, and only while somebody looks.
class AskingPage : public Page
{
    Q_OBJECT

public:
    AskingPage(Document* document, QWidget* parent)
        : Page(document, parent)
    {
        for (const auto change : {&Document::selectionChanged, &Document::modelChanged})
            connect(document, change, this, &AskingPage::ask);
    }

signals:
    void asked(int layer); // −1 while nobody looks

protected:
    void showEvent(QShowEvent* event) override
    {
        Page::showEvent(event);
        ask();
    }
    void hideEvent(QHideEvent* event) override
    {
        Page::hideEvent(event);
        emit asked(-1);
    }

private:
    void ask() { emit asked(isVisible() ? document()->currentLayer() : -1); }
};

} // namespace bitladder::app
