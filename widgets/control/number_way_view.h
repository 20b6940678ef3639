// The way of one number: a card for each step, and below them the levels of the grid with the histogram, the number as
// a disc, what it becomes as a square. A click among the levels chooses another number. Computes nothing.
#pragma once

#include "widgets/control/theme.h"

#include <QList>
#include <QWidget>
#include <limits>
#include <vector>

class QPainter;

namespace bitladder::widgets
{

struct NumberWayData {
    struct Card {
        QString head; // "÷ s"
        QString value;
        QString formula; // with its numbers
        bool changes = false; // the step changes what the number stands for
    };
    QList<Card> cards; // empty: there is no number
    QString verdict; // a sentence below the cards
    QString bits; // of the code, as it lies in memory; may be empty
    std::vector<double> edges, counts; // histogram of the numbers around: bins + 1, bins; may be empty
    std::vector<double> levels; // representable values, ascending; may be empty
    double x = std::numeric_limits<double>::quiet_NaN(), value = x;
    Family family = Family::Int;
};

class NumberWayView : public QWidget
{
    Q_OBJECT

public:
    explicit NumberWayView(QWidget* parent = nullptr);

    void setData(const NumberWayData& data);
    void clear(); // says `emptyText` instead
    void setEmptyText(const QString& text);
    const NumberWayData& data() const { return m_data; }
    QSize minimumSizeHint() const override;
    // Where a number lies in the lower part, in pixels of the widget.
    int positionOf(double x) const;

signals:
    void numberChosen(double x);

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    bool event(QEvent* event) override;

private:
    void paintCards(QPainter& painter) const;
    void paintLevels(QPainter& painter) const;
    int leastCard() const; // wide enough for the longest word
    int columns() const; // of cards
    int cardWidth() const;
    int formulaHeight() const; // of the longest one
    int cardHeight() const;
    QRect cardRect(int index) const;
    QRect levelsRect() const;
    QRect verdictRect() const;
    int verdictHeight() const;
    double numberAt(int position) const;

    NumberWayData m_data;
    QString m_emptyText;
    double m_low = 0, m_high = 1; // what the lower part shows
};

} // namespace bitladder::widgets
