#include "app/window/picture/picture_panel.h"

#include "app/window/dialogs/inputs_dialog.h"
#include "app/window/dialogs/preprocessing_dialog.h"
#include "app/window/document/outputs.h"
#include "app/window/picture/image_loader.h"
#include "app/window/picture/output_view.h"
#include "app/window/picture/thumbnail_model.h"
#include "widgets/control/theme.h"
#include "widgets/picture/answer_view.h"
#include "widgets/picture/draw_canvas.h"
#include "widgets/picture/picture_view.h"

#include <QAction>
#include <QCheckBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QListView>
#include <QScrollBar>
#include <QToolButton>
#include <QVBoxLayout>

namespace bitladder::app
{

namespace
{

constexpr int kLargestShown = 2048; // pixels a side
constexpr int kLargestDrawn = 64; // cells a side
constexpr int kLeastCanvas = 140; // pixels: room for a hand
constexpr int kStrokeMs = 16;
constexpr size_t kInputsNamed = 4;

// What the network takes, where a person can draw it by hand: small and grey.
QSize drawnSize(const Document& document)
{
    const auto& rules = document.preprocessing();
    if (!rules || rules->channels != data::Channels::Grey) return {};
    const QSize size
        = rules->cropWidth > 0 ? QSize(rules->cropWidth, rules->cropHeight) : QSize(rules->width, rules->height);
    if (size.isEmpty() || std::max(size.width(), size.height()) > kLargestDrawn) return {};
    return size;
}

} // namespace

PicturePanel::PicturePanel(Document* document, QWidget* parent)
    : Page(document, parent)
    , m_picture(new widgets::PictureView(this))
    , m_canvas(new widgets::DrawCanvas(this))
    , m_answer(new widgets::AnswerView(this))
    , m_output(new OutputView(document, OutputView::Size::Compact, this))
    , m_thumbnails(new ThumbnailModel(document, this))
    , m_strip(new QListView(this))
    , m_changedFirst(new QCheckBox(tr("Changed answers first"), this))
    , m_draw(new QToolButton(this))
    , m_clear(new QToolButton(this))
    , m_invert(new QToolButton(this))
    , m_caption(new QLabel(this))
    , m_rules(new QLabel(this))
    , m_loader(new ImageLoader(kLargestShown, this))
{
    m_output->hide();
    m_caption->setWordWrap(true);
    m_caption->setTextFormat(Qt::PlainText);
    m_rules->setWordWrap(true);
    m_rules->setTextFormat(Qt::RichText);
    m_rules->setTextInteractionFlags(Qt::LinksAccessibleByMouse | Qt::LinksAccessibleByKeyboard);
    m_rules->setAccessibleName(tr("Preprocessing"));
    m_rules->setToolTip(tr("How the picture becomes the network's input"));
    makeStrip();
    makeCanvas();

    auto* row = new QHBoxLayout;
    row->setSpacing(4);
    row->addWidget(m_changedFirst);
    row->addStretch();
    for (QToolButton* button : {m_draw, m_clear, m_invert})
        row->addWidget(button);
    auto* layout = new QVBoxLayout(this);
    layout->setSpacing(4);
    layout->addWidget(m_picture, 2);
    layout->addWidget(m_canvas, 3);
    layout->addWidget(m_caption);
    layout->addWidget(m_rules);
    layout->addWidget(m_strip);
    layout->addLayout(row);
    layout->addWidget(m_answer, 3);
    layout->addWidget(m_output, 3);

    connect(m_picture, &widgets::PictureView::filesDropped, this, &PicturePanel::takeFiles);
    connect(m_picture, &widgets::PictureView::pasted, this, &PicturePanel::takePicture);
    // Pasting works wherever the focus is; a text field that has it pastes text.
    auto* paste = new QAction(tr("Paste picture"), this);
    paste->setShortcut(QKeySequence::Paste);
    addAction(paste);
    connect(paste, &QAction::triggered, m_picture, &widgets::PictureView::paste);
    connect(m_loader, &ImageLoader::loaded, this,
        [this](const std::filesystem::path& file, const QImage& image, const ImageLoader::Values& values) {
            if (this->document()->picture().file != file) return;
            m_picture->setPicture(image);
            m_drawn.reset();
            if (values) m_drawn = {file, values->first, values->second};
            showCaption();
        });
    connect(m_rules, &QLabel::linkActivated, this, &PicturePanel::follow);
    connect(document, &Document::pictureChanged, this, &PicturePanel::showPicture);
    connect(document, &Document::filesChanged, this, &PicturePanel::showStrip);
    connect(document, &Document::inputsChanged, this, &PicturePanel::showRules);
    connect(document, &Document::modelChanged, this, [this] {
        m_answer->clear();
        m_answer->clearFolderResult();
        m_output->clear();
        m_results = {};
        m_canvas->setCells(QSize(1, 1)); // whatever was drawn was for another network
        switchTo(Show::Picture);
        showPicture();
    });
    for (const auto change : {&Document::recipeChanged, &Document::pictureChanged, &Document::inputsChanged})
        connect(document, change, this, [this] { showResults(m_results); });
    connect(document, &Document::outputChoiceChanged, this, [this] { showResults(m_results); });
    showStrip();
    showPicture();
    showRules();
}

// The same whatever it shows, so that what comes in later moves nothing around it: a picture with a caption,
// preprocessing of two lines, the folder's strip, and answers.
QSize PicturePanel::minimumSizeHint() const
{
    constexpr int kTextLines = 3, kGaps = 5;
    const QMargins margins = layout()->contentsMargins();
    const QSize answer = m_answer->minimumSizeHint();
    const int least = margins.top() + m_picture->minimumSizeHint().height() + kTextLines * fontMetrics().height()
        + m_strip->maximumHeight() + m_changedFirst->sizeHint().height() + answer.height() + kGaps * layout()->spacing()
        + margins.bottom();
    return layout()->minimumSize().expandedTo({margins.left() + answer.width() + margins.right(), least});
}

int PicturePanel::heightForWidth(int) const
{
    return minimumSizeHint().height();
}

void PicturePanel::makeStrip()
{
    m_strip->setModel(m_thumbnails);
    m_strip->setFlow(QListView::LeftToRight);
    m_strip->setWrapping(false);
    m_strip->setIconSize({ThumbnailModel::kSide, ThumbnailModel::kSide});
    m_strip->setGridSize({ThumbnailModel::kSide + 8, ThumbnailModel::kSide + 8});
    m_strip->setFixedHeight(ThumbnailModel::kSide + 10 + m_strip->horizontalScrollBar()->sizeHint().height());
    m_strip->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_strip->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_strip->setUniformItemSizes(true);
    m_strip->setAccessibleName(tr("Pictures of the folder"));
    m_changedFirst->setToolTip(
        tr("Lists the pictures to which float and quantized answer differently before the others"));
    const auto take = [this](const QModelIndex& index) {
        const int file = m_thumbnails->fileAt(index.row());
        if (file < 0 || document()->picture().file == document()->files()[static_cast<size_t>(file)].file) return;
        document()->setCurrentFile(file);
    };
    connect(m_strip->selectionModel(), &QItemSelectionModel::currentChanged, this, take);
    connect(m_strip, &QListView::clicked, this, take); // the current one too, after a picture from elsewhere
    connect(m_changedFirst, &QCheckBox::toggled, this, [this](bool first) {
        m_thumbnails->setOrder(first ? ThumbnailModel::Order::ChangedFirst : ThumbnailModel::Order::Folder);
        if (first)
            m_strip->scrollToTop();
        else
            m_strip->scrollTo(m_strip->currentIndex());
    });
}

void PicturePanel::makeCanvas()
{
    m_draw->setText(tr("Dra&w"));
    m_clear->setText(tr("Cle&ar"));
    m_invert->setText(tr("&Invert"));
    m_draw->setCheckable(true);
    m_draw->setToolTip(tr("Draw the network's input with the mouse; the answers follow"));
    m_invert->setToolTip(tr("White on black or black on white, as the network has learned it"));
    m_canvas->setMinimumHeight(kLeastCanvas);
    m_strokes.setSingleShot(true);
    m_strokes.setInterval(kStrokeMs);
    connect(m_canvas, &widgets::DrawCanvas::drawn, this, [this] {
        if (!m_strokes.isActive()) m_strokes.start();
    });
    connect(&m_strokes, &QTimer::timeout, this, [this] {
        if (drawing()) takePicture(m_canvas->picture());
    });
    connect(m_draw, &QToolButton::clicked, this, [this](bool draw) {
        switchTo(draw ? Show::Canvas : Show::Picture);
        if (draw) {
            m_canvas->setCells(drawnSize(*document()));
            m_canvas->setFocus();
            takePicture(m_canvas->picture());
        } else if (const int file = m_thumbnails->fileAt(m_strip->currentIndex().row()); file >= 0) {
            document()->setCurrentFile(file);
        }
    });
    connect(m_clear, &QToolButton::clicked, m_canvas, &widgets::DrawCanvas::clear);
    connect(m_invert, &QToolButton::clicked, this, [this] {
        m_canvas->setInk(
            m_canvas->ink() == widgets::Ink::WhiteOnBlack ? widgets::Ink::BlackOnWhite : widgets::Ink::WhiteOnBlack);
    });
    switchTo(Show::Picture);
}

void PicturePanel::switchTo(Show what)
{
    m_shown = what;
    const bool canvas = what == Show::Canvas;
    m_draw->setChecked(canvas);
    m_picture->setVisible(!canvas);
    m_canvas->setVisible(canvas);
    // What goes makes room before the other comes: for a moment both would make the panel wider.
    if (canvas) showStrip();
    m_clear->setVisible(canvas);
    m_invert->setVisible(canvas);
    m_draw->setVisible(canvas || !drawnSize(*document()).isEmpty());
    if (!canvas) showStrip();
}

// One picture beside an open folder is looked at; the folder stays what calibrates and is counted.
void PicturePanel::takeFiles(const QStringList& paths)
{
    const std::filesystem::path file(paths.first().toStdString());
    if (paths.size() == 1 && document()->model() && document()->files().size() > 1 && data::isPictureFile(file))
        document()->setPicture({file, {}, 0});
    else
        emit filesDropped(paths);
}

void PicturePanel::takePicture(const QImage& image)
{
    if (document()->model()) document()->setPicture({{}, pictureOf(image), ++m_serial});
}

void PicturePanel::showPicture()
{
    const PictureSource& source = document()->picture();
    if (source.picture) {
        // While a person draws, the canvas is the picture.
        if (!drawing()) m_picture->setPicture(imageOf(*source.picture));
    } else {
        if (drawing()) switchTo(Show::Picture);
        if (data::isPictureFile(source.file) || data::isTensorFile(source.file))
            m_loader->load({source.file}, document()->preprocessing()); // the one before stays until then
        else
            m_picture->clear();
    }
    const auto& files = document()->files();
    const auto at = std::ranges::find(files, source.file, &data::LabelledFile::file);
    if (!source.file.empty() && at != files.end()) {
        const QSignalBlocker block(m_strip->selectionModel());
        m_strip->setCurrentIndex(m_thumbnails->index(m_thumbnails->rowOf(static_cast<int>(at - files.begin()))));
        m_strip->viewport()->update();
    } else {
        m_strip->clearSelection(); // what is shown is none of them
    }
    showCaption();
}

void PicturePanel::fillEmptyTexts()
{
    m_answer->setEmptyText(!document()->model() || document()->picture().empty()
            ? tr("The network's answer stands here once a picture is there.")
            : missingText());
}

void PicturePanel::showCaption()
{
    fillEmptyTexts();
    const PictureSource& source = document()->picture();
    QString caption;
    if (source.picture) {
        caption = drawing() ? tr("drawn") : tr("pasted picture");
    } else if (!source.file.empty()) {
        caption = QString::fromStdString(source.file.filename().string());
        const int label = document()->labelOf(source);
        if (label >= 0) caption += tr(" · labelled %1").arg(className(*document(), label));
        if (m_drawn && std::get<0>(*m_drawn) == source.file)
            caption
                += tr(" · drawn from %1, dark, to %2, bright")
                       .arg(widgets::formatNumber(std::get<1>(*m_drawn)), widgets::formatNumber(std::get<2>(*m_drawn)));
    }
    if (m_results.network && m_results.network->stoodIn)
        caption += tr(" · not used: the input is no picture, seeded noise stands in");
    else if (m_results.network && m_results.network->noise)
        caption = tr("nothing is opened: the answers below are to seeded noise");
    m_caption->setText(caption);
}

void PicturePanel::showStrip()
{
    // The canvas needs the room.
    const bool many = document()->files().size() > 1 && !drawing();
    m_strip->setVisible(many);
    const int changed = m_thumbnails->changedCount();
    m_changedFirst->setVisible(
        many && (!m_results.network || outputKind(*document(), *m_results.network) == OutputKind::Classes));
    const bool fresh = m_thumbnails->freshness() == widgets::Freshness::Fresh;
    m_changedFirst->setText(fresh && changed > 0 ? tr("Changed answers first (%1)").arg(QLocale().toString(changed))
                                                 : tr("Changed answers first"));
}

void PicturePanel::showRules()
{
    const auto& rules = document()->preprocessing();
    const auto& inputs = document()->inputs();
    QStringList lines;
    if (rules) lines << tr("%1 · <a href=\"edit\">change…</a>").arg(rulesText(*rules).toHtmlEscaped());
    // Where a picture is not all that the network takes, its inputs are named.
    if (inputs.size() > 1 || (inputs.size() == 1 && !rules)) {
        for (size_t i = 0; i < std::min(inputs.size(), kInputsNamed); ++i)
            lines << inputText(document()->model()->input(i), inputs[i]).toHtmlEscaped();
        if (inputs.size() > kInputsNamed)
            lines << tr("and %1 more").arg(static_cast<int>(inputs.size() - kInputsNamed));
        lines << tr("<a href=\"inputs\">Inputs…</a>");
    }
    m_rules->setVisible(!lines.isEmpty());
    m_rules->setText(lines.join(QStringLiteral("<br>")));
    m_picture->setEmptyText(rules || inputs.empty()
            ? tr("Drop a picture here, paste one, or open a folder of pictures.")
            : tr("This network takes no picture. Drop a .npy, .pb or .csv file here, or choose its inputs below; until "
                 "then it "
                 "gets seeded noise."));
    const QSize size = drawnSize(*document());
    if (drawing() && size != m_canvas->cells()) switchTo(Show::Picture);
    m_draw->setVisible(!size.isEmpty());
}

void PicturePanel::recolor()
{
    m_rules->clear(); // the same text would keep its links in the colour of before
    showRules();
}

void PicturePanel::follow(const QString& link)
{
    if (link == QLatin1String("inputs")) {
        emit inputsAsked();
        return;
    }
    if (!document()->preprocessing()) return;
    PreprocessingDialog dialog(*document()->preprocessing(), this);
    if (dialog.exec() == QDialog::Accepted) document()->setPreprocessing(dialog.rules());
}

void PicturePanel::showResults(const Results& results)
{
    m_results = results;
    if (!results.network) return;
    showCaption();
    const quint64 now = document()->revision();
    const bool classes = outputKind(*document(), *results.network) == OutputKind::Classes;
    // What goes makes room before the other comes.
    (classes ? static_cast<QWidget*>(m_output) : m_answer)->hide();
    (classes ? static_cast<QWidget*>(m_answer) : m_output)->show();
    if (!classes) {
        m_output->showResult(results.network, results.baseline);
    } else {
        widgets::Answer answer = answerOf(*document(), *results.network);
        answer.compared = comparedAnswers(*document(), results);
        m_answer->setAnswer(answer);
    }
    const int files = static_cast<int>(document()->files().size());
    if (!classes || drawing() || (!results.folder && files < 2)) {
        m_answer->clearFolderResult();
    } else if (!results.folder) {
        m_answer->setFolderResult({.total = files}); // has its room from the beginning
    } else {
        widgets::FolderResult folder = folderResult(*results.folder);
        if (const auto* ofA = results.baselineEvaluation()) compareFolder(folder, *ofA, results.folder->evaluation);
        folder.freshness = results.freshness(results.folder->revision, now);
        m_answer->setFolderResult(folder);
    }
    if (results.folder && classes) {
        const auto freshness = results.freshness(results.folder->revision, now);
        if (freshness == widgets::Freshness::Fresh) m_thumbnails->setOutcomes(results.folder->evaluation.outcomes);
        m_thumbnails->setFreshness(freshness);
    }
    showStrip();
}

} // namespace bitladder::app
