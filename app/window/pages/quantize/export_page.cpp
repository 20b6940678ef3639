#include "app/window/pages/quantize/export_page.h"

#include "app/window/adapters/adapters_export.h"
#include "app/window/document/result_store.h"
#include "app/window/document/texts.h"

#include <QComboBox>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QTreeWidget>
#include <QVBoxLayout>

namespace bitladder::app
{

ExportPage::ExportPage(Document* document, QWidget* parent)
    : Page(document, parent)
    , m_formats(new QComboBox(this))
    , m_fix(new QPushButton(tr("&Make exportable"), this))
    , m_state(new QLabel(this))
    , m_reportHead(new QLabel(this))
    , m_obstacles(new QTreeWidget(this))
    , m_report(new QTreeWidget(this))
{
    m_formats->addItem(tr("no format"), QString());
    for (const auto* format : demandingFormats())
        m_formats->addItem(formatLabel(*format), toText(format->id));
    m_formats->setToolTip(tr("Layers that the file cannot hold are marked in the table of layers while you edit"));
    m_formats->setAccessibleName(tr("Format of the file"));
    m_fix->setToolTip(tr("Changes the layers that the file cannot hold as little as helps; one step for Undo"));
    for (QLabel* label : {m_state, m_reportHead}) {
        label->setWordWrap(true);
        label->setTextFormat(Qt::PlainText);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    }
    const auto setUp = [](QTreeWidget* tree, const QStringList& heads, const QString& name) {
        tree->setHeaderLabels(heads);
        tree->setRootIsDecorated(false);
        tree->setUniformRowHeights(true);
        tree->setAccessibleName(name);
        tree->header()->setSectionResizeMode(QHeaderView::ResizeToContents);
        tree->setFont(widgets::tabularFont(tree->font()));
    };
    setUp(m_obstacles, {tr("layer"), tr("why the file cannot hold it")}, tr("Layers that the file cannot hold"));
    setUp(m_report, {tr("layer"), tr("weights"), tr("their scales"), tr("input"), tr("its scale")},
        tr("What the file contains"));
    auto* row = new QHBoxLayout;
    auto* label = new QLabel(tr("&Check against"), this);
    label->setBuddy(m_formats);
    row->addWidget(label);
    row->addWidget(m_formats);
    row->addWidget(m_fix);
    row->addStretch();
    auto* layout = new QVBoxLayout(this);
    layout->addLayout(row);
    layout->addWidget(m_state);
    layout->addWidget(m_obstacles, 1);
    layout->addWidget(m_reportHead);
    layout->addWidget(m_report, 1);
    connect(m_formats, &QComboBox::activated, this, [this] {
        this->document()->setExportFormat(
            exchange::findExchangeFormat(m_formats->currentData().toString().toStdString()));
    });
    connect(m_fix, &QPushButton::clicked, document, &Document::makeExportable);
    connect(m_obstacles, &QTreeWidget::itemClicked, this,
        [this](QTreeWidgetItem* item) { emit layerClicked(item->data(0, Qt::UserRole).toInt()); });
    for (const auto change : {&Document::modelChanged, &Document::recipeChanged, &Document::exportFormatChanged})
        connect(document, change, this, &ExportPage::refresh);
    connect(document, &Document::modelChanged, this, [this] { showReport(nullptr); });
    showReport(nullptr);
    refresh();
}

Page* ExportPage::make(const PageContext& context, QWidget* parent)
{
    auto* page = new ExportPage(context.document, parent);
    context.results->watch<ExportResult>(page, [page](const auto& result) { page->showReport(result); });
    return page;
}

void ExportPage::showResults(const Results&)
{
    refresh();
}

void ExportPage::refresh()
{
    const auto* format = document()->exportFormat();
    m_formats->setCurrentIndex(format ? m_formats->findData(toText(format->id)) : 0);
    if (!isVisible()) return; // showResults() fills it when it is turned to
    m_obstacles->clear();
    const auto reasons = obstaclesOf(*document(), format);
    for (auto it = reasons.begin(); it != reasons.end(); ++it)
        for (const QString& why : it.value()) {
            auto* item = new QTreeWidgetItem(m_obstacles, {document()->layerName(it.key()), why});
            item->setData(0, Qt::UserRole, it.key());
        }
    m_fix->setEnabled(!reasons.isEmpty());
    m_obstacles->setVisible(!reasons.isEmpty());
    m_state->setText(!document()->model() ? tr("Open a model to see what a file can hold of it.")
            : !format                     ? tr("No format is chosen: nothing is checked.")
            : reasons.isEmpty()
            ? tr("✓ The file can hold the recipe as it is. Export writes it, and reads it back.")
            : tr("⚠ %n layers cannot be written as they are.", nullptr, static_cast<int>(reasons.size())));
}

void ExportPage::showReport(const std::shared_ptr<const ExportResult>& result)
{
    m_report->clear();
    const bool contents = result && result->report;
    m_report->setVisible(contents);
    if (!result) {
        m_reportHead->setText(tr("What a file really contains stands here once it is written and read back."));
        return;
    }
    const QString name = QFileInfo(result->file).fileName();
    if (!contents) {
        m_reportHead->setText(
            tr("%1 is written: %2.")
                .arg(name, widgets::formatBytes(static_cast<double>(QFileInfo(result->file).size()))));
        return;
    }
    m_reportHead->setText(tr("%1, read back: %2").arg(name, reportHead(*result->report)));
    for (const ReportRow& row : reportRows(*result->report))
        new QTreeWidgetItem(m_report, {row.layer, row.weights, row.weightScales, row.input, row.inputScale});
}

} // namespace bitladder::app
