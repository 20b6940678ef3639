#include "app/window/session/session.h"

#include "app/window/pages/page_table.h"
#include "app/window/runner/post_to_receiver.h"
#include "core/exchange/recipe_file.h"

#include <QBuffer>
#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLockFile>
#include <QSaveFile>
#include <QStandardPaths>
#include <QtGlobal>
#include <algorithm>
#include <array>

namespace bitladder::app
{

namespace
{

constexpr int kSettleMs = 500;
constexpr qint64 kMostBytes = qint64 {1} << 28;
constexpr const char* kVersionField = "bitladderSession";

// The words of the file, in the order of the enumerations.
constexpr std::array kChannels {"rgb", "bgr", "grey"};
constexpr std::array kRanges {"0…1", "0…255", "-1…1"};
constexpr std::array kLayouts {"nchw", "nhwc"};
constexpr std::array kSources {"shown", "file", "noise"};
constexpr std::array kInterpolations {"bilinear", "bicubic", "nearest", "area"};

template<size_t N, typename E> QString word(const std::array<const char*, N>& words, E value)
{
    return QString::fromUtf8(words.at(static_cast<size_t>(value)));
}

template<typename E, size_t N> E meant(const std::array<const char*, N>& words, const QJsonValue& value, E fallback)
{
    for (size_t i = 0; i < N; ++i)
        if (value.toString() == QString::fromUtf8(words[i])) return static_cast<E>(i);
    return fallback;
}

QJsonArray toArray(const std::vector<float>& values)
{
    QJsonArray array;
    for (const float v : values)
        array << static_cast<double>(v);
    return array;
}

std::vector<float> toFloats(const QJsonValue& value)
{
    std::vector<float> values;
    for (const auto& v : value.toArray())
        values.push_back(static_cast<float>(v.toDouble()));
    return values;
}

QJsonObject toObject(const data::Preprocessing& p)
{
    return {{QStringLiteral("resizeShorter"), p.resizeShorter}, {QStringLiteral("width"), p.width},
        {QStringLiteral("height"), p.height}, {QStringLiteral("cropWidth"), p.cropWidth},
        {QStringLiteral("cropHeight"), p.cropHeight}, {QStringLiteral("channels"), word(kChannels, p.channels)},
        {QStringLiteral("range"), word(kRanges, p.range)}, {QStringLiteral("mean"), toArray(p.mean)},
        {QStringLiteral("deviation"), toArray(p.deviation)}, {QStringLiteral("layout"), word(kLayouts, p.layout)},
        {QStringLiteral("interpolation"), word(kInterpolations, p.interpolation)}};
}

data::Preprocessing preprocessingOf(const QJsonObject& o)
{
    data::Preprocessing p;
    const auto size = [&](const char* field) { return std::clamp(o[QLatin1String(field)].toInt(), 0, 1 << 16); };
    p.resizeShorter = size("resizeShorter");
    p.width = size("width");
    p.height = size("height");
    p.cropWidth = size("cropWidth");
    p.cropHeight = size("cropHeight");
    p.channels = meant(kChannels, o[QLatin1String("channels")], p.channels);
    p.range = meant(kRanges, o[QLatin1String("range")], p.range);
    p.mean = toFloats(o[QLatin1String("mean")]);
    p.deviation = toFloats(o[QLatin1String("deviation")]);
    p.layout = meant(kLayouts, o[QLatin1String("layout")], p.layout);
    p.interpolation = meant(kInterpolations, o[QLatin1String("interpolation")], p.interpolation);
    return p;
}

QJsonObject toObject(const QString& name, const model::InputSource& source)
{
    QJsonObject o {{QStringLiteral("name"), name}, {QStringLiteral("source"), word(kSources, source.kind)},
        {QStringLiteral("seed"), static_cast<qint64>(source.seed)}};
    if (!source.file.empty()) o[QLatin1String("file")] = QString::fromStdString(source.file.string());
    if (source.rules) o[QLatin1String("preprocessing")] = toObject(*source.rules);
    return o;
}

std::pair<QString, model::InputSource> inputOf(const QJsonObject& o)
{
    model::InputSource source;
    source.kind = meant(kSources, o[QLatin1String("source")], source.kind);
    source.seed = static_cast<uint32_t>(o[QLatin1String("seed")].toInteger(source.seed));
    source.file = o[QLatin1String("file")].toString().toStdString();
    if (o[QLatin1String("preprocessing")].isObject())
        source.rules = preprocessingOf(o[QLatin1String("preprocessing")].toObject());
    return {o[QLatin1String("name")].toString(), source};
}

QJsonObject toObject(const quant::Recipe& recipe)
{
    return QJsonDocument::fromJson(QByteArray::fromStdString(exchange::recipeToJson(recipe))).object();
}

Result<quant::Recipe> recipeOf(const QJsonValue& value, const QString& from)
{
    return exchange::recipeFromJson(QJsonDocument(value.toObject()).toJson().toStdString(), from.toStdString());
}

// Only the layers that differ: most steps touch few of many.
quant::Recipe changed(const quant::Recipe& before, const quant::Recipe& after)
{
    if (before.layers.size() != after.layers.size() || before.model != after.model) return after;
    quant::Recipe difference {after.model, after.fingerprint, {}, after.methods, after.unknown};
    for (size_t i = 0; i < after.layers.size(); ++i)
        if (!(before.layers[i] == after.layers[i])) difference.layers.push_back(after.layers[i]);
    return difference;
}

quant::Recipe applied(quant::Recipe recipe, const quant::Recipe& difference)
{
    for (const auto& layer : difference.layers)
        for (auto& mine : recipe.layers)
            if (mine.layer == layer.layer) mine = layer;
    recipe.methods = difference.methods;
    recipe.unknown = difference.unknown;
    return recipe;
}

QJsonArray toArray(const std::vector<Candidate>& candidates)
{
    QJsonArray array;
    for (const Candidate& c : candidates)
        array << QJsonObject {{QStringLiteral("name"), c.name}, {QStringLiteral("recipe"), toObject(*c.recipe)}};
    return array;
}

QJsonObject toObject(const History& history)
{
    QJsonArray steps;
    const DocumentState* before = &history.start;
    for (const auto& step : history.steps) {
        QJsonObject o {{QStringLiteral("text"), step.text},
            {QStringLiteral("changes"), toObject(changed(before->recipe, step.after.recipe))}};
        if (step.after.candidates != before->candidates)
            o[QLatin1String("candidates")] = toArray(step.after.candidates);
        if (step.after.compared != before->compared) o[QLatin1String("compared")] = step.after.compared;
        steps << o;
        before = &step.after;
    }
    return {{QStringLiteral("recipe"), toObject(history.start.recipe)},
        {QStringLiteral("candidates"), toArray(history.start.candidates)},
        {QStringLiteral("compared"), history.start.compared}, {QStringLiteral("steps"), steps},
        {QStringLiteral("position"), history.position}, {QStringLiteral("saved"), history.saved}};
}

// What an object says of the candidates; the first sessions knew one, without a name ("kept", which may be null).
Result<void> takeCandidates(const QJsonObject& o, const QString& from, DocumentState& state)
{
    const auto add = [&](const QString& name, const QJsonValue& value) -> Result<void> {
        auto recipe = recipeOf(value, from);
        if (!recipe) return pass(recipe.error());
        state.candidates.push_back({name, std::make_shared<const quant::Recipe>(*std::move(recipe))});
        return {};
    };
    if (o.contains(QLatin1String("kept"))) {
        state.candidates.clear();
        state.compared = -1;
        if (const QJsonValue kept = o[QLatin1String("kept")]; kept.isObject()) {
            BITLADDER_TRY(add(SessionFile::tr("kept"), kept));
            state.compared = 0;
        }
    }
    if (o.contains(QLatin1String("candidates"))) {
        state.candidates.clear();
        for (const auto& value : o[QLatin1String("candidates")].toArray())
            BITLADDER_TRY(add(value[QLatin1String("name")].toString(), value[QLatin1String("recipe")]));
    }
    state.compared = std::clamp(
        o[QLatin1String("compared")].toInt(state.compared), -1, static_cast<int>(state.candidates.size()) - 1);
    return {};
}

Result<History> historyOf(const QJsonObject& o, const QString& from)
{
    History history;
    auto start = recipeOf(o[QLatin1String("recipe")], from);
    if (!start) return pass(start.error());
    history.start.recipe = *std::move(start);
    BITLADDER_TRY(takeCandidates(o, from, history.start));
    DocumentState state = history.start;
    const QJsonArray steps = o[QLatin1String("steps")].toArray();
    for (const auto& value : steps) {
        const QJsonObject step = value.toObject();
        auto difference = recipeOf(step[QLatin1String("changes")], from);
        if (!difference) return pass(difference.error());
        state.recipe = applied(std::move(state.recipe), *difference);
        BITLADDER_TRY(takeCandidates(step, from, state));
        history.steps.push_back({step[QLatin1String("text")].toString(), state});
    }
    const int count = static_cast<int>(history.steps.size());
    history.position = std::clamp(o[QLatin1String("position")].toInt(), 0, count);
    history.saved = std::clamp(o[QLatin1String("saved")].toInt(-1), -1, count);
    return history;
}

QString encoded(const QByteArray& bytes)
{
    return QString::fromLatin1(bytes.toBase64());
}

QByteArray decoded(const QJsonValue& value)
{
    return QByteArray::fromBase64(value.toString().toLatin1());
}

} // namespace

QByteArray sessionToJson(const Session& session)
{
    QJsonObject o {{QLatin1String(kVersionField), Session::kVersion}, {QStringLiteral("model"), session.model},
        {QStringLiteral("pictures"), QJsonArray::fromStringList(session.pictures)},
        {QStringLiteral("page"), session.page}, {QStringLiteral("geometry"), encoded(session.geometry)},
        {QStringLiteral("layout"), encoded(session.layout)}};
    // As text: JSON's numbers have 53 bits.
    if (session.content != 0) o[QLatin1String("content")] = QString::number(session.content, 16);
    if (!session.currentFile.isEmpty()) o[QLatin1String("currentFile")] = session.currentFile;
    if (!session.recipeFile.isEmpty()) o[QLatin1String("recipeFile")] = session.recipeFile;
    if (!session.language.isEmpty()) o[QLatin1String("language")] = session.language;
    o[QLatin1String("calibrationPictures")] = session.calibrationPictures;
    if (!session.pasted.isNull()) {
        QByteArray png;
        QBuffer buffer(&png);
        session.pasted.save(&buffer, "PNG");
        o[QLatin1String("pasted")] = encoded(png);
    }
    QJsonArray inputs;
    for (const auto& [name, source] : session.inputs)
        inputs << toObject(name, source);
    o[QLatin1String("inputs")] = inputs;
    if (!session.model.isEmpty()) o[QLatin1String("history")] = toObject(session.history);
    QJsonArray selection;
    for (const int layer : session.selection)
        selection << layer;
    o[QLatin1String("selection")] = selection;
    return QJsonDocument(o).toJson(QJsonDocument::Compact);
}

Result<Session> sessionFromJson(const QByteArray& text, const QString& from)
{
    const std::string name = from.toStdString();
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(text, &error);
    if (!document.isObject())
        return fail("{}: not a session: {}", name,
            error.error == QJsonParseError::NoError ? "an object is needed" : error.errorString().toStdString());
    const QJsonObject o = document.object();
    const int version = o[QLatin1String(kVersionField)].toInt();
    if (version < 1) return fail("{}: not a session: {} is missing", name, kVersionField);
    if (version > Session::kVersion)
        return fail("{}: the session has version {}, this program knows up to {}", name, version, Session::kVersion);
    Session session;
    session.model = o[QLatin1String("model")].toString();
    for (const auto& path : o[QLatin1String("pictures")].toArray())
        session.pictures << path.toString();
    session.content = o[QLatin1String("content")].toString().toULongLong(nullptr, 16);
    session.currentFile = o[QLatin1String("currentFile")].toString();
    session.recipeFile = o[QLatin1String("recipeFile")].toString();
    session.language = o[QLatin1String("language")].toString();
    session.calibrationPictures = std::clamp(
        o[QLatin1String("calibrationPictures")].toInt(session.calibrationPictures), 1, Document::kMostCalibration);
    session.page = pageIdOfSession(o[QLatin1String("page")].toString());
    session.geometry = decoded(o[QLatin1String("geometry")]);
    session.layout = decoded(o[QLatin1String("layout")]);
    if (o.contains(QLatin1String("pasted"))) session.pasted.loadFromData(decoded(o[QLatin1String("pasted")]), "PNG");
    for (const auto& input : o[QLatin1String("inputs")].toArray())
        session.inputs.push_back(inputOf(input.toObject()));
    for (const auto& layer : o[QLatin1String("selection")].toArray())
        session.selection << layer.toInt();
    if (!session.model.isEmpty()) {
        auto history = historyOf(o[QLatin1String("history")].toObject(), from);
        if (!history) return pass(history.error());
        session.history = *std::move(history);
    }
    return session;
}

QString SessionFile::defaultPath()
{
    return QDir(QStandardPaths::writableLocation(QStandardPaths::AppDataLocation))
        .filePath(QStringLiteral("session.json"));
}

SessionFile::SessionFile(const QString& path, QObject* parent)
    : QObject(parent)
    , m_path(path)
{
    QDir().mkpath(QFileInfo(path).absolutePath());
    m_lock = std::make_unique<QLockFile>(path + QStringLiteral(".lock"));
    // Only the end of its process frees the file, never the passing of time.
    m_lock->setStaleLockTime(0);
    m_lock->tryLock(0);
    m_soon.setSingleShot(true);
    m_soon.setInterval(kSettleMs);
    connect(&m_soon, &QTimer::timeout, this, [this] {
        if (!m_snapshot) return;
        m_worker.request(
            [this, session = m_snapshot(), number = ++m_number](const std::stop_token&) { write(session, number); });
    });
}

SessionFile::~SessionFile() = default;

bool SessionFile::ours() const
{
    return m_lock->isLocked();
}

Result<std::optional<Session>> SessionFile::read()
{
    if (!ours()) return std::optional<Session> {};
    QFile file(m_path);
    if (!file.exists()) return std::optional<Session> {};
    const auto load = [&]() -> Result<Session> {
        if (!file.open(QIODevice::ReadOnly))
            return fail("{}: {}", m_path.toStdString(), file.errorString().toStdString());
        if (file.size() > kMostBytes) return fail("{}: too large for a session", m_path.toStdString());
        return sessionFromJson(file.readAll(), m_path);
    };
    auto session = load();
    file.close();
    if (session) return std::optional(*std::move(session));
    const auto aside = putAside(QStringLiteral("broken"));
    if (!aside) return pass(session.error());
    return fail("{}; it is kept as {}", session.error().message, aside->toStdString());
}

std::optional<QString> SessionFile::putAside(const QString& why)
{
    const QString aside
        = QStringLiteral("%1.%2-%3")
              .arg(m_path, why, QDateTime::currentDateTime().toString(QStringLiteral("yyyyMMdd-hhmmss")));
    return QFile::rename(m_path, aside) ? std::optional(aside) : std::nullopt;
}

int SessionFile::failedRestores() const
{
    QFile guard(guardPath());
    if (!ours() || !guard.open(QIODevice::ReadOnly)) return 0;
    return std::max(0, guard.read(16).trimmed().toInt());
}

void SessionFile::beginRestore()
{
    if (!ours()) return;
    const int count = failedRestores() + 1;
    m_guarded = true;
    QSaveFile guard(guardPath()); // on the disk when commit() returns
    if (guard.open(QIODevice::WriteOnly)) {
        guard.write(QByteArray::number(count));
        guard.commit();
    }
}

void SessionFile::endRestore()
{
    if (ours() && std::exchange(m_guarded, false)) QFile::remove(guardPath());
}

void SessionFile::touch()
{
    // The first change starts the clock: a person who never pauses is saved all the same.
    if (ours() && !m_soon.isActive()) m_soon.start();
}

void SessionFile::flush()
{
    m_soon.stop();
    if (!ours() || !m_snapshot) return;
    m_worker.cancel();
    write(m_snapshot(), ++m_number);
}

void SessionFile::write(const Session& session, quint64 number)
{
    const std::lock_guard lock(m_writing);
    if (number <= m_written) return;
    QSaveFile file(m_path);
    const QByteArray text = sessionToJson(session);
    if (file.open(QIODevice::WriteOnly) && file.write(text) == text.size() && file.commit()) {
        m_written = number;
        return;
    }
    const QString why = tr("The session cannot be saved: %1: %2").arg(m_path, file.errorString());
    postToReceiver(this, [this, why] {
        if (!std::exchange(m_complained, true)) emit failed(why);
    });
}

} // namespace bitladder::app
