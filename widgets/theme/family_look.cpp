#include "widgets/theme/family_look.h"

#include "widgets/theme/tokens.h"

#include <QPainter>
#include <QPainterPath>
#include <QPolygonF>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <span>

namespace bitladder::widgets
{

namespace
{

struct Stop {
    double bits;
    QRgb color;
};

struct Ramp {
    std::array<Stop, 6> stops; // decreasing bits
    std::size_t count;
    QRgb edge;
};

struct Look {
    Ramp light, dark;
};

// In the order of Family.
constexpr std::array<Look, kFamilyCount> kLooks {{
    {{{{{64, 0xffa9cdea}, {32, 0xff7db4de}, {16, 0xff4897d1}, {8, 0xff1b7fbf}, {4, 0xff00588c}}}, 5, 0xff00588c},
        {{{{64, 0xff174a73}, {32, 0xff20669e}, {16, 0xff2f86c0}, {8, 0xff4c9fdb}, {4, 0xff86c2f0}}}, 5, 0xff8ccbf5}},
    {{{{{64, 0xfffbefd6}, {16, 0xfff5d08a}, {8, 0xffedb23a}, {6, 0xffde9600}, {4, 0xffc67400}, {2, 0xff944f00}}}, 6,
         0xff8f5200},
        {{{{64, 0xff3a2d12}, {16, 0xff6b4e14}, {8, 0xffa06e12}, {6, 0xffc48710}, {4, 0xffeba51a}, {2, 0xffffd27a}}}, 6,
            0xffffc556}},
    {{{{{2, 0xff008a65}}}, 1, 0xff006b4e}, {{{{2, 0xff2cc79b}}}, 1, 0xff5eddb7}},
    {{{{{1, 0xffa8497f}}}, 1, 0xff8a3566}, {{{{1, 0xffe293c1}}}, 1, 0xfff0b5d5}},
    {{{{{8, 0xff7a838f}, {4, 0xff3a424d}, {2, 0xff1f242b}}}, 3, 0xff1f242b},
        {{{{8, 0xffc3c9d1}, {4, 0xffffffff}, {2, 0xffffffff}}}, 3, 0xffffffff}},
    {{{{{8, 0xffc2ecf2}, {4, 0xff86d6e4}, {2, 0xff3fb4c8}}}, 3, 0xff00697a},
        {{{{8, 0xff5cb5c0}, {4, 0xff7fdce6}, {2, 0xffb9f3f7}}}, 3, 0xffb9f3f7}},
    {{{{{8, 0xfff9f3a6}, {6, 0xfff2e751}, {4, 0xffdccf22}}}, 3, 0xff7a6e00},
        {{{{8, 0xffddd558}, {6, 0xfff3ea62}, {4, 0xfffff9ae}}}, 3, 0xfffffbc2}},
}};

const Ramp& rampOf(Family family, const QPalette& palette)
{
    const Look& look = kLooks[static_cast<std::size_t>(family)];
    return brightnessOf(palette) == Brightness::Dark ? look.dark : look.light;
}

constexpr double kTextureFrom = 12, kOutlineFrom = 4; // pixels
constexpr double kStaleBody = 0.6, kStaleEdge = 0.55, kPaler = 0.5;

void paintTexture(QPainter& painter, const QRectF& bar, Family family, const QColor& ground, const QColor& edge,
    Brightness brightness)
{
    const double top = bar.top() + 4;
    switch (family) {
    case Family::Ternary:
        painter.setPen(QPen(ground, 1.6));
        for (const double third : {1 / 3.0, 2 / 3.0})
            painter.drawLine(QPointF(bar.left() + third * bar.width(), top),
                QPointF(bar.left() + third * bar.width(), bar.bottom()));
        return;
    case Family::Binary:
        painter.setPen(QPen(ground, 2));
        painter.drawLine(QPointF(bar.center().x(), top), QPointF(bar.center().x(), bar.bottom()));
        return;
    case Family::PowerOfTwo:
        painter.setPen(QPen(ground, 1.2));
        for (double up = 3; bar.bottom() - up > top; up *= 2)
            painter.drawLine(QPointF(bar.left() + 1, bar.bottom() - up), QPointF(bar.right() - 1, bar.bottom() - up));
        return;
    case Family::CodeBook: {
        const QColor dots = brightness == Brightness::Light ? edge : ground;
        double shift = 0;
        for (double y = bar.bottom() - 5; y > top + 2; y -= 5, shift = 3 - shift)
            for (double x = bar.left() + 3 + shift; x < bar.right() - 3; x += 6)
                painter.fillRect(QRectF(std::round(x), std::round(y), 2, 2), dots);
        return;
    }
    case Family::Block:
        painter.setPen(QPen(edge, 0.6));
        for (double y = bar.bottom() - 6; y > top; y -= 6)
            painter.drawLine(QPointF(bar.left() + 1, y), QPointF(bar.right() - 1, y));
        for (double x = bar.left() + 6; x < bar.right() - 2; x += 6)
            painter.drawLine(QPointF(x, top), QPointF(x, bar.bottom()));
        return;
    case Family::Float:
    case Family::Int:
        return;
    }
}

// A round top: float is where the numbers run without steps.
QPainterPath roundTop(const QRectF& bar)
{
    const double r = std::min({bar.width() / 2, 7.0, bar.height()});
    QPainterPath path(bar.bottomLeft());
    path.lineTo(bar.left(), bar.top() + r);
    path.quadTo(bar.topLeft(), QPointF(bar.left() + r, bar.top()));
    path.lineTo(bar.right() - r, bar.top());
    path.quadTo(bar.topRight(), QPointF(bar.right(), bar.top() + r));
    path.lineTo(bar.bottomRight());
    return path;
}

QPolygonF star(const QPointF& center, double radius)
{
    constexpr int kCorners = 10;
    QPolygonF points;
    for (int i = 0; i < kCorners; ++i) {
        const double r = radius * (i % 2 == 0 ? 1.25 : 0.62), angle = std::numbers::pi * i / 5;
        points << center + QPointF(r * std::sin(angle), -r * std::cos(angle));
    }
    return points;
}

} // namespace

QColor familyShade(Family family, double bits, const QPalette& palette)
{
    const Ramp& ramp = rampOf(family, palette);
    const std::span stops(ramp.stops.data(), ramp.count);
    if (bits >= stops.front().bits) return QColor(stops.front().color);
    for (std::size_t i = 1; i < stops.size(); ++i) {
        if (bits < stops[i].bits) continue;
        const double place = std::log2(stops[i - 1].bits / std::max(bits, 1.0));
        return mixed(
            QColor(stops[i - 1].color), QColor(stops[i].color), place / std::log2(stops[i - 1].bits / stops[i].bits));
    }
    return QColor(stops.back().color);
}

QColor familyEdge(Family family, const QPalette& palette)
{
    return QColor(rampOf(family, palette).edge);
}

void paintFamilyBar(QPainter& painter, const QRectF& bar, const FamilyBar& look, const QPalette& palette)
{
    const QColor ground = palette.color(QPalette::Base);
    QColor body = familyShade(look.family, look.bits, palette), edge = familyEdge(look.family, palette);
    if (look.part == Part::Activations) body = mixed(body, ground, kPaler);
    if (look.freshness == Freshness::Stale) {
        body = mixed(body, ground, kStaleBody);
        edge = mixed(edge, ground, kStaleEdge);
    }
    const double cap = std::min<double>(look.cap, std::max(1.0, bar.height()));
    if (bar.width() < kOutlineFrom) {
        painter.fillRect(bar, body);
        painter.fillRect(QRectF(bar.left(), bar.top(), bar.width(), std::min(cap, 2.0)), edge);
        return;
    }
    const QRectF outline = bar.adjusted(0.5, 0.5, -0.5, 0);
    if (look.family == Family::Float && bar.width() >= 6) {
        painter.setRenderHint(QPainter::Antialiasing);
        const QPainterPath path = roundTop(outline);
        painter.setPen(QPen(edge, 1));
        painter.setBrush(body);
        painter.drawPath(path);
        // The cap follows the round top.
        painter.save();
        painter.setClipPath(path);
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(edge, 2.0 * cap));
        painter.setClipRect(
            QRectF(bar.left(), bar.top() - 1, bar.width(), std::min(8.0, bar.height())), Qt::IntersectClip);
        painter.drawPath(path);
        painter.restore();
        painter.setRenderHint(QPainter::Antialiasing, false);
        return;
    }
    painter.fillRect(bar, body);
    if (bar.width() >= kTextureFrom) paintTexture(painter, bar, look.family, ground, edge, brightnessOf(palette));
    painter.setPen(QPen(edge, 1));
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(outline);
    painter.fillRect(QRectF(bar.left(), bar.top(), bar.width(), cap), edge);
}

