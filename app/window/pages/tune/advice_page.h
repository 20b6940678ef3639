// Is my calibration any good? What the doctor found: each with a summary, a next step that is one click where it can
// be, and why.
#pragma once
#include "app/window/pages/page.h"

class QLabel;
class QPushButton;
class QScrollArea;

namespace bitladder::experiment
{
struct Finding;
}

namespace bitladder::app
{

class Studies;

class AdvicePage : public Page
{
    Q_OBJECT

public:
    AdvicePage(Document* document, ResultStore* results, Studies* studies, QWidget* parent = nullptr);
    // For the table of pages.
    static Page* make(const PageContext& context, QWidget* parent);
    void showResults(const Results& results) override;
    QString dataAsCsv() const;

protected:
    void showEvent(QShowEvent* event) override;

private:
    void refresh();
    QWidget* cardOf(const experiment::Finding& finding);

    ResultStore* m_results;
    Studies* m_studies;
    QPushButton* m_examine;
    QLabel* m_state;
    QScrollArea* m_area;
};

} // namespace bitladder::app
