#include "app/window/language.h"

#include <QApplication>
#include <QLibraryInfo>
#include <QLocale>
#include <QTranslator>

// Resources of a static library have to be asked for, outside of any namespace.
static void useTranslations()
{
    Q_INIT_RESOURCE(bitladder_app_translations);
}

namespace bitladder::app
{

namespace
{

const char* const kEnglish = "en";
const char* const kChinese = "zh_CN";

void install(const QLocale& locale, const QString& file, const QString& folder)
{
    auto* translator = new QTranslator(QApplication::instance());
    if (translator->load(locale, file, QStringLiteral("_"), folder))
        QApplication::installTranslator(translator);
    else
        delete translator;
}

} // namespace

QStringList languages()
{
    return {QString::fromLatin1(kEnglish), QString::fromLatin1(kChinese)};
}

QString languageName(const QString& code)
{
    return code == QLatin1String(kChinese) ? QStringLiteral("简体中文") : QStringLiteral("English");
}

void useLanguage(const QString& code)
{
    useTranslations();
    // English lies below, for its plural forms.
    const QString ours = QStringLiteral(":/i18n"), name = QStringLiteral("bitladder");
    install(QLocale(QString::fromLatin1(kEnglish)), name, ours);
    const QLocale locale = code.isEmpty() ? QLocale::system() : QLocale(code);
    if (locale.language() == QLocale::English) return;
    install(locale, QStringLiteral("qtbase"), QLibraryInfo::path(QLibraryInfo::TranslationsPath));
    install(locale, name, ours);
}

} // namespace bitladder::app
