#include "widgets/equalizer/equalizer_painter.h"

#include "widgets/control/translucent.h"
#include "widgets/equalizer/break_sign.h"
#include "widgets/equalizer/ladder_scale.h"

#include <QCoreApplication>
#include <QFontMetricsF>
#include <QLinearGradient>
#include <QLocale>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <array>
#include <cmath>

namespace bitladder::widgets
{

// The context of this file's texts; as short as the tools for translations find it written.
struct EqualizerTexts {
    Q_DECLARE_TR_FUNCTIONS(EqualizerTexts)
};

namespace
{

constexpr double kStaleAlpha = 0.28;
constexpr double kPad = 4;
constexpr double kAir = 2; // between a number and the edge
// From this width on a column has room for an outline around its bars, and for a lock.
constexpr double kOutlineFrom = 10;
constexpr double kLockFrom = 12;
// Labels that would overlap give way in this order.
constexpr std::array<int, 7> kLabelOrder {8, 1, 16, 4, 64, 32, 2};

QFont smallFont(const QFont& font)
{
    QFont result = tabularFont(font);
    if (result.pointSizeF() > 0) result.setPointSizeF(std::max(7.0, 0.88 * result.pointSizeF()));
    return result;
}

QColor withAlpha(QColor color, double alpha)
{
    color.setAlphaF(static_cast<float>(alpha));
    return color;
}

class EqualizerPainter
{
public:
    EqualizerPainter(QPainter& painter, const EqualizerScene& scene, EqualizerInk& ink)
        : m_painter(painter)
        , m_scene(scene)
        , m_ink(ink)
        , m_layout(scene.layout)
        , m_text(scene.palette.color(QPalette::Text))
        , m_base(scene.palette.color(QPalette::Base))
        , m_accent(scene.palette.color(QPalette::Highlight))
    {
        QFont bold = scene.font;
        bold.setBold(true);
        m_ink.plain.setFont(scene.font);
        m_ink.bold.setFont(bold);
        m_ink.small.setFont(smallFont(scene.font));
    }

    void paint()
    {
        const QRectF all = m_painter.viewport();
        m_painter.fillRect(all, m_base);
        if (m_scene.columns.isEmpty()) {
            m_painter.setPen(faint(0.7));
            m_painter.drawText(
                all.adjusted(kPad, kPad, -kPad, -kPad), Qt::AlignCenter | Qt::TextWordWrap, m_scene.emptyText);
            return;
        }
        paintHeader();
        paintScale();
        m_painter.save();
        QRectF clip = m_layout.bars().adjusted(0, -2, 0, 0);
        clip.setBottom(m_layout.times().bottom() + 2);
        m_painter.setClipRect(clip);
        double slowest = 0;
        for (const EqualizerColumn& column : m_scene.columns) {
            for (const double ms : {column.floatMs, column.quantizedMs})
                if (std::isfinite(ms))
                    slowest = std::max(slowest, std::isfinite(column.reachMs) ? std::min(ms, column.reachMs) : ms);
        }
        for (int i = m_layout.firstVisible(); i <= m_layout.lastVisible(); ++i) {
            paintGround(i);
            paintBars(i);
            paintDot(i);
            paintTime(i, slowest);
        }
        paintCurrent();
        m_painter.restore();
        paintLabels();
        paintMinimap();
        paintLegend();
        if (!m_scene.rubber.isEmpty()) {
            m_painter.setPen(QPen(m_accent, 1));
            m_painter.setBrush(withAlpha(m_accent, 0.15));
            m_painter.drawRect(m_scene.rubber);
        }
        if (m_scene.focus == FocusMark::Shown) {
            m_painter.setBrush(Qt::NoBrush);
            m_painter.setPen(QPen(m_accent, 1));
            m_painter.drawRect(all.adjusted(0.5, 0.5, -0.5, -0.5));
        }
    }

private:
    QColor faint(double amount) const { return mixed(m_base, m_text, amount); }

