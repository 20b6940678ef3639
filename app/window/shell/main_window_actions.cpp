// Menus, tool bar, files: what the window lets a person do with models, pictures, recipes and exports.
#include "app/window/shell/main_window.h"

#include "app/window/dialogs/inputs_dialog.h"
#include "app/window/shell/samples.h"
#include "core/base/files.h"
#include "core/exchange/layer_table.h"
#include "core/exchange/onnx_graph.h"
#include "core/exchange/recipe_file.h"
#include "core/onnx/writer.h"
#include "widgets/control/bit_dial.h"
#include "widgets/control/icons.h"
#include "widgets/control/save_dialog.h"

#include <QAction>
#include <QApplication>
#include <QComboBox>
#include <QDir>
#include <QDragEnterEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QMenuBar>
#include <QMimeData>
#include <QToolBar>
#include <QToolButton>

#include <algorithm>

namespace bitladder::app
{

namespace
{

std::filesystem::path pathOf(const QString& text)
{
    return std::filesystem::path(text.toStdString());
}

QString textOf(std::string_view text)
{
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

QToolButton* addMenuButton(QToolBar* bar, const QString& text, const QString& icon, QMenu* menu)
{
    auto* button = new QToolButton(bar);
    button->setIcon(widgets::tintedIcon(icon));
    button->setText(text);
    button->setMenu(menu);
    button->setPopupMode(QToolButton::InstantPopup);
    button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    button->setFocusPolicy(Qt::TabFocus);
    bar->addWidget(button);
    return button;
}

// Not a button of the action itself: that has another text after every edit, and a button with another text has the window laid
// out anew.
void addStepButton(QToolBar* bar, QAction* action, const QString& icon)
{
    auto* button = new QToolButton(bar);
    button->setIcon(widgets::tintedIcon(icon));
    button->setFocusPolicy(Qt::TabFocus);
    const auto follow = [button, action] {
        button->setEnabled(action->isEnabled());
        const QString text = action->text().remove(QLatin1Char('&'));
        button->setToolTip(QStringLiteral("%1 (%2)").arg(text, action->shortcut().toString(QKeySequence::NativeText)));
        button->setAccessibleName(text);
    };
    QObject::connect(action, &QAction::changed, button, follow);
    QObject::connect(button, &QToolButton::clicked, action, &QAction::trigger);
    follow();
    bar->addWidget(button);
}

} // namespace

void MainWindow::makeActions()
{
    QMenu* file = menuBar()->addMenu(tr("&File"));
    QAction* open = file->addAction(tr("&Open model…"), QKeySequence::Open, this, &MainWindow::openModelDialog);
    QMenu* samples = file->addMenu(tr("Open &sample"));
    for (const Sample& sample : kSamples)
        samples->addAction(textOf(sample.name), this, [this, &sample] { openSample(textOf(sample.name)); });
    QAction* pictures = file->addAction(
        tr("Open &pictures…"), QKeySequence(tr("Ctrl+Shift+O")), this, &MainWindow::openPicturesDialog);
    file->addAction(tr("Open picture &folder…"), this, [this] {
        const QString folder = QFileDialog::getExistingDirectory(this, tr("Folder of pictures"));
        if (!folder.isEmpty()) openPictures({folder});
    });
    file->addAction(tr("&Inputs…"), QKeySequence(tr("Ctrl+I")), this, &MainWindow::editInputs);
    addRecentMenus(file);
    file->addSeparator();
    file->addAction(tr("&Load recipe…"), this, [this] {
        openRecipes(
            QFileDialog::getOpenFileNames(this, tr("Load recipe, or two to compare"), {}, tr("Recipes (*.json)")));
    });
    file->addAction(tr("Sa&ve recipe"), QKeySequence::Save, this, &MainWindow::saveRecipe);
    file->addAction(tr("Save recipe &as…"), QKeySequence(tr("Ctrl+Shift+S")), this, &MainWindow::saveRecipeAs);
    QMenu* exports = file->addMenu(tr("&Export"));
    exports->addAction(tr("&Layer table (CSV)…"), this, [this] { exportAs(QStringLiteral("csv")); });
    exports->addAction(tr("&Quantized model (QDQ ONNX)…"), this, [this] { exportAs(QStringLiteral("qdq")); });
    exports->addAction(tr("&Recipe (JSON)…"), this, &MainWindow::saveRecipeAs);
    file->addSeparator();
    file->addAction(tr("&Quit"), QKeySequence(tr("Ctrl+Q")), this, &QWidget::close);

    QMenu* edit = menuBar()->addMenu(tr("&Edit"));
    QAction* undo = m_document.undoStack()->createUndoAction(this, tr("&Undo"));
    undo->setShortcut(QKeySequence::Undo);
    undo->setIcon(widgets::tintedIcon(QStringLiteral("undo")));
    QAction* redo = m_document.undoStack()->createRedoAction(this, tr("&Redo"));
    redo->setShortcuts({QKeySequence(tr("Ctrl+Shift+Z")), QKeySequence::Redo});
    redo->setIcon(widgets::tintedIcon(QStringLiteral("redo")));
    edit->addActions({undo, redo});
    edit->addSeparator();
    edit->addAction(tr("&Select all layers"), QKeySequence(tr("Ctrl+Shift+A")), this, [this] {
        QList<int> all;
        for (size_t i = 0; i < m_document.recipe().layers.size(); ++i)
            all << static_cast<int>(i);
        select(all);
    });
    edit->addAction(
        tr("Select &none: the dial turns all layers"), QKeySequence(tr("Ctrl+Shift+N")), this, [this] { select({}); });
    edit->addAction(tr("&Find layer"), QKeySequence::Find, this, [this] {
        m_filter->setFocus();
        m_filter->selectAll();
    });

    edit->addSeparator();
    edit->addAction(tr("&Preferences…"), QKeySequence(tr("Ctrl+,")), this, &MainWindow::editPreferences);

    QMenu* presets = makePresetMenu();
    QMenu* view = createPopupMenu();
    view->setTitle(tr("&View"));
    menuBar()->addMenu(view);
    QMenu* run = menuBar()->addMenu(tr("&Run"));
    QAction* measure = run->addAction(widgets::tintedIcon(QStringLiteral("measure")), tr("&Measure again"),
        QKeySequence(Qt::Key_F5), &m_jobs, &JobScheduler::measureAgain);
    QAction* stop = run->addAction(widgets::tintedIcon(QStringLiteral("stop")), tr("&Stop"),
        QKeySequence(Qt::Key_Escape), &m_jobs, &JobScheduler::stop);
    makeLevelMenu(run);
    QMenu* compare = makeCompareMenu();
    QMenu* learn = makeLearnMenu();
    makeHelpMenu();

    auto* bar = addToolBar(tr("Main"));
    bar->setObjectName(QStringLiteral("mainToolBar"));
    bar->setMovable(false);
    bar->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    bar->setIconSize({20, 20});
    open->setIcon(widgets::tintedIcon(QStringLiteral("open")));
    open->setIconText(tr("Open"));
    pictures->setIconText(tr("Pictures"));
    pictures->setIcon(widgets::tintedIcon(QStringLiteral("pictures")));
    bar->addAction(open);
    bar->addAction(pictures);
    bar->addSeparator();
    m_preset = addMenuButton(bar, tr("Preset"), QStringLiteral("preset"), presets);
    bar->addSeparator();
    addStepButton(bar, undo, QStringLiteral("undo"));
    addStepButton(bar, redo, QStringLiteral("redo"));
    bar->addSeparator();
    measure->setIconText(tr("Measure"));
    stop->setIconText(tr("Stop"));
    bar->addAction(measure);
    bar->addAction(stop);
    bar->addSeparator();
    addMenuButton(bar, tr("Compare"), QStringLiteral("compare"), compare);
    addMenuButton(bar, tr("Learn"), QStringLiteral("learn"), learn);
    addMenuButton(bar, tr("Export"), QStringLiteral("export"), exports);
    bar->addSeparator();
    m_dialPart = new QComboBox(bar);
    m_dialPart->addItems({tr("W and A"), tr("weights"), tr("activations")});
    m_dialPart->setToolTip(tr("What the dial turns"));
    m_dialPart->setAccessibleName(tr("What the dial turns"));
    bar->addWidget(m_dialPart);
    m_dial = new widgets::BitDial(bar);
    m_dial->setContentsMargins(8, 0, 0, 0); // its caption stands apart from the box
    bar->addWidget(m_dial);
}

void MainWindow::openModelDialog()
{
    const QString path
        = QFileDialog::getOpenFileName(this, tr("Open model"), {}, tr("ONNX models (*.onnx);;All files (*)"));
    if (!path.isEmpty()) openPaths({path});
}

void MainWindow::openPicturesDialog()
{
    const QStringList paths = QFileDialog::getOpenFileNames(this, tr("Open pictures"), {},
        tr("Pictures and tensors (*.png *.jpg *.jpeg *.bmp *.tif *.tiff *.webp *.npy *.pb *.csv);;All files (*)"));
    if (!paths.isEmpty()) openPictures(paths);
}

void MainWindow::openPaths(const QStringList& paths)
{
    QStringList pictures, recipes, others;
    for (const QString& path : paths) {
        const QFileInfo info(path);
        if (info.suffix().toLower() == QLatin1String("json"))
            recipes << path;
        else if (info.isDir() || data::isPictureFile(pathOf(path)) || data::isTensorFile(pathOf(path)))
            pictures << path;
        else
            others << path;
    }
    if (!others.isEmpty()) {
        const auto named = std::ranges::find_if(
            others, [](const QString& path) { return path.endsWith(QLatin1String(".onnx"), Qt::CaseInsensitive); });
        const QString model = others.takeAt(named == others.end() ? 0 : named - others.begin());
        m_pendingPictures = pictures + others; // whoever lists the pictures says what is wrong with the others
        m_jobs.openModel({pathOf(model), recipes.isEmpty() ? std::nullopt : std::optional(pathOf(recipes.last()))});
        return;
    }
    openRecipes(recipes);
    if (!pictures.isEmpty()) openPictures(pictures);
}

void MainWindow::openSample(const QString& name)
{
    const Sample* sample = findSample(name.toStdString());
    if (!sample) return;
    QStringList paths {QString::fromStdString((m_samples / sample->model).string())};
    if (!sample->pictures.empty()) paths << QString::fromStdString((m_samples / sample->pictures).string());
    const auto recipe = m_samples / sample->name / "recipe.json";
    std::error_code error;
    if (std::filesystem::is_regular_file(recipe, error)) paths << QString::fromStdString(recipe.string());
    openPaths(paths);
}

void MainWindow::openPictures(const QStringList& paths)
{
    if (!m_document.model()) {
        showFailure(tr("Open a model first; then pictures have somewhere to go."));
        return;
    }
    m_jobs.listPictures(paths);
}

void MainWindow::takePictures(const PictureList& list)
{
    for (const QString& problem : list.problems)
        showFailure(problem);
    if (!list.files.empty()) {
        m_openedPictures.clear();
        for (const QString& path : list.paths)
            m_openedPictures << QFileInfo(path).absoluteFilePath();
        m_document.setFiles(list.files, list.names, list.folder);
    }
    if (m_pendingSession) finishSession();
}

void MainWindow::editInputs()
{
    if (!m_document.model()) return;
    InputsDialog dialog(*m_document.model(), m_document.inputs(), this);
    if (dialog.exec() == QDialog::Accepted) m_document.setInputs(dialog.sources());
}

// Each is a step for Undo; of several the last one is edited, and the one before it is kept as A.
void MainWindow::openRecipes(const QStringList& paths)
{
    for (const QString& path : paths) {
        if (paths.size() > 1 && path == paths.last()) m_document.makeBaseline();
        if (!openRecipe(path)) return;
    }
}

bool MainWindow::openRecipe(const QString& path)
{
    auto read = exchange::readRecipe(pathOf(path));
    auto adopted = read ? exchange::adopt(*read, m_document.recipe()) : Result<quant::Recipe>(pass(read.error()));
    if (!adopted) {
        showFailure(QString::fromStdString(adopted.error().message));
        return false;
    }
    m_document.edit(tr("load recipe %1").arg(QFileInfo(path).fileName()), *std::move(adopted));
    m_document.setRecipeFile(pathOf(path));
    rememberRecipe();
    return true;
}

void MainWindow::saveRecipe()
{
    if (!m_document.model()) return;
    if (m_document.recipeFile().empty()) {
        saveRecipeAs();
        return;
    }
    writeRecipe(m_document.recipeFile());
}

void MainWindow::saveRecipeAs()
{
    if (!m_document.model()) return;
    const QString path = widgets::askWhereToSave(this, tr("Save recipe"),
        QString::fromStdString(m_document.model()->path.stem().string()) + QStringLiteral("-recipe.json"),
        tr("Recipes (*.json)"));
    if (!path.isEmpty()) writeRecipe(pathOf(path));
}

void MainWindow::writeRecipe(const std::filesystem::path& file)
{
    auto done = exchange::writeRecipe(m_document.recipe(), file);
    if (!done) {
        showFailure(QString::fromStdString(done.error().message));
        return;
    }
    m_document.setRecipeFile(file);
    rememberRecipe();
}

void MainWindow::exportAs(const QString& kind)
{
    if (!m_document.model()) return;
    const bool qdq = kind == QLatin1String("qdq");
    const QString stem = QString::fromStdString(m_document.model()->path.stem().string());
    const QString path = qdq ? widgets::askWhereToSave(this, tr("Export quantized model"),
                             stem + QStringLiteral("-qdq.onnx"), tr("ONNX models (*.onnx)"))
                             : widgets::askWhereToSave(this, tr("Export layer table"),
                                 stem + QStringLiteral("-layers.csv"), tr("CSV (*.csv)"));
    if (path.isEmpty()) return;
    m_jobs.exportTo(pathOf(path), qdq ? ExportKind::Qdq : ExportKind::Csv);
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
