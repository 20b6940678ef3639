#include "app/window/picture_panel.h"

#include "app/window/preprocessing_dialog.h"
#include "widgets/answer_view.h"
#include "widgets/picture_compare.h"
#include "widgets/picture_view.h"

#include <QElapsedTimer>
#include <QLabel>
#include <QListWidget>
#include <QPushButton>
#include <QStackedWidget>
#include <QTimer>
#include <QVBoxLayout>

namespace bitladder::app
{

namespace
{

constexpr int kThumbnail = 40;
constexpr int kMostThumbnails = 400;

} // namespace

PicturePanel::PicturePanel(Document* document, QWidget* parent)
    : Page(document, parent)
    , m_picture(new widgets::PictureView(this))
    , m_answer(new widgets::AnswerView(this))
    , m_compare(new widgets::PictureCompare(this))
    , m_stack(new QStackedWidget(this))
    , m_strip(new QListWidget(this))
    , m_caption(new QLabel(this))
    , m_rules(new QPushButton(this))
{
    m_picture->setEmptyText(tr("Drop a picture here, paste one, or open a folder of pictures."));
    m_answer->setEmptyText(tr("The network's answer stands here once a picture is there."));
    m_stack->addWidget(m_answer);
    m_stack->addWidget(m_compare);
    m_strip->setFlow(QListView::LeftToRight);
    m_strip->setWrapping(false);
    m_strip->setViewMode(QListView::ListMode);
    m_strip->setIconSize({kThumbnail, kThumbnail});
    m_strip->setFixedHeight(kThumbnail + 28);
    m_strip->setAccessibleName(tr("Pictures of the folder"));
    m_strip->setUniformItemSizes(true);
    m_caption->setWordWrap(true);
    m_rules->setFlat(true);
    m_rules->setToolTip(tr("How the picture becomes the network's input; click to change it"));
    m_rules->setAccessibleName(tr("Preprocessing"));

    auto* layout = new QVBoxLayout(this);
    layout->addWidget(m_picture, 2);
    layout->addWidget(m_caption);
    layout->addWidget(m_strip);
    layout->addWidget(m_stack, 3);
    layout->addWidget(m_rules);

    connect(m_picture, &widgets::PictureView::filesDropped, this, &PicturePanel::filesDropped);
    connect(m_picture, &widgets::PictureView::pasted, this, [this](const QImage& image) {
        this->document()->setPicture({{}, pictureOf(image), ++m_serial});
    });
    connect(m_strip, &QListWidget::currentRowChanged, this, [this](int row) { this->document()->setCurrentFile(row); });
    connect(m_rules, &QPushButton::clicked, this, &PicturePanel::editRules);
    connect(document, &Document::pictureChanged, this, &PicturePanel::showPicture);
    connect(document, &Document::filesChanged, this, &PicturePanel::fillStrip);
    connect(document, &Document::preprocessingChanged, this, &PicturePanel::showRules);
    connect(document, &Document::modelChanged, this, [this] {
        m_answer->clear();
        m_answer->clearFolderResult();
        m_compare->clear();
        m_results = {};
        showPicture();
    });
    connect(document, &Document::recipeChanged, this, [this] { showResults(m_results); });
    fillStrip();
    showPicture();
    showRules();
}

void PicturePanel::showPicture()
{
    const PictureSource& source = document()->picture();
    QString caption;
    if (source.picture) {
        m_picture->setPicture(imageOf(*source.picture));
        caption = tr("pasted picture");
    } else if (!source.file.empty() && data::isPictureFile(source.file)) {
        auto picture = data::readPicture(source.file);
        if (picture)
            m_picture->setPicture(imageOf(*picture));
        else
            m_picture->clear();
        caption = QString::fromStdString(source.file.filename().string());
        const int label = document()->labelOf(source);
        if (label >= 0) caption += tr(" · labelled %1").arg(className(*document(), label));
    } else {
        m_picture->clear();
        if (!source.file.empty()) caption = QString::fromStdString(source.file.filename().string());
    }
    m_caption->setText(caption);
    m_caption->setVisible(!caption.isEmpty());
}

void PicturePanel::fillStrip()
{
    const QSignalBlocker block(m_strip);
    m_strip->clear();
    const auto& files = document()->files();
    m_strip->setVisible(files.size() > 1);
    QPixmap blank(kThumbnail, kThumbnail);
    blank.fill(Qt::transparent);
    for (size_t i = 0; i < std::min<size_t>(files.size(), kMostThumbnails); ++i) {
        auto* item = new QListWidgetItem(QIcon(blank), QString(), m_strip);
        item->setToolTip(QString::fromStdString(files[i].file.filename().string()));
    }
    m_nextThumbnail = 0;
    if (!files.empty()) m_strip->setCurrentRow(0);
    QTimer::singleShot(0, this, &PicturePanel::fillMoreThumbnails);
}

// A few at a time, so that the window never waits for a folder.
void PicturePanel::fillMoreThumbnails()
{
    QElapsedTimer timer;
    timer.start();
    const auto& files = document()->files();
    while (
        m_nextThumbnail < m_strip->count() && m_nextThumbnail < static_cast<int>(files.size()) && timer.elapsed() < 4) {
        const auto& file = files[static_cast<size_t>(m_nextThumbnail)].file;
        if (data::isPictureFile(file)) {
            if (auto picture = data::readPicture(file)) {
                const QPixmap pixmap = QPixmap::fromImage(
                    imageOf(*picture).scaled(kThumbnail, kThumbnail, Qt::KeepAspectRatio, Qt::SmoothTransformation));
                m_strip->item(m_nextThumbnail)->setIcon(QIcon(pixmap));
            }
        }
        ++m_nextThumbnail;
    }
    if (m_nextThumbnail < m_strip->count()) QTimer::singleShot(5, this, &PicturePanel::fillMoreThumbnails);
}

void PicturePanel::showRules()
{
    const auto& rules = document()->preprocessing();
    m_rules->setVisible(rules.has_value());
    if (!rules) return;
    const QString full = QString::fromStdString(data::describe(*rules));
    m_rules->setText(tr("Preprocessing…"));
    m_rules->setToolTip(tr("How the picture becomes the network's input: %1. Click to change it.").arg(full));
}

void PicturePanel::editRules()
{
    PreprocessingDialog dialog(*document()->preprocessing(), this);
    if (dialog.exec() == QDialog::Accepted) document()->setPreprocessing(dialog.rules());
}

void PicturePanel::showResults(const Results& results)
{
    m_results = results;
    if (!results.network) return;
    const quint64 now = document()->revision();
    const bool picture = answersWithPicture(*document(), *results.network);
    m_stack->setCurrentIndex(picture ? 1 : 0);
    if (picture) {
        if (results.network->revision == now)
            m_compare->setComparison(pictureComparison(*document(), *results.network));
    } else {
        widgets::Answer answer = answerOf(*document(), *results.network);
        answer.freshness = results.freshness(results.network->revision, now);
        m_answer->setAnswer(answer);
    }
    if (results.folder && !picture) {
        widgets::FolderResult folder = folderResult(*results.folder);
        folder.freshness = results.freshness(results.folder->revision, now);
        m_answer->setFolderResult(folder);
    } else {
        m_answer->clearFolderResult();
    }
}

} // namespace bitladder::app
