#include "app/window/studio_state.h"

#include "app/window/layer_study.h"
#include "core/export/recipe_file.h"

namespace bitladder::app
{

Studio::Studio(Document* document, QObject* parent)
    : QObject(parent)
    , m_document(document)
    , m_state(std::make_unique<NetworkState>())
    , m_study(std::make_unique<LayerStudy>())
{
    m_machine.level = kernels::chooseLevel("").level;
    // Several changes of one event are one request.
    m_settle.setSingleShot(true);
    m_settle.setInterval(0);
    connect(&m_settle, &QTimer::timeout, this, &Studio::schedule);
    for (const auto change : {&Document::recipeChanged, &Document::pictureChanged, &Document::preprocessingChanged,
             &Document::filesChanged, &Document::modelChanged, &Document::keptChanged})
        connect(m_document, change, this, [this] {
            m_settle.start();
            scheduleLayer();
        });
}

Studio::~Studio()
{
    // The lanes' threads end before anything else that they use goes.
    m_network.cancel();
    m_layer.cancel();
    m_detail.cancel();
    m_open.cancel();
    m_export.cancel();
    m_features.cancel();
}

void Studio::report(quint64 revision, const QString& text, double fraction)
{
    QMetaObject::invokeMethod(
        this,
        [this, revision, text, fraction] {
            if (revision == m_document->revision()) emit progress(text, fraction);
        },
        Qt::QueuedConnection);
}

Studio::Snapshot Studio::snapshotNow() const
{
    return {m_document->revision(), m_document->model(), m_document->recipe(), m_document->kept(),
        m_document->picture(), m_document->preprocessing(), m_document->sharedFiles(), m_lastNetwork, m_machine,
        m_featureLayer};
}

void Studio::openModel(const std::filesystem::path& path, const std::optional<std::filesystem::path>& recipe)
{
    m_open.request([this, path, recipe](std::stop_token stop) {
        const Job job {stop, [this](double fraction, std::string_view what) {
                           const QString text = QString::fromUtf8(what.data(), static_cast<int>(what.size()));
                           QMetaObject::invokeMethod(
                               this, [this, text, fraction] { emit progress(text, fraction); }, Qt::QueuedConnection);
                       }};
        auto model = analysis::openModel(path, {}, job);
        QMetaObject::invokeMethod(
            this,
            [this, model = std::move(model), recipe] {
                emit progress({}, 1);
                if (!model) {
                    if (!model.error().cancelled()) emit failed(QString::fromStdString(model.error().message));
                    return;
                }
                quant::Recipe start = engine::fileRecipe(*(*model)->graph);
                start.model = (*model)->path.stem().string();
                if (recipe) {
                    auto read = exporting::readRecipe(*recipe);
                    auto adopted = read ? exporting::adopt(*read, start) : Result<quant::Recipe>(pass(read.error()));
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
            },
            Qt::QueuedConnection);
    });
}

void Studio::ask(const LayerQuestion& question)
{
    m_question = question;
    scheduleLayer();
}

void Studio::measureAgain()
{
    m_settle.start();
}

void Studio::stop()
{
    m_network.cancel();
    m_open.cancel();
    emit progress({}, 1);
}

void Studio::setMachine(kernels::Level level, int threads)
{
    if (m_machine.level == level && m_machine.threads == threads) return;
    m_machine.level = level;
    m_machine.threads = threads;
    m_settle.start();
}

void Studio::schedule()
{
    if (!m_document->model()) return;
    const Snapshot snapshot = snapshotNow();
    m_network.request([this, snapshot](std::stop_token stop) { runNetwork(snapshot, stop); });
}

void Studio::scheduleLayer()
{
    if (!m_document->model() || m_question.layer < 0
        || m_question.layer >= static_cast<int>(m_document->model()->layers.size()))
        return;
    const LayerTask task {m_document->revision(), m_document->model(), m_question,
        m_document->recipe().layers[static_cast<size_t>(m_question.layer)], m_lastNetwork};
    // A sample at once; the curve and the whole picture when nothing newer has come.
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
