// The Compare menu: recipes are kept under names, one of them is compared with while editing goes on.
#pragma once
#include <QMenu>

namespace bitladder::app
{

class Document;

class CompareMenu : public QMenu
{
    Q_OBJECT

public:
    explicit CompareMenu(Document* document, QWidget* parent = nullptr);

private:
    void refresh();
    void askForName(); // of the candidate that is compared with

    Document* m_document;
    QAction *m_keep, *m_swap, *m_adopt, *m_rename, *m_drop;
    QList<QAction*> m_candidates; // "none" is the first
};

} // namespace bitladder::app
