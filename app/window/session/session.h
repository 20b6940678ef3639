// The session: what a person has open, as a plain value and as a versioned JSON file. The file is written while they
// work, so that a crash loses only the last moment.
#pragma once
#include "app/window/document/document.h"
#include "app/window/runner/worker.h"

#include <QImage>
#include <QStringList>
#include <QTimer>

class QLockFile;

namespace bitladder::app
{

struct Session {
    static constexpr int kVersion = 1;
    static constexpr int kMostSteps = 100; // of the undo history

    QString model; // path of the ONNX file; empty: nothing was open
    uint64_t content = 0; // of the model, by which the shelf knows it; 0: a file of before
    QStringList pictures; // files and folders, as they were opened
    QString currentFile; // or
    QImage pasted; // a picture that has no file
    std::vector<std::pair<QString, model::InputSource>> inputs; // with their names, in order
    History history;
    QString recipeFile;
    QList<int> selection;
    int calibrationPictures = Document::kUsualCalibration;
    QString language; // that the steps of the history are told in
    QString page; // the id of the shown page, see page_table.h
    QByteArray geometry, layout; // of the window, as Qt saves them
    friend bool operator==(const Session&, const Session&) = default;
};

QByteArray sessionToJson(const Session& session);
// `from` names the text in errors. A newer version and anything out of place is refused; nothing is half read.
Result<Session> sessionFromJson(const QByteArray& text, const QString& from);

// The session file of one window: takes snapshots soon after changes and writes each of them atomically, in
// the background.
class SessionFile : public QObject
{
    Q_OBJECT

public:
    // $XDG_DATA_HOME/…/session.json
    static QString defaultPath();

    explicit SessionFile(const QString& path, QObject* parent = nullptr);
    ~SessionFile() override;

    // False where another running window holds the file: then nothing is read or written.
    bool ours() const;
    // The last session; none where there is no file. A file that cannot be read is put aside under the name that the
    // error gives.
    Result<std::optional<Session>> read();
    // Renames the file; gives its new name, or nothing where that fails.
    std::optional<QString> putAside(const QString& why);

    // Guards against a session that crashes the program. beginRestore() adds one to a count on the disk, endRestore()
    // removes the count. failedRestores() returns how many restores in a row did not come to their end.
    static constexpr int kMostFailures = 2;
    int failedRestores() const;
    void beginRestore();
    void endRestore();

    // `snapshot` is asked for the present state a moment after touch(), and at once by flush().
    void setSnapshot(std::function<Session()> snapshot) { m_snapshot = std::move(snapshot); }
    void touch();
    void flush(); // returns when it is on the disk

signals:
    void failed(const QString& message);

private:
    void write(const Session& session, quint64 number);
    QString guardPath() const { return m_path + QStringLiteral(".restoring"); }

    QString m_path;
    std::unique_ptr<QLockFile> m_lock;
    std::function<Session()> m_snapshot;
    QTimer m_soon;
    std::mutex m_writing;
    quint64 m_number = 0, m_written = 0; // snapshots are numbered: an older one never replaces a newer one
    bool m_complained = false, m_guarded = true; // until it is known that there is no guard
    LatestWinsWorker m_worker {Priority::Normal, std::nullopt}; // a write takes a moment
};

} // namespace bitladder::app
