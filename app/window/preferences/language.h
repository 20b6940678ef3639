// The language of the window: English, or a translation of resources/translations.
#pragma once
#include <QString>
#include <QStringList>

namespace bitladder::app
{

// The codes of all languages, English first.
QStringList languages();
// The language's own name: "简体中文".
QString languageName(const QString& code);

// Installs the texts of a language, and Qt's own of it where they are on this machine; an empty code is the language of
// the system. Takes the place of what an earlier call installed. Windows that are open keep their texts.
void useLanguage(const QString& code);
// The code of the language in use: English before the first call, and for languages without a translation.
QString usedLanguage();

} // namespace bitladder::app
