#include "app/window/dialogs/preferences_dialog.h"
#include "app/window/document/level_text.h"

#include "app/window/preferences/language.h"
#include "core/base/threads.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QSpinBox>

namespace bitladder::app
{

namespace
{

QString nameOf(kernels::Level level)
{
    return levelText(level);
}

} // namespace

PreferencesDialog::PreferencesDialog(const Preferences& preferences, QWidget* parent)
    : QDialog(parent)
    , m_theme(new QComboBox(this))
    , m_language(new QComboBox(this))
    , m_level(new QComboBox(this))
    , m_threads(new QSpinBox(this))
    , m_memory(new QSpinBox(this))
    , m_modelMemory(new QSpinBox(this))
    , m_exactOrder(new QCheckBox(tr("&Exact order of float32 sums"), this))
{
    setWindowTitle(tr("Preferences"));
    m_theme->setObjectName(QStringLiteral("theme"));
    m_theme->addItems({tr("as the system"), tr("light"), tr("dark"), tr("the desktop's own")});
    m_theme->setCurrentIndex(static_cast<int>(preferences.theme));
    m_language->setObjectName(QStringLiteral("language"));
    m_language->addItem(tr("as the system"), QString());
    for (const QString& code : languages())
        m_language->addItem(languageName(code), code);
    m_language->setCurrentIndex(std::max(0, m_language->findData(preferences.language)));
    m_language->setToolTip(tr("Counts from the next start on"));
    m_threads->setObjectName(QStringLiteral("threads"));
    m_threads->setRange(0, Threads::available());
    m_threads->setSpecialValueText(tr("all %1").arg(Threads::available()));
    m_threads->setValue(preferences.threads);
    m_memory->setObjectName(QStringLiteral("memory"));
    m_memory->setRange(Preferences::kLeastMemoryMb, Preferences::kMostMemoryMb);
    m_memory->setSingleStep(256);
    m_memory->setSuffix(tr(" MiB"));
    m_memory->setValue(preferences.memoryMb);
    m_memory->setToolTip(
        tr("Packed weights of earlier settings and float copies of the selected layer take at most so much; "
           "what runs now needs its own"));
    m_modelMemory->setObjectName(QStringLiteral("modelMemory"));
    m_modelMemory->setRange(0, Preferences::kMostModelGib);
    m_modelMemory->setSpecialValueText(tr("by the size of its file"));
    m_modelMemory->setSuffix(tr(" GiB"));
    m_modelMemory->setValue(preferences.modelGib);
    m_modelMemory->setToolTip(
        tr("A small file can ask for any amount. By itself a model may take 1 GiB and 64 times the size of its file; "
           "so much is allowed to each"));
    m_level->setObjectName(QStringLiteral("level"));
    m_level->addItem(tr("the best, %1").arg(nameOf(kernels::bestLevel())), -1);
    for (const auto level : kernels::supportedLevels())
        m_level->addItem(nameOf(level), static_cast<int>(level));
    m_level->setCurrentIndex(
        std::max(0, preferences.level ? m_level->findData(static_cast<int>(*preferences.level)) : 0));

    m_exactOrder->setObjectName(QStringLiteral("exactOrder"));
    m_exactOrder->setChecked(preferences.exactOrder);
    m_exactOrder->setToolTip(
        tr("Convolutions in float32 are plain sums in a fixed order instead of Winograd's algorithm, which rounds "
           "differently and is up to three times as fast"));

    auto* form = new QFormLayout(this);
    form->addRow(tr("&Colours"), m_theme);
    form->addRow(tr("&Language"), m_language);
    form->addRow(tr("&Threads"), m_threads);
    form->addRow(tr("&Instruction set"), m_level);
    form->addRow(tr("&Memory for quick edits"), m_memory);
    form->addRow(tr("Memory for a m&odel"), m_modelMemory);
    form->addRow(m_exactOrder);
    auto* note = new QLabel(tr("Another language counts from the next start on. Figures are measured anew with other "
                               "threads or instructions."),
        this);
    note->setWordWrap(true);
    form->addRow(note);
    if (qEnvironmentVariableIsSet("BITLADDER_ISA")) {
        m_level->setEnabled(false);
        m_level->setToolTip(tr("BITLADDER_ISA in the environment decides"));
    }
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel, this);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    form->addRow(buttons);
}

Preferences PreferencesDialog::preferences() const
{
    const int level = m_level->currentData().toInt();
    return {static_cast<Theme>(m_theme->currentIndex()), m_threads->value(),
        level < 0 ? std::nullopt : std::optional(static_cast<kernels::Level>(level)), m_memory->value(),
        m_exactOrder->isChecked(), m_language->currentData().toString(), m_modelMemory->value()};
}

} // namespace bitladder::app
