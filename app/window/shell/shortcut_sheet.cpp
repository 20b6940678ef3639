#include "app/window/shell/shortcut_sheet.h"

#include "app/window/palette/commands.h"

#include <QDialogButtonBox>
#include <QHeaderView>
#include <QMenu>
#include <QMenuBar>
#include <QTreeWidget>
#include <QVBoxLayout>

namespace bitladder::app
{

ShortcutSheet::ShortcutSheet(const QMenuBar& menus, QWidget* parent)
    : QDialog(parent)
{
    setWindowTitle(tr("Keys"));
    auto* list = new QTreeWidget(this);
    list->setColumnCount(2);
    list->setHeaderLabels({tr("What it does"), tr("Key")});
    list->setRootIsDecorated(false);
    list->setAccessibleName(tr("Keys and what they do"));
    list->setSelectionMode(QAbstractItemView::NoSelection);
    const auto addGroup = [&](const QString& title) {
        auto* item = new QTreeWidgetItem(list, {title});
        QFont bold = list->font();
        bold.setBold(true);
        item->setFont(0, bold);
        return item;
    };
    const auto add = [&](QTreeWidgetItem* group, const QString& what, const QString& keys) {
        new QTreeWidgetItem(group, {what, keys});
    };
    QTreeWidgetItem* faders = addGroup(tr("Faders and layers"));
    add(faders, tr("Width of the selected layers, 1 to 9 bits; 0 means 16"), QStringLiteral("1 … 9, 0"));
    add(faders, tr("One bit more or less"), QStringLiteral("↑ ↓"));
    add(faders, tr("Weights and activations together"), tr("Shift + ↑ ↓, Shift while dragging"));
    add(faders, tr("Next layer; with Shift a range"), QStringLiteral("← →"));
    add(faders, tr("Type a width"), tr("Enter, double click"));
    add(faders, tr("Lock a layer"), QStringLiteral("L"));
    add(faders, tr("Take a drag back"), tr("Esc"));
    for (const QAction* top : menus.actions()) {
        if (!top->menu()) continue;
        QTreeWidgetItem* group = nullptr;
        for (const auto& command : commandsOf(*top->menu())) {
            if (command.shortcut.isEmpty()) continue;
            if (!group) group = addGroup(plainText(top->text()));
            add(group, command.title, command.shortcut);
        }
    }
    list->expandAll();
    list->header()->setStretchLastSection(false);
    list->header()->setSectionResizeMode(0, QHeaderView::Stretch);
    list->header()->setSectionResizeMode(1, QHeaderView::ResizeToContents);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(list);
    layout->addWidget(buttons);
    constexpr int kWide = 40, kHigh = 34; // in lines of text
    const int line = fontMetrics().height();
    resize(kWide * line, kHigh * line);
    if (parent) resize(size().boundedTo(parent->window()->size()));
}

} // namespace bitladder::app
