#include "app/window/shell/main_window.h"

#include "app/window/lessons/lesson_dock.h"
#include "app/window/pages/distribution_page.h"
#include "app/window/pages/error_page.h"
#include "app/window/pages/features_page.h"
#include "app/window/pages/graph_page.h"
#include "app/window/pages/kernels_page.h"
#include "app/window/pages/output_page.h"
#include "app/window/pages/speed_page.h"
#include "app/window/picture/picture_panel.h"
#include "app/window/session/session.h"
#include "app/window/shell/layer_model.h"
#include "app/window/shell/layer_table.h"
#include "app/window/shell/shortcuts.h"
#include "widgets/control/banner_stack.h"
#include "widgets/control/bit_dial.h"
#include "widgets/control/figure_strip.h"
#include "widgets/control/format_panel.h"
#include "widgets/control/layout_barrier.h"
#include "widgets/equalizer/equalizer.h"

#include <QCloseEvent>
#include <QComboBox>
#include <QDockWidget>
#include <QLineEdit>
#include <QSettings>
#include <QSortFilterProxyModel>
#include <QStatusBar>
#include <QTabWidget>
#include <QTimer>
#include <QToolButton>
#include <QVBoxLayout>

namespace bitladder::app
{

namespace
{

const char* const kGeometryKey = "window/geometry";
const char* const kStateKey = "window/state";
constexpr int kLeastPage = 240; // high

} // namespace

MainWindow::MainWindow(const std::filesystem::path& samples, QWidget* parent)
    : QMainWindow(parent)

    , m_samples(samples)
{
    resize(1280, 800);
    setAcceptDrops(true);
    setDockOptions(AnimatedDocks | AllowNestedDocks | AllowTabbedDocks);
    m_layers = new LayerModel(&m_document, this);
    makePages();
    makeDocks();
    makeActions();
    connectDocument();
    connectResults();
    connectEdits();
    const QSettings settings;
    restoreGeometry(settings.value(kGeometryKey).toByteArray());
    restoreLayout(settings.value(kStateKey).toByteArray());
    showModel();
}

MainWindow::~MainWindow() = default;

void MainWindow::makePages()
{
    auto* central = new QWidget(this);
    m_banners = new widgets::BannerStack(central);
    m_tabs = new QTabWidget(central);
    m_tabs->setDocumentMode(true);
    // Banners take their room from the pages: a window that grew would reach beyond the screen.
    m_tabs->setMinimumHeight(kLeastPage);
    m_distribution = new DistributionPage(&m_document, m_tabs);
    m_error = new ErrorPage(&m_document, m_tabs);
    m_speed = new SpeedPage(&m_document, m_tabs);
    m_graph = new GraphPage(&m_document, m_tabs);
    m_tabs->addTab(m_distribution, tr("Distribution"));
    m_tabs->addTab(m_error, tr("Error"));
    m_tabs->addTab(m_speed, tr("Speed"));
    m_tabs->addTab(m_graph, tr("Graph"));
    m_features = new FeaturesPage(&m_document, m_tabs);
    m_tabs->addTab(m_features, tr("Features"));
    m_output = new OutputPage(&m_document, m_tabs);
    m_tabs->addTab(m_output, tr("Output"));
    m_kernels = new KernelsPage(&m_document, m_tabs);
    m_tabs->addTab(m_kernels, tr("Kernels"));
    connect(m_tabs, &QTabWidget::currentChanged, this, &MainWindow::showCurrentPage);
    auto* layout = new QVBoxLayout(central);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_banners);
    layout->addWidget(new widgets::LayoutBarrier(m_tabs, central), 1);
    setCentralWidget(central);
    m_strip = new widgets::FigureStrip(this);
    statusBar()->addPermanentWidget(m_strip, 1);
    statusBar()->setSizeGripEnabled(false);
}

