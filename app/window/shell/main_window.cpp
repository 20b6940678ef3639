#include "app/window/shell/main_window.h"

#include "app/window/document/texts.h"
#include "app/window/headline/headline_figures.h"
#include "app/window/layers/equalizer_panel.h"
#include "app/window/layers/inspector.h"
#include "app/window/layers/layer_panel.h"
#include "app/window/lessons/learn_menu.h"
#include "app/window/lessons/lesson_dock.h"
#include "app/window/pages/page.h"
#include "app/window/pages/page_tabs.h"
#include "app/window/perspectives/perspectives.h"
#include "app/window/picture/picture_panel.h"
#include "app/window/preferences/preferences_actions.h"
#include "app/window/recipes/compare_menu.h"
#include "app/window/recipes/preset_menu.h"
#include "app/window/session/session_keeper.h"
#include "app/window/shell/file_actions.h"
#include "app/window/shell/help_menu.h"
#include "app/window/shell/notices.h"
#include "app/window/shell/results_view.h"
#include "app/window/shell/window_actions.h"
#include "widgets/control/banner_stack.h"
#include "widgets/control/figure_strip.h"
#include "widgets/control/layout_barrier.h"
#include "widgets/control/scrolling_pane.h"
#include "widgets/headline/headline.h"
#include "widgets/picture/picture_compare.h"

#include <QCloseEvent>
#include <QDockWidget>
#include <QGuiApplication>
#include <QLayout>
#include <QMimeData>
#include <QScreen>
#include <QSettings>
#include <QStatusBar>
#include <QTimer>
#include <QToolBar>
#include <QVBoxLayout>

