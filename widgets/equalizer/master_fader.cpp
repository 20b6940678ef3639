#include "widgets/equalizer/master_fader.h"

#include "widgets/control/screen_reader.h"
#include "widgets/control/theme.h"
#include "widgets/theme/tokens.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLocale>
#include <QMouseEvent>
#include <QPainter>
#include <QSpinBox>
#include <QToolButton>
#include <QVBoxLayout>
#include <QWheelEvent>

#include <algorithm>
#include <array>
#include <cmath>

namespace bitladder::widgets
{

namespace
{

constexpr double kHandleWidth = 26, kHandleHeight = 12, kGroove = 4;
constexpr int kNotch = 120, kPageStep = 4; // of a wheel, in eighths of a degree; in bits
constexpr std::array<int, 7> kLabelOrder {8, 1, 64, 4, 16, 2, 32};
constexpr int kLeftOfMiddle = 8, kNumbersFrom = 23; // pixels, of the handle's middle and from there on
constexpr double kLowLines = 11; // in less height spin box and buttons have no room

} // namespace

// --- the track -------------------------------------------------------------------------------------------------------

FaderTrack::FaderTrack(QWidget* parent)
    : QWidget(parent)
{
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
    tellReader(this,
        {kMinBits, kMaxBits, [this] { return m_value; },
            [this](double bits) { emit valueEdited(static_cast<int>(bits), EditPhase::End); }});
    setAccessibleName(tr("Width from 64 bits down to 1"));
    setCursor(Qt::SizeVerCursor);
    setToolTip(tr("Moves the widths of the selected layers, or of all; the handle is dashed where they differ"));
}

QSize FaderTrack::sizeHint() const
{
    return {std::max(static_cast<int>(kHandleWidth) + 44, minimumSizeHint().width()), 120};
}

QSize FaderTrack::minimumSizeHint() const
{
    // The numbers stand to the right of the handle, which stands left of the middle.
    const int numbers
        = kNumbersFrom - kLeftOfMiddle + fontMetrics().horizontalAdvance(QLocale().toString(kMaxBits)) + 2;
    return {std::max(static_cast<int>(kHandleWidth) + 30, 2 * numbers), 40};
}

void FaderTrack::setValue(int bits)
{
    const int shown = bits == 0 ? 0 : std::clamp(bits, kMinBits, kMaxBits);
    if (shown == m_value) return;
    m_value = shown;
    setAccessibleDescription(shown == 0 ? tr("several widths") : formatBits(shown));
    tellReaderTheNumber(this, shown);
    update();
}

void FaderTrack::setFold(Fold fold)
{
    if (m_dragging || fold == m_fold) return; // nothing jumps under the hand
    m_fold = fold;
    update();
}

double FaderTrack::yOf(double bits) const
{
    const double low = ladderPosition(kMinBits, m_fold), room = height() - kHandleHeight;
    return kHandleHeight / 2 + (1 - (ladderPosition(bits, m_fold) - low) / (1 - low)) * room;
}

int FaderTrack::bitsAt(double y) const
{
    const double low = ladderPosition(kMinBits, m_fold), room = std::max(1.0, height() - kHandleHeight);
    return nearestWidth(low + (1 - (y - kHandleHeight / 2) / room) * (1 - low), m_fold);
}

QPointF FaderTrack::handleCenter() const
{
    return {std::round(width() / 2.0) - kLeftOfMiddle, yOf(m_value == 0 ? kMaxBits / 2 : m_value)};
}

void FaderTrack::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const auto of = [&](Token what) { return token(what, palette()); };
    const QColor accent = of(isEnabled() ? Token::Accent : Token::Line);
    const double x = handleCenter().x(), top = yOf(kMaxBits), foot = yOf(kMinBits);
    painter.setPen(Qt::NoPen);
    painter.setBrush(of(Token::Line));
    painter.drawRoundedRect(QRectF(x - kGroove / 2, top, kGroove, foot - top), 2, 2);
    if (m_value > 0) {
        painter.setBrush(accent);
        painter.drawRoundedRect(QRectF(x - kGroove / 2, yOf(m_value), kGroove, foot - yOf(m_value)), 2, 2);
    }
    QFont tick = tabularFont(font());
    if (tick.pointSizeF() > 0) tick.setPointSizeF(std::max(7.0, 0.85 * tick.pointSizeF()));
    painter.setFont(tick);
    const QFontMetricsF metrics(tick);
    std::array<double, kLabelOrder.size()> taken {};
    std::size_t count = 0;
    for (const int bits : kLabelOrder) {
        const double y = yOf(bits);
        const auto end = taken.begin() + static_cast<std::ptrdiff_t>(count);
        if (std::any_of(taken.begin(), end, [&](double other) { return std::abs(other - y) < metrics.height() - 3; }))
            continue;
        taken[count++] = y;
        painter.setPen(QPen(of(Token::Edge), 1));
        painter.drawLine(QPointF(x + 15, y), QPointF(x + 19, y));
        painter.setPen(of(isEnabled() ? Token::Text2 : Token::Off));
        painter.drawText(QPointF(x + kNumbersFrom, y + metrics.capHeight() / 2), QLocale().toString(bits));
    }
    const QPointF center = handleCenter();
    QPen edge(m_value == 0 ? of(Token::Edge) : accent, 2);
    if (m_value == 0) edge.setStyle(Qt::DashLine); // several widths: it stands nowhere, and can still be taken
    painter.setPen(edge);
    painter.setBrush(of(Token::Surface));
    painter.drawRoundedRect(QRectF(center.x() - kHandleWidth / 2 + 1, center.y() - kHandleHeight / 2 + 1,
                                kHandleWidth - 2, kHandleHeight - 2),
        3, 3);
    if (m_value > 0) painter.drawLine(center - QPointF(7, 0), center + QPointF(7, 0));
    if (!hasFocus()) return;
    painter.setPen(QPen(of(Token::Accent), 1));
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5));
}

