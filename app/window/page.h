// What all pages share: they look at the document and at the latest results, and report a layer that was clicked.
#pragma once
#include "app/window/adapters.h"

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
    }
    virtual void showResults(const Results& results) = 0;

signals:
    void layerClicked(int layer);

protected:
    // Takes away what is shown of one layer: none is selected, or the model is another.
    virtual void clearLayer() { }
    // A figure of an older revision is drawn pale.
    widgets::PlotFrame::State stateOf(quint64 revision) const
    {
        return revision == m_document->revision() ? widgets::PlotFrame::State::Fresh : widgets::PlotFrame::State::Stale;
    }
    Document* document() const { return m_document; }

private:
    Document* m_document;
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
