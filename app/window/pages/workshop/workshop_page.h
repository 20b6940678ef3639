// What could a number be? The format workshop: a float format or a code book of one's own, blocks, formulas as articles
// print them, the picture in few bits, each with what it does to the selected layer or the picture at once; and a
// weight that learns on a staircase.
#pragma once
#include "app/window/pages/page.h"
#include "app/window/pages/workshop/panel.h"

class QComboBox;
class QStackedWidget;

namespace bitladder::app
{

class WorkshopPage : public Page
{
    Q_OBJECT

public:
    explicit WorkshopPage(Document* document, QWidget* parent = nullptr);
    // For the table of pages.
    static Page* make(const PageContext& context, QWidget* parent);
    void showResults(const Results& results) override;
    void showSection(const QString& id) override; // float, book, block, printed, picture, through
    void showWork(const std::shared_ptr<const WorkshopResult>& result);

signals:
    void asked(const bitladder::app::WorkshopQuestion& question); // Nothing while nobody looks

protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    void addPanel(const char* id, const QString& title, WorkshopPanel* panel);
    WorkshopPanel* panel() const;
    void clearLayer() override;
    void takeLayer();
    void ask();

    QComboBox* m_kind;
    QStackedWidget* m_panels;
    WorkshopQuestion m_asked;
};

} // namespace bitladder::app