void FaderTrack::take(int bits, EditPhase phase)
{
    setValue(bits);
    emit valueEdited(m_value, phase);
}

void FaderTrack::jump(int bits)
{
    const int target = std::clamp(bits, kMinBits, kMaxBits);
    if (target == m_value) return;
    take(target, EditPhase::Begin);
    emit valueEdited(target, EditPhase::End);
}

void FaderTrack::mousePressEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton) return;
    m_dragging = true;
    take(bitsAt(event->position().y()), EditPhase::Begin);
}

void FaderTrack::mouseMoveEvent(QMouseEvent* event)
{
    if (!m_dragging) return;
    const int bits = bitsAt(event->position().y());
    if (bits != m_value) take(bits, EditPhase::Drag);
}

void FaderTrack::mouseReleaseEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton || !m_dragging) return;
    m_dragging = false;
    emit valueEdited(m_value, EditPhase::End);
}

void FaderTrack::wheelEvent(QWheelEvent* event)
{
    event->accept();
    if (m_dragging) return;
    m_wheelRest += event->angleDelta().y();
    const int steps = m_wheelRest / kNotch;
    m_wheelRest -= steps * kNotch;
    if (steps != 0) jump((m_value == 0 ? kMaxBits / 2 : m_value) + steps);
}

void FaderTrack::keyPressEvent(QKeyEvent* event)
{
    if (m_dragging) return;
    const int from = m_value == 0 ? kMaxBits / 2 : m_value;
    switch (event->key()) {
    case Qt::Key_Right:
    case Qt::Key_Up:
        return jump(from + 1);
    case Qt::Key_Left:
    case Qt::Key_Down:
        return jump(from - 1);
    case Qt::Key_PageUp:
        return jump(from + kPageStep);
    case Qt::Key_PageDown:
        return jump(from - kPageStep);
    case Qt::Key_Home:
        return jump(kMaxBits);
    case Qt::Key_End:
        return jump(kMinBits);
    default:
        QWidget::keyPressEvent(event);
    }
}

void FaderTrack::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    update();
}

// --- the fader -------------------------------------------------------------------------------------------------------

