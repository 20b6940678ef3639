#include "widgets/plot_frame.h"

#include "widgets/theme.h"

#include <qcustomplot.h>

#include <QClipboard>
#include <QContextMenuEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QPageSize>
#include <QPainter>
#include <QPdfWriter>
#include <QSaveFile>
#include <QSvgGenerator>
#include <QToolTip>
#include <QVBoxLayout>

#include <algorithm>

namespace bitladder::widgets
{

namespace
{

constexpr int kClickSlop = 3;
constexpr int kPad = 8;
constexpr char kLimitsProperty[] = "bitladderLimits";

} // namespace

// Covers the plot: fully with a text while there is nothing to show, thinly while the figures are old.
class PlotVeil : public QWidget
{
public:
    explicit PlotVeil(QWidget* parent)
        : QWidget(parent)
    {
        setAttribute(Qt::WA_TransparentForMouseEvents);
    }

    QString emptyText;
    QString staleText;
    PlotFrame::State state = PlotFrame::State::Empty;

protected:
    void paintEvent(QPaintEvent*) override
    {
        QPainter painter(this);
        if (state == PlotFrame::State::Empty) {
            painter.fillRect(rect(), palette().color(QPalette::Base));
            painter.setPen(mixed(palette().color(QPalette::Base), palette().color(QPalette::Text), 0.7));
            painter.drawText(rect().adjusted(kPad, kPad, -kPad, -kPad), Qt::AlignCenter | Qt::TextWordWrap, emptyText);
            return;
        }
        QColor veil = palette().color(QPalette::Base);
        veil.setAlphaF(0.55F);
        painter.fillRect(rect(), veil);
        const QRect box = painter.fontMetrics().boundingRect(staleText).adjusted(-kPad, -kPad / 2, kPad, kPad / 2);
        const QRect place(rect().right() - box.width() - kPad, rect().top() + kPad, box.width(), box.height());
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(Qt::NoPen);
        painter.setBrush(palette().color(QPalette::Window));
        painter.drawRoundedRect(place, 4, 4);
        painter.setPen(palette().color(QPalette::WindowText));
        painter.drawText(place, Qt::AlignCenter, staleText);
    }
};

PlotFrame::PlotFrame(QWidget* parent)
    : QWidget(parent)
{
    setFocusPolicy(Qt::StrongFocus);
    setBackgroundRole(QPalette::Base);
    setAutoFillBackground(true);

    m_title = new QLabel(this);
    m_title->setWordWrap(true);
    QFont bold = m_title->font();
    bold.setBold(true);
    m_title->setFont(bold);
    m_title->setTextFormat(Qt::PlainText);
    m_note = new QLabel(this);
    m_note->setWordWrap(true);
    m_note->setTextFormat(Qt::PlainText);
    m_note->hide();
    for (QLabel* label : {m_title, m_note})
        label->setForegroundRole(QPalette::Text);

    m_plot = new QCustomPlot(this);
    m_plot->setFocusPolicy(Qt::NoFocus);
    m_plot->setMinimumSize(0, 0);
    m_plot->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
    m_plot->setInteractions(QCP::iRangeDrag | QCP::iRangeZoom);
    m_plot->setMouseTracking(true);
    m_plot->setLocale(QLocale());
    m_plot->installEventFilter(this);

    m_veil = new PlotVeil(this);
    m_veil->emptyText = tr("Nothing to show yet.");
    m_veil->staleText = tr("older settings");

    auto* top = new QHBoxLayout;
    top->setContentsMargins(kPad, kPad / 2, kPad, 0);
    top->setSpacing(kPad);
    top->addWidget(m_title, 1);
    m_corner = new QHBoxLayout;
    m_corner->setSpacing(kPad / 2);
    top->addLayout(m_corner);

    auto* all = new QVBoxLayout(this);
    // One pixel for the frame of the focus.
    all->setContentsMargins(1, 1, 1, 1);
    all->setSpacing(kPad / 2);
    all->addLayout(top);
    all->addWidget(m_plot, 1);
    m_note->setContentsMargins(kPad, 0, kPad, kPad / 2);
    all->addWidget(m_note);
}

PlotFrame::~PlotFrame() = default;

QSize PlotFrame::sizeHint() const
{
    return {560, 380};
}

QSize PlotFrame::minimumSizeHint() const
{
    return {220, 160};
}

void PlotFrame::setState(State state)
{
    m_state = state;
    placeVeil();
}

void PlotFrame::placeVeil()
{
    m_veil->state = m_state;
    m_veil->setGeometry(m_plot->geometry());
    m_veil->setVisible(m_state != State::Fresh);
    m_veil->raise();
    m_veil->update();
}

void PlotFrame::setEmptyText(const QString& text)
{
    m_veil->emptyText = text;
    m_veil->update();
}

QString PlotFrame::title() const
{
    return m_title->text();
}

QString PlotFrame::note() const
{
    return m_note->text();
}

void PlotFrame::setTitle(const QString& title)
{
    m_title->setText(title);
    setAccessibleName(title);
    m_plot->setAccessibleName(title);
}

void PlotFrame::setNote(const QString& note)
{
    m_note->setText(note);
    m_note->setVisible(!note.isEmpty());
    setAccessibleDescription(note);
}

QCPLegend* PlotFrame::addLegend(int row)
{
    auto* line = new QCPLayoutGrid;
    m_plot->plotLayout()->addElement(row, 0, line);
    m_plot->plotLayout()->setRowStretchFactor(row, 0.001);
    m_legend = new QCPLegend;
    line->addElement(0, 0, m_legend);
    auto* rest = new QCPLayoutGrid;
    line->addElement(0, 1, rest);
    line->setColumnStretchFactor(0, 0.001);
    m_legend->setLayer(QStringLiteral("legend"));
    m_legend->setFillOrder(QCPLegend::foColumnsFirst);
    m_legend->setBorderPen(Qt::NoPen);
    m_legend->setBrush(Qt::NoBrush);
    m_legend->setMargins(QMargins(kPad, 0, kPad, 2));
    m_legend->setColumnSpacing(2 * kPad);
    m_legend->setIconSize(22, 12);
    return m_legend;
}

void PlotFrame::wrapLegend()
{
    if (m_legend == nullptr || m_legend->itemCount() == 0) return;
    const QFontMetrics metrics(m_legend->font());
    int widest = 0;
    for (int i = 0; i < m_legend->itemCount(); ++i) {
        if (auto* item = qobject_cast<QCPPlottableLegendItem*>(m_legend->item(i)))
            widest = std::max(widest, metrics.horizontalAdvance(item->plottable()->name()));
    }
    const int cell = widest + m_legend->iconSize().width() + m_legend->iconTextPadding() + 2 * kPad;
    const int columns = std::max(1, (m_plot->width() - 2 * kPad) / std::max(1, cell));
    if (columns == m_legend->wrap()) return;
    m_legend->setWrap(columns);
    m_legend->setFillOrder(QCPLegend::foColumnsFirst, true);
}

void PlotFrame::styleAxis(QCPAxis* axis) const
{
    const QColor text = palette().color(QPalette::Text);
    const QColor base = palette().color(QPalette::Base);
    const QPen line(mixed(base, text, 0.5), 1);
    axis->setBasePen(line);
    axis->setTickPen(line);
    axis->setSubTickPen(Qt::NoPen);
    axis->setTickLabelColor(text);
    axis->setLabelColor(text);
    axis->setTickLabelFont(tabularFont(font()));
    axis->setLabelFont(font());
    axis->grid()->setPen(QPen(mixed(base, text, 0.1), 1));
    axis->grid()->setZeroLinePen(QPen(mixed(base, text, 0.2), 1));
    axis->setTickLengthIn(0);
    axis->setTickLengthOut(4);
    axis->setTickLabelPadding(3);
    axis->setLabelPadding(3);
}

void PlotFrame::styleAxisRect(QCPAxisRect* rect) const
{
    for (QCPAxis* axis : rect->axes())
        styleAxis(axis);
}

void PlotFrame::restyle()
{
    QFont bold = font();
    bold.setBold(true);
    m_title->setFont(bold);
    m_plot->setFont(font());
    m_plot->setBackground(QBrush(palette().color(QPalette::Base)));
    for (QCPAxisRect* rect : m_plot->axisRects())
        styleAxisRect(rect);
    if (m_legend != nullptr) {
        m_legend->setFont(font());
        m_legend->setTextColor(palette().color(QPalette::Text));
        for (int i = 0; i < m_legend->itemCount(); ++i) {
            // A wrapped legend has empty places at its end.
            QCPAbstractLegendItem* item = m_legend->item(i);
            if (item == nullptr) continue;
            item->setFont(font());
            item->setTextColor(palette().color(QPalette::Text));
        }
    }
    applyColors();
}

void PlotFrame::replot()
{
    restyle();
    wrapLegend();
    m_plot->replot(QCustomPlot::rpQueuedReplot);
}

void PlotFrame::resetView()
{
    fitAxes();
    m_plot->replot(QCustomPlot::rpQueuedReplot);
}

void PlotFrame::rememberLimits(QCPAxis* axis)
{
    // Half of the fitted range more on each side is as far out as a person can go.
    const QCPRange fitted = axis->range();
    QCPRange limits(fitted.lower - fitted.size() / 2, fitted.upper + fitted.size() / 2);
    if (axis->scaleType() == QCPAxis::stLogarithmic) {
        const double stretch = std::sqrt(fitted.upper / fitted.lower);
        limits = QCPRange(fitted.lower / stretch, fitted.upper * stretch);
    }
    const bool known = axis->property(kLimitsProperty).isValid();
    axis->setProperty(kLimitsProperty, QPointF(limits.lower, limits.upper));
    if (known) return;
    connect(axis, qOverload<const QCPRange&>(&QCPAxis::rangeChanged), axis, [axis](const QCPRange& range) {
        const QPointF limit = axis->property(kLimitsProperty).toPointF();
        const QCPRange kept = range.bounded(limit.x(), limit.y());
        if (kept != range && limit.x() < limit.y()) axis->setRange(kept);
    });
}

QString PlotFrame::toolTipAt(const QPoint&) const
{
    return {};
}

PlotFrame::Handled PlotFrame::mousePressed(const QMouseEvent&)
{
    return Handled::No;
}

PlotFrame::Handled PlotFrame::mouseMoved(const QMouseEvent&)
{
    return Handled::No;
}

PlotFrame::Handled PlotFrame::mouseReleased(const QMouseEvent&)
{
    return Handled::No;
}

void PlotFrame::clicked(const QPoint&) { }

bool PlotFrame::eventFilter(QObject* watched, QEvent* event)
{
    if (watched != m_plot || m_state == State::Empty) {
        // An empty plot has nothing to pan or to save.
        const bool interaction = event->type() == QEvent::Wheel || event->type() == QEvent::MouseButtonPress
            || event->type() == QEvent::MouseButtonDblClick || event->type() == QEvent::ContextMenu;
        if (watched == m_plot && interaction) return true;
        return QWidget::eventFilter(watched, event);
    }
    switch (event->type()) {
    case QEvent::MouseButtonPress: {
        const auto& mouse = static_cast<const QMouseEvent&>(*event);
        m_pressed = mouse.pos();
        setFocus(Qt::MouseFocusReason);
        m_gesture = mouse.button() == Qt::LeftButton ? mousePressed(mouse) : Handled::No;
        return m_gesture == Handled::Yes || mouse.button() == Qt::RightButton;
    }
    case QEvent::MouseMove: {
        const auto& mouse = static_cast<const QMouseEvent&>(*event);
        if (mouseMoved(mouse) == Handled::Yes) return true;
        if (mouse.buttons() == Qt::NoButton) {
            const QString text = toolTipAt(mouse.pos());
            if (text.isEmpty())
                QToolTip::hideText();
            else
                QToolTip::showText(mouse.globalPosition().toPoint() + QPoint(12, 8), text, m_plot);
        }
        break;
    }
    case QEvent::MouseButtonRelease: {
        const auto& mouse = static_cast<const QMouseEvent&>(*event);
        if (m_gesture == Handled::Yes) {
            m_gesture = Handled::No;
            mouseReleased(mouse);
            return true;
        }
        if (mouse.button() == Qt::LeftButton && (mouse.pos() - m_pressed).manhattanLength() <= kClickSlop)
            clicked(mouse.pos());
        break;
    }
    case QEvent::MouseButtonDblClick:
        resetView();
        return true;
    case QEvent::Wheel: {
        // The wheel zooms along the horizontal axis; with Shift along the vertical one.
        const auto& wheel = static_cast<const QWheelEvent&>(*event);
        const auto direction = wheel.modifiers().testFlag(Qt::ShiftModifier) ? Qt::Vertical : Qt::Horizontal;
        for (QCPAxisRect* rect : m_plot->axisRects())
            rect->setRangeZoom(direction);
        break;
    }
    case QEvent::ContextMenu:
        showMenu(static_cast<const QContextMenuEvent&>(*event).globalPos());
        return true;
    default:
        break;
    }
    return QWidget::eventFilter(watched, event);
}

void PlotFrame::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    // A hidden plot takes its colours when it is shown; during construction there is nothing to colour yet.
    if (!isVisible()) return;
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange
        || event->type() == QEvent::StyleChange || event->type() == QEvent::EnabledChange)
        replot();
    if (event->type() == QEvent::LocaleChange) {
        m_plot->setLocale(locale());
        replot();
    }
}

