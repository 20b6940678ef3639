// The window: puts the equalizer, the layer table, the pages and the picture panel around one document, and passes results on.
#pragma once
#include "app/window/adapters/adapters.h"
#include "app/window/jobs/job_scheduler.h"
#include "app/window/shell/remaining_time.h"
#include "widgets/control/banner.h"

#include <QMainWindow>
#include <QTimer>
#include <functional>
#include <map>

class QActionGroup;
class QComboBox;
class QDockWidget;
class QLineEdit;
class QMenu;
class QSortFilterProxyModel;
class QTabWidget;
class QToolButton;

namespace bitladder::widgets
{
class BannerStack;
class BitDial;
class Equalizer;
class FigureStrip;
class FormatPanel;
} // namespace bitladder::widgets

namespace bitladder::app
{

class DistributionPage;
class ErrorPage;
class FeaturesPage;
class KernelsPage;
class GraphPage;
class LayerModel;
class LayerTable;
class LessonDock;
class OutputPage;
class PicturePanel;
class RecentFiles;
class SessionFile;
class SpeedPage;
class PreferencesDialog;
struct OwnPreset;
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
    Document* document() { return &m_document; }
    ResultStore* results() { return &m_store; }
    JobScheduler* jobs() { return &m_jobs; }
    void showPage(int index);
    // A lesson by the path of its file; what is wrong with the file is said in a banner.
    void openLesson(const QString& path);
    LessonDock* lesson() { return m_lesson; }

protected:
    void closeEvent(QCloseEvent* event) override;
    void showEvent(QShowEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    void makeActions();
    void makeDocks();
    void makePages();
    void connectDocument();
    void connectResults();
    void connectEdits();

    QMenu* makeCompareMenu();
    QMenu* makeLearnMenu();
    void openLessonSample(const QString& name);
    void leaveLessonSample();
    void restoreLayout(const QByteArray& layout);
    void showBaseline();
    void showAtStart(
        const QString& message, const QString& actionText = {}, const std::function<void()>& action = [] {});
    bool restoreFrom(const Result<std::optional<Session>>& read);
    void offerSession();
    void restoreOffered();
    void adoptPendingSession();
    void finishSession();
    void addRecentMenus(QMenu* file);
    void rememberModel();
    void rememberRecipe();

    void openModelDialog();
    void openPicturesDialog();
    void openRecipes(const QStringList& paths);
    bool openRecipe(const QString& path); // false: a banner says why
    void openPictures(const QStringList& paths);
    void takePictures(const PictureList& list);
    void editInputs();
    void saveRecipe();
    void saveRecipeAs();
    void writeRecipe(const std::filesystem::path& file);
    void exportAs(const QString& kind);
    void makeLevelMenu(QMenu* run);
    void makeHelpMenu();
    void usePreferences();
    void editPreferences();
    bool changePreferences(PreferencesDialog& dialog); // false: they stay
    void openAnew(); // what is open, with all that belongs to it
    void allowMemory(const OpenRequest& request);
    void about();
    void turnDial(int bits, EditPhase phase);
    QMenu* makePresetMenu();
    void fillPresetMenu();
    void applyOwnPreset(const OwnPreset& preset);
    void savePreset();
    void applyRule();
    void editField(Part part, widgets::FormatField field, int value);
    void select(const QList<int>& layers);
    void selectLayer(int layer) { select({layer}); }

    void showModel();
    void paintInTurn(QList<QWidget*> parts);
    void showRecipe();
    void showSelection();
    void showPanel();
    void showEverything();
    void showNextPart();
    void showCurrentPage();
    void showFailure(const QString& message);
    void doubtPreprocessing(const Proportion& right);
    // Runs the action when a person asks for it.
    void offer(const widgets::BannerMessage& message, const std::function<void()>& action);
    void updateTitle();

    static constexpr int kStateVersion = 1;

    Document m_document;
    ResultStore m_store {&m_document};
    JobScheduler m_jobs {&m_document, &m_store};
    std::filesystem::path m_samples;
    QStringList m_pendingPictures, m_openedPictures;
    std::optional<data::Preprocessing> m_doubted;
    SessionFile* m_session = nullptr; // null: nothing is saved
    QString m_offeredSession; // a file that is opened only when a person asks for it; empty: none
    std::unique_ptr<const Session> m_pendingSession; // its model is being opened, its pictures listed
    std::unique_ptr<const Session> m_beforeLesson; // what was open when a lesson's sample took its place
    RecentFiles *m_recentModels = nullptr, *m_recentRecipes = nullptr;

    LayerModel* m_layers = nullptr;
    QSortFilterProxyModel* m_sorted = nullptr;
    LayerTable* m_table = nullptr;
    QLineEdit* m_filter = nullptr;
    widgets::Equalizer* m_equalizer = nullptr;
    widgets::BitDial* m_dial = nullptr;
    QComboBox* m_dialPart = nullptr;
    QToolButton* m_preset = nullptr;
    QMenu* m_presets = nullptr;
    QActionGroup* m_levels = nullptr;
    QAction* m_ends = nullptr; // presets keep the ends at 8 bits
    widgets::FormatPanel* m_panel = nullptr;
    widgets::BannerStack* m_banners = nullptr;
    std::map<int, std::function<void()>> m_offers; // actions of banners
    widgets::FigureStrip* m_strip = nullptr;
    QTabWidget* m_tabs = nullptr;
    DistributionPage* m_distribution = nullptr;
    ErrorPage* m_error = nullptr;
    SpeedPage* m_speed = nullptr;
    GraphPage* m_graph = nullptr;
    FeaturesPage* m_features = nullptr;
    KernelsPage* m_kernels = nullptr;
    OutputPage* m_output = nullptr;
    PicturePanel* m_picture = nullptr;
    LessonDock* m_lesson = nullptr;
    QList<QDockWidget*> m_docks; // layers, picture, equalizer
    QTimer m_showing; // of results, part by part
    int m_shown = 0; // parts
    RemainingTime m_remaining; // of the work in the status line
    bool m_showingSelection = false, m_hasShown = false;
};

} // namespace bitladder::app