namespace bitladder::app
{

namespace
{

const char* const kGeometryKey = "window/geometry";
const char* const kStateKey = "window/state";
constexpr QSize kLeastSize {1280, 800}, kMostSize {1760, 1040}; // of the first window, where the screen is as large
constexpr int kLeastPage = 232, kLeastPageWidth = 600; // of a page, whatever the widest page would like
constexpr int kGap = 8; // between panes
// Pixels of height: the picture and its answers in text of the usual size; in larger text the pane scrolls.
constexpr int kLeastPicture = 446;

QSize firstSize()
{
    const QSize screen = QGuiApplication::primaryScreen()->availableSize();
    const QSize most = (screen * 9 / 10).boundedTo(kMostSize);
    constexpr QSize kFrame {8, 40}; // what a window manager puts around it
    return most.expandedTo(kLeastSize).boundedTo(screen - kFrame);
}

} // namespace

MainWindow::MainWindow(const std::filesystem::path& samples, QWidget* parent)
    : QMainWindow(parent)
    , m_context {&m_document, &m_results, &m_jobs, nullptr, samples}
{
    resize(firstSize());
    setAcceptDrops(true);
    setDockOptions(AllowNestedDocks | AllowTabbedDocks);
    setTabPosition(Qt::AllDockWidgetAreas, QTabWidget::North);
    setDocumentMode(true);
    makeCenter();
    makeDocks();
    makeActions();
    makeHeadline();
    m_actions->listPanes();
    connectFailures();
    connect(&m_document, &Document::modelChanged, this, &MainWindow::showModel);
    connect(&m_document, &Document::recipeChanged, this, &MainWindow::updateTitle);
    connect(m_document.undoStack(), &QUndoStack::cleanChanged, this, &MainWindow::updateTitle);
    for (auto* page : findChildren<Page*>()) {
        connect(&m_jobs, &JobScheduler::started, page, [page] { page->setWork(Page::Work::Coming); });
        connect(&m_jobs, &JobScheduler::stopped, page, [page] { page->setWork(Page::Work::Stopped); });
    }
    const QSettings settings;
    restoreGeometry(settings.value(kGeometryKey).toByteArray());
    restoreLayout(settings.value(kStateKey).toByteArray());
    updateTitle();
}

MainWindow::~MainWindow() = default;

// A tool bar of its own, below that of the actions and above all panes.
void MainWindow::makeHeadline()
{
    auto* bar = new QToolBar(tr("Headline"), this);
    bar->setObjectName(QStringLiteral("headline"));
    bar->setMovable(false);
    bar->layout()->setContentsMargins(0, 0, 0, kGap);
    bar->layout()->setSpacing(0);
    bar->addWidget(m_headline);
    addToolBarBreak();
    addToolBar(bar);
    connect(m_headline, &widgets::Headline::cellClicked, this, [this](const QString& id) { showPage(pageOfCell(id)); });
}

void MainWindow::makeCenter()
{
    auto* central = new QWidget(this);
    auto* banners = new widgets::BannerStack(central);
    m_context.notices = new Notices(banners);
    m_pages = new PageTabs({&m_document, &m_results, &m_jobs}, central);
    // Banners take their room from the pages: a window that grew would reach beyond the screen.
    m_pages->setMinimumSize(kLeastPageWidth, kLeastPage);
    auto* layout = new QVBoxLayout(central);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(banners);
    layout->addWidget(new widgets::LayoutBarrier(m_pages, central), 1);
    setCentralWidget(central);
    m_headline = new widgets::Headline(this);
    m_strip = new widgets::FigureStrip(this);
    statusBar()->addPermanentWidget(m_strip, 1);
    statusBar()->setSizeGripEnabled(false);
}

QDockWidget* MainWindow::addDock(const QString& title, const QString& name, Qt::DockWidgetArea area, QWidget* content)
{
    auto* dock = new QDockWidget(title, this);
    dock->setObjectName(name); // by which a saved layout knows it
    dock->setWidget(new widgets::LayoutBarrier(content, dock));
    addDockWidget(area, dock);
    return dock;
}

void MainWindow::makeDocks()
{
    m_equalizer = new EqualizerPanel(&m_document, &m_results, this);
    m_equalizerDock = addDock(tr("Equalizer"), QStringLiteral("equalizer"), Qt::TopDockWidgetArea, m_equalizer);
    m_inspector = new Inspector(&m_document, this);
    m_inspectorDock = addDock(tr("Inspector"), QStringLiteral("inspector"), Qt::LeftDockWidgetArea,
        new widgets::ScrollingPane(m_inspector, this));
    m_layers = new LayerPanel(&m_document, this);
    m_layersDock = addDock(tr("Layers"), QStringLiteral("layers"), Qt::LeftDockWidgetArea, m_layers);
    tabifyDockWidget(m_inspectorDock, m_layersDock);
    m_picture = new PicturePanel(&m_document, this);
    m_picture->setBackgroundRole(QPalette::Base);
    m_picture->setAutoFillBackground(true);
    auto* pane = new widgets::ScrollingPane(m_picture, this);
    pane->setLeastHeight(kLeastPicture);
    m_pictureDock = addDock(tr("Picture and answer"), QStringLiteral("picture"), Qt::RightDockWidgetArea, pane);
    setCorner(Qt::TopLeftCorner, Qt::TopDockWidgetArea);
    setCorner(Qt::TopRightCorner, Qt::TopDockWidgetArea);
    m_lesson = new LessonDock(&m_document, &m_results, m_context.samples, this);
    addDockWidget(Qt::LeftDockWidgetArea, m_lesson);
    m_lesson->hide();
    connect(m_layers, &LayerPanel::wanted, m_layersDock, [this] {
        m_layersDock->show();
        m_layersDock->raise();
    });
    m_perspectives = new Perspectives(
        {this, m_equalizerDock, m_layersDock, m_inspectorDock, m_pictureDock, m_lesson, m_pages, m_headline},
        SessionKeeper::kLayoutVersion, this);
}

void MainWindow::makeActions()
{
    m_files = new FileActions(m_context, this);
    m_sessions = new SessionKeeper(m_context, {this, m_pages, m_files});
    m_preferences = new PreferencesActions(m_context, m_sessions, this);
    m_learn = new LearnMenu(m_context,
        {m_lesson, m_pages, m_files, m_sessions,
            {{QStringLiteral("headline"), m_headline}, {QStringLiteral("equalizer"), m_equalizer},
                {QStringLiteral("page"), m_pages}, {QStringLiteral("picture"), m_picture},
                {QStringLiteral("inspector"), m_inspector}}},
        this);
    new ResultsView(
        m_context, {m_picture, m_equalizer, m_layers, m_inspector, m_pages, m_headline, m_strip, m_files}, this);
    m_actions = new WindowActions(m_context,
        {this, m_files, m_layers, m_preferences, new PresetMenu(m_context, this), new CompareMenu(&m_document, this),
            m_learn, new HelpMenu(this), m_pages, m_perspectives, m_equalizer->master()});
    connect(m_pages, &PageTabs::previewed, m_equalizer, &EqualizerPanel::preview);
    connect(m_sessions, &SessionKeeper::layoutRestored, this, &MainWindow::restoreLayout);
    connect(m_learn, &LearnMenu::lessonShown, this, &MainWindow::showLesson);
    connect(m_learn, &LearnMenu::lessonLeft, this, &MainWindow::leaveLesson);
    connect(m_files, &FileActions::pageAsked, this, &MainWindow::showPage);
    connect(m_picture, &PicturePanel::filesDropped, m_files, &FileActions::openPaths);
    connect(m_picture, &PicturePanel::inputsAsked, m_files, &FileActions::editInputs);
}

void MainWindow::connectFailures()
{
    connect(m_pages, &PageTabs::failed, m_context.notices, &Notices::fail);
    for (auto* pictures : m_picture->findChildren<widgets::PictureCompare*>())
        connect(pictures, &widgets::PictureCompare::failed, m_context.notices, &Notices::fail);
    connect(&m_jobs, &JobScheduler::failed, this, [this](const QString& message, LaneId lane) {
        m_context.notices->tell(subjectOf(lane), widgets::Severity::Error, {message});
    });
    // What failed before and is mended is no news any more.
    connect(&m_jobs.runner(), &JobRunner::succeeded, m_context.notices, [notices = m_context.notices](LaneId lane) {
        if (lane == LaneId::Network) notices->settle(Subject::Memory);
        if (lane != LaneId::Open) notices->settle(subjectOf(lane)); // a model may open without its recipe
    });
    connect(&m_jobs, &JobScheduler::refused, this, [this](const QString& message, const OpenRequest& request) {
        m_context.notices->offer(Subject::Memory, {widgets::Severity::Error, message, tr("Allow more…")},
            [this, request] { m_preferences->allowMemory(request); });
    });
}

void MainWindow::showEvent(QShowEvent* event)
{
    QMainWindow::showEvent(event);
    // Docks take sizes only once they are laid out; sizes that a person gave them stay.
    if (std::exchange(m_hasShown, true) || m_arranged) return;
    m_perspectives->restoreDefault();
}

// A lesson does not come back with the layout: its dock would be empty.
void MainWindow::restoreLayout(const QByteArray& layout)
{
    m_arranged = restoreState(layout, SessionKeeper::kLayoutVersion) || m_arranged;
    if (m_perspectives->current() != QLatin1String("teach")) m_lesson->setVisible(m_lesson->lesson().has_value());
}

void MainWindow::showLesson()
{
    m_beforeLesson = m_perspectives->current();
    m_perspectives->show(QStringLiteral("teach"));
}

void MainWindow::leaveLesson()
{
    const QString before = std::exchange(m_beforeLesson, {});
    if (!before.isEmpty() && m_perspectives->current() == QLatin1String("teach")) m_perspectives->show(before);
}

void MainWindow::showPerspective(const QString& id)
{
    m_perspectives->show(id);
}

void MainWindow::showModel()
{
    m_context.notices->closeAll();
    tellIssues();
    updateTitle();
    // All of the window is new. Painted in parts, so that no single painting holds up the hand.
    paintInTurn({m_layersDock, m_inspectorDock, m_pages, m_pictureDock});
}

// What the model's file is like, in one banner, the worst first.
void MainWindow::tellIssues()
{
    if (!m_document.model()) return;
    const model::Model& model = *m_document.model();
    QStringList warnings, notes;
    for (const auto& issue : model.graph->issues) {
        const QString text = toText(issue.text);
        (issue.op.empty() ? notes : warnings) << (issue.node.empty()
                ? text
                : tr("%1, node %2: %3").arg(toText(model.path.filename()), toText(issue.node), text));
    }
    m_context.notices->tell(
        Subject::Model, warnings.isEmpty() ? widgets::Severity::Note : widgets::Severity::Warning, warnings + notes);
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

void MainWindow::updateTitle()
{
    if (!m_document.model()) {
        setWindowTitle(tr("Bitladder"));
        return;
    }
    // Many models are called model.onnx; the folder tells them apart.
    const auto path = std::filesystem::absolute(m_document.model()->path);
    setWindowTitle(tr("%1[*] – Bitladder").arg(toText(path.parent_path().filename() / path.filename())));
    setWindowModified(!m_document.undoStack()->isClean());
}

void MainWindow::useSession(const QString& path)
{
    m_sessions->use(path);
}

bool MainWindow::restoreSession()
{
    return m_sessions->restore();
}

Session MainWindow::session() const
{
    return m_sessions->session();
}

void MainWindow::openPaths(const QStringList& paths)
{
    m_files->openPaths(paths);
}

void MainWindow::openSample(const QString& name)
{
    m_files->openSample(name);
}

void MainWindow::showPage(const QString& id)
{
    m_pages->showPage(id);
}

void MainWindow::openLesson(const QString& path)
{
    m_learn->open(path);
}

void MainWindow::closeEvent(QCloseEvent* event)
{
    QSettings settings;
    settings.setValue(kGeometryKey, saveGeometry());
    settings.setValue(kStateKey, m_sessions->layout());
    m_perspectives->save();
    m_sessions->close();
    m_jobs.stop();
    event->accept();
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event)
{
    if (event->mimeData()->hasUrls()) event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent* event)
{
    QStringList paths;
    for (const QUrl& url : event->mimeData()->urls())
        if (url.isLocalFile()) paths << url.toLocalFile();
    openPaths(paths);
}

} // namespace bitladder::app