void PlotFrame::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    layout()->activate();
    wrapLegend();
    placeVeil();
}

void PlotFrame::paintEvent(QPaintEvent* event)
{
    QWidget::paintEvent(event);
    if (!hasFocus()) return;
    QPainter painter(this);
    painter.setPen(QPen(palette().color(QPalette::Highlight), 1));
    painter.drawRect(rect().adjusted(0, 0, -1, -1));
}

void PlotFrame::focusInEvent(QFocusEvent* event)
{
    QWidget::focusInEvent(event);
    update();
}

void PlotFrame::focusOutEvent(QFocusEvent* event)
{
    QWidget::focusOutEvent(event);
    update();
}

void PlotFrame::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    replot();
    placeVeil();
}

void PlotFrame::keyPressEvent(QKeyEvent* event)
{
    constexpr double kZoomStep = 0.8;
    constexpr double kPanStep = 0.1;
    switch (event->key()) {
    case Qt::Key_Plus:
    case Qt::Key_Equal:
        zoomBy(kZoomStep);
        return;
    case Qt::Key_Minus:
        zoomBy(1 / kZoomStep);
        return;
    case Qt::Key_Left:
        panBy(-kPanStep, 0);
        return;
    case Qt::Key_Right:
        panBy(kPanStep, 0);
        return;
    case Qt::Key_Up:
        panBy(0, kPanStep);
        return;
    case Qt::Key_Down:
        panBy(0, -kPanStep);
        return;
    case Qt::Key_Home:
        resetView();
        return;
    default:
        break;
    }
    if (event->matches(QKeySequence::Copy) && m_state != State::Empty) {
        copyPicture();
        return;
    }
    QWidget::keyPressEvent(event);
}

