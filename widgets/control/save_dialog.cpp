#include "widgets/control/save_dialog.h"

#include <QCoreApplication>
#include <QFileDialog>
#include <QFileInfo>
#include <QMenu>
#include <QRegularExpression>

namespace bitladder::widgets
{

namespace
{

struct SaveDialog {
    Q_DECLARE_TR_FUNCTIONS(SaveDialog)
};

} // namespace

QString suffixOf(const QString& filter)
{
    static const QRegularExpression kPattern(QStringLiteral("\\*\\.(\\w+)"));
    return kPattern.match(filter).captured(1);
}

QString askWhereToSave(QWidget* parent, const QString& title, const QString& suggestedName, const QString& filters)
{
    static QString lastFolder;
    QFileDialog dialog(parent, title, lastFolder, filters);
    dialog.setAcceptMode(QFileDialog::AcceptSave);
    dialog.setFileMode(QFileDialog::AnyFile);
    // Not afterwards: the dialog asks whether a file may be replaced, and must know which.
    const auto take = [&dialog](const QString& filter) { dialog.setDefaultSuffix(suffixOf(filter)); };
    QObject::connect(&dialog, &QFileDialog::filterSelected, &dialog, take);
    take(dialog.selectedNameFilter());
    if (!suggestedName.isEmpty()) dialog.selectFile(suggestedName);
    if (dialog.exec() != QDialog::Accepted) return {};
    const QString path = dialog.selectedFiles().value(0);
    lastFolder = QFileInfo(path).absolutePath();
    return path;
}

void addSaveActions(QMenu* menu, QWidget* parent, const Saving& saving)
{
    const auto add = [&](const QString& text, const QString& title, const QString& filters, const auto& save) {
        menu->addAction(text, parent, [parent, title, filters, save, failed = saving.failed] {
            const QString path = askWhereToSave(parent, title, {}, filters);
            if (path.isEmpty()) return;
            if (const auto result = save(path); result != SaveResult::Saved) failed(saveFailure(result, path));
        });
    };
    add(SaveDialog::tr("Save &picture…"), SaveDialog::tr("Save picture"),
        SaveDialog::tr("PNG (*.png);;SVG (*.svg);;PDF (*.pdf)"), saving.picture);
    add(SaveDialog::tr("Save &data…"), SaveDialog::tr("Save data"), SaveDialog::tr("Comma separated values (*.csv)"),
        saving.data);
}

} // namespace bitladder::widgets