void paintFamilyMark(QPainter& painter, const QPointF& center, double radius, Family family, double bits,
    const QPalette& palette, MarkFill fill)
{
    const double r = radius, x = center.x(), y = center.y();
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(familyEdge(family, palette), 1.3));
    painter.setBrush(fill == MarkFill::Hollow ? palette.color(QPalette::Base) : familyShade(family, bits, palette));
    switch (family) {
    case Family::Float:
        painter.drawEllipse(center, r, r);
        break;
    case Family::Int:
        painter.drawRect(QRectF(x - 0.9 * r, y - 0.9 * r, 1.8 * r, 1.8 * r));
        break;
    case Family::Ternary:
        painter.drawPolygon(QPolygonF {{x, y - 1.1 * r}, {x + 1.1 * r, y + 0.85 * r}, {x - 1.1 * r, y + 0.85 * r}});
        break;
    case Family::Binary:
        painter.drawPolygon(QPolygonF {{x, y - 1.2 * r}, {x + 1.2 * r, y}, {x, y + 1.2 * r}, {x - 1.2 * r, y}});
        break;
    case Family::PowerOfTwo:
        painter.drawPolygon(QPolygonF {{x, y + 1.1 * r}, {x + 1.1 * r, y - 0.85 * r}, {x - 1.1 * r, y - 0.85 * r}});
        break;
    case Family::CodeBook:
        painter.drawPolygon(star(center, r));
        break;
    case Family::Block:
        painter.drawRect(QRectF(x - 0.95 * r, y - 0.95 * r, 1.9 * r, 1.9 * r));
        painter.drawLine(QPointF(x - r, y), QPointF(x + r, y));
        painter.drawLine(QPointF(x, y - r), QPointF(x, y + r));
        break;
    }
    painter.restore();
}

} // namespace bitladder::widgets
