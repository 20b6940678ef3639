// What the network answers: the best classes of the float network and of the quantized one side by side, as bars with
// numbers; while two recipes are compared, a table with the baseline between them. A changed top answer is marked in
// colour and with a sign. Below, the result over a folder.
#pragma once

#include "widgets/picture/answer_table.h"

#include <QString>
#include <QWidget>
#include <limits>
#include <vector>

namespace bitladder::widgets
{

class AnswerBars;
class ThinProgress;
class WrappedText;

struct AnswerRow {
    QString label;
    double score = 0; // 0…1
    friend bool operator==(const AnswerRow&, const AnswerRow&) = default;
};

enum class Agreement { Agrees, Differs };

struct Answer {
    std::vector<AnswerRow> floatTop; // best first
    std::vector<AnswerRow> quantizedTop;
    Agreement agreement = Agreement::Agrees; // of the two best ones
    Freshness freshness = Freshness::Fresh; // of the quantized one
    Freshness floatFreshness = Freshness::Fresh; // stale: both answer to another picture
    ComparedAnswers compared; // with rows it takes the place of the bars
};

// A share, 0…1, with its interval at 95 %; NaN: not known (a folder without labels has no top-1 and top-5).
struct Share {
    double value = std::numeric_limits<double>::quiet_NaN();
    double low = std::numeric_limits<double>::quiet_NaN();
    double high = std::numeric_limits<double>::quiet_NaN();
};

struct FolderResult {
    int done = 0;
    int total = 0;
    Share floatTop1, quantizedTop1, floatTop5, quantizedTop5;
    Share agreement;
    // Of the baseline; with baselineEqual (how often both agree) the texts compare both.
    Share baselineTop1, baselineTop5;
    Share baselineAgreement; // of the baseline with float
    Share baselineEqual;
    Freshness freshness = Freshness::Fresh;
};

class AnswerView : public QWidget
{
    Q_OBJECT

public:
    explicit AnswerView(QWidget* parent = nullptr);

    void setAnswer(const Answer& answer);
    void clear();
    void setFolderResult(const FolderResult& result);
    void clearFolderResult();
    void setEmptyText(const QString& text);

    QSize minimumSizeHint() const override;

    // The line that compares the best answers, as shown.
    QString verdict() const;

protected:
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void wrapLabels();
    void showVerdict();
    QString comparedVerdict() const;

    Answer m_answer;
    QString m_emptyText;
    WrappedText* m_verdict = nullptr;
    AnswerBars* m_float = nullptr;
    AnswerBars* m_quantized = nullptr;
    QWidget* m_columns = nullptr;
    AnswerTable* m_table = nullptr;
    QWidget* m_folder = nullptr;
    WrappedText* m_accuracy = nullptr;
    WrappedText* m_agreement = nullptr;
    ThinProgress* m_progress = nullptr;
};

} // namespace bitladder::widgets
