#include "widgets/equalizer/equalizer_painter.h"

#include "widgets/control/translucent.h"
#include "widgets/equalizer/break_sign.h"
#include "widgets/equalizer/equalizer_legend.h"
#include "widgets/theme/family_look.h"
#include "widgets/theme/tokens.h"

#include <QCoreApplication>
#include <QFontMetricsF>
#include <QLocale>
#include <QPainter>

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

constexpr double kStale = 0.6; // of the way to the ground
constexpr double kPad = 4;
constexpr double kAir = 2; // between a number and the edge
constexpr double kLockFrom = 12; // pixels of a column
constexpr double kNumberFrom = 12, kSlimNumberFrom = 9; // pixels of a bar, of weights and of activations
constexpr double kDot = 4.5; // radius
// Labels that would overlap give way in this order.
constexpr std::array<int, 7> kLabelOrder {8, 1, 4, 64, 16, 2, 32};

QFont scaledBy(const QFont& font, double factor)
{
    QFont result = tabularFont(font);
    if (result.pointSizeF() > 0) result.setPointSizeF(std::max(7.0, factor * result.pointSizeF()));
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
        , m_text2(token(Token::Text2, scene.palette))
        , m_base(scene.palette.color(QPalette::Base))
        , m_accent(token(Token::Accent, scene.palette))
        , m_edge(token(Token::Edge, scene.palette))
    {
        QFont title = scaledBy(scene.font, 1.15);
        title.setBold(true);
        QFont bold = scaledBy(scene.font, 0.85);
        bold.setBold(true);
        m_ink.plain.setFont(scene.font);
        m_ink.title.setFont(title);
        m_ink.caption.setFont(scaledBy(scene.font, 0.92));
        m_ink.small.setFont(scaledBy(scene.font, 0.85));
        m_ink.smallBold.setFont(bold);
    }

    void paint()
    {
        const QRectF all = m_painter.viewport();
        m_painter.fillRect(all, m_base);
        if (m_scene.columns.isEmpty()) {
            m_painter.setPen(m_text2);
            m_painter.drawText(
                all.adjusted(kPad, kPad, -kPad, -kPad), Qt::AlignCenter | Qt::TextWordWrap, m_scene.emptyText);
            return;
        }
        paintHeader();
        m_painter.save();
        const QRectF bars = m_layout.bars(), whole = m_layout.column(0);
        m_painter.setClipRect(QRectF(bars.left(), whole.top(), bars.width(), whole.height() + 1));
        for (int i = m_layout.firstVisible(); i <= m_layout.lastVisible(); ++i)
            paintGround(i);
        m_painter.restore();
        paintScale();
        m_painter.save();
        m_painter.setClipRect(QRectF(bars.left() - 1, whole.top(), bars.width() + 2, whole.height() + 1));
        for (int i = m_layout.firstVisible(); i <= m_layout.lastVisible(); ++i)
            paintBars(i);
        paintErrors();
        paintTimes();
        paintCurrent();
        m_painter.restore();
        paintLabels();
        paintBrackets();
        paintMinimap();
        paintBubble();
        if (!m_scene.rubber.isEmpty()) {
            m_painter.setPen(QPen(m_accent, 1));
            m_painter.setBrush(withAlpha(m_accent, 0.15));
            m_painter.drawRect(m_scene.rubber);
        }
    }

private:
    QColor of(Token what) const { return token(what, m_scene.palette); }
    bool isSelected(int index) const { return m_scene.selection.contains(index); }
    QColor aged(const QColor& color, const EqualizerColumn& column) const
    {
        return column.freshness == Freshness::Stale ? mixed(color, m_base, kStale) : color;
    }

    void paintHeader()
    {
        const QRectF header = m_layout.header();
        if (header.isEmpty()) return;
        const QRectF name(header.topLeft(), QSizeF(0.4 * header.width(), header.height()));
        m_painter.setPen(m_text);
        m_ink.title.draw(m_painter, name, Qt::AlignLeft | Qt::AlignVCenter, m_scene.headline, Qt::ElideMiddle);
        const double taken = std::min(name.width(), m_ink.title.width(m_scene.headline)) + 4 * kPad;
        m_painter.setPen(m_text2);
        const QRectF figures = header.adjusted(taken, 1, 0, 0);
        m_ink.plain.draw(m_painter, figures, Qt::AlignLeft | Qt::AlignVCenter, m_scene.figures, Qt::ElideRight);
        QRectF rest = header;
        rest.setLeft(figures.left() + m_ink.plain.width(m_scene.figures) + 6 * kPad);
        paintEqualizerLegend(m_painter, rest, m_scene, m_ink.caption);
    }

    void paintScale()
    {
        const QRectF bars = m_layout.bars();
        const double height = QFontMetricsF(scaledBy(m_scene.font, 0.85)).height() - 3;
        std::array<double, kLabelOrder.size() + 1> taken {};
        std::size_t count = 0;
        for (const int bits : kLabelOrder) {
            const double y = std::round(m_layout.yOf(bits));
            m_painter.fillRect(
                QRectF(bars.left() - kPad, y, bars.width() + kPad, 1), of(bits == 8 ? Token::Line : Token::Grid));
            const bool free = std::all_of(taken.begin(), taken.begin() + static_cast<std::ptrdiff_t>(count),
                [y, height](double other) { return std::abs(other - y) >= height; });
            if (!free) continue;
            taken[count++] = y;
            m_painter.setPen(m_text2);
            m_ink.small.draw(m_painter, QRectF(0, y - height, bars.left() - 2 * kPad, 2 * height),
                Qt::AlignRight | Qt::AlignVCenter, QLocale().toString(bits));
        }
        m_painter.fillRect(
            QRectF(bars.left() - kPad, std::round(bars.bottom()), bars.width() + kPad, 1), of(Token::Edge));
    }

    void paintGround(int index)
    {
        const QRectF ground = m_layout.column(index);
        if (isSelected(index)) {
            m_painter.fillRect(ground, of(Token::Tint));
            m_painter.fillRect(QRectF(ground.left(), ground.top(), ground.width(), 2), m_accent);
        } else if (index == m_scene.hovered) {
            m_painter.fillRect(ground, mixed(m_base, m_text, 0.05));
        }
    }

    void paintGhost(int index, Part part)
    {
        const EqualizerColumn& column = m_scene.columns[index];
        const int ghost = column.ghostBits(part), bits = column.bits(part);
        if (ghost <= 0 || ghost == bits) return;
        const QRectF present = m_layout.bar(index, part, bits), other = m_layout.bar(index, part, ghost);
        m_painter.setPen(QPen(m_edge, 1, Qt::CustomDashLine));
        QPen dashes = m_painter.pen();
        dashes.setDashPattern({3, 2.5});
        m_painter.setPen(dashes);
        const double y = other.top() + 0.5;
        if (ghost < bits) {
            m_painter.drawLine(QPointF(present.left() - 1, y), QPointF(present.right() + 1, y));
            return;
        }
        const std::array<QPointF, 4> outline {QPointF(present.left() + 0.5, present.top()),
            QPointF(present.left() + 0.5, y), QPointF(present.right() - 0.5, y),
            QPointF(present.right() - 0.5, present.top())};
        m_painter.drawPolyline(outline.data(), static_cast<int>(outline.size()));
    }

    // A dash at the foot: there is nothing to pull.
    void paintAbsent(int index, Part part)
    {
        const QRectF place = m_layout.bar(index, part, 0);
        const double middle = std::round(m_layout.bars().bottom()) - 3.5;
        m_painter.setPen(QPen(m_edge, 1));
        m_painter.drawLine(
            QPointF(place.left() + 0.2 * place.width(), middle), QPointF(place.right() - 0.2 * place.width(), middle));
    }

    void paintNumber(const QRectF& bar, Part part, int bits)
    {
        const bool weights = part == Part::Weights;
        if (bar.width() < (weights ? kNumberFrom : kSlimNumberFrom)) return;
        const ShapedTexts& ink = weights ? m_ink.smallBold : m_ink.small;
        const QString text = QLocale().toString(bits);
        if (ink.width(text) > bar.width() + kPad) return;
        m_painter.setPen(weights ? m_text : m_text2);
        const double line = m_layout.labels().isEmpty() ? 14 : m_layout.labels().height();
        ink.draw(m_painter, QRectF(bar.left() - 10, bar.top() - line, bar.width() + 20, line),
            Qt::AlignHCenter | Qt::AlignVCenter, text);
    }

    void paintBars(int index)
    {
        constexpr int kCap = 3, kHoverCap = 5;
        const EqualizerColumn& column = m_scene.columns[index];
        for (const Part part : {Part::Weights, Part::Activations}) {
            if (!column.has(part)) {
                paintAbsent(index, part);
                continue;
            }
            paintGhost(index, part);
            const QRectF bar = m_layout.bar(index, part, column.bits(part));
            const bool held = index == m_scene.hovered && part == m_scene.hoveredPart;
            // A width is what was asked for: it is never old, whatever its figures are.
            paintFamilyBar(m_painter, bar,
                {column.family(part), column.bits(part), part, Freshness::Fresh, held ? kHoverCap : kCap},
                m_scene.palette);
            paintNumber(bar, part, column.bits(part));
        }
        if (column.lock == Lock::Locked) paintLock(index);
        if (!column.obstacle.isEmpty()) paintObstacle(index);
    }

    // A warning sign at the foot, above a lock.
    void paintObstacle(int index)
    {
        const double x = m_layout.centerOf(index);
        const double foot = m_layout.bars().bottom() - (m_scene.columns[index].lock == Lock::Locked ? 20 : 3);
        const QColor sign = token(Token::WarnEdge, m_scene.palette);
        if (m_layout.columnWidth() < kLockFrom) {
            m_painter.fillRect(QRectF(x - 2, foot - 6, 4, 6), sign);
            return;
        }
        m_painter.setRenderHint(QPainter::Antialiasing);
        m_painter.setPen(QPen(m_base, 2, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        m_painter.setBrush(sign);
        m_painter.drawPolygon(QPolygonF {QPointF(x, foot - 11), QPointF(x + 6.5, foot), QPointF(x - 6.5, foot)});
        m_painter.fillRect(QRectF(x - 0.8, foot - 7.5, 1.6, 4), m_base);
        m_painter.fillRect(QRectF(x - 0.8, foot - 2.7, 1.6, 1.5), m_base);
        m_painter.setRenderHint(QPainter::Antialiasing, false);
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

    void paintLaneName(const QRectF& lane, const QString& name, const QString& above)
    {
        m_painter.setPen(m_text2);
        const double right = m_layout.bars().left() - 2 * kPad, height = lane.height();
        const bool both = !above.isEmpty();
        m_ink.small.draw(m_painter, QRectF(0, both ? lane.bottom() - 8 : lane.top(), right, both ? 12 : height),
            Qt::AlignRight | Qt::AlignVCenter, name);
        if (both)
            m_ink.small.draw(m_painter, QRectF(0, lane.top() - 9, right, 12), Qt::AlignRight | Qt::AlignVCenter, above);
    }

    double yOfError(double db) const
    {
        const QRectF lane = m_layout.dots();
        const double share
            = (std::clamp(db, kSqnrScaleLow, kSqnrScaleHigh) - kSqnrScaleLow) / (kSqnrScaleHigh - kSqnrScaleLow);
        return lane.bottom() - kDot - share * (lane.height() - 2 * kDot);
    }

    // A line of dots: height and colour both say the SQNR; the worst one is ringed and named.
    void paintErrors()
    {
        const QRectF lane = m_layout.dots();
        if (lane.isEmpty()) return;
        const int first = m_layout.firstVisible(), last = m_layout.lastVisible();
        m_painter.setRenderHint(QPainter::Antialiasing);
        int worst = -1;
        std::optional<QPointF> before;
        for (int i = 0; i < m_scene.columns.size(); ++i) {
            const double db = m_scene.columns[i].sqnrDb;
            if (std::isnan(db)) {
                before.reset();
                continue;
            }
            if (std::isfinite(db) && (worst < 0 || db < m_scene.columns[worst].sqnrDb)) worst = i;
            if (i < first - 1 || i > last + 1) continue;
            const QPointF at(m_layout.centerOf(i), yOfError(db));
            if (before) {
                m_painter.setPen(QPen(m_edge, 1));
                m_painter.drawLine(*before, at);
            }
            before = at;
        }
        for (int i = first; i <= last; ++i)
            paintDot(i, i == worst);
        if (worst >= first && worst <= last) paintWorst(worst);
        m_painter.setRenderHint(QPainter::Antialiasing, false);
        m_painter.save();
        m_painter.setClipping(false);
        paintLaneName(lane, EqualizerTexts::tr("SQNR"), {});
        m_painter.restore();
    }

    void paintDot(int index, bool worst)
    {
        const EqualizerColumn& column = m_scene.columns[index];
        const double radius = std::min(m_layout.columnWidth() / 2 - 0.5, kDot);
        const bool known = !std::isnan(column.sqnrDb);
        const QPointF center(m_layout.centerOf(index), known ? yOfError(column.sqnrDb) : m_layout.dots().center().y());
        m_painter.setPen(QPen(aged(worst ? m_text : m_edge, column), worst ? 1.8 : 1));
        m_painter.setBrush(known ? QBrush(aged(sqnrColor(column.sqnrDb, m_scene.palette), column)) : QBrush(m_base));
        m_painter.drawEllipse(center, radius, radius);
    }

    void paintWorst(int index)
    {
        const EqualizerColumn& column = m_scene.columns[index];
        const QString text = formatWithUnit(std::round(column.sqnrDb), Unit::Decibels);
        const double wide = m_ink.smallBold.width(text), x = m_layout.centerOf(index), y = yOfError(column.sqnrDb);
        QRectF box(x + kDot + 3, y - 7, wide + 4, 13);
        if (box.right() > m_layout.bars().right()) box.moveRight(x - kDot - 3);
        box.moveBottom(std::min(box.bottom(), m_layout.dots().bottom() + 2));
        m_painter.fillRect(box, isSelected(index) ? of(Token::Tint) : m_base);
        m_painter.setPen(aged(of(Token::Bad), column));
        m_ink.smallBold.draw(m_painter, box, Qt::AlignCenter, text);
    }

    // Linear, on one scale for all: what is short stays short, and the longest is named at the left.
    void paintTimes()
    {
        const QRectF lane = m_layout.times();
        if (lane.isEmpty()) return;
        double slowest = 0;
        for (const EqualizerColumn& column : m_scene.columns) {
            for (const double ms : {column.floatMs, column.quantizedMs})
                if (std::isfinite(ms))
                    slowest = std::max(slowest, std::isfinite(column.reachMs) ? std::min(ms, column.reachMs) : ms);
        }
        for (int i = m_layout.firstVisible(); i <= m_layout.lastVisible() && slowest > 0; ++i)
            paintTime(i, slowest);
        const QRectF bars = m_layout.bars();
        m_painter.fillRect(QRectF(bars.left() - kPad, lane.bottom(), bars.width() + kPad, 1), m_edge);
        m_painter.save();
        m_painter.setClipping(false);
        paintLaneName(lane, EqualizerTexts::tr("time"), slowest > 0 ? formatTime(slowest) : QString());
        m_painter.restore();
    }

    void paintTime(int index, double slowest)
    {
        const EqualizerColumn& column = m_scene.columns[index];
        const QRectF row = m_layout.times();
        const double wide = std::max(2.0, std::round(0.68 * m_layout.columnWidth()));
        const double left = std::round(m_layout.centerOf(index) - wide / 2);
        const auto barFor = [&](double ms) {
            const double height = std::max(1.0, std::round(std::min(1.0, ms / slowest) * (row.height() - 1)));
            return QRectF(left, row.bottom() - height, wide, height);
        };
        if (std::isfinite(column.quantizedMs))
            m_painter.fillRect(barFor(column.quantizedMs), aged(mixed(m_text2, m_base, 0.25), column));
        if (std::isfinite(column.floatMs)) {
            m_painter.setPen(QPen(aged(m_text2, column), 1));
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
        const int bits = column.has(m_scene.part) ? column.bits(m_scene.part) : kMinBits;
        m_painter.setPen(QPen(m_accent, 2));
        m_painter.setBrush(Qt::NoBrush);
        m_painter.drawRect(m_layout.bar(m_scene.current, m_scene.part, bits).adjusted(-1, -1, 1, 1));
    }

    // Full names where all of them fit, else the layers' numbers.
    bool allNamesFit() const
    {
        const double room = m_layout.columnWidth() - kPad;
        const auto fits = [&](const EqualizerColumn& column) { return m_ink.small.width(column.name) <= room; };
        // The longest first: mostly it answers for all.
        return fits(*std::ranges::max_element(m_scene.columns, {}, [](const EqualizerColumn& column) {
            return column.name.size();
        })) && std::ranges::all_of(m_scene.columns, fits);
    }

    void paintLabels()
    {
        const QRectF row = m_layout.labels();
        if (row.isEmpty()) return;
        m_painter.save();
        m_painter.setClipRect(row);
        const double room = m_layout.columnWidth() - kPad;
        const bool names = allNamesFit();
        const double widest = m_ink.smallBold.width(QLocale().toString(m_scene.columns.size())) + kPad;
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
            const bool marked = step == 1 || i == 0 || (i + 1) % step == 0;
            if (!marked) continue;
            const bool chosen = isSelected(i);
            const ShapedTexts& ink = chosen ? m_ink.smallBold : m_ink.small;
            m_painter.setPen(chosen ? m_text : m_text2);
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
            ink.draw(m_painter, QRectF(center - half, row.top(), 2 * half, row.height()), Qt::AlignCenter, text,
                Qt::ElideMiddle);
        }
        m_painter.restore();
    }

    void paintBrackets()
    {
        const QRectF row = m_layout.brackets();
        if (row.isEmpty()) return;
        const bool names = allNamesFit();
        m_painter.save();
        m_painter.setClipRect(row.adjusted(0, -1, 1, 1));
        for (const ColumnGroup& group : m_scene.groups) {
            if (names && group.first == group.last) continue; // its name stands above
            const QRectF from = m_layout.column(group.first), to = m_layout.column(group.last);
            if (to.right() < row.left() || from.left() > row.right()) continue;
            const double air = std::min(kPad, m_layout.columnWidth() / 5);
            const double left = std::round(std::max(from.left() + air, row.left() - 1)),
                         right = std::round(std::min(to.right() - air, row.right() + 1)), y = row.top() + 2;
            m_painter.fillRect(QRectF(left, y, right - left, 1), m_edge);
            if (group.last > group.first)
                for (const double x : {left, right - 1})
                    m_painter.fillRect(QRectF(x, y - 3, 1, 3), m_edge);
            paintGroupName(group, QRectF(left, row.top() + kPad, right - left, row.height() - kPad));
        }
        m_painter.restore();
    }

    void paintGroupName(const ColumnGroup& group, const QRectF& place)
    {
        const bool chosen
            = std::ranges::any_of(m_scene.selection, [&](int i) { return i >= group.first && i <= group.last; });
        const ShapedTexts& ink = chosen ? m_ink.smallBold : m_ink.small;
        // Too little room for even the beginning and the end of it says nothing.
        constexpr double kLeastShare = 0.45;
        if (ink.width(group.name) * kLeastShare > place.width()) return;
        m_painter.setPen(chosen ? m_text : m_text2);
        ink.draw(m_painter, place, Qt::AlignHCenter | Qt::AlignVCenter, group.name, Qt::ElideMiddle);
    }

    void paintMinimap()
    {
        const QRectF map = m_layout.minimap();
        if (map.isEmpty()) return;
        m_painter.fillRect(map, of(Token::Raised));
        const double step = map.width() / static_cast<double>(m_scene.columns.size());
        for (int i = 0; i < m_scene.columns.size(); ++i) {
            const EqualizerColumn& column = m_scene.columns[i];
            if (column.has(Part::Weights)) {
                const double height = ladderPosition(column.weightBits) * map.height();
                m_painter.fillRect(QRectF(map.left() + i * step, map.bottom() - height, std::max(1.0, step), height),
                    familyShade(column.weightFamily, column.weightBits, m_scene.palette));
            }
            if (m_scene.selection.contains(i))
                m_painter.fillRect(QRectF(map.left() + i * step, map.top(), std::max(1.0, step), 2), m_accent);
        }
        m_painter.setPen(QPen(m_text, 1));
        m_painter.setBrush(withAlpha(m_text, 0.10));
        m_painter.drawRect(m_layout.minimapView().adjusted(0.5, 0.5, -0.5, -0.5));
    }

    void paintBubble()
    {
        if (m_scene.bubble.isEmpty() || m_scene.current < 0) return;
        const double line = QFontMetricsF(m_scene.font).height();
        const double wide = std::max(m_ink.plain.width(m_scene.bubble), m_ink.caption.width(m_scene.bubbleNote)) + 24;
        const QRectF column = m_layout.column(m_scene.current), bars = m_layout.bars();
        const double high = (m_scene.bubbleNote.isEmpty() ? 1 : 2) * line + 12;
        QRectF card(column.right() + 6, bars.top() + 2, wide, high);
        if (card.right() > bars.right()) card.moveRight(column.left() - 6);
        m_painter.setRenderHint(QPainter::Antialiasing);
        m_painter.setPen(QPen(m_edge, 1));
        m_painter.setBrush(of(Token::Raised));
        m_painter.drawRoundedRect(card.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
        m_painter.setRenderHint(QPainter::Antialiasing, false);
        m_painter.setPen(m_text);
        m_ink.plain.draw(
            m_painter, QRectF(card.left() + 10, card.top() + 6, wide, line), Qt::AlignLeft, m_scene.bubble);
        m_painter.setPen(m_text2);
        m_ink.caption.draw(
            m_painter, QRectF(card.left() + 10, card.top() + 6 + line, wide, line), Qt::AlignLeft, m_scene.bubbleNote);
    }

    QPainter& m_painter;
    const EqualizerScene& m_scene;
    EqualizerInk& m_ink;
    const EqualizerLayout& m_layout;
    QColor m_text, m_text2, m_base, m_accent, m_edge;
};

} // namespace

void paintEqualizer(QPainter& painter, const EqualizerScene& scene, EqualizerInk& ink)
{
    EqualizerPainter(painter, scene, ink).paint();
}

EqualizerLayout::Text equalizerText(const QFont& font)
{
    const QFontMetricsF metrics(scaledBy(font, 0.85));
    const double gutter = std::max(
        {metrics.horizontalAdvance(EqualizerTexts::tr("SQNR")), metrics.horizontalAdvance(EqualizerTexts::tr("time")),
            metrics.horizontalAdvance(formatTime(888.8)), metrics.horizontalAdvance(QLocale().toString(kMaxBits))});
    return {std::ceil(metrics.height()), std::ceil(gutter)};
}

} // namespace bitladder::widgets
