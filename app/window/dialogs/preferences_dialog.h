// The dialog of the preferences.
#pragma once
#include "app/window/preferences/preferences.h"

#include <QDialog>

class QCheckBox;
class QComboBox;
class QSpinBox;

namespace bitladder::app
{

class PreferencesDialog : public QDialog
{
    Q_OBJECT

public:
    explicit PreferencesDialog(const Preferences& preferences, QWidget* parent = nullptr);
    Preferences preferences() const;

private:
    QComboBox *m_theme, *m_language, *m_level;
    QSpinBox *m_threads, *m_memory, *m_modelMemory;
    QCheckBox* m_exactOrder;
};

} // namespace bitladder::app
