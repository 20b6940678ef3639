// The picture and the network's answer: float beside chosen as bars, or both pictures and their difference; the folder's strip of
// thumbnails; the preprocessing, one click from editing.
#pragma once
#include "app/window/page.h"

class QLabel;
class QListWidget;
class QPushButton;
class QStackedWidget;

namespace bitladder::widgets
{
class AnswerView;
class PictureCompare;
class PictureView;
} // namespace bitladder::widgets

namespace bitladder::app
{

class PicturePanel : public Page
{
    Q_OBJECT

public:
    PicturePanel(Document* document, QWidget* parent = nullptr);
    void showResults(const Results& results) override;

signals:
    void filesDropped(const QStringList& paths);

private:
    void showPicture();
    void fillStrip();
    void fillMoreThumbnails();
    void showRules();
    void editRules();

    widgets::PictureView* m_picture;
    widgets::AnswerView* m_answer;
    widgets::PictureCompare* m_compare;
    QStackedWidget* m_stack;
    QListWidget* m_strip;
    QLabel* m_caption;
    QPushButton* m_rules;
    Results m_results;
    int m_serial = 0;
    int m_nextThumbnail = 0;
};

} // namespace bitladder::app