    void paintHeader()
    {
        const QRectF header = m_layout.header();
        const QRectF name(header.topLeft(), QSizeF(0.4 * header.width(), header.height()));
        m_painter.setPen(m_text);
        m_ink.bold.draw(m_painter, name, Qt::AlignLeft | Qt::AlignVCenter, m_scene.headline, Qt::ElideMiddle);
        const double taken = std::min(name.width(), m_ink.bold.width(m_scene.headline));
        m_painter.setPen(faint(0.75));
        m_ink.plain.draw(m_painter, header.adjusted(taken + 3 * kPad, 0, 0, 0), Qt::AlignLeft | Qt::AlignVCenter,
            m_scene.figures, Qt::ElideRight);
    }

    void paintScale()
    {
        const QRectF bars = m_layout.bars();
        const double height = QFontMetricsF(smallFont(m_scene.font)).height() - 2;
        std::vector<double> taken;
        for (const int bits : kLabelOrder) {
            const double y = std::round(m_layout.yOf(bits)) + 0.5;
            m_painter.setPen(QPen(faint(0.15), 1));
            m_painter.drawLine(QPointF(bars.left(), y), QPointF(bars.right(), y));
            const bool free = std::all_of(
                taken.begin(), taken.end(), [y, height](double other) { return std::abs(other - y) >= height; });
            if (!free) continue;
            taken.push_back(y);
            m_painter.setPen(faint(0.75));
            m_ink.small.draw(m_painter, QRectF(0, y - height, bars.left() - kPad, 2 * height),
                Qt::AlignRight | Qt::AlignVCenter, QLocale().toString(bits));
        }
        m_painter.setPen(QPen(faint(0.4), 1));
        const double foot = std::round(bars.bottom()) + 0.5;
        m_painter.drawLine(QPointF(bars.left(), foot), QPointF(bars.right(), foot));
        const auto rowName = [&](const QRectF& row, const QString& text) {
            m_painter.setPen(faint(0.75));
            m_ink.small.draw(m_painter, QRectF(0, row.top(), bars.left() - kPad, row.height()),
                Qt::AlignRight | Qt::AlignVCenter, text);
        };
        rowName(m_layout.dots(), EqualizerTexts::tr("SQNR"));
        rowName(m_layout.times(), EqualizerTexts::tr("time"));
    }

    void paintGround(int index)
    {
        QRectF ground = m_layout.column(index);
        if (m_scene.selection.contains(index)) fillTranslucent(m_painter, ground, withAlpha(m_accent, 0.20));
        if (index == m_scene.hovered) fillTranslucent(m_painter, ground, withAlpha(m_text, 0.07));
    }

    void paintBar(int index, Part part, int bits, Family family)
    {
        const QRectF bar = m_layout.bar(index, part, bits);
        QColor fill = familyColor(family, m_scene.palette);
        // Activations are paler, so that the two bars of a column can be told apart without looking twice.
        if (part == Part::Activations) fill = mixed(fill, m_base, 0.38);
        m_painter.fillRect(bar, fill);
        if (m_layout.columnWidth() >= kOutlineFrom) {
            m_painter.setPen(QPen(mixed(familyColor(family, m_scene.palette), m_text, 0.35), 1));
            m_painter.setBrush(Qt::NoBrush);
            m_painter.drawRect(bar.adjusted(0.5, 0.5, -0.5, -0.5));
        }
    }

    // A dash at the foot: there is nothing to pull.
    void paintAbsent(int index, Part part)
    {
        const QRectF place = m_layout.bar(index, part, 0);
        const double middle = std::round(m_layout.bars().bottom()) - 3.5;
        m_painter.setPen(QPen(faint(0.45), 1));
        m_painter.drawLine(
            QPointF(place.left() + 0.2 * place.width(), middle), QPointF(place.right() - 0.2 * place.width(), middle));
    }

    void paintBars(int index)
    {
        const EqualizerColumn& column = m_scene.columns[index];
        if (column.has(Part::Weights))
            paintBar(index, Part::Weights, column.weightBits, column.weightFamily);
        else
            paintAbsent(index, Part::Weights);
        if (column.has(Part::Activations))
            paintBar(index, Part::Activations, column.activationBits, column.activationFamily);
        else
            paintAbsent(index, Part::Activations);
        if (column.lock == Lock::Locked) paintLock(index);
    }

