#include "widgets/theme/tokens.h"

#include "widgets/control/theme.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace bitladder::widgets
{

namespace
{

using Table = std::array<QRgb, kTokenCount>;

// In the order of Token.
constexpr Table kLight {0xffe9ecf0, 0xffffffff, 0xfff5f6f8, 0xffd3d8df, 0xffe3e7ec, 0xff7c8591, 0xff16191d, 0xff4c5561,
    0xff868e99, 0xff4b49c8, 0xffffffff, 0xffe7e7fa, 0xffb83a00, 0xff00775a, 0xfffff3d6, 0xffb07a00, 0xff0072b2,
    0xffcfe3f2};
constexpr Table kDark {0xff1c1f24, 0xff121418, 0xff262a31, 0xff343a43, 0xff262b32, 0xff727b87, 0xffeceef1, 0xffa9b1bc,
    0xff6a727d, 0xffa9a6ff, 0xff14142b, 0xff2b2c4c, 0xffff8a4c, 0xff35c79e, 0xff3a2f14, 0xffe0a93a, 0xff4fa9e2,
    0xff1b3b55};

const Table& tableOf(Brightness brightness)
{
    return brightness == Brightness::Dark ? kDark : kLight;
}

QRgb of(const Table& table, Token token)
{
    return table[static_cast<std::size_t>(token)];
}

bool isOf(const Table& table, const QPalette& palette)
{
    return palette.color(QPalette::Active, QPalette::Window).rgb() == of(table, Token::Window)
        && palette.color(QPalette::Active, QPalette::Base).rgb() == of(table, Token::Surface);
}

// What a palette of the desktop has no role for.
QColor mixedFrom(const QPalette& palette, Token token)
{
    const QColor base = palette.color(QPalette::Base), text = palette.color(QPalette::Text);
    const auto towardsText = [&](double amount) { return mixed(base, text, amount); };
    switch (token) {
    case Token::Window:
        return palette.color(QPalette::Window);
    case Token::Surface:
        return base;
    case Token::Raised:
        return palette.color(QPalette::AlternateBase);
    case Token::Line:
        return towardsText(0.18);
    case Token::Grid:
        return towardsText(0.10);
    case Token::Edge:
        return towardsText(0.55);
    case Token::Text:
        return text;
    case Token::Text2:
        return towardsText(0.75);
    case Token::Off:
        return palette.color(QPalette::Disabled, QPalette::Text);
    case Token::Accent:
        return palette.color(QPalette::Highlight);
    case Token::OnAccent:
        return palette.color(QPalette::HighlightedText);
    case Token::Tint:
        return mixed(base, palette.color(QPalette::Highlight), 0.2);
    default:
        return QColor(of(tableOf(brightnessOf(palette)), token));
    }
}

double luminance(const QColor& color)
{
    const auto linear = [](double c) { return c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4); };
    return 0.2126 * linear(color.redF()) + 0.7152 * linear(color.greenF()) + 0.0722 * linear(color.blueF());
}

} // namespace

QColor token(Token token, const QPalette& palette)
{
    for (const Table* table : {&kLight, &kDark})
        if (isOf(*table, palette)) return QColor(of(*table, token));
    return mixedFrom(palette, token);
}

bool isThemePalette(const QPalette& palette)
{
    return isOf(kLight, palette) || isOf(kDark, palette);
}

QPalette themePalette(Brightness brightness)
{
    const Table& table = tableOf(brightness);
    const auto color = [&](Token token) { return QColor(of(table, token)); };
    QPalette palette;
    const std::pair<QPalette::ColorRole, Token> roles[] = {{QPalette::Window, Token::Window},
        {QPalette::WindowText, Token::Text}, {QPalette::Base, Token::Surface}, {QPalette::AlternateBase, Token::Raised},
        {QPalette::Text, Token::Text}, {QPalette::PlaceholderText, Token::Text2},
        {QPalette::ToolTipBase, Token::Raised}, {QPalette::ToolTipText, Token::Text}, {QPalette::Button, Token::Window},
        {QPalette::ButtonText, Token::Text}, {QPalette::BrightText, Token::Bad}, {QPalette::Highlight, Token::Accent},
        {QPalette::HighlightedText, Token::OnAccent}, {QPalette::Link, Token::Accent},
        {QPalette::LinkVisited, Token::Accent}, {QPalette::Light, Token::Raised}, {QPalette::Midlight, Token::Grid},
        {QPalette::Mid, Token::Line}, {QPalette::Dark, Token::Edge}, {QPalette::Shadow, Token::Edge}};
    for (const auto& [role, what] : roles)
        palette.setColor(role, color(what));
    for (const auto role : {QPalette::Text, QPalette::WindowText, QPalette::ButtonText, QPalette::HighlightedText})
        palette.setColor(QPalette::Disabled, role, color(Token::Off));
    palette.setColor(QPalette::Disabled, QPalette::Highlight, color(Token::Line));
    return palette;
}

double contrast(const QColor& a, const QColor& b)
{
    const double first = luminance(a), second = luminance(b);
    return (std::max(first, second) + 0.05) / (std::min(first, second) + 0.05);
}

} // namespace bitladder::widgets
