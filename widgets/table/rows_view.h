// The base of figures with one row a layer, of which there may be hundreds: a head that stays, rows that scroll, a
// current row for keys, tool tips, pictures and data to take away, and a text while there is nothing to show.
#pragma once

#include "widgets/control/edit_types.h"
#include "widgets/control/theme.h"
#include "widgets/picture/picture_file.h"

#include <QAbstractScrollArea>
#include <QImage>

namespace bitladder::widgets
{

class RowsView : public QAbstractScrollArea
{
    Q_OBJECT

public:
    explicit RowsView(QWidget* parent = nullptr);

    void setEmptyText(const QString& text);
    QString emptyText() const { return m_emptyText; }
    // Old figures are drawn pale.
    void setFreshness(Freshness freshness);
    Freshness freshness() const { return m_freshness; }
    int currentRow() const { return m_current; } // −1: none
    // Does not tell of it. The row is scrolled into view.
    void setCurrentRow(int row);
    // Where a row is, in the viewport; empty: it is scrolled away.
    QRect rowRect(int row) const;

    // With all rows, as wide as it is shown.
    QImage picture() const;
    SaveResult savePicture(const QString& path) const;
    SaveResult saveData(const QString& path) const;
    virtual QString dataAsCsv() const = 0;

signals:
    void rowClicked(int row); // or walked to by keys
    // Something could not be saved; the text is ready to be shown to a person.
    void failed(const QString& message);

protected:
    virtual int rowCount() const = 0;
    virtual int headHeight() const = 0;
    virtual int rowHeight() const;
    // What is wider than the viewport scrolls, but for the first so many pixels.
    virtual int contentWidth() const { return 0; }
    virtual int fixedWidth() const { return 0; }
    // Into a place whose left end is that of the content; `scrolled` pixels of it are to the left of what is shown.
    virtual void paintHead(QPainter& painter, const QRect& place, int scrolled) const = 0;
    virtual void paintRow(QPainter& painter, int row, const QRect& place, int scrolled) const = 0;
    virtual QString toolTipAt(int row, int x) const = 0; // x in the content
    int rowAt(const QPoint& position) const; // −1: none
    int contentX(int x) const; // of a place in the viewport
    void rowsChanged(); // other rows or sizes: scroll bars, painting
    void ensureVisible(int row);

    bool viewportEvent(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override; // is for nobody behind
    void keyPressEvent(QKeyEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    void moveTo(int row); // by keys: tells of it

private:
    int drawnWidth() const;
    void paintAll(QPainter& painter, const QSize& size) const;

    QString m_emptyText;
    Freshness m_freshness = Freshness::Fresh;
    int m_current = -1;
};

} // namespace bitladder::widgets