void PlotFrame::zoomBy(double factor)
{
    for (QCPAxisRect* rect : m_plot->axisRects())
        rect->axis(QCPAxis::atBottom)->scaleRange(factor);
    m_plot->replot(QCustomPlot::rpQueuedReplot);
}

void PlotFrame::panBy(double horizontal, double vertical)
{
    const auto move = [](QCPAxis* axis, double share) {
        if (axis->scaleType() == QCPAxis::stLinear)
            axis->moveRange(share * axis->range().size());
        else
            axis->scaleRange(1.0, axis->range().center());
    };
    for (QCPAxisRect* rect : m_plot->axisRects()) {
        if (horizontal != 0) move(rect->axis(QCPAxis::atBottom), horizontal);
        if (vertical != 0) move(rect->axis(QCPAxis::atLeft), vertical);
    }
    m_plot->replot(QCustomPlot::rpQueuedReplot);
}

void PlotFrame::showMenu(const QPoint& position)
{
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(tr("&Copy picture"), this, &PlotFrame::copyPicture);
    menu->addAction(tr("Save &picture…"), this, &PlotFrame::askAndSavePicture);
    menu->addAction(tr("Save &data…"), this, &PlotFrame::askAndSaveData);
    menu->addSeparator();
    menu->addAction(tr("&Reset view"), this, &PlotFrame::resetView);
    menu->popup(position);
}

