#include "app/window/dialogs/machine_dialog.h"
#include "app/window/document/level_text.h"

#include "app/window/adapters/adapters.h"
#include "app/window/document/texts.h"
#include "app/window/layers/layer_model.h"
#include "core/base/threads.h"
#include "core/kernels/dispatch.h"

#include <QDialogButtonBox>
#include <QHeaderView>
#include <QLabel>
#include <QTableWidget>
#include <QVBoxLayout>

namespace bitladder::app
{

namespace
{

constexpr int64_t kDepth = 1024; // products per output of a middling layer

} // namespace

std::vector<measure::FormatPair> MachineDialog::pairs()
{
    std::vector<measure::FormatPair> pairs;
    for (const auto& format : LayerModel::formats())
        pairs.push_back({format, format});
    const auto int8 = quant::intFormat(8), int16 = quant::intFormat(16);
    for (const auto& weights :
        {quant::intFormat(4), quant::intFormat(2), quant::ternaryFormat(), quant::binaryFormat()})
        pairs.push_back({weights, int8});
    pairs.push_back({int8, int16});
    pairs.push_back({int8, quant::kFloat32});
    return pairs;
}

MachineDialog::MachineDialog(QWidget* parent)
    : QDialog(parent)
{
    setWindowTitle(tr("What can this machine do?"));
    QStringList features;
    for (const auto& feature : kernels::processorFeatures())
        features << toText(feature);
    auto* head
        = new QLabel(tr("This processor runs %n threads and has %1.", nullptr, Threads::available())
                         .arg(features.isEmpty() ? tr("no features that we use") : features.join(QStringLiteral(", "))),
            this);
    head->setWordWrap(true);

    const auto rows = measure::machineTable(pairs(), kDepth);
    auto* table = new QTableWidget(static_cast<int>(rows.size()), 2 + kernels::kLevelCount, this);
    table->setAccessibleName(windowTitle());
    QStringList titles {tr("weights"), tr("activations")};
    for (int l = 0; l < kernels::kLevelCount; ++l)
        titles << levelText(static_cast<kernels::Level>(l));
    table->setHorizontalHeaderLabels(titles);
    table->verticalHeader()->hide();
    table->verticalHeader()->setDefaultSectionSize(fontMetrics().height() + 8);
    table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    table->setSelectionBehavior(QAbstractItemView::SelectRows);
    table->setAlternatingRowColors(true);
    table->setShowGrid(false);
    for (int r = 0; r < static_cast<int>(rows.size()); ++r) {
        const auto& row = rows[static_cast<size_t>(r)];
        table->setItem(r, 0, new QTableWidgetItem(toText(quant::name(row.formats.weights))));
        table->setItem(r, 1, new QTableWidgetItem(toText(quant::name(row.formats.activations))));
        for (int l = 0; l < kernels::kLevelCount; ++l) {
            const auto& cell = row.levels[static_cast<size_t>(l)];
            auto* item = new QTableWidgetItem(cell ? toText(cell->kernel) : tr("not here"));
            if (cell) {
                const bool executed = cell->execution == engine::Execution::Executed;
                if (!executed) item->setText(tr("%1, simulated").arg(item->text()));
                item->setToolTip(cell->note.empty() ? (executed ? tr("executed at its own width") : tr("simulated"))
                                                    : noteText(cell->note));
                item->setToolTip(item->text() + QLatin1Char('\n') + item->toolTip());
                if (!executed) item->setForeground(palette().brush(QPalette::PlaceholderText));
            } else {
                item->setForeground(palette().brush(QPalette::Disabled, QPalette::Text));
                item->setToolTip(tr("This processor does not have what the level needs"));
            }
            table->setItem(r, 2 + l, item);
        }
    }
    // The levels share the room; texts that do not fit are in the tool tips.
    table->horizontalHeader()->setSectionResizeMode(QHeaderView::Stretch);
    for (const int column : {0, 1})
        table->horizontalHeader()->setSectionResizeMode(column, QHeaderView::ResizeToContents);
    auto* foot
        = new QLabel(tr("The kernel that a matrix product of %1 products per output takes. Executed: integers are "
                        "multiplied and added as integers. Simulated: values are rounded to the grid, the "
                        "arithmetic is in float. Tool tips say why.")
                         .arg(kDepth),
            this);
    foot->setWordWrap(true);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(head);
    layout->addWidget(table, 1);
    layout->addWidget(foot);
    layout->addWidget(buttons);
    resize(960, 620);
}

} // namespace bitladder::app
