#include "app/window/session/session_keeper.h"

#include "app/window/adapters/adapters.h"
#include "app/window/document/result_store.h"
#include "app/window/document/texts.h"
#include "app/window/jobs/job_scheduler.h"
#include "app/window/pages/page_tabs.h"
#include "app/window/preferences/language.h"
#include "app/window/shell/file_actions.h"
#include "app/window/shell/notices.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QMainWindow>
#include <QUndoStack>

namespace bitladder::app
{

namespace
{

constexpr int kRestoredPicture = -1; // no serial number that pasting or drawing gives

bool sameLayers(const quant::Recipe& a, const quant::Recipe& b)
{
    return std::ranges::equal(a.layers, b.layers, {}, &quant::LayerRecipe::layer, &quant::LayerRecipe::layer);
}

// History and recipes come from a file: nothing of it is taken over that does not fit the layers of the model.
bool fits(const History& history, const quant::Recipe& model)
{
    const auto stateFits = [&](const DocumentState& state) {
        return sameLayers(state.recipe, model)
            && std::ranges::all_of(
                state.candidates, [&](const Candidate& candidate) { return sameLayers(*candidate.recipe, model); });
    };
    return stateFits(history.start)
        && std::ranges::all_of(history.steps, [&](const auto& step) { return stateFits(step.after); });
}

// What the file says of the inputs, where it speaks of the inputs that the model has. Only an input that is a picture
// takes rules.
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

SessionKeeper::SessionKeeper(const WindowContext& context, const Parts& parts)
    : QObject(parts.window)
    , m_context(context)
    , m_parts(parts)
{
    connect(context.document, &Document::modelAboutToChange, this, &SessionKeeper::keepPresent);
    connect(context.jobs, &JobScheduler::modelOpened, this, &SessionKeeper::takeModel);
    connect(parts.files, &FileActions::picturesTaken, this, [this] {
        if (m_pending) finish();
    });
    // Pictures whose listing was stopped do not come.
    connect(&context.jobs->runner(), &JobRunner::stopped, this, [this] {
        if (m_listing) finish();
    });
}

SessionKeeper::~SessionKeeper() = default;

void SessionKeeper::use(const QString& path)
{
    m_file = new SessionFile(path, this);
    m_shelf = ModelShelf(QFileInfo(path).absoluteDir().filePath(QStringLiteral("models")));
    m_file->setSnapshot([this] { return session(); });
    m_parts.files->rememberFiles();
    connect(m_file, &SessionFile::failed, m_context.notices, &Notices::fail);
    const Document* document = m_context.document;
    for (const auto change : {&Document::modelChanged, &Document::recipeChanged, &Document::baselineChanged,
             &Document::selectionChanged, &Document::filesChanged, &Document::pictureChanged, &Document::inputsChanged,
             &Document::calibrationPicturesChanged, &Document::recipeFileChanged})
        connect(document, change, m_file, &SessionFile::touch);
    connect(m_context.document->undoStack(), &QUndoStack::indexChanged, m_file, &SessionFile::touch);
    connect(m_parts.pages, &QTabWidget::currentChanged, m_file, &SessionFile::touch);
    // Once the first results are there, or a message says why there are none, the session is harmless.
    m_context.results->watch<NetworkResult>(m_file, [this](const auto&) {
        if (!m_pending) m_file->endRestore();
    });
    connect(m_context.jobs, &JobScheduler::failed, m_file, &SessionFile::endRestore);
    connect(m_context.jobs, &JobScheduler::refused, m_file, &SessionFile::endRestore);
    if (!m_file->ours()) showAtStart(tr("Another window is open: this one does not save its session."));
}

// The program was started with a model: its session is about to take the place of the last one in the file. What that
// one had made goes on the shelf, where a program that was killed did not put it.
void SessionKeeper::keepLast()
{
    if (!m_file || std::exchange(m_lastIsSeen, true)) return;
    const auto last = m_file->read();
    if (!last) m_context.notices->tell(Subject::Start, widgets::Severity::Warning, {unreadText(last.error())});
    if (last && *last) keep(**last);
}

void SessionKeeper::keep(const Session& session)
{
    if (session.model.isEmpty() || session.content == 0) return;
    if (auto kept = m_shelf.put(session.content, session); !kept)
        m_context.notices->fail(QString::fromStdString(kept.error().message));
}

QString SessionKeeper::unreadText(const Error& error)
{
    return tr("The last session could not be restored: %1").arg(QString::fromStdString(error.message));
}

bool SessionKeeper::restore()
{
    if (!m_file) return false;
    m_lastIsSeen = true;
    if (m_file->failedRestores() >= SessionFile::kMostFailures) {
        offer();
        return false;
    }
    m_file->beginRestore();
    const bool opening = restoreFrom(m_file->read());
    if (!opening) m_file->endRestore();
    return opening;
}

bool SessionKeeper::restoreFrom(const Result<std::optional<Session>>& read)
{
    if (!read) {
        showAtStart(unreadText(read.error()));
        return false;
    }
    if (!*read) return false;
    const Session& last = **read;
    m_parts.window->restoreGeometry(last.geometry);
    emit layoutRestored(last.layout);
    m_parts.pages->showPage(last.page);
    if (last.model.isEmpty()) return false;
    open(std::make_unique<const Session>(last));
    return true;
}

void SessionKeeper::open(std::unique_ptr<const Session> session)
{
    m_pending = std::move(session);
    m_listing = false;
    m_context.jobs->openModel({toPath(m_pending->model), {}});
}

// It is put aside at once: what is open from now on takes its place in the file.
void SessionKeeper::offer()
{
    const int failures = m_file->failedRestores();
    const auto aside = m_file->putAside(QStringLiteral("held"));
    m_file->endRestore();
    if (!aside) return; // there is none
    m_offered = *aside;
    showAtStart(
        tr("The last session is not opened: the program came down %1 times in a row while it was being restored. "
           "It is kept as %2.")
            .arg(failures)
            .arg(*aside),
        tr("Open it all the same"), [this] { restoreOffered(); });
}

void SessionKeeper::restoreOffered()
{
    const QString file = std::exchange(m_offered, {});
    m_context.notices->closeAll();
    // One more failure is enough to offer it again.
    for (int i = 0; i < SessionFile::kMostFailures; ++i)
        m_file->beginRestore();
    const auto read = [&]() -> Result<std::optional<Session>> {
        QFile held(file);
        if (!held.open(QIODevice::ReadOnly))
            return fail("{}: {}", file.toStdString(), held.errorString().toStdString());
        auto session = sessionFromJson(held.readAll(), file);
        if (!session) return pass(session.error());
        return std::optional(*std::move(session));
    };
    if (restoreFrom(read()))
        m_file->flush();
    else
        m_file->endRestore();
}

// A model that opens closes the banners of the one before; what the start had to say is said again then.
void SessionKeeper::showAtStart(const QString& message, const QString& actionText, const std::function<void()>& action)
{
    const auto show = [this, message, actionText, action] {
        m_context.notices->offer(Subject::Start, {widgets::Severity::Warning, message, actionText}, action);
    };
    show();
    connect(m_context.jobs, &JobScheduler::modelOpened, this, show,
        static_cast<Qt::ConnectionType>(Qt::QueuedConnection | Qt::SingleShotConnection));
}

QByteArray SessionKeeper::layout() const
{
    return m_parts.window->saveState(SessionKeeper::kLayoutVersion);
}

Session SessionKeeper::session() const
{
    // A session whose model is still on its way, or is missing at the moment, stays as it was.
    return m_pending ? *m_pending : presentSession();
}

Session SessionKeeper::presentSession() const
{
    const Document& document = *m_context.document;
    Session s;
    s.page = m_parts.pages->currentId();
    s.geometry = m_parts.window->saveGeometry();
    s.layout = layout();
    if (!document.model()) return s;
    s.model = toText(std::filesystem::absolute(document.model()->path));
    s.content = m_playing ? 0 : document.model()->content;
    s.pictures = m_parts.files->openedPictures();
    s.currentFile = toText(document.picture().file);
    if (document.picture().picture) s.pasted = imageOf(*document.picture().picture);
    for (size_t i = 0; i < document.inputs().size(); ++i)
        s.inputs.emplace_back(QString::fromStdString(document.model()->input(i).name), document.inputs()[i]);
    s.history = document.history(Session::kMostSteps);
    s.recipeFile = toText(document.recipeFile());
    s.selection = document.selection();
    s.calibrationPictures = document.calibrationPictures();
    s.language = usedLanguage();
    return s;
}

// Another model is about to take the place of the present one.
void SessionKeeper::keepPresent()
{
    m_left.clear();
    Document& document = *m_context.document;
    if (m_playing) return;
    // While its pictures are listed, the session that it came from knows more.
    const bool coming = m_listing && m_pending && m_pending->model == toText(document.model()->path);
    Session session = coming ? *m_pending : presentSession();
    session.content = document.model()->content;
    keep(session);
    if (!document.undoStack()->isClean()) m_left = toText(document.model()->path.filename());
}

void SessionKeeper::takeModel()
{
    m_playing = std::exchange(m_playNext, false);
    const QString left = std::exchange(m_left, {});
    keepLast();
    if (m_pending && toText(m_context.document->model()->path) == m_pending->model)
        adoptPending();
    else {
        if (m_pending) keep(*m_pending); // its model may be this one, at another place
        m_pending.reset();
        m_listing = false;
        if (!m_playing) adoptRemembered();
    }
    if (!left.isEmpty())
        m_context.notices->tell(Subject::Left, widgets::Severity::Note,
            {tr("The recipe of %1 is in no file. It is kept, and comes back when the model is opened again.")
                    .arg(left)});
}

// What the shelf holds of the model. A recipe or pictures that were opened with it come on top.
void SessionKeeper::adoptRemembered()
{
    Document& document = *m_context.document;
    auto known = m_shelf.find(document.model()->content);
    if (!known) {
        m_context.notices->fail(QString::fromStdString(known.error().message));
        return;
    }
    if (!*known) return;
    const OpenRequest& request = m_context.jobs->lastOpened();
    const quant::Recipe fresh = document.recipe();
    const bool ofSample = toText(document.model()->path).startsWith(toText(m_context.samples));
    const bool picturesCome = m_context.jobs->listsPictures();
    adopt(**known);
    const int steps = document.undoStack()->count();
    if (request.recipe && !ofSample) document.edit(tr("load recipe %1").arg(toText(request.recipe->filename())), fresh);
    // The pictures of a sample are what it was left with, unless that was nothing.
    if (!(*known)->pictures.isEmpty() && (!picturesCome || ofSample)) {
        m_pending = std::make_unique<const Session>(**known);
        m_listing = true;
        m_parts.files->openPictures(m_pending->pictures);
    }
    if (steps > 0 && document.recipe() != fresh)
        m_context.notices->offer(Subject::Return,
            {widgets::Severity::Note,
                tr("%1 is back as you left it, with its undo history.").arg(toText(document.model()->path.filename())),
                tr("Start anew")},
            [this, fresh] { m_context.document->edit(tr("start anew"), fresh); });
}

void SessionKeeper::adopt(const Session& s)
{
    Document& document = *m_context.document;
    document.setInputs(adopted(s.inputs, document));
    document.setCalibrationPictures(s.calibrationPictures);
    if (fits(s.history, document.recipe())) {
        const bool foreign = !s.language.isEmpty() && s.language != usedLanguage();
        document.restore(foreign ? document.retold(s.history) : s.history, toPath(s.recipeFile));
    } else {
        m_context.notices->tell(Subject::Return, widgets::Severity::Warning,
            {tr("%1 has other layers than in the last session: its recipe starts anew.")
                    .arg(QFileInfo(s.model).fileName())});
    }
    QList<int> selection;
    for (const int layer : s.selection)
        if (layer >= 0 && layer < static_cast<int>(document.recipe().layers.size())) selection << layer;
    document.setSelection(selection);
}

void SessionKeeper::adoptPending()
{
    adopt(*m_pending);
    if (m_pending->pictures.isEmpty()) {
        finish();
    } else {
        m_listing = true;
        m_parts.files->openPictures(m_pending->pictures); // what is left follows when they are listed
    }
}

void SessionKeeper::finish()
{
    m_listing = false;
    const std::unique_ptr<const Session> s = std::exchange(m_pending, nullptr);
    Document& document = *m_context.document;
    const auto& files = document.files();
    for (size_t i = 0; i < files.size(); ++i)
        if (toText(files[i].file) == s->currentFile) document.setCurrentFile(static_cast<int>(i));
    if (!s->pasted.isNull()) document.setPicture({{}, pictureOf(s->pasted), kRestoredPicture});
}

void SessionKeeper::close()
{
    m_listing = false; // pictures that do not come any more leave the session as it was
    if (!m_file) return;
    if (m_context.document->model() && !m_pending) keepPresent(); // another window may hold the session's file
    m_file->flush();
    m_file->endRestore(); // a person who closes the window ends it as well
}

} // namespace bitladder::app