void PlotFrame::askAndSavePicture()
{
    const QString path = QFileDialog::getSaveFileName(
        this, tr("Save picture"), QString(), tr("PNG (*.png);;SVG (*.svg);;PDF (*.pdf)"));
    if (path.isEmpty()) return;
    switch (savePicture(path)) {
    case SaveResult::Saved:
        break;
    case SaveResult::UnknownSuffix:
        emit failed(tr("%1: pictures can be saved as .png, .svg or .pdf.").arg(path));
        break;
    case SaveResult::NotWritable:
        emit failed(tr("%1 could not be written.").arg(path));
        break;
    }
}

void PlotFrame::askAndSaveData()
{
    const QString path
        = QFileDialog::getSaveFileName(this, tr("Save data"), QString(), tr("Comma separated values (*.csv)"));
    if (path.isEmpty()) return;
    if (saveData(path) != SaveResult::Saved) emit failed(tr("%1 could not be written.").arg(path));
}

int PlotFrame::paintOn(QPaintDevice* device, const QSize& size) const
{
    QCPPainter painter;
    if (!painter.begin(device)) return 1;
    painter.setFont(m_title->font());
    const QRect inside = QRect(QPoint(0, 0), size).adjusted(kPad, kPad, -kPad, -kPad);
    painter.fillRect(QRect(QPoint(0, 0), size), palette().color(QPalette::Base));
    painter.setPen(palette().color(QPalette::Text));
    const QRect titleBox = painter.boundingRect(inside, Qt::AlignLeft | Qt::TextWordWrap, title());
    painter.drawText(inside, Qt::AlignLeft | Qt::TextWordWrap, title());
    int bottom = 0;
    painter.setFont(m_note->font());
    if (!note().isEmpty()) {
        const QRect noteBox = painter.boundingRect(inside, Qt::AlignLeft | Qt::TextWordWrap, note());
        bottom = noteBox.height() + kPad;
        const QRect place(inside.left(), inside.bottom() - noteBox.height(), inside.width(), noteBox.height() + 1);
        painter.drawText(place, Qt::AlignLeft | Qt::TextWordWrap, note());
    }
    const int top = titleBox.bottom() + kPad / 2;
    painter.translate(0, top);
    m_plot->toPainter(&painter, size.width(), std::max(10, size.height() - top - bottom));
    painter.end();
    // toPainter lays the plot out for the other size.
    m_plot->replot(QCustomPlot::rpQueuedReplot);
    return 0;
}

