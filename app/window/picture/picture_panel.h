// The panel of the picture and the network's answer: float beside quantized as bars, or in another form that suits the
// answer; the thumbnails of the folder, on request changed answers first; a canvas to draw on for small grey inputs;
// the preprocessing in words, with a link that edits it.
#pragma once
#include "app/window/pages/page.h"

#include <QTimer>

class QCheckBox;
class QLabel;
class QListView;
class QToolButton;

namespace bitladder::widgets
{
class AnswerView;
class DrawCanvas;
class PictureView;
} // namespace bitladder::widgets

namespace bitladder::app
{

class ImageLoader;
class OutputView;
class ThumbnailModel;

class PicturePanel : public Page
{
    Q_OBJECT

public:
    PicturePanel(Document* document, QWidget* parent = nullptr);
    void showResults(const Results& results) override;
    // The hint does not depend on what is shown, so that the dock keeps its width.
    QSize sizeHint() const override { return {270, 500}; }
    QSize minimumSizeHint() const override;
    int heightForWidth(int width) const override; // where it scrolls: the least; the picture takes what is left

signals:
    void filesDropped(const QStringList& paths);
    void inputsAsked();

protected:
    void recolor() override;
    void fillEmptyTexts() override;

private:
    enum class Show : unsigned char { Picture, Canvas };

    void makeStrip();
    void makeCanvas();
    void takeFiles(const QStringList& paths);
    void takePicture(const QImage& image);
    void showPicture();
    void showCaption();
    void showStrip();
    void showRules();
    void follow(const QString& link);
    void switchTo(Show what);
    bool drawing() const { return m_shown == Show::Canvas; }

    widgets::PictureView* m_picture;
    widgets::DrawCanvas* m_canvas;
    // One of the two is shown.
    widgets::AnswerView* m_answer;
    OutputView* m_output;
    ThumbnailModel* m_thumbnails;
    QListView* m_strip;
    QCheckBox* m_changedFirst;
    QToolButton *m_draw, *m_clear, *m_invert;
    QLabel *m_caption, *m_rules;
    ImageLoader* m_loader;
    QTimer m_strokes; // a stroke's steps become pictures at a pace that the eye follows
    Results m_results;
    // A tensor that is drawn: its file, and the values that are darkest and brightest.
    std::optional<std::tuple<std::filesystem::path, double, double>> m_drawn;
    int m_serial = 0;
    Show m_shown = Show::Picture;
};

} // namespace bitladder::app
