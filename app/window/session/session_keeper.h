// Keeps the session of the window: saves it while a person works, brings it back, and puts another one in its place.
// What belongs to a model goes on a shelf when another is opened, and comes back with it.
#pragma once
#include "app/window/session/model_shelf.h"
#include "app/window/shell/window_context.h"

class QMainWindow;

namespace bitladder::app
{

class FileActions;
class PageTabs;

class SessionKeeper : public QObject
{
    Q_OBJECT

public:
    static constexpr int kLayoutVersion = 2; // of the panes: another set of them is another version

    // Parts of the window that a session speaks of; all of it outlives the keeper.
    struct Parts {
        QMainWindow* window = nullptr;
        PageTabs* pages = nullptr;
        FileActions* files = nullptr;
    };
    SessionKeeper(const WindowContext& context, const Parts& parts);
    ~SessionKeeper() override;

    // From now on the session is saved there, whenever something changes. Without it nothing is.
    void use(const QString& path);
    // Opens what the session holds; false where there is nothing to open.
    bool restore();
    // What is open now.
    Session session() const;
    // Opens what another session holds, in place of what is open. Precondition: it has a model.
    void open(std::unique_ptr<const Session> session);
    // What is open, with all that belongs to it. Precondition: a model is open.
    void openAnew() { open(std::make_unique<const Session>(session())); }
    // The model that is opened next starts anew, and is not remembered: a lesson plays on it.
    void playNext() { m_playNext = true; }
    // A person closes the window.
    void close();

    // Where the docks and tool bars are; a layout that is empty or foreign changes nothing.
    QByteArray layout() const;

signals:
    void layoutRestored(const QByteArray& layout); // the window takes it over

private:
    bool restoreFrom(const Result<std::optional<Session>>& read);
    void offer();
    void restoreOffered();
    void showAtStart(
        const QString& message, const QString& actionText = {}, const std::function<void()>& action = [] {});
    void takeModel();
    void adopt(const Session& session);
    void adoptPending();
    void adoptRemembered();
    void finish();
    Session presentSession() const;
    void keepPresent();
    void keepLast();
    void keep(const Session& session);
    static QString unreadText(const Error& error);

    WindowContext m_context;
    Parts m_parts;
    SessionFile* m_file = nullptr; // null: nothing is saved
    QString m_offered; // a file that is opened only when a person asks for it; empty: none
    std::unique_ptr<const Session> m_pending; // its model is being opened, its pictures listed
    bool m_lastIsSeen = false; // what the file held when the program was started
    bool m_listing = false; // the pending session waits for its pictures
    ModelShelf m_shelf;
    bool m_playNext = false, m_playing = false; // what is made of the next, of the present model is not remembered
    QString m_left; // the model before, whose unsaved recipe was put on the shelf; empty: none
};

} // namespace bitladder::app
