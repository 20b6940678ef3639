// The Preset menu: what comes with the program, what a person has saved, and rules.
#pragma once
#include "app/window/shell/window_context.h"

#include <QMenu>

namespace bitladder::app
{

struct OwnPreset;

class PresetMenu : public QMenu
{
    Q_OBJECT

public:
    explicit PresetMenu(const WindowContext& context, QWidget* parent = nullptr);

private:
    void fill();
    void addOwnPresets();
    void apply(const OwnPreset& preset);
    void save();
    void applyRule();

    WindowContext m_context;
    QAction* m_ends; // presets keep the ends at 8 bits
};

} // namespace bitladder::app
