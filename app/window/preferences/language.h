// The language of the window: English, or what a file of resources/translations says.
#pragma once
#include <QString>
#include <QStringList>

namespace bitladder::app
{

// Their codes, English first.
QStringList languages();
// In its own words: "简体中文".
QString languageName(const QString& code);

// Installs the texts of a language, and Qt's own of it where they are on this machine; an empty code is the language of the system.
// Takes the
// place of what an earlier call installed. Windows that are open keep their texts.
void useLanguage(const QString& code);
// The code of the language that is used; English before the first call and for languages that there is no file of.
QString usedLanguage();

} // namespace bitladder::app
