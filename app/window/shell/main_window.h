// The window: puts the headline, the equalizer, the layers, the pages and the picture panel around one document. What
// each of them does is theirs.
#pragma once
#include "app/window/jobs/job_scheduler.h"
#include "app/window/shell/window_context.h"

#include <QMainWindow>

class QDockWidget;

namespace bitladder::widgets
{
class FigureStrip;
class Headline;
} // namespace bitladder::widgets

namespace bitladder::app
{

class EqualizerPanel;
class FileActions;
class Inspector;
class LayerPanel;
class LearnMenu;
class LessonDock;
class Notices;
class PageTabs;
class Perspectives;
class PicturePanel;
class PreferencesActions;
class SessionKeeper;
class WindowActions;
struct Session;

class MainWindow : public QMainWindow
{
    Q_OBJECT

public:
    explicit MainWindow(const std::filesystem::path& samples, QWidget* parent = nullptr);
    ~MainWindow() override;

    // From now on the session is saved there, whenever something changes. Without it nothing is.
    void useSession(const QString& path);
    // Opens what the session holds; false where there is nothing to open.
    bool restoreSession();
    // What is open now.
    Session session() const;

    // A model, pictures, a folder or a recipe, by what the file is.
    void openPaths(const QStringList& paths);
    void openSample(const QString& name);
    // By an id of the table of pages.
    void showPage(const QString& id);
    // By an id of the table of perspectives.
    void showPerspective(const QString& id);
    // A lesson by the path of its file; what is wrong with the file is said in a banner.
    void openLesson(const QString& path);

    Document* document() { return &m_document; }
    ResultStore* results() { return &m_results; }
    JobScheduler* jobs() { return &m_jobs; }
    LessonDock* lesson() { return m_lesson; }

protected:
    void closeEvent(QCloseEvent* event) override;
    void showEvent(QShowEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    void makeHeadline();
    void makeCenter();
    void makeDocks();
    void makeActions();
    void connectFailures();
    QDockWidget* addDock(const QString& title, const QString& name, Qt::DockWidgetArea area, QWidget* content);
    void restoreLayout(const QByteArray& layout);
    void showLesson();
    void leaveLesson(); // back to the perspective from which it was opened
    void showModel();
    void tellIssues();
    void paintInTurn(QList<QWidget*> parts);
    void updateTitle();

    Document m_document;
    ResultStore m_results {&m_document};
    JobScheduler m_jobs {&m_document, &m_results};
    WindowContext m_context;
    FileActions* m_files = nullptr;
    SessionKeeper* m_sessions = nullptr;
    PreferencesActions* m_preferences = nullptr;
    LearnMenu* m_learn = nullptr;
    WindowActions* m_actions = nullptr;
    PageTabs* m_pages = nullptr;
    Perspectives* m_perspectives = nullptr;
    QString m_beforeLesson; // perspective
    widgets::Headline* m_headline = nullptr;
    widgets::FigureStrip* m_strip = nullptr;
    EqualizerPanel* m_equalizer = nullptr;
    LayerPanel* m_layers = nullptr;
    Inspector* m_inspector = nullptr;
    PicturePanel* m_picture = nullptr;
    LessonDock* m_lesson = nullptr;
    QDockWidget *m_layersDock = nullptr, *m_pictureDock = nullptr, *m_equalizerDock = nullptr,
                *m_inspectorDock = nullptr;
    bool m_hasShown = false, m_arranged = false; // by a layout that was saved
};

} // namespace bitladder::app
