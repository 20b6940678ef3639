// Maps of values side by side: float, quantized and their difference; all channels as a grid or one of them enlarged.
// Both value maps share one colour scale (viridis), the difference has its own (blue to orange). The pixel under the
// mouse is marked in all three, with its exact values. A tall, narrow plot stacks the three.
#pragma once

#include "widgets/plot/frame/plot_frame.h"

#include <QSharedPointer>

#include <array>
#include <limits>
#include <memory>
#include <vector>

class QCPAxisTickerFixed;
class QCPColorMap;
class QCPColorScale;
class QCPItemRect;
class QCPItemText;
class QCPLayoutGrid;
class QCPTextElement;

namespace bitladder::widgets
{

struct FeatureMaps {
    QString title;
    QString note;
    int channels = 0;
    int height = 0;
    int width = 0;
    // [channels, height, width]; equal sizes.
    std::shared_ptr<const std::vector<float>> reference;
    std::shared_ptr<const std::vector<float>> quantized;
    double low = 0; // over both
    double high = 0;
    double largestDifference = 0; // of the absolute values

    std::size_t count() const
    {
        return static_cast<std::size_t>(channels) * static_cast<std::size_t>(height) * static_cast<std::size_t>(width);
    }
    bool valid() const
    {
        return count() > 0 && reference && quantized && reference->size() == count() && quantized->size() == count();
    }
};

class FeaturePlot : public PlotFrame
{
    Q_OBJECT

public:
    enum class Panel { Float, Quantized, Difference };
    struct Pixel {
        int channel = -1; // −1: none
        int y = 0;
        int x = 0;
        friend bool operator==(const Pixel&, const Pixel&) = default;
    };

    explicit FeaturePlot(QWidget* parent = nullptr);

    void setData(const FeatureMaps& newData);
    const FeatureMaps& data() const { return m_data; }
    void clear();

    // One channel enlarged; −1: all of them as a grid.
    void setChannel(int channel);
    int channel() const { return m_channel; }
    // The grid shows so many channels only, those whose squared differences are largest, the worst first; 0: all, in
    // their order.
    void setWorst(int count);
    int worst() const { return m_worst; }
    const std::vector<int>& shownChannels() const { return m_shown; } // by tile

    // The pixel that is marked, and its value; NaN where nothing is marked.
    Pixel cursor() const { return m_cursor; }
    double valueAtCursor(Panel panel) const;

    QString dataAsCsv() const override;

signals:
    // A tile of the grid was clicked, or the enlarged channel (−1).
    void channelClicked(int channel);
    // The float value of the pixel that was clicked.
    void valueClicked(double value);

protected:
    void applyColors() override;
    void fitAxes() override;
    Qt::Orientations zoomDirections(Qt::KeyboardModifiers modifiers) const override;
    Handled mouseMoved(const QMouseEvent& event) override;
    void clicked(const QPoint& position) override;
    bool eventFilter(QObject* watched, QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    // How channels lie in the picture, in pixels of the maps.
    struct Mosaic {
        int columns = 1;
        int rows = 1;
        int step = 1; // every step-th pixel is drawn
        int pitchX = 1; // from tile to tile
        int pitchY = 1;
        int extentX = 0;
        int extentY = 0;
    };
    enum class Arrangement { Undecided, Row, Column };

    void arrange();
    void chooseChannels();
    int tileOf(int channel) const; // −1: it is not shown
    void build();
    void showScales();
    void fitSquare();
    Pixel pixelAt(const QPoint& position) const;
    void setCursor(const Pixel& pixel);
    double valueAt(Panel panel, const Pixel& pixel) const;

    FeatureMaps m_data;
    Mosaic m_mosaic;
    int m_channel = -1;
    int m_worst = 0;
    std::vector<int> m_shown;
    Pixel m_cursor;
    Arrangement m_arrangement = Arrangement::Undecided;
    bool m_fitPending = true;
    QCPLayoutGrid* m_values = nullptr; // float and quantized with their scale
    QCPLayoutGrid* m_pair = nullptr;
    QCPLayoutGrid* m_difference = nullptr;
    std::array<QCPLayoutGrid*, 3> m_cells {}; // a name and the value at the cursor above its map
    std::array<QCPTextElement*, 3> m_names {}, m_readings {};
    std::array<QCPAxisRect*, 3> m_rects {};
    std::array<QCPColorMap*, 3> m_maps {};
    std::array<QCPItemRect*, 3> m_marks {};
    std::array<QCPColorScale*, 2> m_scales {};
    QSharedPointer<QCPAxisTickerFixed> m_differenceTicks;
};

} // namespace bitladder::widgets
