// Shows one picture, scaled in proportion: tiny pictures with hard pixels, others smoothly. Accepts dropped files and
// pasted pictures. The wheel zooms, a drag pans, a double click resets.
#pragma once

#include "widgets/control/edit_types.h"

#include <QImage>
#include <QStringList>
#include <QWidget>

#include <optional>

namespace bitladder::widgets
{

// What is looked at: `center` in picture coordinates 0…1, `zoom` 1 shows the whole picture.
struct PictureZoom {
    double zoom = 1;
    QPointF center {0.5, 0.5};
    friend bool operator==(const PictureZoom&, const PictureZoom&) = default;
};

class PictureView : public QWidget
{
    Q_OBJECT

public:
    explicit PictureView(QWidget* parent = nullptr);

    void setPicture(const QImage& picture);
    const QImage& picture() const { return m_picture; }
    void clear();
    // Another picture of the same place: it shows left of the mouse while that is over the view, so that a swipe
    // compares both. Null: none.
    void setUnder(const QImage& picture);
    // A stale picture is drawn pale.
    void setFreshness(Freshness freshness);
    Freshness freshness() const { return m_freshness; }
    // What to do when there is no picture.
    void setEmptyText(const QString& text);

    PictureZoom zoom() const { return m_zoom; }
    // Does not emit zoomChanged.
    void setZoom(const PictureZoom& zoom);

    void resetZoom() { changeZoom({}); }

    // What the clipboard holds: files or a picture.
    void paste();

    // Where the whole picture lies, in pixels of the widget; may reach beyond it.
    QRectF target() const;

    // Pictures up to this many pixels a side are drawn with hard pixels.
    static constexpr int kTiny = 64;

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

signals:
    void filesDropped(const QStringList& paths);
    void pasted(const QImage& picture);
    void zoomChanged(const bitladder::widgets::PictureZoom& zoom);

protected:
    void paintEvent(QPaintEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dragLeaveEvent(QDragLeaveEvent* event) override;
    void dropEvent(QDropEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;

private:
    enum class Drop { None, Hovering };

    void changeZoom(const PictureZoom& zoom);
    QRectF fitted() const;

    QImage m_picture, m_under;
    std::optional<double> m_swipe; // x up to which the other picture shows
    QString m_emptyText;
    PictureZoom m_zoom;
    Freshness m_freshness = Freshness::Fresh;
    QPointF m_lastDrag;
    Drop m_drop = Drop::None;
};

} // namespace bitladder::widgets
