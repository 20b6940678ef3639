#include "app/window/preferences/language.h"

#include <QApplication>
#include <QLibraryInfo>
#include <QList>
#include <QLocale>
#include <QPointer>
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

struct Used {
    QString code = QString::fromLatin1(kEnglish);
    QList<QPointer<QTranslator>> translators;
};
Used& used()
{
    static Used now;
    return now;
}

void install(const QLocale& locale, const QString& file, const QString& folder)
{
    auto* translator = new QTranslator(QApplication::instance());
    if (!translator->load(locale, file, QStringLiteral("_"), folder)) {
        delete translator;
        return;
    }
    QApplication::installTranslator(translator);
    used().translators << translator;
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
    // They are children of the application, which deletes those that are left at its end.
    for (const auto& translator : used().translators)
        delete translator.data();
    used().translators.clear();
    // English lies below, for its plural forms.
    const QString ours = QStringLiteral(":/i18n"), name = QStringLiteral("bitladder");
    install(QLocale(QString::fromLatin1(kEnglish)), name, ours);
    const QLocale locale = code.isEmpty() ? QLocale::system() : QLocale(code);
    const bool chinese = locale.language() == QLocale::Chinese && locale.script() != QLocale::TraditionalHanScript;
    used().code = QString::fromLatin1(chinese ? kChinese : kEnglish);
    if (!chinese) return;
    const QLocale mainland(QString::fromLatin1(kChinese)); // whose files Singapore reads too
    install(mainland, QStringLiteral("qtbase"), QLibraryInfo::path(QLibraryInfo::TranslationsPath));
    install(mainland, name, ours);
}

QString usedLanguage()
{
    return used().code;
}

} // namespace bitladder::app
