// One column of an answer, painted: labels, and below each its bar with the number. Long labels wrap to two lines;
// where there is no room for all rows, the last ones are left out.
#pragma once

#include "widgets/picture/answer_view.h"
#include "widgets/table/shaped_texts.h"

namespace bitladder::widgets
{

class AnswerBars : public QWidget
{
    Q_OBJECT

public:
    enum class Side { Float, Quantized };

    static constexpr int kMaxLines = 2;
    static constexpr int kMinWidth = 100;

    AnswerBars(Side side, QWidget* parent = nullptr);

    // How many lines a label takes in so many pixels, and those that each row has: both sides of an answer have the
    // same.
    int linesFor(const QString& label, std::size_t row, int width) const;
    void setLines(const std::vector<int>& lines);
    void setRows(const std::vector<AnswerRow>& rows, Agreement agreement, Freshness freshness);
    const std::vector<AnswerRow>& rows() const { return m_rows; }

    static int leastHeight(const QFontMetrics& metrics); // for the best five
    int shownRows() const; // that have room now

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    bool event(QEvent* event) override;

private:
    int linesOf(std::size_t row) const { return row < m_lines.size() ? m_lines[row] : 1; }
    int rowHeight(std::size_t row) const;
    int heightOf(int rows) const;

    std::vector<AnswerRow> m_rows;
    Agreement m_agreement = Agreement::Agrees;
    Freshness m_freshness = Freshness::Fresh;
    Side m_side;
    std::vector<int> m_lines;
    ShapedTexts m_first, m_others, m_figures;
};

} // namespace bitladder::widgets
