// The Compare menu: one recipe becomes the baseline, editing goes on with another.
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

    Document* m_document;
    QAction *m_keep, *m_swap, *m_adopt, *m_drop;
};

} // namespace bitladder::app
