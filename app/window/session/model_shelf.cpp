#include "app/window/session/model_shelf.h"

#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QSaveFile>

namespace bitladder::app
{

namespace
{

constexpr qint64 kMostBytes = qint64 {1} << 28;

} // namespace

ModelShelf::ModelShelf(QString folder)
    : m_folder(std::move(folder))
{
}

QString ModelShelf::fileOf(uint64_t content) const
{
    return QDir(m_folder).filePath(QStringLiteral("%1.json").arg(content, 16, 16, QLatin1Char('0')));
}

Result<void> ModelShelf::put(uint64_t content, Session session)
{
    session.geometry.clear();
    session.layout.clear();
    const QByteArray text = sessionToJson(session);
    m_sessions[content] = std::move(session);
    if (m_folder.isEmpty()) return {};
    const QString path = fileOf(content);
    QDir().mkpath(m_folder);
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size() || !file.commit())
        return fail("{}: {}", path.toStdString(), file.errorString().toStdString());
    dropOldest();
    return {};
}

Result<std::optional<Session>> ModelShelf::find(uint64_t content) const
{
    if (const auto known = m_sessions.find(content); known != m_sessions.end()) return std::optional(known->second);
    QFile file(fileOf(content));
    if (m_folder.isEmpty() || !file.exists()) return std::optional<Session> {};
    const std::string name = file.fileName().toStdString();
    if (!file.open(QIODevice::ReadOnly)) return fail("{}: {}", name, file.errorString().toStdString());
    if (file.size() > kMostBytes) return fail("{}: too large for a session", name);
    auto session = sessionFromJson(file.readAll(), file.fileName());
    if (!session) return pass(session.error());
    return std::optional(*std::move(session));
}

void ModelShelf::dropOldest() const
{
    const QFileInfoList files
        = QDir(m_folder).entryInfoList({QStringLiteral("*.json")}, QDir::Files, QDir::Time); // the newest first
    for (qsizetype i = kMostFiles; i < files.size(); ++i)
        QFile::remove(files[i].filePath());
}

} // namespace bitladder::app
