#include "app/window/pages/workshop/through_panel.h"

#include "app/window/document/texts.h"
#include "core/base/files.h"
#include "widgets/control/theme.h"
#include "widgets/plot/values/staircase_plot.h"

#include <QDoubleSpinBox>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QSlider>
#include <QSpinBox>
#include <QTimer>
#include <QVBoxLayout>
#include <utility>

namespace bitladder::app
{

namespace
{

constexpr int kPace = 250, kStairs = 801; // ms between two steps; points of the staircase
constexpr double kReach = 1.25; // of the drawing

} // namespace

ThroughPanel::ThroughPanel(Document* document, QWidget* parent)
    : WorkshopPanel(document, parent)
    , m_bits(new QSpinBox(this))
    , m_target(new QDoubleSpinBox(this))
    , m_rate(new QDoubleSpinBox(this))
    , m_slider(new QSlider(Qt::Horizontal, this))
    , m_play(new QPushButton(this))
    , m_save(new QPushButton(tr("Save as &GIF…"), this))
    , m_text(wrapped(this))
    , m_plot(new widgets::StaircasePlot(this))
    , m_timer(new QTimer(this))
    , m_drawing(new QTimer(this))
{
    m_bits->setRange(2, 6);
    m_bits->setValue(m_question.bits);
    m_bits->setSuffix(widgets::bitsSuffix(m_question.bits));
    m_bits->setAccessibleName(tr("Width of the weight"));
    m_target->setRange(-1, 1);
    m_target->setSingleStep(0.05);
    m_target->setValue(m_question.target);
    m_target->setPrefix(tr("target "));
    m_target->setAccessibleName(tr("What the weight should be"));
    m_rate->setRange(0.01, 1);
    m_rate->setSingleStep(0.05);
    m_rate->setValue(m_question.rate);
    m_rate->setPrefix(tr("rate "));
    m_rate->setAccessibleName(tr("Learning rate"));
    m_slider->setAccessibleName(tr("Step of the training"));
    m_play->setObjectName(QStringLiteral("play"));
    m_text->setObjectName(QStringLiteral("throughText"));
    m_timer->setInterval(kPace);
    m_drawing->setInterval(0);
    auto* row = new QHBoxLayout;
    for (QWidget* control : std::initializer_list<QWidget*> {m_bits, m_target, m_rate})
        row->addWidget(control);
    row->addStretch(1);
    row->addWidget(m_save);
    auto* foot = new QHBoxLayout;
    foot->addWidget(m_play);
    foot->addWidget(m_slider, 1);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addLayout(row);
    layout->addWidget(m_plot, 1);
    layout->addWidget(m_text);
    layout->addLayout(foot);
    connect(m_bits, &QSpinBox::valueChanged, this, &ThroughPanel::compute);
    for (QDoubleSpinBox* box : {m_target, m_rate})
        connect(box, &QDoubleSpinBox::valueChanged, this, &ThroughPanel::compute);
    connect(m_slider, &QSlider::valueChanged, this, &ThroughPanel::showStep);
    connect(m_play, &QPushButton::clicked, this, &ThroughPanel::play);
    connect(m_timer, &QTimer::timeout, this, [this] {
        if (m_slider->value() == m_slider->maximum()) return play();
        m_slider->setValue(m_slider->value() + 1);
    });
    connect(m_drawing, &QTimer::timeout, this, &ThroughPanel::drawNextFrame);
    connect(m_save, &QPushButton::clicked, this, [this] {
        const QString path = QFileDialog::getSaveFileName(
            this, tr("Save as GIF"), QStringLiteral("straight-through.gif"), tr("Animated GIF (*.gif)"));
        if (!path.isEmpty()) saveFilm(path);
    });
    compute();
}

void ThroughPanel::compute()
{
    m_question.bits = m_bits->value();
    m_bits->setSuffix(widgets::bitsSuffix(m_question.bits));
    m_question.target = m_target->value();
    m_question.rate = m_rate->value();
    m_steps = lesson::straightThrough(m_question);
    m_slider->setRange(0, static_cast<int>(m_steps.size()) - 1);
    m_slider->setValue(0);
    showStep();
}

int ThroughPanel::step() const
{
    return m_slider->value();
}

void ThroughPanel::showStep()
{
    const auto now = static_cast<size_t>(step());
    widgets::StaircaseData shown;
    for (int i = 0; i < kStairs; ++i) {
        shown.x.push_back(kReach * (2.0 * i / (kStairs - 1) - 1));
        shown.y.push_back(lesson::roundedTo(shown.x.back(), m_question.bits));
    }
    shown.target = m_question.target;
    for (size_t i = 0; i <= now; ++i) {
        shown.weights.push_back(m_steps[i].weight);
        shown.rounded.push_back(m_steps[i].rounded);
    }
    shown.still = m_question.start;
    shown.stillRounded = m_steps.front().rounded;
    m_plot->setData(shown);
    const auto number = [](double value) { return widgets::formatNumber(value); };
    m_text->setText(
        tr("Step %1: the weight is %2 and becomes %3. Loss %4, at the start %5. The slope of the stairs is 0: "
           "by it the weight would stand still for ever. Straight through it is %6.")
            .arg(QString::number(now), number(m_steps[now].weight), number(m_steps[now].rounded),
                number(m_steps[now].loss), number(m_steps.front().loss), number(m_steps[now].slope)));
    m_play->setText(m_timer->isActive() ? tr("&Stop") : tr("&Play"));
}

void ThroughPanel::play()
{
    if (m_timer->isActive()) {
        m_timer->stop();
    } else {
        if (m_slider->value() == m_slider->maximum()) m_slider->setValue(0);
        m_timer->start();
    }
    showStep();
}

void ThroughPanel::hideEvent(QHideEvent* event)
{
    WorkshopPanel::hideEvent(event);
    m_timer->stop();
    showStep();
}

void ThroughPanel::saveFilm(const QString& path)
{
    m_timer->stop();
    m_path = path;
    m_movie = {};
    m_frame = 0;
    m_save->setEnabled(false);
    m_drawing->start();
}

// One picture a turn of the event loop, so that the window stays alive.
void ThroughPanel::drawNextFrame()
{
    m_slider->setValue(m_frame);
    // The colours of the first picture are those of all: nothing else comes in.
    const QImage image = m_plot->picture();
    if (m_movie.palette.empty()) {
        const QImage indexed = image.convertToFormat(QImage::Format_Indexed8, Qt::ThresholdDither);
        m_movie.width = indexed.width();
        m_movie.height = indexed.height();
        for (const QRgb color : indexed.colorTable())
            m_movie.palette.push_back({static_cast<uint8_t>(qRed(color)), static_cast<uint8_t>(qGreen(color)),
                static_cast<uint8_t>(qBlue(color))});
    }
    QList<QRgb> table;
    for (const auto& [red, green, blue] : m_movie.palette)
        table << qRgb(red, green, blue);
    const QImage frame = image.convertToFormat(QImage::Format_Indexed8, table, Qt::ThresholdDither);
    lesson::GifFrame made;
    made.milliseconds = kPace;
    for (int y = 0; y < m_movie.height && y < frame.height(); ++y)
        made.pixels.insert(made.pixels.end(), frame.constScanLine(y), frame.constScanLine(y) + m_movie.width);
    m_movie.frames.push_back(std::move(made));
    if (++m_frame <= m_slider->maximum()) return;
    m_drawing->stop();
    m_save->setEnabled(true);
    const auto bytes = lesson::gifBytes(m_movie);
    const auto done = bytes ? writeFileAtomically(m_path.toStdString(), *bytes) : Result<void>(pass(bytes.error()));
    m_movie = {};
    emit filmSaved(done ? QString() : toText(done.error().message));
}

} // namespace bitladder::app
