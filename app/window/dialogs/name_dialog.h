// Asks for a name.
#pragma once
#include <QString>

class QWidget;

namespace bitladder::app
{

// Without blanks around it; empty: none was given. As wide as the title needs.
QString askForName(QWidget* parent, const QString& title, const QString& label, const QString& present = {});

} // namespace bitladder::app
