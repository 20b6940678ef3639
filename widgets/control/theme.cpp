#include "widgets/control/theme.h"

#include "widgets/theme/family_look.h"
#include "widgets/theme/tokens.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>
#include <array>
#include <cmath>

namespace bitladder::widgets
{

// The context of this file's texts; as short as the tools for translations find it written.
struct ThemeTexts {
    Q_DECLARE_TR_FUNCTIONS(ThemeTexts)
};

namespace
{

struct Pair {
    QRgb light;
    QRgb dark;
};

// The names are those of Okabe and Ito.
constexpr Pair kBlue {0xff0072b2, 0xff2a8fd0};
constexpr Pair kOrange {0xffe69f00, 0xffe69f00};
constexpr Pair kGreen {0xff009e73, 0xff17b38a};
constexpr Pair kPurple {0xffcc79a7, 0xffd58ab5};
constexpr Pair kSky {0xff56b4e9, 0xff8fd0f5};
constexpr Pair kYellow {0xfff0e442, 0xfff0e442};
constexpr Pair kVermillion {0xffd55e00, 0xfff07a28};

QColor pick(const Pair& pair, const QPalette& palette)
{
    return QColor::fromRgba(brightnessOf(palette) == Brightness::Dark ? pair.dark : pair.light);
}

// Cividis (Nuñez, Anderton, Renslow 2018) at ten even places.
constexpr std::array<QRgb, 10> kCividis {0xff00204d, 0xff00336f, 0xff39486b, 0xff575c6d, 0xff707173, 0xff8a8779,
    0xffa69d75, 0xffc4b56c, 0xffe4cf5b, 0xffffea46};

// Viridis (Smith, van der Walt 2015) at ten even places.
constexpr std::array<QRgb, 10> kViridis {0xff440154, 0xff482878, 0xff3e4989, 0xff31688e, 0xff26828e, 0xff1f9e89,
    0xff35b779, 0xff6ece58, 0xffb5de2b, 0xfffde725};

} // namespace

Brightness brightnessOf(const QPalette& palette)
{
    return palette.color(QPalette::Base).lightnessF() < 0.5 ? Brightness::Dark : Brightness::Light;
}

QColor familyColor(Family family, const QPalette& palette)
{
    return familyEdge(family, palette);
}

QString familyName(Family family)
{
    switch (family) {
    case Family::Float:
        return ThemeTexts::tr("float");
    case Family::Int:
        return ThemeTexts::tr("integer");
    case Family::Ternary:
        return ThemeTexts::tr("ternary");
    case Family::Binary:
        return ThemeTexts::tr("binary");
    case Family::PowerOfTwo:
        return ThemeTexts::tr("power of two");
    case Family::CodeBook:
        return ThemeTexts::tr("code book");
    case Family::Block:
        return ThemeTexts::tr("block");
    }
    return {};
}

QColor roleColor(Role role, const QPalette& palette)
{
    switch (role) {
    case Role::FloatReference:
        return token(Token::FloatReference, palette);
    case Role::Quantized: {
        constexpr double kUsual = 6; // bits: where the ramp is at its fullest
        return familyShade(Family::Int, kUsual, palette);
    }
    case Role::Error:
    case Role::Clip:
    case Role::Bad:
        return token(Token::Bad, palette);
    case Role::Good:
        return token(Token::Good, palette);
    case Role::Grid:
        return mixed(palette.color(QPalette::Base), palette.color(QPalette::Text), 0.28);
    }
    return palette.color(QPalette::Text);
}

QColor scaleColor(double position, const QPalette& palette)
{
    // On a dark ground the darkest tenth would vanish.
    const double start = brightnessOf(palette) == Brightness::Dark ? 0.12 : 0.0;
    const double place = (start + (1.0 - start) * std::clamp(position, 0.0, 1.0)) * (kCividis.size() - 1);
    const auto index = std::min(static_cast<std::size_t>(place), kCividis.size() - 2);
    return mixed(
        QColor::fromRgba(kCividis[index]), QColor::fromRgba(kCividis[index + 1]), place - static_cast<double>(index));
}

QColor mapColor(double position)
{
    const double place = std::clamp(position, 0.0, 1.0) * (kViridis.size() - 1);
    const auto index = std::min(static_cast<std::size_t>(place), kViridis.size() - 2);
    return mixed(
        QColor::fromRgba(kViridis[index]), QColor::fromRgba(kViridis[index + 1]), place - static_cast<double>(index));
}

QColor classColor(int index)
{
    constexpr std::array kFirst {kOrange, kSky, kGreen, kPurple, kVermillion, kBlue, kYellow};
    if (index <= 0) return {0x80, 0x80, 0x80};
    const auto place = static_cast<std::size_t>(index - 1);
    if (place < kFirst.size()) return QColor::fromRgba(kFirst[place].light);
    // Further ones go round the circle of hues by the golden angle.
    return QColor::fromHsv(static_cast<int>(std::fmod(137.508 * index, 360.0)), 170, index % 2 == 0 ? 230 : 170);
}

QColor differenceColor(double position, const QPalette& palette)
{
    const QColor end = pick(position < 0 ? kBlue : kOrange, palette);
    return mixed(palette.color(QPalette::Base), end, std::min(1.0, std::fabs(position)));
}

QColor sqnrColor(double sqnrDb, const QPalette& palette)
{
    if (std::isnan(sqnrDb)) return mixed(palette.color(QPalette::Base), palette.color(QPalette::Text), 0.18);
    return scaleColor((sqnrDb - kSqnrScaleLow) / (kSqnrScaleHigh - kSqnrScaleLow), palette);
}

QColor mixed(const QColor& a, const QColor& b, double amount)
{
    const auto part = [amount](float from, float to) {
        return static_cast<float>(std::clamp(from + (to - from) * amount, 0.0, 1.0));
    };
    return QColor::fromRgbF(part(a.redF(), b.redF()), part(a.greenF(), b.greenF()), part(a.blueF(), b.blueF()),
        part(a.alphaF(), b.alphaF()));
}

QColor textColorOn(const QColor& background)
{
    return contrast(background, Qt::black) > contrast(background, Qt::white) ? QColor(Qt::black) : QColor(Qt::white);
}

QString withMinus(QString number)
{
    return number.replace(QLatin1Char('-'), QChar(u'−'));
}

QString formatNumber(double value)
{
    if (std::isnan(value)) return QStringLiteral("–");
    if (std::isinf(value)) return value > 0 ? QStringLiteral("∞") : QStringLiteral("−∞");
    const QLocale locale;
    if (value == 0.0) return locale.toString(0);
    // Rounding first, so that 999.7 becomes 1000 and not 1.00e+03.
    const int exponent = static_cast<int>(std::floor(std::log10(std::abs(value))));
    const double factor = std::pow(10.0, 2 - exponent);
    const double rounded = exponent < 2 ? std::round(value * factor) / factor : std::round(value);
    const double size = std::abs(rounded);
    if (size < 1e-3 || size >= 1e6) {
        static const QString kSuperscripts = QStringLiteral("⁰¹²³⁴⁵⁶⁷⁸⁹");
        const int power = static_cast<int>(std::floor(std::log10(size) + 1e-9));
        QString raised = power < 0 ? QStringLiteral("⁻") : QString();
        for (const QChar digit : QString::number(std::abs(power)))
            raised += kSuperscripts[digit.digitValue()];
        QString mantissa = formatNumber(value / std::pow(10.0, power));
        return mantissa + QStringLiteral("·10") + raised;
    }
    const int decimals = std::max(0, 2 - static_cast<int>(std::floor(std::log10(size) + 1e-12)));
    QString text = locale.toString(rounded, 'f', decimals);
    if (decimals > 0) {
        const QString point = locale.decimalPoint();
        const QString zero = locale.zeroDigit();
        while (text.endsWith(zero))
            text.chop(zero.size());
        if (text.endsWith(point)) text.chop(point.size());
    }
    return withMinus(text);
}

QString formatWithUnit(double value, Unit unit)
{
    switch (unit) {
    case Unit::Milliseconds:
        return ThemeTexts::tr("%1 ms").arg(formatNumber(value));
    case Unit::Microseconds:
        return ThemeTexts::tr("%1 µs").arg(formatNumber(value));
    case Unit::Megabytes:
        return ThemeTexts::tr("%1 MB").arg(formatNumber(value));
    case Unit::Decibels:
        return ThemeTexts::tr("%1 dB").arg(formatNumber(value));
    case Unit::Times:
        return ThemeTexts::tr("%1×").arg(formatNumber(value));
    case Unit::Percent:
        return ThemeTexts::tr("%1 %").arg(formatNumber(100.0 * value));
    }
    return formatNumber(value);
}

QString formatTime(double milliseconds)
{
    const double size = std::abs(milliseconds);
    if (size >= 1000) return ThemeTexts::tr("%1 s").arg(formatNumber(milliseconds / 1000));
    if (size >= 1 || size == 0 || std::isnan(size)) return formatWithUnit(milliseconds, Unit::Milliseconds);
    if (size >= 1e-3) return formatWithUnit(milliseconds * 1e3, Unit::Microseconds);
    return ThemeTexts::tr("%1 ns").arg(formatNumber(milliseconds * 1e6));
}

QString formatBytes(double bytes)
{
    const double size = std::abs(bytes);
    if (size >= 1e9) return ThemeTexts::tr("%1 GB").arg(formatNumber(bytes / 1e9));
    if (size >= 1e6) return formatWithUnit(bytes / 1e6, Unit::Megabytes);
    if (size >= 1e3) return ThemeTexts::tr("%1 kB").arg(formatNumber(bytes / 1e3));
    return ThemeTexts::tr("%1 B").arg(formatNumber(bytes));
}

QString formatPoints(double difference)
{
    const QString number = formatNumber(100 * difference);
    return ThemeTexts::tr("%1 points").arg(difference > 0 ? QLatin1Char('+') + number : number);
}

QString formatBits(int bits)
{
    return bits == 1 ? ThemeTexts::tr("1 bit") : ThemeTexts::tr("%1 bits").arg(QLocale().toString(bits));
}

QString bitsSuffix(int bits)
{
    return bits == 1 ? ThemeTexts::tr(" bit") : ThemeTexts::tr(" bits");
}

QFont tabularFont(const QFont& font)
{
    // Qt 6.4 cannot ask for the "tnum" feature; the fonts that desktops ship have figures of equal width by default,
    // and switching kerning off keeps them so.
    QFont result = font;
    result.setKerning(false);
    return result;
}

} // namespace bitladder::widgets
