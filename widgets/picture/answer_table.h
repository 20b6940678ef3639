// The answers of three networks in one table: float, the baseline and the present recipe. A row is a class; each
// network's best answer stands out, and one that is not the float network's is marked in colour and with a sign.
#pragma once

#include "widgets/control/edit_types.h"

#include <QString>
#include <QWidget>
#include <array>
#include <vector>

namespace bitladder::widgets
{

struct ComparedAnswers {
    enum Column { Float, A, B, ColumnCount };
    struct Row {
        QString label;
        std::array<double, ColumnCount> scores {}; // shares, 0…1
        friend bool operator==(const Row&, const Row&) = default;
    };
    std::vector<Row> rows; // by the float network's score, best first; empty: nothing is compared
    std::array<int, ColumnCount> best {}; // the row of each network's best answer
    std::array<Freshness, ColumnCount> freshness {}; // all fresh
    friend bool operator==(const ComparedAnswers&, const ComparedAnswers&) = default;
};

class AnswerTable : public QWidget
{
    Q_OBJECT

public:
    explicit AnswerTable(QWidget* parent = nullptr);

    void setAnswers(const ComparedAnswers& answers);
    const ComparedAnswers& answers() const { return m_answers; }

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent* event) override;
    bool event(QEvent* event) override;

private:
    int rowHeight() const;
    int figureWidth() const;

    ComparedAnswers m_answers;
};

} // namespace bitladder::widgets
