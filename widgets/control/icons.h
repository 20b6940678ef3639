// The program's icons: drawings in one ink that takes the colour of the palette, so that they fit light and dark,
// enabled and disabled, and are sharp at every size.
#pragma once
#include <QIcon>
#include <QString>

namespace bitladder::widgets
{

// By the name of its drawing in resources/icons ("open", "undo", …). An unknown name gives a null icon.
QIcon tintedIcon(const QString& name);
// The program's own, in its own colours.
QIcon programIcon();

} // namespace bitladder::widgets
