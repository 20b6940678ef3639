#include "app/window/preferences/preferences.h"

#include "app/window/preferences/language.h"
#include "core/base/threads.h"

#include <QApplication>
#include <QSettings>
#include <algorithm>

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
constexpr const char* kThemes[] = {"system", "light", "dark"};

struct Shade {
    QPalette::ColorRole role;
    QRgb color;
};

QPalette paletteOf(std::initializer_list<Shade> shades, QRgb disabled)
{
    QPalette palette;
    for (const Shade& shade : shades)
        palette.setColor(shade.role, QColor(shade.color));
    for (const auto role : {QPalette::Text, QPalette::WindowText, QPalette::ButtonText})
        palette.setColor(QPalette::Disabled, role, QColor(disabled));
    return palette;
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
    for (int i = 0; i < 3; ++i)
        if (theme == QLatin1String(kThemes[i])) p.theme = static_cast<Theme>(i);
    p.threads = std::clamp(settings.value(QLatin1String(kThreads)).toInt(), 0, Threads::available());
    p.memoryMb = std::clamp(settings.value(QLatin1String(kMemory), p.memoryMb).toInt(), Preferences::kLeastMemoryMb,
        Preferences::kMostMemoryMb);
    p.modelGib = std::clamp(settings.value(QLatin1String(kModelMemory)).toInt(), 0, Preferences::kMostModelGib);
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
    settings.setValue(QLatin1String(kThreads), p.threads);
    settings.setValue(QLatin1String(kMemory), p.memoryMb);
    settings.setValue(QLatin1String(kModelMemory), p.modelGib);
    settings.setValue(QLatin1String(kExactOrder), p.exactOrder);
    settings.setValue(QLatin1String(kLanguage), p.language);
    settings.setValue(
        QLatin1String(kLevel), p.level ? QString::fromUtf8(kernels::levelName(*p.level).data()) : QString());
}

QPalette lightPalette()
{
    return paletteOf(
        {{QPalette::Window, 0xffefefef}, {QPalette::WindowText, 0xff000000}, {QPalette::Base, 0xffffffff},
            {QPalette::AlternateBase, 0xfff7f7f7}, {QPalette::Text, 0xff000000},
            {QPalette::PlaceholderText, 0xff777777}, {QPalette::Button, 0xffefefef}, {QPalette::ButtonText, 0xff000000},
            {QPalette::ToolTipBase, 0xffffffdc}, {QPalette::ToolTipText, 0xff000000}, {QPalette::Highlight, 0xff308cc6},
            {QPalette::HighlightedText, 0xffffffff}, {QPalette::Link, 0xff1a5fb4}, {QPalette::Light, 0xffffffff},
            {QPalette::Midlight, 0xffcacaca}, {QPalette::Mid, 0xffb8b8b8}, {QPalette::Dark, 0xff9f9f9f},
            {QPalette::Shadow, 0xff767676}},
        0xff9a9a9a);
}

QPalette darkPalette()
{
    return paletteOf(
        {{QPalette::Window, 0xff2b2b2e}, {QPalette::WindowText, 0xffe6e6e6}, {QPalette::Base, 0xff1f1f22},
            {QPalette::AlternateBase, 0xff27272a}, {QPalette::Text, 0xffe6e6e6},
            {QPalette::PlaceholderText, 0xff9a9a9a}, {QPalette::Button, 0xff353539}, {QPalette::ButtonText, 0xffe6e6e6},
            {QPalette::ToolTipBase, 0xff353539}, {QPalette::ToolTipText, 0xffe6e6e6}, {QPalette::Highlight, 0xff2f7fc1},
            {QPalette::HighlightedText, 0xffffffff}, {QPalette::Link, 0xff6ab0f3}, {QPalette::Light, 0xff505055},
            {QPalette::Midlight, 0xff46464a}, {QPalette::Mid, 0xff505055}, {QPalette::Dark, 0xff1a1a1c},
            {QPalette::Shadow, 0xff000000}},
        0xff808080);
}

void applyTheme(Theme theme)
{
    switch (theme) {
    case Theme::System:
        QApplication::setPalette(QPalette());
        break;
    case Theme::Light:
        QApplication::setPalette(lightPalette());
        break;
    case Theme::Dark:
        QApplication::setPalette(darkPalette());
        break;
    }
}

} // namespace bitladder::app
