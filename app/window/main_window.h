// The window: puts the equalizer, the layer table, the pages and the picture panel around one document, and passes results on.
#pragma once
#include "app/window/adapters.h"
#include "app/window/studio.h"

#include <QMainWindow>

class QCheckBox;
class QComboBox;
class QDockWidget;
class QLineEdit;
class QSortFilterProxyModel;
class QTabWidget;
class QTableView;

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
class GraphPage;
class LayerModel;
class PicturePanel;
class SpeedPage;

class MainWindow : public QMainWindow
{
    Q_OBJECT

public:
    explicit MainWindow(const std::filesystem::path& samples, QWidget* parent = nullptr);

    // A model, pictures, a folder or a recipe, by what the file is.
    void openPaths(const QStringList& paths);
    void openSample(const QString& name);
    Document* document() { return &m_document; }
    Studio* studio() { return &m_studio; }
    void showPage(int index);

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

    void openModelDialog();
    void openPicturesDialog();
    void openRecipe(const QString& path);
    void openPictures(const QStringList& paths);
    void saveRecipe();
    void saveRecipeAs();
    void exportAs(const QString& kind);
    void applyPreset(int index);
    void editField(Part part, widgets::FormatField field, int value);
    void select(const QList<int>& layers);
    void selectLayer(int layer) { select({layer}); }

    void showModel();
    void showRecipe();
    void showSelection();
    void showPanel();
    void showEverything();
    void showFailure(const QString& message);
    void updateTitle();

    Document m_document;
    Studio m_studio;
    Results m_results;
    std::filesystem::path m_samples;
    QStringList m_pendingPictures;

    LayerModel* m_layers = nullptr;
    QSortFilterProxyModel* m_sorted = nullptr;
    QTableView* m_table = nullptr;
    QLineEdit* m_filter = nullptr;
    widgets::Equalizer* m_equalizer = nullptr;
    widgets::BitDial* m_dial = nullptr;
    QComboBox *m_dialPart = nullptr, *m_preset = nullptr;
    QCheckBox* m_ends = nullptr;
    widgets::FormatPanel* m_panel = nullptr;
    widgets::BannerStack* m_banners = nullptr;
    widgets::FigureStrip* m_strip = nullptr;
    QTabWidget* m_tabs = nullptr;
    DistributionPage* m_distribution = nullptr;
    ErrorPage* m_error = nullptr;
    SpeedPage* m_speed = nullptr;
    GraphPage* m_graph = nullptr;
    PicturePanel* m_picture = nullptr;
    QList<QDockWidget*> m_docks; // layers, picture, equalizer
    bool m_showingSelection = false, m_hasShown = false;
};

} // namespace bitladder::app
