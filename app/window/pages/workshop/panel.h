// A part of the format workshop: controls on top, what they make below. It asks, and shows what was computed; it
// computes nothing.
#pragma once
#include "app/window/document/workshop_results.h"

#include <QWidget>

class QLabel;

namespace bitladder::app
{

class WorkshopPanel : public QWidget
{
    Q_OBJECT

public:
    WorkshopPanel(Document* document, QWidget* parent)
        : QWidget(parent)
        , m_document(document)
    {
    }
    // What has to be computed for what is set up now; the layer is the page's business.
    virtual WorkshopQuestion question() const = 0;
    virtual void show(const WorkshopResult& result) = 0; // an answer to the question
    // Another layer is selected, or its recipe is another.
    virtual void takeLayer() { }
    // What is shown belongs to something else now.
    virtual void clear() = 0;

signals:
    void changed(); // the question is another
    void pageAsked(const QString& id);

protected:
    Document* document() const { return m_document; }
    // The layers that an edit means; empty: none has weights.
    QList<int> layersWithWeights() const;
    // "SQNR 31.6 dB on conv1's weights; e4m3 31.6, int8 40.2 dB".
    QString verdictOf(const WorkshopResult& result) const;
    static QLabel* wrapped(QWidget* parent);

private:
    Document* m_document;
};

} // namespace bitladder::app
