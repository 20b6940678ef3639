#include "app/window/pages/page_tabs.h"

#include "app/window/document/result_store.h"
#include "app/window/pages/page.h"
#include "app/window/pages/quantize/number_page.h"
#include "widgets/graph/graph_view.h"
#include "widgets/picture/picture_compare.h"
#include "widgets/plot/frame/plot_frame.h"
#include "widgets/table/rows_view.h"

#include <QEvent>
#include <QMenu>
#include <QScopedValueRollback>
#include <QTabBar>
#include <QToolButton>

namespace bitladder::app
{

namespace
{

constexpr int kLeastWidth = 320; // of a page

// A menu of all pages, there while the tabs have no room side by side. Those that do not fit are hidden: a tab is whole
// or not there. The current one is always there.
class MorePages : public QToolButton
{
public:
    explicit MorePages(QTabWidget* tabs)
        : QToolButton(tabs)
        , m_tabs(tabs)
    {
        setText(PageTabs::tr("More"));
        setToolTip(PageTabs::tr("All pages"));
        setAutoRaise(true);
        setPopupMode(QToolButton::InstantPopup);
        auto* menu = new QMenu(this);
        setMenu(menu);
        connect(menu, &QMenu::aboutToShow, menu, [menu, tabs] {
            menu->clear();
            for (int i = 0; i < tabs->count(); ++i)
                menu->addAction(tabs->tabText(i), tabs, [tabs, i] {
                    tabs->setTabVisible(i, true);
                    tabs->setCurrentIndex(i);
                });
        });
        tabs->installEventFilter(this);
        connect(tabs, &QTabWidget::currentChanged, this, &MorePages::fit);
    }

protected:
    bool eventFilter(QObject*, QEvent* event) override
    {
        if (event->type() == QEvent::Resize || event->type() == QEvent::FontChange || event->type() == QEvent::Show)
            fit();
        return false;
    }

private:
    void fit()
    {
        if (m_fitting) return; // hiding and showing arranges the tabs anew
        const QScopedValueRollback guard(m_fitting, true);
        const QTabBar* bar = m_tabs->tabBar();
        for (int i = 0; i < m_tabs->count(); ++i)
            m_tabs->setTabVisible(i, true);
        const bool all = bar->sizeHint().width() <= m_tabs->width();
        setVisible(!all);
        if (all) return;
        int room = m_tabs->width() - sizeHint().width() - bar->tabRect(m_tabs->currentIndex()).width();
        for (int i = 0; i < m_tabs->count(); ++i) {
            if (i == m_tabs->currentIndex()) continue;
            room -= bar->tabRect(i).width();
            m_tabs->setTabVisible(i, room >= 0);
        }
    }

    QTabWidget* m_tabs;
    bool m_fitting = false;
};

} // namespace

PageTabs::PageTabs(const PageContext& context, QWidget* parent)
    : QTabWidget(parent)
    , m_results(context.results)
{
    setDocumentMode(true);
    setUsesScrollButtons(true);
    setCornerWidget(new MorePages(this));
    for (const PageEntry& entry : pageTable()) {
        Page* page = entry.make(context, this);
        page->setObjectName(QString::fromLatin1(entry.id));
        page->setBackgroundRole(QPalette::Base);
        page->setAutoFillBackground(true);
        // No page, seen or not, makes the window wider than it was asked to be.
        page->setMinimumWidth(kLeastWidth);
        addTab(page, titleOf(entry));
        connect(page, &Page::layerClicked, context.document,
            [document = context.document](int layer) { document->setSelection({layer}); });
        connect(page, &Page::pageAsked, this, &PageTabs::showPage);
        connect(page, &Page::previewed, this, &PageTabs::previewed);
        connect(page, &Page::saveFailed, this, &PageTabs::failed);
    }
    for (auto* page : findChildren<Page*>())
        connect(page, &Page::numberAsked, this, [this](Part part, double x) {
            showPage(QStringLiteral("number"));
            if (auto* number = findChild<NumberPage*>()) number->follow(part, x);
        });
    connect(this, &QTabWidget::currentChanged, this, &PageTabs::showResults);
    for (auto* plot : findChildren<widgets::PlotFrame*>())
        connect(plot, &widgets::PlotFrame::failed, this, &PageTabs::failed);
    for (auto* pictures : findChildren<widgets::PictureCompare*>())
        connect(pictures, &widgets::PictureCompare::failed, this, &PageTabs::failed);
    for (auto* rows : findChildren<widgets::RowsView*>())
        connect(rows, &widgets::RowsView::failed, this, &PageTabs::failed);
    for (auto* graph : findChildren<widgets::GraphView*>())
        connect(graph, &widgets::GraphView::failed, this, &PageTabs::failed);
}

PageTabs::~PageTabs()
{
    // While its pages go, one after the other, QTabWidget turns to those that are left.
    disconnect(this, &QTabWidget::currentChanged, this, &PageTabs::showResults);
}

void PageTabs::showPage(const QString& id)
{
    for (int i = 0; i < count(); ++i)
        if (widget(i)->objectName() == id) {
            setTabVisible(i, true); // a tab that had no room cannot become the current one
            setCurrentIndex(i);
        }
}

QString PageTabs::currentId() const
{
    return currentPage()->objectName();
}

void PageTabs::showPart(Part part)
{
    currentPage()->showPart(part);
}

void PageTabs::showSection(const QString& id)
{
    currentPage()->showSection(id);
}

void PageTabs::showResults()
{
    currentPage()->showResults(m_results->results());
}

Page* PageTabs::currentPage() const
{
    return static_cast<Page*>(currentWidget());
}

} // namespace bitladder::app
