// What the network answers: the best classes of the float network and of the chosen one side by side, as bars with
// numbers. A changed top answer is marked in colour and with a sign. Below, the result over a labelled folder.
#pragma once

#include "widgets/edit_types.h"

#include <QString>
#include <QWidget>
#include <limits>
#include <vector>

class QLabel;
class QProgressBar;

namespace bitladder::widgets
{

class AnswerBars;

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
    Freshness freshness = Freshness::Fresh;
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

    Answer m_answer;
    QString m_emptyText;
    QLabel* m_verdict = nullptr;
    AnswerBars* m_float = nullptr;
    AnswerBars* m_chosen = nullptr;
    QWidget* m_columns = nullptr;
    QWidget* m_folder = nullptr;
    QLabel* m_accuracy = nullptr;
    QLabel* m_agreement = nullptr;
    QProgressBar* m_progress = nullptr;
};

} // namespace bitladder::widgets