void MainWindow::makeDocks()
{
    const auto dock = [this](const QString& title, const char* name, Qt::DockWidgetArea area, QWidget* content) {
        auto* d = new QDockWidget(title, this);
        d->setObjectName(QString::fromLatin1(name));
        d->setWidget(new widgets::LayoutBarrier(content, d));
        addDockWidget(area, d);
        return d;
    };
    auto* desk = new QWidget(this);
    m_equalizer = new widgets::Equalizer(desk);
    m_equalizer->setEmptyText(
        tr("Drop an ONNX model here, or open a sample: every layer gets a fader from 64 bits down to 1."));
    QStringList choices;
    for (const auto& format : LayerModel::formats())
        choices << QString::fromStdString(quant::name(format));
    m_equalizer->setFormatChoices(choices);
    auto* deskLayout = new QVBoxLayout(desk);
    deskLayout->setContentsMargins(4, 0, 4, 0);
    deskLayout->addWidget(m_equalizer);
    dock(tr("Equalizer"), "equalizer", Qt::TopDockWidgetArea, desk);

    auto* left = new QWidget(this);
    m_filter = new QLineEdit(left);
    m_filter->setPlaceholderText(tr("Filter layers (Ctrl+F), Enter selects"));
    m_filter->setClearButtonEnabled(true);
    m_filter->setObjectName(QStringLiteral("layerFilter"));
    m_table = new LayerTable(left);
    m_sorted = new QSortFilterProxyModel(this);
    m_sorted->setSourceModel(m_layers);
    m_sorted->setSortRole(LayerModel::kSortRole);
    m_sorted->setFilterCaseSensitivity(Qt::CaseInsensitive);
    m_sorted->setFilterKeyColumn(-1);
    m_sorted->setFilterRole(LayerModel::kFilterRole);
    m_table->setModel(m_sorted);
    m_table->arrange();

    m_panel = new widgets::FormatPanel(left);
    m_panel->setNames({{tr("float"), tr("int"), tr("ternary"), tr("binary")}, {tr("symmetric"), tr("asymmetric")},
        {tr("per tensor"), tr("per channel")},
        {tr("by width"), tr("min–max"), tr("percentile"), tr("least squares"), tr("by hand"), tr("from the file")}});
    auto* leftLayout = new QVBoxLayout(left);
    leftLayout->setContentsMargins(4, 0, 0, 4);
    leftLayout->addWidget(m_filter);
    leftLayout->addWidget(m_table, 1);
    leftLayout->addWidget(m_panel);
    auto* leftDock = dock(tr("Layers"), "layers", Qt::LeftDockWidgetArea, left);

    m_picture = new PicturePanel(&m_document, this);
    auto* rightDock = dock(tr("Picture and answer"), "picture", Qt::RightDockWidgetArea, m_picture);
    setCorner(Qt::TopLeftCorner, Qt::TopDockWidgetArea);
    setCorner(Qt::TopRightCorner, Qt::TopDockWidgetArea);
    m_docks = {leftDock, rightDock, findChild<QDockWidget*>(QStringLiteral("equalizer"))};
    m_lesson = new LessonDock(&m_document, m_samples, this);
    splitDockWidget(m_docks[2], m_lesson, Qt::Horizontal);
    m_lesson->hide();
}

void MainWindow::showEvent(QShowEvent* event)
{
    QMainWindow::showEvent(event);
    // Docks take sizes only once they are laid out; sizes that a person chose are kept.
    if (std::exchange(m_hasShown, true) || QSettings().contains(kStateKey)) return;
    resizeDocks({m_docks[0], m_docks[1]}, {472, 280}, Qt::Horizontal);
    resizeDocks({m_docks[2]}, {260}, Qt::Vertical);
}

void MainWindow::connectDocument()
{
    connect(&m_document, &Document::modelChanged, this, &MainWindow::showModel);
    connect(&m_document, &Document::recipeChanged, this, &MainWindow::showRecipe);
    connect(&m_document, &Document::selectionChanged, this, &MainWindow::showSelection);
    connect(&m_document, &Document::baselineChanged, this, &MainWindow::showBaseline);
    connect(m_document.undoStack(), &QUndoStack::cleanChanged, this, &MainWindow::updateTitle);
}

