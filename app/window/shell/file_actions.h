// What a person opens and saves: models, pictures, recipes, exports.
#pragma once
#include "app/window/jobs/job_scheduler.h"
#include "app/window/shell/window_context.h"

class QMenu;

namespace bitladder::app
{

class RecentFiles;

class FileActions : public QObject
{
    Q_OBJECT

public:
    // Dialogs open over the window.
    FileActions(const WindowContext& context, QWidget* window);

    // A model, pictures, a folder or a recipe, by what the file is.
    void openPaths(const QStringList& paths);
    void openSample(const QString& name);
    void openPictures(const QStringList& paths);
    void editInputs();
    void showFacts(); // about the model
    // The files and folders that the present pictures come from.
    const QStringList& openedPictures() const { return m_openedPictures; }

    void askForModel();
    void askForPictures();
    void askForFolder();
    void askForRecipes();
    void saveRecipe();
    void saveRecipeAs();
    // Two menus of the files that were opened last, the export menu.
    void addRecentMenus(QMenu* file);
    QMenu* addExportMenu(QMenu* file);
    // From now on files are remembered. Rendering a picture and running tests leave no traces.
    void rememberFiles() { m_remembering = true; }

signals:
    void pageAsked(const QString& id);
    void picturesTaken(); // what was listed is in the document, or nothing could be read

private:
    void openRecipes(const QStringList& paths);
    bool openRecipe(const QString& path); // false: a banner says why
    void takePictures(const PictureList& list);
    void takeModel();
    void writeRecipe(const std::filesystem::path& file);
    void exportAs(const exchange::ExchangeFormat& format);
    void rememberRecipe();

    WindowContext m_context;
    QWidget* m_window;
    QStringList m_pendingPictures; // that go with the model that is being opened
    QStringList m_openedPictures;
    RecentFiles *m_recentModels = nullptr, *m_recentRecipes = nullptr;
    bool m_remembering = false;
    const exchange::ExchangeFormat* m_refused = nullptr; // of which it was said last that it cannot hold the recipe
};

} // namespace bitladder::app
