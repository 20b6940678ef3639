#include "widgets/plot/values/feature_plot.h"

#include "widgets/control/theme.h"
#include "widgets/plot/frame/minus_ticker.h"
#include "widgets/table/csv_text.h"

#include <qcustomplot.h>

#include <QLocale>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace bitladder::widgets
{

namespace
{

// A grid of more pixels than this shows every second, third, … one; an enlarged channel shows all.
constexpr int kGridPixels = 160'000;
constexpr int kStops = 32;
constexpr int kScaleWidth = 12;
constexpr int kScaleGap = 16;
constexpr int kScaleSide = 12;
constexpr int kLongest = 6; // times as long as wide
constexpr std::array kPanels {FeaturePlot::Panel::Float, FeaturePlot::Panel::Quantized, FeaturePlot::Panel::Difference};

template<typename Color> QCPColorGradient gradientOf(Color color)
{
    QCPColorGradient gradient;
    QMap<double, QColor> stops;
    for (int i = 0; i <= kStops; ++i)
        stops.insert(static_cast<double>(i) / kStops, color(static_cast<double>(i) / kStops));
    gradient.setColorStops(stops);
    gradient.setColorInterpolation(QCPColorGradient::ciRGB);
    gradient.setNanHandling(QCPColorGradient::nhTransparent);
    return gradient;
}

int divideUp(int a, int b)
{
    return (a + b - 1) / b;
}

// The largest of 1, 2, 2.5 and 5, times a power of ten, that is not above `far`: one number on each side of zero.
double roundStep(double far)
{
    const double power = std::pow(10.0, std::floor(std::log10(far)));
    double step = power;
    for (const double mantissa : {2.0, 2.5, 5.0})
        if (mantissa * power <= far) step = mantissa * power;
    return step;
}

} // namespace

FeaturePlot::FeaturePlot(QWidget* parent)
    : PlotFrame(parent)
{
    QCustomPlot* p = plot();
    p->plotLayout()->clear();
    m_values = new QCPLayoutGrid;
    m_pair = new QCPLayoutGrid;
    m_difference = new QCPLayoutGrid;
    for (QCPLayoutGrid*& cell : m_cells)
        cell = new QCPLayoutGrid;
    for (QCPColorScale*& scale : m_scales) {
        scale = new QCPColorScale(p);
        scale->setType(QCPAxis::atBottom);
        scale->setMinimumMargins(QMargins(kScaleSide, 0, kScaleSide, 0)); // half of a number stands beyond its end
        scale->setBarWidth(kScaleWidth);
        scale->setRangeDrag(false);
        scale->setRangeZoom(false);
        useMinus({scale->axis()});
    }
    m_differenceTicks = QSharedPointer<MinusTicker<QCPAxisTickerFixed>>::create();
    m_scales[1]->axis()->setTicker(m_differenceTicks);
    arrange();
    const std::array<QString, 3> names {tr("float"), tr("quantized"), tr("difference: quantized − float")};
    for (std::size_t i = 0; i < m_rects.size(); ++i) {
        auto* rect = new QCPAxisRect(p);
        m_rects[i] = rect;
        m_names[i] = new QCPTextElement(p, names[i]);
        m_cells[i]->setRowSpacing(2);
        m_cells[i]->addElement(0, 0, m_names[i]);
        // The value at the cursor has a line of its own above the map, of a height that does not depend on what it
        // says.
        m_readings[i] = new QCPTextElement(p);
        m_cells[i]->addElement(1, 0, m_readings[i]);
        m_cells[i]->addElement(2, 0, rect);
        m_cells[i]->setRowStretchFactor(0, 0.001);
        m_cells[i]->setRowStretchFactor(1, 0.001);
        rect->setMinimumMargins(QMargins(2, 2, 2, 2));
        QCPAxis *x = rect->axis(QCPAxis::atBottom), *y = rect->axis(QCPAxis::atLeft);
        y->setRangeReversed(true);
        m_maps[i] = new QCPColorMap(x, y);
        m_maps[i]->setInterpolate(false);
        m_marks[i] = new QCPItemRect(p);
        for (QCPItemPosition* position : m_marks[i]->positions()) {
            position->setAxisRect(rect);
            position->setAxes(x, y);
            position->setType(QCPItemPosition::ptPlotCoords);
        }
        m_marks[i]->setClipAxisRect(rect);
        m_marks[i]->setVisible(false);
    }
    // Panning and zooming move all three alike.
    for (const auto type : {QCPAxis::atBottom, QCPAxis::atLeft})
        for (QCPAxisRect* from : m_rects)
            for (QCPAxisRect* to : m_rects)
                if (from != to)
                    connect(from->axis(type), qOverload<const QCPRange&>(&QCPAxis::rangeChanged), to->axis(type),
                        qOverload<const QCPRange&>(&QCPAxis::setRange));
    connect(p, &QCustomPlot::afterLayout, this, &FeaturePlot::fitSquare);
    setTitle(tr("What does the layer see?"));
    setEmptyText(tr("Select a layer to see what it hands on, in float and quantized."));
}

// Beside each other where there is room, else one below the other.
void FeaturePlot::arrange()
{
    const Arrangement wanted = width() > height() * 1.1 ? Arrangement::Row : Arrangement::Column;
    if (wanted == m_arrangement) return;
    QCPLayoutGrid* all = plot()->plotLayout();
    for (QCPLayoutGrid* grid : {all, m_values, m_difference, m_pair}) {
        for (int i = 0; i < grid->elementCount(); ++i)
            if (grid->elementAt(i) != nullptr) grid->take(grid->elementAt(i));
        grid->simplify();
    }
    m_arrangement = wanted;
    const bool row = wanted == Arrangement::Row;
    // From the outermost inwards: a grid passes its plot on to what is added to it.
    all->setColumnSpacing(kScaleGap);
    all->addElement(0, 0, m_values);
    all->addElement(row ? 0 : 1, row ? 1 : 0, m_difference);
    m_values->addElement(0, 0, m_pair);
    m_values->addElement(1, 0, m_scales[0]);
    m_values->setRowStretchFactor(1, 0.001);
    m_difference->addElement(0, 0, m_cells[2]);
    m_difference->addElement(1, 0, m_scales[1]);
    m_difference->setRowStretchFactor(1, 0.001);
    m_pair->addElement(0, 0, m_cells[0]);
    m_pair->addElement(row ? 0 : 1, row ? 1 : 0, m_cells[1]);
    if (row) {
        all->setColumnStretchFactor(0, 2);
        all->setColumnStretchFactor(1, 1);
    } else {
        all->setRowStretchFactor(0, 2);
        all->setRowStretchFactor(1, 1);
    }
    m_fitPending = true;
}

void FeaturePlot::resizeEvent(QResizeEvent* event)
{
    PlotFrame::resizeEvent(event);
    arrange();
    m_fitPending = true;
    if (m_data.valid()) {
        build(); // another shape of the window, another number of columns
        redraw();
    }
}

void FeaturePlot::setData(const FeatureMaps& newData)
{
    const bool same = newData.channels == m_data.channels && newData.height == m_data.height
        && newData.width == m_data.width && m_data.valid();
    m_data = newData;
    if (!newData.title.isEmpty()) setTitle(newData.title);
    setNote(newData.note);
    if (m_channel >= newData.channels) m_channel = -1;
    chooseChannels();
    setState(newData.valid() ? State::Fresh : State::Empty);
    build();
    showScales();
    if (!same) {
        setCursor({});
        refit();
    } else {
        setCursor(m_cursor); // the same place has other values
    }
    replot();
}

void FeaturePlot::clear()
{
    setData({});
}

void FeaturePlot::setChannel(int channel)
{
    const int baseline = channel >= 0 && channel < m_data.channels ? channel : -1;
    if (baseline == m_channel) return;
    m_channel = baseline;
    chooseChannels();
    setCursor({});
    build();
    refit();
    replot();
}

void FeaturePlot::setWorst(int count)
{
    if (count == m_worst) return;
    m_worst = count;
    chooseChannels();
    setCursor({});
    build();
    refit();
    replot();
}

void FeaturePlot::chooseChannels()
{
    m_shown.clear();
    if (!m_data.valid()) return;
    if (m_channel >= 0) {
        m_shown = {m_channel};
        return;
    }
    m_shown.resize(static_cast<std::size_t>(m_data.channels));
    std::iota(m_shown.begin(), m_shown.end(), 0);
    if (m_worst <= 0 || m_worst >= m_data.channels) return;
    const std::size_t area = m_data.count() / m_shown.size();
    std::vector<double> squares(m_shown.size(), 0);
    for (std::size_t i = 0; i < m_data.count(); ++i) {
        const double d = static_cast<double>((*m_data.quantized)[i]) - static_cast<double>((*m_data.reference)[i]);
        if (std::isfinite(d)) squares[i / area] += d * d;
    }
    std::ranges::stable_sort(m_shown,
        [&](int a, int b) { return squares[static_cast<std::size_t>(a)] > squares[static_cast<std::size_t>(b)]; });
    m_shown.resize(static_cast<std::size_t>(m_worst));
}

int FeaturePlot::tileOf(int channel) const
{
    const auto found = std::ranges::find(m_shown, channel);
    return found == m_shown.end() ? -1 : static_cast<int>(found - m_shown.begin());
}

void FeaturePlot::build()
{
    Mosaic m;
    if (!m_data.valid()) {
        m_mosaic = m;
        return;
    }
    const int shown = static_cast<int>(m_shown.size());
    const double areaWidth = m_arrangement == Arrangement::Row ? width() / 3.0 : width();
    const double areaHeight = m_arrangement == Arrangement::Row ? height() * 0.75 : height() / 4.0;
    // As many columns as fill the area's shape.
    const double ratio = std::max(0.2, areaWidth / std::max(1.0, areaHeight)) * m_data.height / m_data.width;
    m.columns = std::clamp(static_cast<int>(std::ceil(std::sqrt(shown * ratio))), 1, shown);
    m.rows = divideUp(shown, m.columns);
    if (m_channel < 0 && shown > 1)
        while (static_cast<double>(m.columns) * (divideUp(m_data.width, m.step) + 1) * m.rows
                * (divideUp(m_data.height, m.step) + 1)
            > kGridPixels)
            ++m.step;
    const int gap = shown > 1 ? 1 : 0;
    const int tileX = divideUp(m_data.width, m.step) + gap, tileY = divideUp(m_data.height, m.step) + gap;
    m.pitchX = tileX * m.step;
    m.pitchY = tileY * m.step;
    const int cellsX = m.columns * tileX - gap, cellsY = m.rows * tileY - gap;
    m.extentX = cellsX * m.step;
    m.extentY = cellsY * m.step;
    m_mosaic = m;
    for (std::size_t panel = 0; panel < m_maps.size(); ++panel) {
        auto* data = m_maps[panel]->data();
        data->setSize(cellsX, cellsY);
        data->setRange(
            QCPRange(0.5 * m.step, m.extentX - 0.5 * m.step), QCPRange(0.5 * m.step, m.extentY - 0.5 * m.step));
        for (int cy = 0; cy < cellsY; ++cy) {
            for (int cx = 0; cx < cellsX; ++cx) {
                const int tile = cy / tileY * m.columns + cx / tileX;
                const int y = cy % tileY * m.step, x = cx % tileX * m.step;
                const bool gapHere = tile >= shown || y >= m_data.height || x >= m_data.width;
                data->setCell(cx, cy,
                    gapHere ? qQNaN() : valueAt(kPanels[panel], {m_shown[static_cast<std::size_t>(tile)], y, x}));
            }
        }
    }
}

void FeaturePlot::showScales()
{
    double low = m_data.low, high = m_data.high;
    if (!(low < high)) high = low + 1;
    const double largest = m_data.largestDifference;
    const double far = largest > 0 && std::isfinite(largest) ? largest : 1;
    m_maps[0]->setDataRange({low, high});
    m_maps[1]->setDataRange({low, high});
    m_maps[2]->setDataRange({-far, far});
    m_scales[0]->setDataRange({low, high});
    m_scales[1]->setDataRange({-far, far});
    m_differenceTicks->setTickStep(roundStep(far));
}

double FeaturePlot::valueAt(Panel panel, const Pixel& pixel) const
{
    if (pixel.channel < 0 || !m_data.valid()) return qQNaN();
    const auto at = (static_cast<std::size_t>(pixel.channel) * static_cast<std::size_t>(m_data.height)
                        + static_cast<std::size_t>(pixel.y))
            * static_cast<std::size_t>(m_data.width)
        + static_cast<std::size_t>(pixel.x);
    const double reference = static_cast<double>((*m_data.reference)[at]);
    const double quantized = static_cast<double>((*m_data.quantized)[at]);
    switch (panel) {
    case Panel::Float:
        return reference;
    case Panel::Quantized:
        return quantized;
    case Panel::Difference:
        break;
    }
    return quantized - reference;
}

double FeaturePlot::valueAtCursor(Panel panel) const
{
    return valueAt(panel, m_cursor);
}

void FeaturePlot::fitAxes()
{
    m_fitPending = true;
}

// Pixels are square: the ranges follow the place that the layout gave, so they are set once it is known.
void FeaturePlot::fitSquare()
{
    if (!m_fitPending || m_mosaic.extentX < 1) return;
    m_fitPending = false;
    const QSize room = m_rects[0]->size();
    if (room.isEmpty()) return;
    const double scale = std::max(
        m_mosaic.extentX / static_cast<double>(room.width()), m_mosaic.extentY / static_cast<double>(room.height()));
    double halfX = scale * room.width() / 2, halfY = scale * room.height() / 2;
    // A single map so long that square pixels would make a thread of it fills the room instead.
    const bool single = m_mosaic.columns * m_mosaic.rows == 1;
    if (single
        && std::max(m_mosaic.extentX, m_mosaic.extentY) > kLongest * std::min(m_mosaic.extentX, m_mosaic.extentY)) {
        halfX = m_mosaic.extentX / 2.0;
        halfY = m_mosaic.extentY / 2.0;
    }
    QCPAxis* x = m_rects[0]->axis(QCPAxis::atBottom);
    QCPAxis* y = m_rects[0]->axis(QCPAxis::atLeft);
    for (QCPAxis* axis : {x, y})
        if (axis->property("bitladderLimits").isValid()) axis->setProperty("bitladderLimits", QPointF());
    x->setRange(m_mosaic.extentX / 2.0 - halfX, m_mosaic.extentX / 2.0 + halfX);
    y->setRange(m_mosaic.extentY / 2.0 - halfY, m_mosaic.extentY / 2.0 + halfY);
    rememberLimits(x);
    rememberLimits(y);
}

void FeaturePlot::applyColors()
{
    const QPalette colors = palette();
    const QColor text = colors.color(QPalette::Text), base = colors.color(QPalette::Base);
    const auto values = gradientOf([](double place) { return mapColor(place); });
    const auto differences = gradientOf([&](double place) { return differenceColor(2 * place - 1, colors); });
    m_maps[0]->setGradient(values);
    m_maps[1]->setGradient(values);
    m_maps[2]->setGradient(differences);
    m_scales[0]->setGradient(values);
    m_scales[1]->setGradient(differences);
    m_scales[0]->setLabel(tr("value, in float and quantized"));
    m_scales[1]->setLabel(tr("difference"));
    for (QCPColorScale* scale : m_scales) {
        styleAxis(scale->axis());
        if (scale == m_scales.front()) scale->axis()->ticker()->setTickCount(4); // that of the difference is narrow
    }
    for (std::size_t i = 0; i < m_rects.size(); ++i) {
        m_names[i]->setFont(font());
        m_names[i]->setTextColor(text);
        for (QCPAxis* axis : m_rects[i]->axes()) {
            axis->grid()->setVisible(false);
            axis->setTickLabels(m_channel >= 0);
            axis->setTicks(m_channel >= 0);
            axis->setBasePen(Qt::NoPen);
            axis->ticker()->setTickCount(4);
        }
        // What lies beside the maps is no value: a shade of its own for the difference, whose zero is the ground.
        m_rects[i]->setBackground(QBrush(mixed(base, text, 0.1)));
        m_marks[i]->setPen(QPen(text, 1));
        m_marks[i]->setBrush(Qt::NoBrush);
        m_readings[i]->setFont(tabularFont(font()));
        m_readings[i]->setTextColor(text);
        m_readings[i]->setMinimumSize(1, QFontMetrics(tabularFont(font())).height());
    }
}

Qt::Orientations FeaturePlot::zoomDirections(Qt::KeyboardModifiers) const
{
    return Qt::Horizontal | Qt::Vertical;
}

FeaturePlot::Pixel FeaturePlot::pixelAt(const QPoint& position) const
{
    for (const QCPAxisRect* rect : m_rects) {
        if (!rect->rect().contains(position)) continue;
        const auto x = static_cast<int>(std::floor(rect->axis(QCPAxis::atBottom)->pixelToCoord(position.x())));
        const auto y = static_cast<int>(std::floor(rect->axis(QCPAxis::atLeft)->pixelToCoord(position.y())));
        if (x < 0 || y < 0 || x >= m_mosaic.extentX || y >= m_mosaic.extentY) return {};
        const int column = x / m_mosaic.pitchX, row = y / m_mosaic.pitchY;
        const auto tile = static_cast<std::size_t>(row * m_mosaic.columns + column);
        if (tile >= m_shown.size()) return {};
        const Pixel pixel {m_shown[tile], y % m_mosaic.pitchY, x % m_mosaic.pitchX};
        if (pixel.y >= m_data.height || pixel.x >= m_data.width) return {};
        return pixel;
    }
    return {};
}

void FeaturePlot::setCursor(const Pixel& pixel)
{
    const int tile = tileOf(pixel.channel);
    const bool there = tile >= 0 && m_data.valid();
    m_cursor = there ? pixel : Pixel {};
    const double left = there ? tile % m_mosaic.columns * m_mosaic.pitchX + pixel.x : 0;
    const double top = there ? tile / m_mosaic.columns * m_mosaic.pitchY + pixel.y : 0;
    const QString place = m_data.channels > 1
        ? tr("channel %1, y %2, x %3").arg(pixel.channel).arg(pixel.y).arg(pixel.x)
        : tr("row %1, column %2").arg(pixel.y).arg(pixel.x);
    for (std::size_t i = 0; i < m_marks.size(); ++i) {
        m_marks[i]->setVisible(there);
        m_readings[i]->setText({});
        if (!there) continue;
        m_marks[i]->topLeft->setCoords(left, top);
        m_marks[i]->bottomRight->setCoords(left + 1, top + 1);
        const QString value = withMinus(QLocale().toString(valueAt(kPanels[i], pixel), 'g', 6));
        m_readings[i]->setText(i == 0 ? tr("%1: %2", "channel 3, y 4, x 5: 0.25").arg(place, value) : value);
    }
}

PlotFrame::Handled FeaturePlot::mouseMoved(const QMouseEvent& event)
{
    const Pixel pixel = pixelAt(event.pos());
    if (pixel == m_cursor) return Handled::No;
    setCursor(pixel);
    redraw();
    return Handled::No;
}

void FeaturePlot::clicked(const QPoint& position)
{
    const Pixel pixel = pixelAt(position);
    if (pixel.channel >= 0) emit valueClicked(valueAt(Panel::Float, pixel));
    if (pixel.channel >= 0 && m_data.channels > 1) emit channelClicked(m_channel < 0 ? pixel.channel : -1);
}

bool FeaturePlot::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == plot() && event->type() == QEvent::Leave && m_cursor.channel >= 0) {
        setCursor({});
        redraw();
    }
    return PlotFrame::eventFilter(watched, event);
}

QString FeaturePlot::dataAsCsv() const
{
    QString text = csvLine({QStringLiteral("channel"), QStringLiteral("y"), QStringLiteral("x"),
        QStringLiteral("float"), QStringLiteral("quantized")});
    if (!m_data.valid()) return text;
    const int first = m_channel < 0 ? 0 : m_channel, last = m_channel < 0 ? m_data.channels : m_channel + 1;
    for (int c = first; c < last; ++c)
        for (int y = 0; y < m_data.height; ++y)
            for (int x = 0; x < m_data.width; ++x)
                text += csvLine({QString::number(c), QString::number(y), QString::number(x),
                    csvNumber(valueAt(Panel::Float, {c, y, x})), csvNumber(valueAt(Panel::Quantized, {c, y, x}))});
    return text;
}

} // namespace bitladder::widgets
