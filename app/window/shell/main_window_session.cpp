// The window's session: what is saved while a person works, how it comes back, and the lists of recent files.
#include "app/window/shell/main_window.h"

#include "app/window/session/session.h"
#include "app/window/shell/recent_files.h"
#include "core/exchange/recipe_file.h"
#include "widgets/control/banner_stack.h"

#include <QFile>
#include <QFileInfo>
#include <QMenu>
#include <QTabWidget>
#include <QUndoStack>

namespace bitladder::app
{

namespace
{

constexpr int kRestoredPicture = -1; // no serial number that pasting or drawing gives

QString textOf(const std::filesystem::path& path)
{
    return QString::fromStdString(path.string());
}

bool sameLayers(const quant::Recipe& a, const quant::Recipe& b)
{
    return std::ranges::equal(a.layers, b.layers, {}, &quant::LayerRecipe::layer, &quant::LayerRecipe::layer);
}

// History and recipes come from a file: nothing of it is taken over that does not fit the layers of the model.
bool fits(const History& history, const quant::Recipe& model)
{
    const auto stateFits = [&](const DocumentState& state) {
        return sameLayers(state.recipe, model) && (!state.baseline || sameLayers(*state.baseline, model));
    };
    return stateFits(history.start)
        && std::ranges::all_of(history.steps, [&](const auto& step) { return stateFits(step.after); });
}

// What the file says of the inputs, where it speaks of the inputs that the model has. Only an input that is a picture takes rules.
std::vector<model::InputSource> adopted(
    const std::vector<std::pair<QString, model::InputSource>>& saved, const Document& document)
{
    auto inputs = document.inputs();
    if (saved.size() != inputs.size()) return inputs;
    for (size_t i = 0; i < inputs.size(); ++i) {
        if (QString::fromStdString(document.model()->input(i).name) != saved[i].first) return document.inputs();
        const auto guessed = std::exchange(inputs[i], saved[i].second).rules;
        if (!guessed || !inputs[i].rules) inputs[i].rules = guessed;
    }
    return inputs;
}

} // namespace

void MainWindow::useSession(const QString& path)
{
    m_session = new SessionFile(path, this);
    m_session->setSnapshot([this] { return session(); });
    connect(m_session, &SessionFile::failed, this, &MainWindow::showFailure);
    for (const auto change : {&Document::modelChanged, &Document::recipeChanged, &Document::baselineChanged,
             &Document::selectionChanged, &Document::filesChanged, &Document::pictureChanged, &Document::inputsChanged})
        connect(&m_document, change, m_session, &SessionFile::touch);
    connect(m_document.undoStack(), &QUndoStack::indexChanged, m_session, &SessionFile::touch);
    connect(m_tabs, &QTabWidget::currentChanged, m_session, &SessionFile::touch);
    // Once the first results are there, or a message says why there are none, the session is harmless.
    m_store.watch<NetworkResult>(m_session, [this](const auto&) {
        if (!m_pendingSession) m_session->endRestore();
    });
    connect(&m_jobs, &JobScheduler::failed, m_session, &SessionFile::endRestore);
    connect(&m_jobs, &JobScheduler::refused, m_session, &SessionFile::endRestore);
    // Pictures whose listing was stopped do not come.
    connect(&m_jobs, &JobScheduler::stopped, m_session, [this] {
        if (m_pendingSession && m_document.model() && textOf(m_document.model()->path) == m_pendingSession->model)
            finishSession();
    });
    if (!m_session->ours()) showAtStart(tr("Another window is open: this one does not save its session."));
}

bool MainWindow::restoreSession()
{
    if (!m_session) return false;
    if (m_session->failedRestores() >= SessionFile::kMostFailures) {
        offerSession();
        return false;
    }
    m_session->beginRestore();
    const bool opening = restoreFrom(m_session->read());
    if (!opening) m_session->endRestore();
    return opening;
}

bool MainWindow::restoreFrom(const Result<std::optional<Session>>& read)
{
    if (!read) {
        showAtStart(tr("The last session could not be restored: %1").arg(QString::fromStdString(read.error().message)));
        return false;
    }
    if (!*read) return false;
    const Session& last = **read;
    restoreGeometry(last.geometry);
    restoreLayout(last.layout);
    for (int i = 0; i < m_tabs->count(); ++i)
        if (last.page == QLatin1String(m_tabs->widget(i)->metaObject()->className())) m_tabs->setCurrentIndex(i);
    if (last.model.isEmpty()) return false;
    m_pendingSession = std::make_unique<Session>(last);
    m_jobs.openModel({std::filesystem::path(last.model.toStdString()), {}});
    return true;
}

// It is put aside at once: what is open from now on takes its place in the file.
void MainWindow::offerSession()
{
    const int failures = m_session->failedRestores();
    const auto aside = m_session->putAside(QStringLiteral("held"));
    m_session->endRestore();
    if (!aside) return; // there is none
    m_offeredSession = *aside;
    showAtStart(
        tr("The last session is not opened: the program came down %1 times in a row while it was being restored. "
           "It is kept as %2.")
            .arg(failures)
            .arg(*aside),
        tr("Open it all the same"), [this] { restoreOffered(); });
}

void MainWindow::restoreOffered()
{
    const QString file = std::exchange(m_offeredSession, {});
    m_banners->closeAll();
    // One more failure is enough to offer it again.
    for (int i = 0; i < SessionFile::kMostFailures; ++i)
        m_session->beginRestore();
    const auto read = [&]() -> Result<std::optional<Session>> {
        QFile held(file);
        if (!held.open(QIODevice::ReadOnly))
            return fail("{}: {}", file.toStdString(), held.errorString().toStdString());
        auto session = sessionFromJson(held.readAll(), file);
        if (!session) return pass(session.error());
        return std::optional(*std::move(session));
    };
    if (restoreFrom(read()))
        m_session->flush();
    else
        m_session->endRestore();
}

// A model that opens closes the banners of the one before; what the start had to say is said again then.
void MainWindow::showAtStart(const QString& message, const QString& actionText, const std::function<void()>& action)
{
    const auto show = [this, message, actionText, action] {
        offer({widgets::Severity::Warning, message, actionText}, action);
    };
    show();
    connect(&m_jobs, &JobScheduler::modelOpened, this, show,
        static_cast<Qt::ConnectionType>(Qt::QueuedConnection | Qt::SingleShotConnection));
}

Session MainWindow::session() const
{
    // A session whose model is still on its way, or is missing at the moment, is kept as it was.
    if (m_pendingSession) return *m_pendingSession;
    Session s;
    s.page = QString::fromLatin1(m_tabs->currentWidget()->metaObject()->className());
    s.geometry = saveGeometry();
    s.layout = saveState(kStateVersion);
    if (!m_document.model()) return s;
    s.model = textOf(std::filesystem::absolute(m_document.model()->path));
    s.pictures = m_openedPictures;
    s.currentFile = textOf(m_document.picture().file);
    if (m_document.picture().picture) s.pasted = imageOf(*m_document.picture().picture);
    for (size_t i = 0; i < m_document.inputs().size(); ++i)
        s.inputs.emplace_back(QString::fromStdString(m_document.model()->input(i).name), m_document.inputs()[i]);
    s.history = m_document.history(Session::kMostSteps);
    s.recipeFile = textOf(m_document.recipeFile());
    s.selection = m_document.selection();
    return s;
}

void MainWindow::adoptPendingSession()
{
    if (!m_pendingSession || textOf(m_document.model()->path) != m_pendingSession->model) {
        m_pendingSession.reset();
        return;
    }
    const Session& s = *m_pendingSession;
    m_document.setInputs(adopted(s.inputs, m_document));
    if (!s.recipeFile.isEmpty()) m_document.setRecipeFile(std::filesystem::path(s.recipeFile.toStdString()));
    if (fits(s.history, m_document.recipe())) {
        m_document.restore(s.history);
    } else {
        m_banners->showMessage({widgets::Severity::Warning,
            tr("%1 has other layers than in the last session: its recipe starts anew.")
                .arg(QFileInfo(s.model).fileName()),
            {}});
    }
    QList<int> selection;
    for (const int layer : s.selection)
        if (layer >= 0 && layer < static_cast<int>(m_document.recipe().layers.size())) selection << layer;
    m_document.setSelection(selection);
    if (s.pictures.isEmpty())
        finishSession();
    else
        openPictures(s.pictures); // what is left follows when they are listed
}

void MainWindow::finishSession()
{
    const std::unique_ptr<const Session> s = std::exchange(m_pendingSession, nullptr);
    const auto& files = m_document.files();
    for (size_t i = 0; i < files.size(); ++i)
        if (textOf(files[i].file) == s->currentFile) m_document.setCurrentFile(static_cast<int>(i));
    if (!s->pasted.isNull()) m_document.setPicture({{}, pictureOf(s->pasted), kRestoredPicture});
}

void MainWindow::addRecentMenus(QMenu* file)
{
    m_recentModels = new RecentFiles(tr("Recent &models"), QStringLiteral("recent/models"), file);
    m_recentRecipes = new RecentFiles(tr("&Recent recipes"), QStringLiteral("recent/recipes"), file);
    for (RecentFiles* menu : {m_recentModels, m_recentRecipes}) {
        file->addMenu(menu);
        connect(menu, &RecentFiles::chosen, this, [this, menu](const QString& path) {
            if (!QFileInfo::exists(path)) {
                menu->remove(path);
                showFailure(tr("%1 is no longer there.").arg(path));
                return;
            }
            openPaths({path});
        });
    }
}

// Rendering a picture and running tests leave no traces: what has no session has no history of files either.
void MainWindow::rememberModel()
{
    const std::filesystem::path file = std::filesystem::absolute(m_document.model()->path);
    if (m_session && !file.string().starts_with(m_samples.string())) m_recentModels->add(textOf(file));
}

void MainWindow::rememberRecipe()
{
    if (m_session && !m_document.recipeFile().empty()) m_recentRecipes->add(textOf(m_document.recipeFile()));
}

} // namespace bitladder::app
