#include "app/window/shell/file_actions.h"

#include "app/window/adapters/adapters_export.h"
#include "app/window/dialogs/inputs_dialog.h"
#include "app/window/dialogs/model_dialog.h"
#include "app/window/document/texts.h"
#include "app/window/shell/notices.h"
#include "app/window/shell/recent_files.h"
#include "app/window/shell/samples.h"
#include "core/exchange/recipe_file.h"
#include "widgets/control/save_dialog.h"

#include <QCoreApplication>
#include <QFileDialog>
#include <QFileInfo>
#include <QMenu>
#include <algorithm>
#include <utility>

namespace bitladder::app
{

namespace
{

// Texts of core are marked in its own context.
QString exchangeText(const char* text)
{
    return QCoreApplication::translate("Exchange", text);
}

} // namespace

FileActions::FileActions(const WindowContext& context, QWidget* window)
    : QObject(window)
    , m_context(context)
    , m_window(window)
{
    connect(context.document, &Document::modelChanged, this, [this] { m_openedPictures.clear(); });
    connect(context.jobs, &JobScheduler::picturesListed, this, &FileActions::takePictures);
    connect(context.jobs, &JobScheduler::modelOpened, this, &FileActions::takeModel);
    connect(context.document, &Document::recipeChanged, this, [this] {
        if (!m_refused || !obstaclesOf(*m_context.document, m_refused).isEmpty()) return;
        m_refused = nullptr;
        m_context.notices->settle(Subject::Obstacles);
    });
    connect(context.jobs, &JobScheduler::exported, this, [this](const QString& file) {
        m_context.notices->offer(Subject::Action,
            {widgets::Severity::Note, tr("%1 is written.").arg(file), tr("What it contains")},
            [this] { emit pageAsked(QStringLiteral("export")); });
    });
}

void FileActions::openPaths(const QStringList& paths)
{
    QStringList pictures, recipes, others;
    for (const QString& path : paths) {
        const QFileInfo info(path);
        if (info.suffix().toLower() == QLatin1String("json"))
            recipes << path;
        else if (info.isDir() || data::isPictureFile(toPath(path)) || data::isTensorFile(toPath(path)))
            pictures << path;
        else
            others << path;
    }
    if (!others.isEmpty()) {
        const auto named = std::ranges::find_if(
            others, [](const QString& path) { return path.endsWith(QLatin1String(".onnx"), Qt::CaseInsensitive); });
        const QString model = others.takeAt(named == others.end() ? 0 : named - others.begin());
        m_pendingPictures = pictures + others; // whoever lists the pictures says what is wrong with the others
        m_context.jobs->openModel(
            {toPath(model), recipes.isEmpty() ? std::nullopt : std::optional(toPath(recipes.last()))});
        return;
    }
    openRecipes(recipes);
    if (!pictures.isEmpty()) openPictures(pictures);
}

void FileActions::openSample(const QString& name)
{
    const Sample* sample = findSample(name.toStdString());
    if (!sample) return;
    QStringList paths {toText(m_context.samples / sample->model), toText(m_context.samples / sample->pictures)};
    const auto recipe = m_context.samples / sample->name / "recipe.json";
    std::error_code error;
    if (std::filesystem::is_regular_file(recipe, error)) paths << toText(recipe);
    openPaths(paths);
    if (!sample->page.empty()) emit pageAsked(toText(sample->page));
}

void FileActions::openPictures(const QStringList& paths)
{
    if (!m_context.document->model()) {
        m_context.notices->fail(tr("Open a model first; then pictures have somewhere to go."));
        return;
    }
    m_context.jobs->listPictures(paths);
}

void FileActions::takePictures(const PictureList& list)
{
    for (const Subject about : {Subject::Pictures, Subject::Labels})
        m_context.notices->settle(about); // what was said was about those before
    m_context.notices->tell(Subject::Pictures, widgets::Severity::Error, list.problems);
    if (!list.files.empty()) {
        m_openedPictures.clear();
        for (const QString& path : list.paths)
            m_openedPictures << QFileInfo(path).absoluteFilePath();
        m_context.document->setFiles(list.files, list.names, list.folder, list.first);
        QStringList doubts = list.doubts;
        if (!doubts.isEmpty()) doubts.first() = tr("Labels: %1").arg(doubts.first());
        m_context.notices->tell(Subject::Labels, widgets::Severity::Warning, doubts);
    }
    emit picturesTaken();
}

void FileActions::takeModel()
{
    const QStringList pictures = std::exchange(m_pendingPictures, {});
    if (!pictures.isEmpty()) openPictures(pictures);
    const QString file = toText(std::filesystem::absolute(m_context.document->model()->path));
    if (m_remembering && m_recentModels && !file.startsWith(toText(m_context.samples))) m_recentModels->add(file);
}

void FileActions::editInputs()
{
    Document& document = *m_context.document;
    if (!document.model()) return;
    InputsDialog dialog(*document.model(), document.inputs(), m_window);
    if (dialog.exec() == QDialog::Accepted) document.setInputs(dialog.sources());
}

void FileActions::showFacts()
{
    if (m_context.document->model()) ModelDialog(*m_context.document, m_window).exec();
}

void FileActions::askForModel()
{
    const QString path
        = QFileDialog::getOpenFileName(m_window, tr("Open model"), {}, tr("ONNX models (*.onnx);;All files (*)"));
    if (!path.isEmpty()) openPaths({path});
}

void FileActions::askForPictures()
{
    const QStringList paths = QFileDialog::getOpenFileNames(m_window, tr("Open pictures"), {},
        tr("Pictures and tensors (*.png *.jpg *.jpeg *.bmp *.tif *.tiff *.webp *.npy *.pb *.csv);;All files (*)"));
    if (!paths.isEmpty()) openPictures(paths);
}

void FileActions::askForFolder()
{
    const QString folder = QFileDialog::getExistingDirectory(m_window, tr("Folder of pictures"));
    if (!folder.isEmpty()) openPictures({folder});
}

void FileActions::askForRecipes()
{
    openRecipes(
        QFileDialog::getOpenFileNames(m_window, tr("Load recipe, or two to compare"), {}, tr("Recipes (*.json)")));
}

// Each is a step for Undo; of several the last one is edited, and the one before it is the baseline.
void FileActions::openRecipes(const QStringList& paths)
{
    for (const QString& path : paths) {
        if (!openRecipe(path)) return;
        if (paths.size() > 1 && path != paths.last())
            m_context.document->makeBaseline(QFileInfo(path).completeBaseName());
    }
}

bool FileActions::openRecipe(const QString& path)
{
    Document& document = *m_context.document;
    auto read = exchange::readRecipe(toPath(path));
    auto adopted = read ? exchange::adopt(*read, document.recipe()) : Result<quant::Recipe>(pass(read.error()));
    if (!adopted) {
        m_context.notices->fail(QString::fromStdString(adopted.error().message));
        return false;
    }
    document.edit(tr("load recipe %1").arg(QFileInfo(path).fileName()), *std::move(adopted));
    document.setRecipeFile(toPath(path));
    m_context.notices->settle(Subject::Action); // one that could not be read
    rememberRecipe();
    return true;
}

void FileActions::saveRecipe()
{
    if (!m_context.document->model()) return;
    if (m_context.document->recipeFile().empty()) {
        saveRecipeAs();
        return;
    }
    writeRecipe(m_context.document->recipeFile());
}

void FileActions::saveRecipeAs()
{
    if (!m_context.document->model()) return;
    const QString path = widgets::askWhereToSave(m_window, tr("Save recipe"),
        toText(m_context.document->model()->path.stem()) + QStringLiteral("-recipe.json"), tr("Recipes (*.json)"));
    if (!path.isEmpty()) writeRecipe(toPath(path));
}

void FileActions::writeRecipe(const std::filesystem::path& file)
{
    auto done = exchange::writeRecipe(m_context.document->recipe(), file);
    if (!done) {
        m_context.notices->fail(QString::fromStdString(done.error().message));
        return;
    }
    m_context.document->setRecipeFile(file);
    rememberRecipe();
    m_context.notices->note(tr("The recipe is saved in %1.").arg(toText(file)));
}

QMenu* FileActions::addExportMenu(QMenu* file)
{
    QMenu* menu = file->addMenu(tr("&Export"));
    for (const exchange::ExchangeFormat* format : exchange::exchangeFormats())
        menu->addAction(exchangeText(format->label) + QStringLiteral("…"), this, [this, format] { exportAs(*format); });
    return menu;
}

void FileActions::exportAs(const exchange::ExchangeFormat& format)
{
    const Document& document = *m_context.document;
    if (!document.model()) return;
    // What it cannot hold is told before a name is asked for.
    if (const auto obstacles = obstaclesOf(document, &format); !obstacles.isEmpty()) {
        m_refused = &format;
        m_context.notices->offer(Subject::Obstacles,
            {widgets::Severity::Warning,
                tr("%n layers cannot be written as %1.", nullptr, static_cast<int>(obstacles.size()))
                    .arg(formatLabel(format)),
                tr("Show them")},
            [this, &format] {
                m_context.document->setExportFormat(&format);
                emit pageAsked(QStringLiteral("export"));
            });
        return;
    }
    const QString name = toText(document.model()->path.stem())
        + QString::fromStdString(fmt::format("{}.{}", format.suffix, format.extension));
    const QString filter
        = QStringLiteral("%1 (*.%2)")
              .arg(exchangeText(format.fileKind), QString::fromStdString(std::string(format.extension)));
    const QString path = widgets::askWhereToSave(m_window, exchangeText(format.label), name, filter);
    if (!path.isEmpty()) m_context.jobs->exportTo(toPath(path), format);
}

void FileActions::addRecentMenus(QMenu* file)
{
    m_recentModels = new RecentFiles(tr("Recent &models"), QStringLiteral("recent/models"), file);
    m_recentRecipes = new RecentFiles(tr("&Recent recipes"), QStringLiteral("recent/recipes"), file);
    for (RecentFiles* menu : {m_recentModels, m_recentRecipes}) {
        file->addMenu(menu);
        connect(menu, &RecentFiles::chosen, this, [this, menu](const QString& path) {
            if (!QFileInfo::exists(path)) {
                menu->remove(path);
                m_context.notices->fail(tr("%1 is no longer there.").arg(path));
                return;
            }
            openPaths({path});
        });
    }
}

void FileActions::rememberRecipe()
{
    const auto& file = m_context.document->recipeFile();
    if (m_remembering && m_recentRecipes && !file.empty()) m_recentRecipes->add(toText(file));
}

} // namespace bitladder::app
