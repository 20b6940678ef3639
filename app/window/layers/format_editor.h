// The format panel and the document: shows the formats of the selected layers, and turns choices into edits of all of
// them.
#pragma once
#include "app/window/document/document.h"
#include "widgets/control/format_panel.h"

namespace bitladder::app
{

class FormatEditor : public widgets::FormatPanel
{
    Q_OBJECT

public:
    explicit FormatEditor(Document* document, QWidget* parent = nullptr);

private:
    void refresh();
    void edit(Part part, widgets::FormatField field, int value);
    widgets::FormatChoice choiceOf(Part part) const;

    Document* m_document;
};

} // namespace bitladder::app
