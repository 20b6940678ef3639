#include "app/window/layers/layer_panel.h"

#include "app/window/layers/layer_model.h"
#include "app/window/layers/layer_table.h"

#include <QKeyEvent>
#include <QLineEdit>
#include <QSortFilterProxyModel>
#include <QVBoxLayout>

namespace bitladder::app
{

LayerPanel::LayerPanel(Document* document, QWidget* parent)
    : QWidget(parent)
    , m_document(document)
    , m_layers(new LayerModel(document, this))
    , m_sorted(new QSortFilterProxyModel(this))
    , m_table(new LayerTable(this))
    , m_filter(new QLineEdit(this))
{
    m_filter->setPlaceholderText(tr("Filter layers (Ctrl+F), Enter selects"));
    m_filter->setAccessibleName(m_filter->placeholderText());
    m_filter->setClearButtonEnabled(true);
    m_filter->setObjectName(QStringLiteral("layerFilter"));
    m_sorted->setSourceModel(m_layers);
    m_sorted->setSortRole(LayerModel::kSortRole);
    m_sorted->setFilterCaseSensitivity(Qt::CaseInsensitive);
    m_sorted->setFilterKeyColumn(-1);
    m_sorted->setFilterRole(LayerModel::kFilterRole);
    m_table->setModel(m_sorted);
    m_table->setFrameShape(QFrame::NoFrame);
    setBackgroundRole(QPalette::Base);
    setAutoFillBackground(true);
    m_table->arrange();
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(4, 0, 0, 4);
    layout->addWidget(m_filter);
    layout->addWidget(m_table, 1);
    m_filter->installEventFilter(this);
    setTabOrder(m_filter, m_table);
    connectTable();
}

void LayerPanel::connectTable()
{
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this, [this] {
        if (m_showingSelection) return;
        QList<int> rows;
        for (const QModelIndex& index : m_table->selectionModel()->selectedRows())
            rows << m_sorted->mapToSource(index).row();
        // The current row is the last of the selection.
        const int current = m_sorted->mapToSource(m_table->currentIndex()).row();
        if (rows.removeOne(current)) rows << current;
        m_document->setSelection(rows);
    });
    connect(m_filter, &QLineEdit::textChanged, m_sorted, &QSortFilterProxyModel::setFilterFixedString);
    connect(m_filter, &QLineEdit::returnPressed, this, &LayerPanel::selectFirstFound);
    connect(m_document, &Document::selectionChanged, this, &LayerPanel::showSelection);
    connect(m_document, &Document::baselineChanged, this, [this] {
        m_table->showBaseline(m_document->baseline() ? LayerTable::Baseline::Shown : LayerTable::Baseline::Hidden);
    });
}

void LayerPanel::showResults(const Results& results)
{
    m_layers->setResults(results);
    const bool measured = results.sensitivity != nullptr;
    m_table->setColumnHidden(LayerModel::Hurts, !measured);
    if (measured && !m_measured) m_table->setColumnHidden(LayerModel::Saves, false); // once: a person may hide it
    m_measured = measured;
}

// Escape empties a filter that has a text, before it means anything to the window.
bool LayerPanel::eventFilter(QObject* watched, QEvent* event)
{
    if (watched != m_filter || m_filter->text().isEmpty()
        || (event->type() != QEvent::ShortcutOverride && event->type() != QEvent::KeyPress)
        || static_cast<QKeyEvent*>(event)->key() != Qt::Key_Escape)
        return QWidget::eventFilter(watched, event);
    if (event->type() == QEvent::KeyPress) m_filter->clear();
    event->accept();
    return true;
}

void LayerPanel::focusFilter()
{
    emit wanted();
    m_filter->setFocus();
    m_filter->selectAll();
}

// The arrows go on from there.
void LayerPanel::selectFirstFound()
{
    if (m_sorted->rowCount() == 0) return;
    m_document->setSelection({m_sorted->mapToSource(m_sorted->index(0, 0)).row()});
    m_table->setFocus(Qt::ShortcutFocusReason);
}

void LayerPanel::showSelection()
{
    m_showingSelection = true;
    const auto& selection = m_document->selection();
    m_layers->setEditedRows(selection);
    QItemSelection rows;
    for (const int layer : selection) {
        const QModelIndex index = m_sorted->mapFromSource(m_layers->index(layer, 0));
        if (index.isValid()) rows.select(index, index.siblingAtColumn(LayerModel::ColumnCount - 1));
    }
    m_table->selectionModel()->select(rows, QItemSelectionModel::ClearAndSelect);
    if (!selection.isEmpty()) {
        const QModelIndex current = m_sorted->mapFromSource(m_layers->index(m_document->currentLayer(), 0));
        m_table->selectionModel()->setCurrentIndex(current, QItemSelectionModel::NoUpdate);
        m_table->scrollTo(current);
    }
    m_showingSelection = false;
}

} // namespace bitladder::app
