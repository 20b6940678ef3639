#include "app/window/layers/layer_table.h"

#include "app/window/layers/layer_model.h"
#include "widgets/control/theme.h"
#include "widgets/table/bar_delegate.h"
#include "widgets/table/choice_delegate.h"
#include "widgets/table/name_delegate.h"

#include <QHeaderView>
#include <QMenu>
#include <QResizeEvent>
#include <QScopedValueRollback>
#include <algorithm>

namespace bitladder::app
{

namespace
{

constexpr int kMargin = 18; // of a cell, with a sort arrow or a swatch
constexpr int kSwatch = 10;
constexpr const char* kShortestName = "layer1_0_c";
constexpr int kFirst[] = {LayerModel::Weights, LayerModel::Activations, LayerModel::Sqnr, LayerModel::Time,
    LayerModel::Speedup, LayerModel::Hurts, LayerModel::Saves, LayerModel::Size};
constexpr int kBaseline[] = {
    LayerModel::BaselineWeights, LayerModel::BaselineActivations, LayerModel::BaselineSqnr, LayerModel::BaselineTime};

} // namespace

LayerTable::LayerTable(QWidget* parent)
    : QTableView(parent)
{
    setSelectionBehavior(QAbstractItemView::SelectRows);
    setSelectionMode(QAbstractItemView::ExtendedSelection);
    setEditTriggers(
        QAbstractItemView::DoubleClicked | QAbstractItemView::EditKeyPressed | QAbstractItemView::SelectedClicked);
    setTabKeyNavigation(false); // Tab leaves the table; arrows move in it
    verticalHeader()->hide();
    verticalHeader()->setDefaultSectionSize(fontMetrics().height() + 6);
    setShowGrid(false);
    setIconSize({kSwatch, kSwatch});
    setItemDelegate(new widgets::CellDelegate(this));
    setItemDelegateForColumn(LayerModel::Name, new widgets::NameDelegate(this));
    setItemDelegateForColumn(LayerModel::Weights, new widgets::ChoiceDelegate(this));
    setItemDelegateForColumn(LayerModel::Activations, new widgets::ChoiceDelegate(this));
    setItemDelegateForColumn(LayerModel::Time, new widgets::BarDelegate(this));
    setWordWrap(false); // of a broken line only the beginning would be seen
    setTextElideMode(Qt::ElideMiddle); // both ends of a path say more than its beginning
    setAccessibleName(tr("Layers"));
    setFont(widgets::tabularFont(font()));
}

void LayerTable::arrange()
{
    setSortingEnabled(true);
    sortByColumn(LayerModel::Name, Qt::AscendingOrder);
    QHeaderView* header = horizontalHeader();
    header->setSectionResizeMode(QHeaderView::Interactive);
    header->setStretchLastSection(false);
    header->setMinimumSectionSize(24);
    header->setSectionsMovable(true);
    const QFontMetrics metrics(font());
    const std::pair<int, const char*> widths[] = {{LayerModel::Name, kShortestName}, {LayerModel::Operator, "Gemm_"},
        {LayerModel::Shape, "1000×1024×1×1"}, {LayerModel::Parameters, "parameters"}, {LayerModel::Weights, "bfloat16"},
        {LayerModel::Activations, "bfloat16"}, {LayerModel::Sqnr, "SQNR dB"}, {LayerModel::Size, "999 kB"},
        {LayerModel::Time, "9.99 ms"}, {LayerModel::Speedup, "0.0999×"}, {LayerModel::Hurts, "0.0999"},
        {LayerModel::Saves, "999 kB"}};
    QFont bold = header->font();
    bold.setBold(true);
    for (const auto& [column, sample] : widths) {
        const QString head = model()->headerData(column, Qt::Horizontal).toString();
        const int title = column == LayerModel::Name ? 0 : QFontMetrics(bold).horizontalAdvance(head) + kMargin / 2;
        header->resizeSection(column, std::max(metrics.horizontalAdvance(QString::fromUtf8(sample)) + kMargin, title));
    }
    for (const int column : {LayerModel::Weights, LayerModel::Activations})
        header->resizeSection(column, header->sectionSize(column) + kSwatch);
    // What counts first; shapes and parameters stand behind and scroll into view.
    for (const int column : kFirst)
        header->moveSection(header->visualIndex(column), header->count() - 1);
    for (const int column : {LayerModel::Operator, LayerModel::Shape, LayerModel::Parameters})
        header->moveSection(header->visualIndex(column), header->count() - 1);
    placeBaseline();
    header->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(header, &QHeaderView::customContextMenuRequested, this, [this, header](const QPoint& place) {
        QMenu* menu = columnMenu();
        menu->setAttribute(Qt::WA_DeleteOnClose);
        menu->popup(header->mapToGlobal(place));
    });
    connect(header, &QHeaderView::sectionResized, this, [this](int column) {
        if (column == LayerModel::Name && !m_fitting) m_nameChosen = true;
    });
    fitNames();
}

void LayerTable::placeBaseline()
{
    QHeaderView* header = horizontalHeader();
    const QFontMetrics metrics(font());
    const std::pair<int, int> pairs[] = {{LayerModel::BaselineWeights, LayerModel::Weights},
        {LayerModel::BaselineActivations, LayerModel::Activations}, {LayerModel::BaselineSqnr, LayerModel::Sqnr},
        {LayerModel::BaselineTime, LayerModel::Time}};
    for (const auto& [baseline, present] : pairs) {
        const int from = header->visualIndex(baseline), beside = header->visualIndex(present);
        header->moveSection(from, from < beside ? beside : beside + 1);
        const QString title = model()->headerData(baseline, Qt::Horizontal).toString();
        header->resizeSection(baseline,
            std::max(metrics.horizontalAdvance(title), metrics.horizontalAdvance(QStringLiteral("bfloat16")))
                + kMargin);
    }
    showBaseline(Baseline::Hidden);
    setColumnHidden(LayerModel::Hurts, true); // until it is measured
    setColumnHidden(LayerModel::Saves, true); // which is worth little without the other
}

// Names always stay; the columns of the baseline come and go with it.
QMenu* LayerTable::columnMenu()
{
    auto* menu = new QMenu(this);
    QHeaderView* header = horizontalHeader();
    for (int place = 0; place < header->count(); ++place) {
        const int column = header->logicalIndex(place);
        if (column == LayerModel::Name || std::ranges::find(kBaseline, column) != std::end(kBaseline)) continue;
        const bool measured = column == LayerModel::Hurts || column == LayerModel::Saves;
        if (measured && isColumnHidden(column)) continue; // not yet
        auto* action = menu->addAction(model()->headerData(column, Qt::Horizontal).toString());
        action->setCheckable(true);
        action->setChecked(!isColumnHidden(column));
        connect(action, &QAction::toggled, this, [this, column](bool shown) {
            setColumnHidden(column, !shown);
            fitNames();
        });
    }
    return menu;
}

void LayerTable::showBaseline(Baseline baseline)
{
    for (const int column : kBaseline)
        setColumnHidden(column, baseline == Baseline::Hidden);
}

void LayerTable::resizeEvent(QResizeEvent* event)
{
    // A lower table does not hide the layer that the pages are about.
    const int before = event->oldSize().height();
    const QRect current = visualRect(currentIndex());
    const bool seen = currentIndex().isValid() && current.bottom() >= 0 && current.top() < before;
    QTableView::resizeEvent(event);
    fitNames();
    if (seen) scrollTo(currentIndex().siblingAtColumn(horizontalHeader()->logicalIndex(0)));
}

void LayerTable::changeEvent(QEvent* event)
{
    const int before = m_digitWidth;
    QTableView::changeEvent(event);
    m_digitWidth = QFontMetrics(font()).horizontalAdvance(QStringLiteral("0123456789"));
    if (event->type() != QEvent::FontChange || before == 0 || before == m_digitWidth || !model()) return;
    QHeaderView* header = horizontalHeader();
    const QScopedValueRollback fitting(m_fitting, true);
    for (int column = 0; column < header->count(); ++column)
        if (!header->isSectionHidden(column))
            header->resizeSection(column, header->sectionSize(column) * m_digitWidth / before);
    fitNames();
}

// So wide that the first column that does not fit begins beyond the edge instead of being cut.
void LayerTable::fitNames()
{
    if (m_nameChosen) return;
    QHeaderView* header = horizontalHeader();
    int room = viewport()->width();
    for (const int column : kFirst)
        if (column != LayerModel::Size && column != LayerModel::Hurts && column != LayerModel::Saves)
            room -= header->sectionSize(column);
    const int least = QFontMetrics(font()).horizontalAdvance(QString::fromUtf8(kShortestName)) + kMargin;
    const QScopedValueRollback fitting(m_fitting, true);
    header->resizeSection(LayerModel::Name, std::max(room, least));
}

} // namespace bitladder::app
