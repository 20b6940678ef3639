// The pages of the table as tabs. Only the page that is looked at is filled; the others follow when they are turned to.
#pragma once
#include "app/window/document/results.h"
#include "app/window/pages/page_table.h"

#include <QTabWidget>

namespace bitladder::app
{

class PageTabs : public QTabWidget
{
    Q_OBJECT

public:
    explicit PageTabs(const PageContext& context, QWidget* parent = nullptr);
    ~PageTabs() override;

    // Unknown ids change nothing.
    void showPage(const QString& id);
    QString currentId() const;
    // The part of the layer that the present page shows, where it has a choice.
    void showPart(Part part);
    void showSection(const QString& id); // of the page that is shown
    // The latest results, on the present page.
    void showResults();

signals:
    void failed(const QString& message); // a plot could not be saved
    void previewed(const std::shared_ptr<const bitladder::quant::Recipe>& recipe, const QString& name); // see Page

private:
    Page* currentPage() const;

    ResultStore* m_results;
};

} // namespace bitladder::app