void MainWindow::connectEdits()
{
    connect(m_equalizer, &widgets::Equalizer::widthEdited, &m_document, &Document::setWidth);
    connect(m_equalizer, &widgets::Equalizer::lockToggled, this, [this](const QList<int>& columns, widgets::Lock lock) {
        m_document.setLock(columns, lock == widgets::Lock::Locked ? quant::Lock::Locked : quant::Lock::Open);
    });
    connect(
        m_equalizer, &widgets::Equalizer::formatChosen, this, [this](const QList<int>& columns, Part part, int choice) {
            m_document.setFormat(columns, part, LayerModel::formats()[static_cast<size_t>(choice)]);
        });
    connect(m_equalizer, &widgets::Equalizer::resetRequested, this, [this](const QList<int>& columns) {
        quant::Recipe after = m_document.recipe();
        const quant::Recipe start = engine::fileRecipe(*m_document.model()->graph);
        for (const int i : columns)
            after.layers[static_cast<size_t>(i)] = start.layers[static_cast<size_t>(i)];
        m_document.edit(tr("reset %1").arg(m_document.layersText(columns)), std::move(after));
    });
    connect(m_equalizer, &widgets::Equalizer::selectionChanged, this, &MainWindow::select);
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this, [this] {
        if (m_showingSelection) return;
        QList<int> rows;
        for (const QModelIndex& index : m_table->selectionModel()->selectedRows())
            rows << m_sorted->mapToSource(index).row();
        // The current row is the last of the selection.
        const int current = m_sorted->mapToSource(m_table->currentIndex()).row();
        if (rows.removeOne(current)) rows << current;
        select(rows);
    });
    connect(m_filter, &QLineEdit::textChanged, m_sorted, &QSortFilterProxyModel::setFilterFixedString);
    connect(m_filter, &QLineEdit::returnPressed, this, [this] {
        // The first that was found is selected, and the arrows go on from there.
        if (m_sorted->rowCount() == 0) return;
        select({m_sorted->mapToSource(m_sorted->index(0, 0)).row()});
        m_table->setFocus(Qt::ShortcutFocusReason);
    });
    connect(m_panel, &widgets::FormatPanel::edited, this, &MainWindow::editField);
    connect(m_dial, &widgets::BitDial::valueEdited, this, &MainWindow::turnDial);
    auto* keys = new PlainKeys(this);
    connect(keys, &PlainKeys::widthTyped, this, [this](int bits) { turnDial(bits, EditPhase::End); });
    connect(keys, &PlainKeys::measureTyped, &m_jobs, &JobScheduler::measureAgain);
    connect(m_dialPart, &QComboBox::activated, this, &MainWindow::showPanel);
}

void MainWindow::turnDial(int bits, EditPhase phase)
{
    if (!m_document.model()) return;
    const QList<int> layers = m_document.targets();
    const int part = m_dialPart->currentIndex();
    if (part == 0) {
        const QString text = tr("%1 → %2 bits").arg(m_document.layersText(layers)).arg(bits);
        quant::Recipe after = m_document.recipe();
        for (const int i : layers) {
            auto& layer = after.layers[static_cast<size_t>(i)];
            if (layer.lock == quant::Lock::Locked) continue;
            layer.weights.format = layer.activations.format = quant::dialFormat(bits);
        }
        m_document.edit(text, std::move(after), phase);
    } else {
        m_document.setWidth(layers, part == 1 ? Part::Weights : Part::Activations, bits, phase);
    }
}

