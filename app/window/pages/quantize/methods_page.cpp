#include "app/window/pages/quantize/methods_page.h"

#include "app/window/adapters/adapters_methods.h"
#include "app/window/document/texts.h"

#include <QDoubleSpinBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QSplitter>
#include <QToolButton>
#include <QTreeWidget>
#include <QVBoxLayout>
#include <cmath>

namespace bitladder::app
{

namespace
{

QTreeWidget* makeTree(const QStringList& heads, const QString& name, QWidget* parent)
{
    auto* tree = new QTreeWidget(parent);
    tree->setHeaderLabels(heads);
    tree->setRootIsDecorated(false);
    tree->setUniformRowHeights(true);
    tree->setAccessibleName(name);
    tree->header()->setStretchLastSection(false);
    tree->header()->setSectionResizeMode(0, QHeaderView::Stretch);
    for (int i = 1; i < heads.size(); ++i)
        tree->header()->setSectionResizeMode(i, QHeaderView::ResizeToContents);
    tree->setFont(widgets::tabularFont(tree->font()));
    return tree;
}

QString secondsText(double seconds)
{
    return widgets::formatTime(1000 * seconds);
}

} // namespace

MethodsPage::MethodsPage(Document* document, QWidget* parent)
    : Page(document, parent)
    , m_list(makeTree({tr("method, in order"), tr("layers"), tr("time")}, tr("Methods of the recipe"), this))
    , m_effects(makeTree({tr("layer"), tr("before"), tr("after"), tr("gain")}, tr("What the method did"), this))
    , m_add(new QToolButton(this))
    , m_up(new QPushButton(tr("&Earlier"), this))
    , m_down(new QPushButton(tr("&Later"), this))
    , m_remove(new QPushButton(tr("Re&move"), this))
    , m_pictures(new QSpinBox(this))
    , m_about(new QLabel(this))
    , m_summary(new QLabel(this))
    , m_state(new QLabel(this))
    , m_parameters(new QWidget(this))
    , m_form(new QFormLayout(m_parameters))
{
    for (QLabel* label : {m_about, m_summary, m_state}) {
        label->setWordWrap(true);
        label->setTextFormat(Qt::PlainText);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    }
    m_form->setContentsMargins(0, 0, 0, 0);
    makeButtons();
    makeList();
    auto* left = new QWidget(this);
    auto* leftLayout = new QVBoxLayout(left);
    leftLayout->setContentsMargins(0, 0, 0, 0);
    auto* row = new QHBoxLayout;
    for (QWidget* button : {static_cast<QWidget*>(m_add), static_cast<QWidget*>(m_up), static_cast<QWidget*>(m_down),
             static_cast<QWidget*>(m_remove)})
        row->addWidget(button);
    row->addStretch();
    leftLayout->addLayout(row);
    leftLayout->addWidget(m_list, 1);
    leftLayout->addWidget(m_parameters);
    auto* right = new QWidget(this);
    auto* rightLayout = new QVBoxLayout(right);
    rightLayout->setContentsMargins(0, 0, 0, 0);
    rightLayout->addWidget(m_about);
    rightLayout->addWidget(m_summary);
    rightLayout->addWidget(m_effects, 1);
    auto* splitter = new QSplitter(Qt::Vertical, this);
    splitter->addWidget(left);
    splitter->addWidget(right);
    splitter->setChildrenCollapsible(false);
    splitter->setStretchFactor(0, 2);
    splitter->setStretchFactor(1, 3);
    auto* head = new QHBoxLayout;
    auto* learn = new QLabel(tr("Learn and calibrate from"), this);
    learn->setBuddy(m_pictures);
    head->addWidget(learn);
    head->addWidget(m_pictures);
    head->addWidget(m_state, 1);
    auto* layout = new QVBoxLayout(this);
    layout->addLayout(head);
    layout->addWidget(splitter, 1);
    for (const auto change : {&Document::modelChanged, &Document::recipeChanged, &Document::filesChanged,
             &Document::calibrationPicturesChanged})
        connect(document, change, this, &MethodsPage::refresh);
    refresh();
}

Page* MethodsPage::make(const PageContext& context, QWidget* parent)
{
    return new MethodsPage(context.document, parent);
}

void MethodsPage::makeButtons()
{
    m_add->setText(tr("&Add"));
    m_add->setPopupMode(QToolButton::InstantPopup);
    m_add->setToolButtonStyle(Qt::ToolButtonTextOnly);
    auto* menu = new QMenu(m_add);
    menu->setToolTipsVisible(true);
    for (const auto* method : methods::methods()) {
        QAction* action = menu->addAction(methodLabel(*method), this, [this, method] {
            m_wanted = static_cast<int>(document()->recipe().methods.size());
            edit(tr("add %1").arg(methodLabel(*method)), [method](auto& list) {
                list.push_back({std::string(method->id), {}, true});
            });
        });
        action->setToolTip(toText(method->source));
    }
    m_add->setMenu(menu);
    m_up->setToolTip(tr("Methods work one after the other on what those before have made"));
    m_down->setToolTip(m_up->toolTip());
    connect(m_up, &QPushButton::clicked, this, [this] { move(-1); });
    connect(m_down, &QPushButton::clicked, this, [this] { move(1); });
    connect(m_remove, &QPushButton::clicked, this, [this] {
        const int row = current();
        if (row < 0) return;
        m_wanted = row - 1;
        edit(
            tr("remove %1").arg(m_list->currentItem()->text(0)), [row](auto& list) { list.erase(list.begin() + row); });
    });
    m_pictures->setRange(1, Document::kMostCalibration);
    m_pictures->setKeyboardTracking(false);
    m_pictures->setAccessibleName(tr("Calibration pictures"));
    m_pictures->setToolTip(tr("So many pictures, spread evenly over the folder, calibrate the activations' ranges and "
                              "teach the methods"));
    connect(m_pictures, &QSpinBox::valueChanged, document(), &Document::setCalibrationPictures);
}

void MethodsPage::makeList()
{
    connect(m_list, &QTreeWidget::currentItemChanged, this, [this] {
        if (!m_filling) showMethod();
    });
    connect(m_list, &QTreeWidget::itemChanged, this, [this](QTreeWidgetItem* item, int column) {
        if (m_filling || column != 0) return;
        const int row = m_list->indexOfTopLevelItem(item);
        const bool on = item->checkState(0) == Qt::Checked;
        if (on == document()->recipe().methods[static_cast<size_t>(row)].on) return;
        m_wanted = row;
        // Not while the list is at work: the edit fills it anew.
        QMetaObject::invokeMethod(
            this,
            [this, row, on, label = item->text(0)] {
                edit(on ? tr("switch %1 on").arg(label) : tr("switch %1 off").arg(label),
                    [row, on](auto& list) { list[static_cast<size_t>(row)].on = on; });
            },
            Qt::QueuedConnection);
    });
    connect(m_effects, &QTreeWidget::itemClicked, this,
        [this](QTreeWidgetItem* item) { emit layerClicked(item->data(0, Qt::UserRole).toInt()); });
}

int MethodsPage::current() const
{
    return m_list->currentItem() ? m_list->indexOfTopLevelItem(m_list->currentItem()) : -1;
}

void MethodsPage::edit(const QString& text, const std::function<void(std::vector<quant::MethodChoice>&)>& change)
{
    if (!document()->model()) return;
    quant::Recipe after = document()->recipe();
    change(after.methods);
    document()->edit(text, std::move(after));
}

void MethodsPage::move(int by)
{
    const int row = current(), to = row + by;
    if (row < 0 || to < 0 || to >= static_cast<int>(document()->recipe().methods.size())) return;
    m_wanted = to;
    edit(tr("move %1").arg(m_list->currentItem()->text(0)),
        [row, to](auto& list) { std::swap(list[static_cast<size_t>(row)], list[static_cast<size_t>(to)]); });
}

void MethodsPage::showResults(const Results& results)
{
    m_network = results.network;
    refresh();
}

void MethodsPage::refresh()
{
    const bool there = document()->model() != nullptr;
    const int wanted = m_wanted >= 0 ? std::exchange(m_wanted, -1) : current();
    if (!there) m_network.reset();
    const auto* quantized = m_network ? m_network->quantized.get() : nullptr;
    const auto rows = methodRows(document()->recipe(), quantized);
    {
        m_filling = true;
        m_list->clear();
        for (const MethodRow& row : rows) {
            auto* item = new QTreeWidgetItem(m_list,
                {row.label, row.log ? QString::number(row.log->layers.size()) : QString(),
                    row.log ? secondsText(row.log->seconds) : QString()});
            item->setFlags(Qt::ItemIsSelectable | Qt::ItemIsEnabled | Qt::ItemIsUserCheckable);
            item->setCheckState(0, row.on ? Qt::Checked : Qt::Unchecked);
            for (int column : {1, 2})
                item->setTextAlignment(column, Qt::AlignRight | Qt::AlignVCenter);
        }
        if (auto* item = m_list->topLevelItem(std::clamp(wanted, 0, std::max(0, static_cast<int>(rows.size()) - 1))))
            m_list->setCurrentItem(item);
        m_filling = false;
    }
    for (QWidget* widget : {static_cast<QWidget*>(m_add), static_cast<QWidget*>(m_pictures)})
        widget->setEnabled(there);
    {
        const QSignalBlocker quiet(m_pictures);
        m_pictures->setValue(document()->calibrationPictures());
        const int files = static_cast<int>(document()->files().size());
        m_pictures->setSuffix(files > 1    ? tr(" of %1 pictures").arg(files)
                : m_pictures->value() == 1 ? tr(" picture")
                                           : tr(" pictures"));
    }
    const bool waits = m_network && m_network->revision != document()->revision();
    m_state->setText(!there                  ? QString()
            : document()->files().size() < 2 ? tr("Without a folder the picture that is shown is the only one.")
            : waits                          ? tr("Being computed; the figures are of the recipe before.")
                                             : QString());
    showMethod();
}

void MethodsPage::showMethod()
{
    const int row = current();
    const int count = static_cast<int>(document()->recipe().methods.size());
    m_up->setEnabled(row > 0);
    m_down->setEnabled(row >= 0 && row + 1 < count);
    m_remove->setEnabled(row >= 0);
    showParameters();
    m_effects->clear();
    m_summary->clear();
    if (row < 0) {
        m_about->setText(document()->model()
                ? tr("No method is chosen: every number is rounded to the nearest. Methods win back what that loses; "
                     "add one, and its effect on every layer stands here.")
                : tr("Open a model to choose methods for it."));
        return;
    }
    const auto& choice = document()->recipe().methods[static_cast<size_t>(row)];
    const auto* method = methods::findMethod(choice.method);
    m_about->setText(method ? tr("%1: %2").arg(methodLabel(*method), toText(method->source)) : toText(choice.method));
    const auto rows = methodRows(document()->recipe(), m_network ? m_network->quantized.get() : nullptr);
    const auto* log = rows[static_cast<size_t>(row)].log;
    if (!choice.on)
        m_summary->setText(tr("It is switched off."));
    else if (!log)
        m_summary->setText(missingText());
    else if (log->layers.empty())
        m_summary->setText(tr("It changed no layer."));
    if (!log) return;
    if (!log->layers.empty()) m_summary->setText(effectText(*document(), *log));
    const double sign = largerIsBetter(*log) ? 1 : -1;
    for (const EffectRow& effect : effectRows(*log)) {
        const double gain = effect.after - effect.before;
        auto* item = new QTreeWidgetItem(m_effects,
            {document()->layerName(effect.layer), widgets::formatNumber(effect.before),
                widgets::formatNumber(effect.after),
                (gain > 0 ? QStringLiteral("+") : QString()) + widgets::formatNumber(gain)
                    + (sign * gain < 0 ? QStringLiteral(" ▾") : QString())});
        item->setData(0, Qt::UserRole, effect.layer);
        for (int column : {1, 2, 3})
            item->setTextAlignment(column, Qt::AlignRight | Qt::AlignVCenter);
        if (sign * gain < 0) item->setToolTip(3, tr("It got worse here"));
    }
}

void MethodsPage::showParameters()
{
    const int row = current();
    const auto choice = row < 0 ? std::nullopt : std::optional(document()->recipe().methods[static_cast<size_t>(row)]);
    // Results that come in take nobody's hand off a box.
    if (m_formRow == row && m_formOf == choice) return;
    m_formRow = row;
    m_formOf = choice;
    while (m_form->rowCount() > 0)
        m_form->removeRow(0);
    const auto* method = choice ? methods::findMethod(choice->method) : nullptr;
    if (!method) return;
    for (const auto& parameter : method->parameters) {
        auto* box = new QDoubleSpinBox(m_parameters);
        const QString name = toText(parameter.name);
        box->setAccessibleName(name);
        box->setDecimals(parameter.most > 100 ? 0 : 4);
        box->setRange(parameter.least, parameter.most);
        box->setValue(methods::parameterOf(*method, *choice, parameter.name));
        box->setKeyboardTracking(false);
        box->setToolTip(tr("%1 to %2; usually %3")
                            .arg(widgets::formatNumber(parameter.least), widgets::formatNumber(parameter.most),
                                widgets::formatNumber(parameter.fallback)));
        m_form->addRow(name, box);
        connect(box, &QDoubleSpinBox::valueChanged, this, [this, row, name](double value) {
            m_wanted = row;
            // The form is made anew by the edit, and this box with it.
            QMetaObject::invokeMethod(
                this,
                [this, row, name, value] {
                    edit(tr("%1: %2 = %3").arg(m_list->topLevelItem(row)->text(0), name, widgets::formatNumber(value)),
                        [&](auto& list) { list[static_cast<size_t>(row)].parameters[name.toStdString()] = value; });
                },
                Qt::QueuedConnection);
        });
    }
}

} // namespace bitladder::app
