// One column of an answer: labels with their bars and numbers, painted. Long labels wrap to two lines; where there is no
// room for all rows, the last ones are left out.
#pragma once

#include "widgets/answer_view.h"
#include "widgets/shaped_texts.h"

namespace bitladder::widgets
{

class AnswerBars : public QWidget
{
    Q_OBJECT

public:
    enum class Side { Float, Chosen };

    static constexpr int kMaxLines = 2;

    AnswerBars(Side side, QWidget* parent = nullptr);

    // Both sides of an answer take the same number of lines per label, so that their rows stand side by side.
    static int linesFor(const std::vector<AnswerRow>& rows, const QFontMetrics& metrics);
    void setLines(int lines);
    void setRows(const std::vector<AnswerRow>& rows, Agreement agreement, Freshness freshness);
    const std::vector<AnswerRow>& rows() const { return m_rows; }

    int shownRows() const; // that have room now

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    bool event(QEvent* event) override;

private:
    int rowHeight() const;

    std::vector<AnswerRow> m_rows;
    Agreement m_agreement = Agreement::Agrees;
    Freshness m_freshness = Freshness::Fresh;
    Side m_side;
    int m_lines = kMaxLines;
    ShapedTexts m_first, m_others, m_figures;
};

} // namespace bitladder::widgets
