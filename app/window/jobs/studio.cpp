#include "app/window/jobs/studio.h"

#include "app/window/jobs/studio_state.h"

#include "app/window/jobs/layer_study.h"
#include "core/exchange/recipe_file.h"

#include <QCoreApplication>

namespace bitladder::app
{

Studio::Studio(Document* document, QObject* parent)
    : QObject(parent)
    , m_document(document)
    , m_state(std::make_unique<NetworkState>())
    , m_study(std::make_unique<LayerStudy>(&m_memory))
{
    m_machine.level = kernels::chooseLevel("").level;
    // An edit is whole when it is told of: the answer to it begins before the window shows it.
    connect(m_document, &Document::recipeChanged, this, [this] {
        if (!m_settling) schedule();
        scheduleLayer();
    });
    for (const auto change : {&Document::pictureChanged, &Document::inputsChanged, &Document::filesChanged,
             &Document::modelChanged, &Document::keptChanged})
        connect(m_document, change, this, [this] {
            settle();
            scheduleLayer();
        });
}

Studio::~Studio()
{
    // The lanes' threads end before anything else that they use goes.
    m_network.cancel();
    m_layer.cancel();
    m_detail.cancel();
    m_curve.cancel();
    m_open.cancel();
    m_list.cancel();
    m_export.cancel();
    m_features.cancel();
    m_kernels.cancel();
}

void Studio::report(quint64 revision, const QString& text, double fraction)
{
    handOver(this, [this, revision, text, fraction] {
        if (revision == m_document->revision()) emit progress(text, fraction);
    });
}

Studio::Snapshot Studio::snapshotNow() const
{
    Snapshot s {m_document->revision(), m_document->model(), m_document->recipe(), m_document->kept(),
        m_document->picture(), m_document->inputs(), m_document->sharedFiles(), m_lastNetwork, m_machine,
        m_featureLayer};
    s.files = usefulFiles();
    return s;
}

// Pictures are of no use to an input that is none, and no file to a network whose inputs are all given. The same list as long as
// nothing of this changes: lists are told apart by their address.
std::shared_ptr<const std::vector<data::LabelledFile>> Studio::usefulFiles() const
{
    const auto& all = m_document->sharedFiles();
    const bool any = m_document->shownInput().has_value(), pictures = m_document->preprocessing().has_value();
    if (any && pictures) return all;
    if (m_useful.of == all && m_useful.any == any) return m_useful.files;
    std::vector<data::LabelledFile> files;
    for (const auto& entry : *all)
        if (any && data::isTensorFile(entry.file)) files.push_back(entry);
    m_useful = {all, any, std::make_shared<const std::vector<data::LabelledFile>>(std::move(files))};
    return m_useful.files;
}

void Studio::openModel(const std::filesystem::path& path, const std::optional<std::filesystem::path>& recipe)
{
    ops::SimplifyOptions options;
    options.memory = m_modelMemory;
    m_open.request([this, path, recipe, options](std::stop_token stop) {
        const Job job {stop, [this](double fraction, std::string_view what) {
                           const QString text = QCoreApplication::translate("Progress", std::string(what).c_str());
                           handOver(this, [this, text, fraction] { emit progress(text, fraction); });
                       }};
        auto model = model::openModel(path, options, job);
        handOver(this, [this, model = std::move(model), path, recipe] {
            emit progress({}, 1);
            if (!model) {
                if (!model.error().cancelled()) sayWhy(model.error(), {path, recipe});
                return;
            }
            quant::Recipe start = engine::fileRecipe(*(*model)->graph);
            start.model = (*model)->path.stem().string();
            if (recipe) {
                auto read = exchange::readRecipe(*recipe);
                auto adopted = read ? exchange::adopt(*read, start) : Result<quant::Recipe>(pass(read.error()));
                if (adopted)
                    start = *adopted;
                else
                    emit failed(QString::fromStdString(adopted.error().message));
            } else if (!engine::isQuantized(start)) {
                quant::setAll(start, quant::intFormat(8), quant::intFormat(8));
            }
            m_lastNetwork.reset();
            m_document->setModel(*model, start);
            emit modelOpened(*model);
        });
    });
}

void Studio::sayWhy(const Error& error, const OpenRequest& request)
{
    const QString message = QString::fromStdString(error.message);
    if (error.kind == Error::Kind::TooLarge)
        emit refused(message, request);
    else
        emit failed(message);
}

void Studio::listPictures(const QStringList& paths)
{
    m_list.request([this, paths, model = m_document->model()](const std::stop_token& stop) {
        auto list = std::make_shared<PictureList>();
        list->paths = paths;
        for (const QString& text : paths) {
            if (stop.stop_requested()) return;
            const std::filesystem::path path(text.toStdString());
            std::error_code error;
            if (!std::filesystem::exists(path, error)) {
                list->problems << tr("%1: there is no such file or folder").arg(text);
                continue;
            }
            if (!std::filesystem::is_directory(path, error)) {
                list->files.push_back({path, -1});
                continue;
            }
            auto read = data::readFolder(path);
            if (!read) {
                list->problems << QString::fromStdString(read.error().message);
                continue;
            }
            list->folder = read->path;
            list->names.insert(read->names.begin(), read->names.end());
            list->files.insert(list->files.end(), read->files.begin(), read->files.end());
        }
        handOver(this, [this, list, model] {
            if (model == m_document->model()) emit picturesListed(list);
        });
    });
}

void Studio::ask(const LayerQuestion& question)
{
    m_question = question;
    scheduleLayer();
}

void Studio::measureAgain()
{
    settle();
}

void Studio::stop()
{
    m_network.cancel();
    m_networkWorks = false; // a lane that was stopped does not say that it rests
    m_open.cancel();
    m_kernels.cancel();
    emit progress({}, 1);
    emit stopped();
}

void Studio::setMachine(kernels::Level level, int threads, engine::FloatConvolution floatConvolution)
{
    if (m_machine.level == level && m_machine.threads == threads && m_machine.floatConvolution == floatConvolution)
        return;
    m_machine.level = level;
    m_machine.threads = threads;
    m_machine.floatConvolution = floatConvolution;
    settle();
}

void Studio::setMemoryBound(size_t bytes)
{
    if (m_memory.bound() == bytes) return;
    m_memory.setBound(bytes);
    m_study->fit();
}

// Several changes in a row, as opening brings them, are one. Through the queue and not by a timer: what is queued goes before the
// painting that the same changes have asked for.
void Studio::settle()
{
    if (std::exchange(m_settling, true)) return;
    QMetaObject::invokeMethod(
        this,
        [this] {
            m_settling = false;
            schedule();
        },
        Qt::QueuedConnection);
}

void Studio::schedule()
{
    if (!m_document->model()) return;
    const Snapshot snapshot = snapshotNow();
    m_networkWorks = true;
    m_kernels.cancel();
    emit started();
    m_network.request([this, snapshot](std::stop_token stop) { runNetwork(snapshot, stop); });
}

void Studio::scheduleLayer()
{
    if (!m_document->model() || m_question.layer < 0
        || m_question.layer >= static_cast<int>(m_document->model()->layers.size()))
        return;
    const LayerTask task {m_document->revision(), m_document->model(), m_question,
        m_document->recipe().layers[static_cast<size_t>(m_question.layer)], m_lastNetwork};
    // A sample at once; the whole picture when nothing newer has come; the curve in what time is left.
    m_layer.request([this, task](std::stop_token stop) { runLayer(task, stop); });
    m_detail.request([this, task](std::stop_token stop) { runDetail(task, stop); });
}

void Studio::askFeatures(int layer)
{
    m_featureLayer = layer;
    scheduleFeatures();
}

void Studio::scheduleFeatures()
{
    m_features.cancel();
    // Without a run of the present revision there is nothing yet; the next run keeps the layer.
    if (m_featureLayer < 0 || !m_document->model() || !m_lastNetwork
        || m_lastNetwork->revision != m_document->revision())
        return;
    const Snapshot snapshot = snapshotNow();
    m_features.request([this, snapshot](std::stop_token stop) { runFeatures(snapshot, stop); });
}

void Studio::exportTo(const std::filesystem::path& file, ExportKind kind)
{
    const Snapshot snapshot = snapshotNow();
    m_export.request([this, snapshot, file, kind](std::stop_token stop) { runExport(snapshot, file, kind, stop); });
}

} // namespace bitladder::app
