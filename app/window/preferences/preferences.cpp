#include "app/window/preferences/preferences.h"

#include "app/window/preferences/language.h"
#include "core/base/threads.h"
#include "widgets/control/theme.h"
#include "widgets/theme/tokens.h"

#include <QApplication>
#include <QFont>
#include <QPalette>
#include <QSettings>
#include <algorithm>
#include <cmath>

namespace bitladder::app
{

namespace
{

const char* const kTheme = "preferences/theme";
const char* const kThreads = "preferences/threads";
const char* const kLevel = "preferences/level";
const char* const kExactOrder = "preferences/exactOrder";
const char* const kLanguage = "preferences/language";
const char* const kModelMemory = "preferences/modelGib";
const char* const kMemory = "preferences/memoryMb";
constexpr const char* kThemes[] = {"system", "light", "dark", "desktop"};

const char* const kTextSize = "preferences/textSize";

// As the platform gave it, before anything was changed.
const QPalette& desktopPalette()
{
    static const QPalette palette = QApplication::palette();
    return palette;
}

const QFont& desktopFont()
{
    static const QFont font = QApplication::font();
    return font;
}

struct TextScale {
    int used = 100, least = 0; // percent

    void apply() const
    {
        constexpr int kWhole = 100;
        QFont font = desktopFont();
        const int percent = std::max(used, least);
        if (font.pointSizeF() > 0)
            font.setPointSizeF(font.pointSizeF() * percent / kWhole);
        else
            font.setPixelSize(font.pixelSize() * percent / kWhole);
        if (font != QApplication::font()) QApplication::setFont(font);
    }
};

TextScale& textScale()
{
    static TextScale scale;
    return scale;
}

QString energyKey(const analysis::EnergyRow& row)
{
    return QStringLiteral("energy/%1").arg(QLatin1String(row.id.data(), static_cast<qsizetype>(row.id.size())));
}

// A scheme that is made for contrast has no greys: windows and fields are both black or both white.
bool isHighContrast(const QPalette& palette)
{
    const QRgb window = palette.color(QPalette::Window).rgb(), base = palette.color(QPalette::Base).rgb();
    return window == base && (window == 0xff000000 || window == 0xffffffff);
}

} // namespace

kernels::Level Preferences::levelNow() const
{
    if (!level || !kernels::levelSupported(*level) || qEnvironmentVariableIsSet("BITLADDER_ISA"))
        return kernels::chooseLevel("").level;
    return *level;
}

Preferences loadPreferences()
{
    const QSettings settings;
    Preferences p;
    const QString theme = settings.value(QLatin1String(kTheme)).toString();
    for (size_t i = 0; i < std::size(kThemes); ++i)
        if (theme == QLatin1String(kThemes[i])) p.theme = static_cast<Theme>(i);
    p.threads = std::clamp(settings.value(QLatin1String(kThreads)).toInt(), 0, Threads::available());
    p.memoryMb = std::clamp(settings.value(QLatin1String(kMemory), p.memoryMb).toInt(), Preferences::kLeastMemoryMb,
        Preferences::kMostMemoryMb);
    p.modelGib = std::clamp(settings.value(QLatin1String(kModelMemory)).toInt(), 0, Preferences::kMostModelGib);
    p.textSize = std::clamp(settings.value(QLatin1String(kTextSize), p.textSize).toInt(), Preferences::kLeastTextSize,
        Preferences::kMostTextSize);
    p.exactOrder = settings.value(QLatin1String(kExactOrder)).toBool();
    const QString language = settings.value(QLatin1String(kLanguage)).toString();
    if (languages().contains(language)) p.language = language;
    p.level = kernels::levelFromName(settings.value(QLatin1String(kLevel)).toString().toStdString());
    return p;
}

void savePreferences(const Preferences& p)
{
    QSettings settings;
    settings.setValue(QLatin1String(kTheme), QString::fromLatin1(kThemes[static_cast<int>(p.theme)]));
    settings.setValue(QLatin1String(kTextSize), p.textSize);
    settings.setValue(QLatin1String(kThreads), p.threads);
    settings.setValue(QLatin1String(kMemory), p.memoryMb);
    settings.setValue(QLatin1String(kModelMemory), p.modelGib);
    settings.setValue(QLatin1String(kExactOrder), p.exactOrder);
    settings.setValue(QLatin1String(kLanguage), p.language);
    settings.setValue(
        QLatin1String(kLevel), p.level ? QString::fromUtf8(kernels::levelName(*p.level).data()) : QString());
}

analysis::EnergyTable loadEnergies()
{
    const QSettings settings;
    analysis::EnergyTable table;
    for (const auto& row : analysis::energyRows()) {
        bool number = false;
        const double value = settings.value(energyKey(row)).toDouble(&number);
        if (number && value >= 0 && std::isfinite(value)) table.*row.picojoules = value;
    }
    return table;
}

// Only what differs from the printed figures.
void saveEnergies(const analysis::EnergyTable& table)
{
    QSettings settings;
    for (const auto& row : analysis::energyRows()) {
        if (table.*row.picojoules == analysis::EnergyTable {}.*row.picojoules)
            settings.remove(energyKey(row));
        else
            settings.setValue(energyKey(row), table.*row.picojoules);
    }
}

void applyTheme(Theme theme)
{
    const QPalette& desktop = desktopPalette();
    if (theme == Theme::System && isHighContrast(desktop)) theme = Theme::Desktop;
    auto brightness = widgets::brightnessOf(desktop);
    if (theme == Theme::Light) brightness = widgets::Brightness::Light;
    if (theme == Theme::Dark) brightness = widgets::Brightness::Dark;
    QApplication::setPalette(theme == Theme::Desktop ? desktop : widgets::themePalette(brightness));
}

void useTextSize(int percent)
{
    textScale().used = percent;
    textScale().apply();
}

void enlargeText(int least)
{
    textScale().least = least;
    textScale().apply();
}

} // namespace bitladder::app