    void paintLock(int index)
    {
        const double x = m_layout.centerOf(index);
        const double y = m_layout.bars().bottom() - 9;
        m_painter.setRenderHint(QPainter::Antialiasing);
        if (m_layout.columnWidth() < kLockFrom) {
            // A narrow column: a dark foot with a light line stands for the lock.
            m_painter.fillRect(QRectF(x - 2, y, 4, 7), m_text);
            m_painter.fillRect(QRectF(x - 1, y + 2, 2, 2), m_base);
        } else {
            m_painter.setPen(Qt::NoPen);
            m_painter.setBrush(withAlpha(m_base, 0.9));
            m_painter.drawRoundedRect(QRectF(x - 6, y - 8, 12, 16), 3, 3);
            m_painter.setPen(QPen(m_text, 1.4));
            m_painter.setBrush(Qt::NoBrush);
            m_painter.drawArc(QRectF(x - 2.5, y - 5.5, 5, 7), 0, 180 * 16);
            m_painter.fillRect(QRectF(x - 4, y - 1.5, 8, 6.5), m_text);
        }
        m_painter.setRenderHint(QPainter::Antialiasing, false);
    }

    void paintDot(int index)
    {
        const EqualizerColumn& column = m_scene.columns[index];
        const double alpha = column.freshness == Freshness::Stale ? kStaleAlpha : 1.0;
        const QRectF row = m_layout.dots();
        const double radius = std::min({m_layout.columnWidth() / 2 - 0.5, row.height() / 2 - 1, 5.0});
        const QPointF center(m_layout.centerOf(index), row.center().y());
        m_painter.setRenderHint(QPainter::Antialiasing);
        m_painter.setPen(QPen(withAlpha(faint(0.55), alpha), 1));
        if (std::isnan(column.sqnrDb))
            m_painter.setBrush(Qt::NoBrush);
        else
            m_painter.setBrush(withAlpha(sqnrColor(column.sqnrDb, m_scene.palette), alpha));
        m_painter.drawEllipse(center, radius, radius);
        m_painter.setRenderHint(QPainter::Antialiasing, false);
    }

    void paintTime(int index, double slowest)
    {
        if (slowest <= 0) return;
        const EqualizerColumn& column = m_scene.columns[index];
        const double alpha = column.freshness == Freshness::Stale ? kStaleAlpha : 1.0;
        const QRectF row = m_layout.times();
        const QRectF left = m_layout.bar(index, Part::Weights, 0);
        const QRectF right = m_layout.bar(index, Part::Activations, 0);
        const auto barFor = [&](double ms) {
            const double height = std::max(1.0, std::round(std::min(1.0, ms / slowest) * (row.height() - 1)));
            return QRectF(left.left(), row.bottom() - height, right.right() - left.left(), height);
        };
        if (std::isfinite(column.quantizedMs))
            m_painter.fillRect(
                barFor(column.quantizedMs), withAlpha(familyColor(column.weightFamily, m_scene.palette), alpha));
        if (std::isfinite(column.floatMs)) {
            m_painter.setPen(QPen(faint(0.6), 1));
            m_painter.setBrush(Qt::NoBrush);
            m_painter.drawRect(barFor(column.floatMs).adjusted(0.5, 0.5, -0.5, -0.5));
        }
        if (column.floatMs > slowest || column.quantizedMs > slowest)
            paintBreak(m_painter, barFor(slowest), Qt::Vertical, m_base);
    }

    void paintCurrent()
    {
        if (m_scene.current < 0 || m_scene.focus == FocusMark::Hidden) return;
        const EqualizerColumn& column = m_scene.columns[m_scene.current];
        const int wide = m_scene.part == Part::Weights ? column.weightBits : column.activationBits;
        const int bits = column.has(m_scene.part) ? wide : kMinBits;
        m_painter.setPen(QPen(m_accent, 2));
        m_painter.setBrush(Qt::NoBrush);
        m_painter.drawRect(m_layout.bar(m_scene.current, m_scene.part, bits).adjusted(-1, -1, 1, 0));
    }

