// What the network answers: the best classes of the float network and of the chosen one side by side, as bars with
// numbers; while two recipes are compared, a table with A between them. A changed top answer is marked in colour and with a
// sign. Below, the result over a folder.
#pragma once

#include "widgets/answer_table.h"

#include <QString>
#include <QWidget>
#include <limits>
#include <vector>

class QProgressBar;

namespace bitladder::widgets
{

class AnswerBars;
class WrappedText;

struct AnswerRow {
    QString label;
    double score = 0; // 0…1
    friend bool operator==(const AnswerRow&, const AnswerRow&) = default;
};

enum class Agreement { Agrees, Differs };

struct Answer {
    std::vector<AnswerRow> floatTop; // best first
    std::vector<AnswerRow> chosenTop;
    Agreement agreement = Agreement::Agrees; // of the two best ones
    Freshness freshness = Freshness::Fresh; // of the chosen one
    Freshness floatFreshness = Freshness::Fresh; // stale: both answer to another picture
    ComparedAnswers compared; // with rows it takes the place of the bars
};

// Shares are 0…1; NaN: not known (a folder without labels has no top-1 and top-5).
struct FolderResult {
    int done = 0;
    int total = 0;
    double floatTop1 = std::numeric_limits<double>::quiet_NaN();
    double chosenTop1 = std::numeric_limits<double>::quiet_NaN();
    double floatTop5 = std::numeric_limits<double>::quiet_NaN();
    double chosenTop5 = std::numeric_limits<double>::quiet_NaN();
    double agreement = std::numeric_limits<double>::quiet_NaN();
    double agreementInterval = std::numeric_limits<double>::quiet_NaN(); // ± around agreement, at 95 %
    // Of a kept recipe A; with keptEqual (how often A and B agree) the texts compare A with the chosen one, B.
    double keptTop1 = std::numeric_limits<double>::quiet_NaN();
    double keptTop5 = std::numeric_limits<double>::quiet_NaN();
    double keptAgreement = std::numeric_limits<double>::quiet_NaN(); // of A with float
    double keptEqual = std::numeric_limits<double>::quiet_NaN();
    double keptEqualInterval = std::numeric_limits<double>::quiet_NaN();
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

    // The line that compares the best answers, as shown.
    QString verdict() const;

private:
    void showVerdict();
    QString comparedVerdict() const;

    Answer m_answer;
    QString m_emptyText;
    WrappedText* m_verdict = nullptr;
    AnswerBars* m_float = nullptr;
    AnswerBars* m_chosen = nullptr;
    QWidget* m_columns = nullptr;
    AnswerTable* m_table = nullptr;
    QWidget* m_folder = nullptr;
    WrappedText* m_accuracy = nullptr;
    WrappedText* m_agreement = nullptr;
    QProgressBar* m_progress = nullptr;
};

} // namespace bitladder::widgets
