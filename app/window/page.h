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
    }
    virtual void showResults(const Results& results) = 0;

signals:
    void layerClicked(int layer);

protected:
    // A figure of an older revision is drawn pale.
    widgets::PlotFrame::State stateOf(quint64 revision) const
    {
        return revision == m_document->revision() ? widgets::PlotFrame::State::Fresh : widgets::PlotFrame::State::Stale;
    }
    Document* document() const { return m_document; }

private:
    Document* m_document;
};

} // namespace bitladder::app
