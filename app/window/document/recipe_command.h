// One step of the undo history.
#pragma once
#include "app/window/document/document.h"

#include <QUndoCommand>

namespace bitladder::app
{

// Holds the state before and after: recipes are small. Edits of one gesture merge; a gesture that ends where it began
// leaves no step behind.
class RecipeCommand : public QUndoCommand
{
public:
    RecipeCommand(Document* document, const QString& text, DocumentState before, DocumentState after, int gesture)
        : QUndoCommand(text)
        , m_document(document)
        , m_before(std::move(before))
        , m_after(std::move(after))
        , m_gesture(gesture)
    {
    }
    const DocumentState& before() const { return m_before; }
    const DocumentState& after() const { return m_after; }
    void undo() override { m_document->setState(m_before); }
    void redo() override { m_document->setState(m_after); }
    int id() const override { return 1; }
    bool mergeWith(const QUndoCommand* next) override
    {
        const auto* other = static_cast<const RecipeCommand*>(next);
        if (other->m_gesture != m_gesture) return false;
        m_after = other->m_after;
        setText(other->text());
        setObsolete(m_after == m_before);
        return true;
    }

private:
    Document* m_document;
    DocumentState m_before, m_after;
    int m_gesture;
};

} // namespace bitladder::app