    void paintLabels()
    {
        const QRectF row = m_layout.labels();
        if (row.isEmpty()) return;
        m_painter.save();
        m_painter.setClipRect(row);
        const ShapedTexts& ink = m_ink.small;
        const double room = m_layout.columnWidth() - kPad;
        const auto fits = [&](const EqualizerColumn& column) { return ink.width(column.name) <= room; };
        // The longest first: mostly it answers for all.
        const bool names = fits(*std::ranges::max_element(m_scene.columns, {}, [](const EqualizerColumn& column) {
            return column.name.size();
        })) && std::ranges::all_of(m_scene.columns, fits);
        const double widest = ink.width(QLocale().toString(m_scene.columns.size())) + kPad;
        const int every = names ? 1 : std::max(1, static_cast<int>(std::ceil(widest / m_layout.columnWidth())));
        // Round steps read better than whatever just fits.
        int step = every;
        for (const int round : {1, 2, 5, 10, 20, 50}) {
            if (round >= every) {
                step = round;
                break;
            }
        }
        for (int i = m_layout.firstVisible(); i <= m_layout.lastVisible(); ++i) {
            const bool current = i == m_scene.current;
            const bool marked = step == 1 || i == 0 || (i + 1) % step == 0;
            if (!marked) continue;
            m_painter.setPen(current ? m_text : faint(0.7));
            const QString text = names ? m_scene.columns[i].name : QLocale().toString(i + 1);
            double center = m_layout.centerOf(i);
            if (!names) {
                // Half a number is another number: a column at the edge has it inside, one beyond the edge has none.
                const QRectF column = m_layout.column(i);
                if (column.left() < row.left() - 0.5 || column.right() > row.right() + 0.5) continue;
                const double reach = ink.width(text) / 2 + kAir;
                center = std::clamp(center, row.left() + reach, std::max(row.left() + reach, row.right() - reach));
            }
            const double half = std::max(room, widest) / 2 + kPad;
            ink.draw(m_painter, QRectF(center - half, row.top(), 2 * half, row.height()), Qt::AlignCenter, text);
        }
        m_painter.restore();
    }

    void paintMinimap()
    {
        const QRectF map = m_layout.minimap();
        if (map.isEmpty()) return;
        m_painter.fillRect(map, faint(0.06));
        const double step = map.width() / static_cast<double>(m_scene.columns.size());
        for (int i = 0; i < m_scene.columns.size(); ++i) {
            const EqualizerColumn& column = m_scene.columns[i];
            if (column.has(Part::Weights)) {
                const double height = ladderPosition(column.weightBits) * map.height();
                m_painter.fillRect(QRectF(map.left() + i * step, map.bottom() - height, std::max(1.0, step), height),
                    withAlpha(familyColor(column.weightFamily, m_scene.palette), 0.8));
            }
            if (m_scene.selection.contains(i))
                m_painter.fillRect(QRectF(map.left() + i * step, map.top(), std::max(1.0, step), 2), m_accent);
        }
        m_painter.setPen(QPen(m_text, 1));
        m_painter.setBrush(withAlpha(m_text, 0.10));
        m_painter.drawRect(m_layout.minimapView().adjusted(0.5, 0.5, -0.5, -0.5));
    }