void MainWindow::editField(Part part, widgets::FormatField field, int value)
{
    const QList<int> layers = m_document.selection();
    if (layers.isEmpty()) return;
    const auto what = [&](const QString& change) {
        return tr("%1: %2", "conv1 weights: symmetric").arg(m_document.subject(layers, part), change);
    };
    switch (field) {
    case widgets::FormatField::Width: {
        m_document.editSpecs(what(tr("%1 bits").arg(value)), layers, part, [value](quant::QuantSpec& s) {
            // The family stays where it has that width; else the dial's meaning counts.
            const auto family = s.format.family;
            s.format = family == quant::Family::Float && quant::familyHas(family, value)
                ? quant::formatOf(family, value)
                : (value == 16 || value == 32 || value == 64) && family == quant::Family::Int
                ? quant::intFormat(value)
                : quant::dialFormat(value);
        });
        break;
    }
    case widgets::FormatField::Family:
        m_document.editSpecs(what(QString::fromUtf8(quant::familyName(static_cast<quant::Family>(value)).data())),
            layers, part, [value](quant::QuantSpec& s) {
                s.format = quant::formatOf(static_cast<quant::Family>(value), s.format.bits);
            });
        break;
    case widgets::FormatField::Symmetry:
        m_document.editSpecs(what(value == 0 ? tr("symmetric") : tr("asymmetric")), layers, part,
            [value](quant::QuantSpec& s) { s.symmetry = static_cast<quant::Symmetry>(value); });
        break;
    case widgets::FormatField::Granularity:
        m_document.editSpecs(what(value == 0 ? tr("per tensor") : tr("per channel")), layers, part,
            [value](quant::QuantSpec& s) { s.granularity = static_cast<quant::Granularity>(value); });
        break;
    case widgets::FormatField::Range:
        m_document.editSpecs(what(tr("range method")), layers, part, [value](quant::QuantSpec& s) {
            if (value == 0)
                s.range.reset();
            else
                s.range = static_cast<quant::RangeMethod>(value - 1);
        });
        break;
    }
}

void MainWindow::select(const QList<int>& layers)
{
    m_document.setSelection(layers);
}

void MainWindow::showModel()
{
    m_doubted.reset();
    m_openedPictures.clear();
    m_banners->closeAll();
    const bool open = m_document.model() != nullptr;
    m_preset->setEnabled(open);
    m_equalizer->setColumns(equalizerColumns(m_document, m_store.results()));
    m_strip->setFigures({});
    if (open) {
        int shown = 0;
        for (const auto& issue : m_document.model()->graph->issues) {
            if (++shown > 2) break;
            m_banners->showMessage({issue.op.empty() ? widgets::Severity::Note : widgets::Severity::Warning,
                issue.node.empty() ? QString::fromStdString(issue.text)
                                   : tr("%1, node %2: %3")
                                         .arg(QString::fromStdString(m_document.model()->path.filename().string()),
                                             QString::fromStdString(issue.node), QString::fromStdString(issue.text)),
                {}});
        }
    }
    showPanel();
    updateTitle();
    // All of the window is new. Painted in parts, so that no single painting holds up the hand.
    paintInTurn({m_docks[0], m_tabs, m_docks[1]});
}

void MainWindow::paintInTurn(QList<QWidget*> parts)
{
    for (QWidget* part : parts)
        part->setUpdatesEnabled(false);
    auto* turn = new QTimer(this);
    connect(turn, &QTimer::timeout, this, [turn, parts]() mutable {
        if (parts.isEmpty()) return turn->deleteLater();
        parts.takeFirst()->setUpdatesEnabled(true);
    });
    turn->start(0);
}

void MainWindow::showRecipe()
{
    const auto columns = equalizerColumns(m_document, m_store.results());
    const auto& before = m_equalizer->columns();
    if (before.size() != columns.size()) {
        m_equalizer->setColumns(columns);
    } else {
        for (int i = 0; i < columns.size(); ++i)
            m_equalizer->setColumn(i, columns[i]);
    }
    m_strip->setFigures(figures(m_document, m_store.results()));
    showPanel();
    updateTitle();
}

void MainWindow::showSelection()
{
    m_showingSelection = true;
    const auto& selection = m_document.selection();
    m_layers->setEditedRows(selection);
    QList<int> columns = selection;
    std::sort(columns.begin(), columns.end());
    m_equalizer->setSelection(columns);
    if (!selection.isEmpty()) m_equalizer->ensureVisible(m_document.currentLayer());
    QItemSelection rows;
    for (const int layer : selection) {
        const QModelIndex index = m_sorted->mapFromSource(m_layers->index(layer, 0));
        if (index.isValid()) rows.select(index, index.siblingAtColumn(LayerModel::ColumnCount - 1));
    }
    m_table->selectionModel()->select(rows, QItemSelectionModel::ClearAndSelect);
    if (!selection.isEmpty()) {
        const QModelIndex current = m_sorted->mapFromSource(m_layers->index(m_document.currentLayer(), 0));
        m_table->selectionModel()->setCurrentIndex(current, QItemSelectionModel::NoUpdate);
        m_table->scrollTo(current);
    }
    m_showingSelection = false;
    m_kernels->showResults(m_store.results()); // its sentence is about the selected layer
    showPanel();
}

