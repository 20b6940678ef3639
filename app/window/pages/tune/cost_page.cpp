#include "app/window/pages/tune/cost_page.h"

#include "app/window/adapters/tune/adapters_cost.h"
#include "app/window/document/result_store.h"
#include "app/window/jobs/job_scheduler.h"
#include "app/window/preferences/preferences.h"
#include "widgets/table/savable.h"

#include <QCoreApplication>
#include <QDoubleSpinBox>
#include <QGridLayout>
#include <QGroupBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QTreeWidget>
#include <QVBoxLayout>

namespace bitladder::app
{

namespace
{

enum Column { What, Before, Now, Ratio, Origin, ColumnCount };
constexpr int kFieldColumns = 2; // of the table of energies

} // namespace

CostPage::CostPage(Document* document, ResultStore* results, Studies* studies, QWidget* parent)
    : Page(document, parent)
    , m_results(results)
    , m_studies(studies)
    , m_list(new QTreeWidget(this))
    , m_measure(new QPushButton(this))
    , m_table(loadEnergies())
{
    auto* title = new QLabel(tr("What does it cost?"), this);
    QFont bold = title->font();
    bold.setBold(true);
    title->setFont(bold);
    m_list->setHeaderLabels({tr("cost"), tr("as in the file"), tr("now"), tr("ratio"), tr("origin")});
    m_list->setUniformRowHeights(true);
    m_list->setAccessibleName(tr("What the recipe costs"));
    m_list->header()->setStretchLastSection(false);
    m_list->header()->setSectionResizeMode(What, QHeaderView::Stretch);
    for (int column = Before; column < ColumnCount; ++column)
        m_list->header()->setSectionResizeMode(column, QHeaderView::ResizeToContents);
    m_list->setFont(widgets::tabularFont(m_list->font()));
    widgets::makeSavable(
        m_list, [this] { return dataAsCsv(); }, [this](const QString& why) { emit saveFailed(why); });
    m_measure->setToolTip(tr("Runs the network for a second and reads the processor's counter before and after"));
    auto* row = new QHBoxLayout;
    row->addWidget(title);
    row->addStretch();
    auto* edit = new QPushButton(tr("&Table of energies"), this);
    edit->setCheckable(true);
    edit->setToolTip(tr("What single operations take; other figures can be written in"));
    row->addWidget(edit);
    row->addWidget(m_measure);
    QWidget* table = makeTable();
    table->hide();
    connect(edit, &QPushButton::toggled, table, &QWidget::setVisible);
    auto* layout = new QVBoxLayout(this);
    layout->addLayout(row);
    layout->addWidget(m_list, 1);
    layout->addWidget(table);
    connect(m_measure, &QPushButton::clicked, this, [this] {
        if (m_studies->busy(LaneId::Energy))
            m_studies->stop(LaneId::Energy);
        else
            m_studies->measureEnergy();
    });
    for (const auto change : {&Document::modelChanged, &Document::recipeChanged})
        connect(document, change, this, &CostPage::refresh);
    connect(studies, &Studies::busyChanged, this, [this] { fillEmptyTexts(); });
    refresh();
}

Page* CostPage::make(const PageContext& context, QWidget* parent)
{
    auto* page = new CostPage(context.document, context.results, &context.jobs->studies(), parent);
    context.results->watch<EnergyFound>(page, [page](const auto&) { page->refresh(); });
    context.results->watch<ExportResult>(page, [page](const auto&) { page->refresh(); });
    return page;
}

QWidget* CostPage::makeTable()
{
    auto* box = new QGroupBox(tr("Energy of one operation in pJ (45 nm; Horowitz, ISSCC 2014)"), this);
    auto* grid = new QGridLayout(box);
    int place = 0;
    for (const auto& row : analysis::energyRows()) {
        auto* field = new QDoubleSpinBox(box);
        field->setRange(0, 1e6);
        field->setDecimals(3);
        field->setStepType(QAbstractSpinBox::AdaptiveDecimalStepType);
        field->setKeyboardTracking(false);
        auto* label = new QLabel(QCoreApplication::translate("Energy", row.label), box);
        label->setBuddy(field);
        field->setAccessibleName(label->text());
        grid->addWidget(label, place / kFieldColumns, 2 * (place % kFieldColumns));
        grid->addWidget(field, place / kFieldColumns, 2 * (place % kFieldColumns) + 1);
        connect(field, &QDoubleSpinBox::valueChanged, this, [this, energy = row.picojoules](double value) {
            m_table.*energy = value;
            saveEnergies(m_table);
            refresh();
        });
        m_fields << field;
        ++place;
    }
    auto* restore = new QPushButton(tr("&Restore"), box);
    restore->setToolTip(tr("The figures as they were printed"));
    grid->addWidget(restore, (place + 1) / kFieldColumns, 2 * kFieldColumns - 1);
    connect(restore, &QPushButton::clicked, this, [this] {
        m_table = {};
        saveEnergies(m_table);
        showTable();
        refresh();
    });
    showTable();
    return box;
}

void CostPage::showTable()
{
    for (int i = 0; i < m_fields.size(); ++i) {
        const QSignalBlocker quiet(m_fields[i]);
        m_fields[i]->setValue(m_table.*analysis::energyRows()[static_cast<size_t>(i)].picojoules);
    }
}

void CostPage::fillEmptyTexts()
{
    const bool busy = m_studies->busy(LaneId::Energy);
    m_measure->setText(busy ? tr("Stop") : tr("&Measure energy"));
    m_measure->setEnabled(document()->model() != nullptr);
}

void CostPage::showResults(const Results&)
{
    refresh();
}

void CostPage::refresh()
{
    fillEmptyTexts();
    if (!isVisible()) return;
    m_list->clear();
    if (!document()->model()) {
        new QTreeWidgetItem(m_list, {tr("Open a model to see what it costs.")});
        return;
    }
    const auto add = [](auto* parent, const CostRow& row) {
        auto* item = new QTreeWidgetItem(parent, {row.what, row.before, row.now, row.ratio, row.origin});
        for (const int column : {Before, Now, Ratio})
            item->setTextAlignment(column, Qt::AlignRight | Qt::AlignVCenter);
        if (!row.toolTip.isEmpty())
            for (int column = What; column < ColumnCount; ++column)
                item->setToolTip(column, row.toolTip);
        return item;
    };
    const auto& written = m_results->latest<ExportResult>();
    for (const CostRow& row : costRows(*document(), m_results->results(), m_table,
             written && written->model == document()->model() ? written.get() : nullptr,
             m_results->latest<EnergyFound>().get())) {
        auto* item = add(m_list, row);
        for (const CostRow& part : row.parts)
            add(item, part);
        item->setExpanded(true);
    }
}

QString CostPage::dataAsCsv() const
{
    if (!document()->model()) return {};
    return costCsv(costRows(*document(), m_results->results(), m_table, m_results->latest<ExportResult>().get(),
        m_results->latest<EnergyFound>().get()));
}

} // namespace bitladder::app
