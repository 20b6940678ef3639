// What can I take along? What a file format cannot hold of the present recipe, layer by layer; and of the file that was
// written last, what it really contains.
#pragma once
#include "app/window/pages/page.h"

class QComboBox;
class QLabel;
class QPushButton;
class QTreeWidget;

namespace bitladder::app
{

class ExportPage : public Page
{
    Q_OBJECT

public:
    explicit ExportPage(Document* document, QWidget* parent = nullptr);
    // For the table of pages.
    static Page* make(const PageContext& context, QWidget* parent);
    void showResults(const Results& results) override;
    void showReport(const std::shared_ptr<const ExportResult>& result);

private:
    void refresh();

    QComboBox* m_formats;
    QPushButton* m_fix;
    QLabel *m_state, *m_reportHead;
    QTreeWidget *m_obstacles, *m_report;
};

} // namespace bitladder::app