QImage PlotFrame::picture() const
{
    const double ratio = devicePixelRatioF();
    const QSize logical = size().expandedTo(QSize(320, 240));
    QImage image(logical * ratio, QImage::Format_ARGB32_Premultiplied);
    image.setDevicePixelRatio(ratio);
    paintOn(&image, logical);
    return image;
}

PlotFrame::SaveResult PlotFrame::savePicture(const QString& path) const
{
    const QString suffix = QFileInfo(path).suffix().toLower();
    const QSize logical = size().expandedTo(QSize(320, 240));
    if (suffix == QLatin1String("png"))
        return picture().save(path, "PNG") ? SaveResult::Saved : SaveResult::NotWritable;
    if (suffix != QLatin1String("svg") && suffix != QLatin1String("pdf")) return SaveResult::UnknownSuffix;
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly)) return SaveResult::NotWritable;
    int status = 0;
    if (suffix == QLatin1String("svg")) {
        QSvgGenerator generator;
        generator.setOutputDevice(&file);
        generator.setSize(logical);
        generator.setViewBox(QRect(QPoint(0, 0), logical));
        generator.setTitle(title());
        status = paintOn(&generator, logical);
    } else {
        QPdfWriter writer(&file);
        constexpr int kDotsPerInch = 96;
        writer.setResolution(kDotsPerInch);
        writer.setTitle(title());
        writer.setPageSize(
            QPageSize(QSizeF(logical) * 72.0 / kDotsPerInch, QPageSize::Point, QString(), QPageSize::ExactMatch));
        writer.setPageMargins(QMarginsF());
        status = paintOn(&writer, logical);
    }
    return status == 0 && file.commit() ? SaveResult::Saved : SaveResult::NotWritable;
}

PlotFrame::SaveResult PlotFrame::saveData(const QString& path) const
{
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly)) return SaveResult::NotWritable;
    file.write(dataAsCsv().toUtf8());
    return file.commit() ? SaveResult::Saved : SaveResult::NotWritable;
}

void PlotFrame::copyPicture() const
{
    QGuiApplication::clipboard()->setImage(picture());
}

} // namespace bitladder::widgets