    void paintLegend()
    {
        const QRectF row = m_layout.legend();
        if (row.isEmpty()) return;
        const ShapedTexts& ink = m_ink.small;
        double x = row.left();
        const double middle = row.center().y();
        constexpr double kMark = 10;
        const auto fits = [&](double width) { return x + width <= row.right(); };
        const auto label = [&](const QString& text) {
            m_painter.setPen(faint(0.75));
            ink.draw(
                m_painter, QRectF(x, row.top(), row.width(), row.height()), Qt::AlignLeft | Qt::AlignVCenter, text);
            x += ink.width(text) + 3 * kPad;
        };
        const auto entryWidth = [&](const QString& text, double mark) { return mark + kPad + ink.width(text); };

        const QColor neutral = faint(0.6);
        const QString weights = EqualizerTexts::tr("left: weights");
        const QString activations = EqualizerTexts::tr("right, paler: activations");
        if (fits(entryWidth(weights, kMark))) {
            m_painter.fillRect(QRectF(x, middle - kMark / 2, kMark / 2, kMark), neutral);
            x += kMark / 2 + kPad;
            label(weights);
        }
        if (fits(entryWidth(activations, kMark))) {
            m_painter.fillRect(QRectF(x, middle - kMark / 2, kMark / 2, kMark), mixed(neutral, m_base, 0.38));
            x += kMark / 2 + kPad;
            label(activations);
        }
        std::array<bool, kFamilyCount> used {};
        for (const EqualizerColumn& column : m_scene.columns) {
            if (column.has(Part::Weights)) used[static_cast<std::size_t>(column.weightFamily)] = true;
            if (column.has(Part::Activations)) used[static_cast<std::size_t>(column.activationFamily)] = true;
        }
        for (int i = 0; i < kFamilyCount; ++i) {
            const auto family = static_cast<Family>(i);
            if (!used[static_cast<std::size_t>(i)] || !fits(entryWidth(familyName(family), kMark))) continue;
            m_painter.fillRect(QRectF(x, middle - kMark / 2, kMark, kMark), familyColor(family, m_scene.palette));
            x += kMark + kPad;
            label(familyName(family));
        }
        paintSqnrScale(row, x);
        const QString time = EqualizerTexts::tr("time: outline float32, filled quantized");
        if (fits(entryWidth(time, kMark))) {
            m_painter.setPen(QPen(faint(0.6), 1));
            m_painter.setBrush(Qt::NoBrush);
            m_painter.drawRect(QRectF(x + 0.5, middle - kMark / 2 + 0.5, kMark - 1, kMark - 1));
            m_painter.fillRect(QRectF(x, middle, kMark, kMark / 2), neutral);
            x += kMark + kPad;
            label(time);
        }
    }

    void paintSqnrScale(const QRectF& row, double& x)
    {
        constexpr double kLength = 64;
        const QString before = EqualizerTexts::tr("SQNR %1").arg(formatNumber(kSqnrScaleLow));
        const QString after = formatWithUnit(kSqnrScaleHigh, Unit::Decibels);
        const ShapedTexts& ink = m_ink.small;
        const double width = ink.width(before) + kLength + ink.width(after) + 2 * kPad;
        if (x + width > row.right()) return;
        m_painter.setPen(faint(0.75));
        ink.draw(m_painter, QRectF(x, row.top(), row.width(), row.height()), Qt::AlignLeft | Qt::AlignVCenter, before);
        x += ink.width(before) + kPad;
        QLinearGradient gradient(x, 0, x + kLength, 0);
        constexpr int kStops = 10;
        for (int i = 0; i < kStops; ++i) {
            const double place = i / (kStops - 1.0);
            gradient.setColorAt(place, scaleColor(place, m_scene.palette));
        }
        const QRectF box(x, row.center().y() - 4, kLength, 8);
        m_painter.fillRect(box, gradient);
        x += kLength + kPad;
        ink.draw(m_painter, QRectF(x, row.top(), row.width(), row.height()), Qt::AlignLeft | Qt::AlignVCenter, after);
        x += ink.width(after) + 3 * kPad;
    }

    QPainter& m_painter;
    const EqualizerScene& m_scene;
    EqualizerInk& m_ink;
    const EqualizerLayout& m_layout;
    QColor m_text;
    QColor m_base;
    QColor m_accent;
};

} // namespace

void paintEqualizer(QPainter& painter, const EqualizerScene& scene, EqualizerInk& ink)
{
    EqualizerPainter(painter, scene, ink).paint();
}

double equalizerGutter(const QFont& font)
{
    const QFontMetricsF metrics(smallFont(font));
    return std::ceil(std::max({metrics.horizontalAdvance(EqualizerTexts::tr("SQNR")),
               metrics.horizontalAdvance(EqualizerTexts::tr("time")),
               metrics.horizontalAdvance(QLocale().toString(kMaxBits))}))
        + 2;
}

} // namespace bitladder::widgets