void MainWindow::showPanel()
{
    const QList<int> layers = m_document.selection();
    if (!m_document.model() || m_document.recipe().layers.empty()) {
        m_panel->clear();
        m_dial->setEnabled(false);
        m_dial->setCaption(tr("no model"));
        return;
    }
    const auto valueOf = [&](Part part, auto field) {
        widgets::FieldValue value;
        for (const int i : layers) {
            const auto& facts = m_document.model()->layers[static_cast<size_t>(i)];
            if (part == Part::Weights ? !facts.weights : !facts.quantizesInput) continue;
            const int v = field(m_document.spec(i, part));
            if (value.kind == widgets::FieldValue::Kind::NotApplicable)
                value = widgets::FieldValue::same(v);
            else if (value.kind == widgets::FieldValue::Kind::Same && value.value != v)
                value = widgets::FieldValue::mixed();
        }
        return value;
    };
    const auto choiceOf = [&](Part part) {
        widgets::FormatChoice c;
        c.width = valueOf(part, [](const quant::QuantSpec& s) { return static_cast<int>(s.format.bits); });
        c.family = valueOf(part, [](const quant::QuantSpec& s) { return static_cast<int>(s.format.family); });
        c.symmetry = valueOf(part, [](const quant::QuantSpec& s) { return static_cast<int>(s.symmetry); });
        if (part == Part::Weights)
            c.granularity = valueOf(part, [](const quant::QuantSpec& s) { return static_cast<int>(s.granularity); });
        c.range = valueOf(part, [](const quant::QuantSpec& s) { return s.range ? static_cast<int>(*s.range) + 1 : 0; });
        return c;
    };
    if (layers.isEmpty()) {
        m_panel->clear();
    } else {
        const QString who = layers.size() == 1 ? m_document.layerName(layers.first())
                                               : tr("%n layers", nullptr, static_cast<int>(layers.size()));
        const bool locked = std::ranges::all_of(layers,
            [this](int i) { return m_document.recipe().layers[static_cast<size_t>(i)].lock == quant::Lock::Locked; });
        m_panel->setCaption(locked ? tr("%1, locked").arg(who) : who);
        m_panel->setChoice(choiceOf(Part::Weights), choiceOf(Part::Activations));
        if (locked) m_panel->setEnabled(false);
    }
    const QList<int> targets = m_document.targets();
    m_dial->setEnabled(std::ranges::any_of(targets,
        [this](int i) { return m_document.recipe().layers[static_cast<size_t>(i)].lock == quant::Lock::Open; }));
    m_dial->setCaption(targets.size() == static_cast<int>(m_document.recipe().layers.size())
            ? tr("all layers")
            : (targets.size() == 1 ? tr("1 layer") : tr("%1 layers").arg(targets.size())));
    QSet<int> widths;
    for (const int i : targets) {
        if (m_dialPart->currentIndex() != 2) widths << m_document.spec(i, Part::Weights).format.bits;
        if (m_dialPart->currentIndex() != 1) widths << m_document.spec(i, Part::Activations).format.bits;
    }
    if (widths.size() == 1)
        m_dial->setValue(*widths.begin());
    else
        m_dial->setMixed();
}

void MainWindow::updateTitle()
{
    if (!m_document.model()) {
        setWindowTitle(tr("Bitladder"));
        return;
    }
    setWindowTitle(tr("%1[*] – Bitladder").arg(QString::fromStdString(m_document.model()->path.filename().string())));
    setWindowModified(!m_document.undoStack()->isClean());
}

void MainWindow::showPage(int index)
{
    m_tabs->setCurrentIndex(index);
}

void MainWindow::closeEvent(QCloseEvent* event)
{
    QSettings settings;
    settings.setValue(kGeometryKey, saveGeometry());
    settings.setValue(kStateKey, saveState(kStateVersion));
    if (m_session) {
        m_session->flush();
        m_session->endRestore(); // a person who closes the window ends it as well
    }
    m_jobs.stop();
    event->accept();
}

} // namespace bitladder::app
