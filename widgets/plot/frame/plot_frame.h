// The base of all plots: a title that says which question is answered, a plot with wheel zoom, drag pan and double
// click to reset, tool tips with exact values, pictures and data to take away, and the three states of a figure
// (nothing yet, fresh, stale). Subclasses copy plain data into the plot; they never compute analysis.
#pragma once

#include "widgets/picture/picture_file.h"
#include <QImage>
#include <QList>
#include <QSize>
#include <QString>
#include <QWidget>

class QCPAxis;
class QCPAxisRect;
class QCPLegend;
class QCustomPlot;
class QHBoxLayout;
class QMouseEvent;
class QToolButton;

namespace bitladder::widgets
{

class PlotVeil;
class WrappedText;

class PlotFrame : public QWidget
{
    Q_OBJECT

public:
    // Empty shows the empty text instead of the plot; Stale lays a thin veil over it.
    enum class State { Empty, Fresh, Stale };

    static QString libraryVersion(); // of what draws the plots

    explicit PlotFrame(QWidget* parent = nullptr);
    ~PlotFrame() override;

    State state() const { return m_state; }
    void setState(State state);

    // What to do so that something appears ("Open a model…").
    void setEmptyText(const QString& text);
    QString emptyText() const;
    QString title() const;
    QString note() const;

    // Everything that is drawn, as comma separated values with a heading line; numbers in the C locale, full precision.
    virtual QString dataAsCsv() const = 0;

    // The plot with its title as a picture of the widget's size.
    QImage picture() const;

    using SaveResult = widgets::SaveResult;
    // Writes PNG, SVG or PDF, by the suffix of the path.
    SaveResult savePicture(const QString& path) const;
    SaveResult saveData(const QString& path) const;
    void copyPicture() const;

    void resetView();

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

signals:
    // Something could not be saved; the text is ready to be shown to a person.
    void failed(const QString& message);

protected:
    QCustomPlot* plot() const { return m_plot; }
    void setTitle(const QString& title);
    // A title that is not shown is still the accessible name.
    enum class TitleShown { Yes, No };
    void showTitle(TitleShown shown);
    void setNote(const QString& note);
    // A small switch at the right of the title; the tool tip is its accessible name too.
    QToolButton* addSwitch(const QString& text, const QString& toolTip);
    // A legend in a row of its own below the plots, so that it never hides data.
    QCPLegend* addLegend(int row);
    QCPLegend* legend() const { return m_legend; }
    // In a low window an axis rect is lower than QCustomPlot has it, for else the legend goes first.
    static void letShrink(QCPAxisRect& rect);
    // Thin lines, palette colours, system font, margins.
    void styleAxisRect(QCPAxisRect* rect) const;
    void styleAxis(QCPAxis* axis) const;

    // Sets all colours anew from the palette.
    virtual void applyColors() = 0;
    // Brings all of the data into view. Called through refit() only.
    virtual void fitAxes() = 0;
    // Forgets how far out the last data let a person go, then fits the new.
    void refit();
    // What the wheel zooms: along the horizontal axis, with Shift along the vertical one. Pictures zoom both.
    virtual Qt::Orientations zoomDirections(Qt::KeyboardModifiers modifiers) const;
    // The text for the tool tip at a place of the plot; empty for none.
    virtual QString toolTipAt(const QPoint& position) const;

    // Subclasses with handles or clickable things take mouse events first.
    enum class Handled { No, Yes };
    virtual Handled mousePressed(const QMouseEvent& event);
    virtual Handled mouseMoved(const QMouseEvent& event);
    virtual Handled mouseReleased(const QMouseEvent& event);
    // A left click that was not a drag.
    virtual void clicked(const QPoint& position);

    void replot(); // styles and draws anew
    void redraw() const; // draws what has moved
    // Pans and zooms never leave these limits far behind; called by subclasses after fitting an axis.
    void rememberLimits(QCPAxis* axis);

    bool eventFilter(QObject* watched, QEvent* event) override;
    void changeEvent(QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    void showEvent(QShowEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;

private:
    void restyle();
    void wrapLegend();
    void fitTicks();
    void zoomBy(double factor);
    void panBy(double horizontal, double vertical);
    void showMenu(const QPoint& position);
    int paintOn(QPaintDevice* device, const QSize& size) const;
    void placeVeil();

    WrappedText* m_title = nullptr;
    WrappedText* m_note = nullptr;
    QHBoxLayout* m_corner = nullptr;
    QCustomPlot* m_plot = nullptr;
    QCPLegend* m_legend = nullptr;
    PlotVeil* m_veil = nullptr;
    QList<QSize> m_tickRooms; // sizes of the axis rects that the ticks were chosen for
    QPoint m_pressed;
    State m_state = State::Empty;
    TitleShown m_titleShown = TitleShown::Yes;
    Handled m_gesture = Handled::No;
};

} // namespace bitladder::widgets
