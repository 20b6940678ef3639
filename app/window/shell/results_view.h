// Shows results all over the window: part by part, so that no single event draws it all, and with the headline and
// the status line.
#pragma once
#include "app/window/document/results.h"
#include "app/window/shell/remaining_time.h"
#include "app/window/shell/window_context.h"
#include "core/analysis/evaluation.h"

#include <QTimer>

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
class PageTabs;
class PicturePanel;

class ResultsView : public QObject
{
    Q_OBJECT

public:
    // The parts of the window that show results; all of it outlives the view.
    struct Parts {
        PicturePanel* picture = nullptr;
        EqualizerPanel* equalizer = nullptr;
        LayerPanel* layers = nullptr;
        Inspector* inspector = nullptr;
        PageTabs* pages = nullptr;
        widgets::Headline* headline = nullptr;
        widgets::FigureStrip* strip = nullptr;
        FileActions* files = nullptr;
    };
    ResultsView(const WindowContext& context, const Parts& parts, QObject* parent);

private:
    void connectResults();
    void connectStrip();
    void showEverything();
    void showNextPart();
    void showFigures();
    void showStopped();
    void tellUnreadable(const NetworkResult& result);
    void doubtPreprocessing(const Proportion& right);

    WindowContext m_context;
    Parts m_parts;
    QTimer m_turn;
    std::vector<std::function<void()>> m_order; // the parts, in the order in which a person looks at them
    size_t m_shown = 0; // of them
    RemainingTime m_remaining; // of the work in the status line
    std::optional<data::Preprocessing> m_doubted;
    std::vector<std::string> m_unreadable; // what was said last
};

} // namespace bitladder::app