MasterFader::MasterFader(QWidget* parent)
    : QWidget(parent)
    , m_caption(new QLabel(this))
    , m_track(new FaderTrack(this))
    , m_spin(new QSpinBox(this))
    , m_weights(new QToolButton(this))
    , m_activations(new QToolButton(this))
{
    QFont bold = m_caption->font();
    bold.setBold(true);
    m_caption->setFont(bold);
    m_caption->setAlignment(Qt::AlignCenter);
    // 0 is not a width: it stands for "several".
    m_spin->setRange(0, kMaxBits);
    m_spin->setSpecialValueText(QStringLiteral("–"));
    m_spin->setValue(m_track->value());
    m_spin->setKeyboardTracking(false);
    m_spin->setAlignment(Qt::AlignCenter);
    m_spin->setAccessibleName(tr("Width in bits"));
    m_spin->setToolTip(tr("Width in bits of what is selected, or of all layers"));
    const std::pair<QToolButton*, QString> buttons[] = {{m_weights, tr("W")}, {m_activations, tr("A")}};
    for (const auto& [button, text] : buttons) {
        button->setText(text);
        button->setCheckable(true);
        button->setChecked(true);
        button->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
        button->setFocusPolicy(Qt::TabFocus);
    }
    m_weights->setToolTip(tr("The fader moves the weights"));
    m_activations->setToolTip(tr("The fader moves the activations"));
    m_weights->setAccessibleName(m_weights->toolTip());
    m_activations->setAccessibleName(m_activations->toolTip());
    auto* toggles = new QHBoxLayout;
    toggles->setSpacing(4);
    toggles->addWidget(m_weights);
    toggles->addWidget(m_activations);
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(8, 6, 8, 8);
    all->setSpacing(6);
    all->addWidget(m_caption);
    all->addWidget(m_track, 1);
    all->addWidget(m_spin);
    all->addLayout(toggles);
    setFocusProxy(m_track);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Ignored);

    connect(m_track, &FaderTrack::valueEdited, this, [this](int bits, EditPhase phase) {
        const QSignalBlocker blocker(m_spin);
        m_spin->setValue(bits);
        emit valueEdited(bits, phase);
    });
    connect(m_spin, &QSpinBox::valueChanged, this, [this](int bits) {
        if (bits < kMinBits) {
            const QSignalBlocker blocker(m_spin);
            m_spin->setValue(m_track->value());
            return;
        }
        m_track->setValue(bits);
        emit valueEdited(bits, EditPhase::Begin);
        emit valueEdited(bits, EditPhase::End);
    });
    // One of them is always down: a fader that moves nothing would be none.
    const auto keepOne = [this](QToolButton* released, QToolButton* other) {
        if (!released->isChecked() && !other->isChecked()) other->setChecked(true);
        emit movesChanged();
    };
    connect(m_weights, &QToolButton::clicked, this, [=, this] { keepOne(m_weights, m_activations); });
    connect(m_activations, &QToolButton::clicked, this, [=, this] { keepOne(m_activations, m_weights); });
}

QSize MasterFader::sizeHint() const
{
    const int wide = m_caption->fontMetrics().horizontalAdvance(tr("all layers")) + 24;
    return {std::max({84, wide, m_spin->minimumSizeHint().width() + 18}), 240};
}

int MasterFader::value() const
{
    return m_track->value();
}

void MasterFader::setValue(int bits)
{
    m_track->setValue(bits);
    const QSignalBlocker blocker(m_spin);
    m_spin->setValue(m_track->value());
}

void MasterFader::setCaption(const QString& caption)
{
    m_caption->setText(caption);
}

void MasterFader::setFold(Fold fold)
{
    m_track->setFold(fold);
}

MasterFader::Moves MasterFader::moves() const
{
    if (m_weights->isChecked() && m_activations->isChecked()) return Moves::Both;
    return m_weights->isChecked() ? Moves::Weights : Moves::Activations;
}

void MasterFader::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(token(Token::Line, palette()), 1));
    painter.setBrush(token(Token::Raised, palette()));
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
}

void MasterFader::arrange()
{
    const bool roomy = height() >= kLowLines * fontMetrics().height();
    for (QWidget* part : std::initializer_list<QWidget*> {m_spin, m_weights, m_activations})
        part->setVisible(roomy);
}

void MasterFader::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    arrange();
}

void MasterFader::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange) {
        updateGeometry();
        arrange();
    }
}

} // namespace bitladder::widgets
