#include "app/window/shell/recent_files.h"

#include <QDir>
#include <QFileInfo>
#include <QSettings>

namespace bitladder::app
{

RecentFiles::RecentFiles(const QString& title, const QString& key, QWidget* parent)
    : QMenu(title, parent)
    , m_key(key)
{
    setToolTipsVisible(true);
    connect(this, &QMenu::aboutToShow, this, &RecentFiles::fill);
    fill();
}

QStringList RecentFiles::files() const
{
    return QSettings().value(m_key).toStringList();
}

void RecentFiles::setFiles(const QStringList& files)
{
    QSettings().setValue(m_key, files);
    fill();
}

void RecentFiles::add(const QString& path)
{
    const QString full = QFileInfo(path).absoluteFilePath();
    QStringList list = files();
    list.removeAll(full);
    list.prepend(full);
    setFiles(list.mid(0, kMost));
}

void RecentFiles::remove(const QString& path)
{
    QStringList list = files();
    if (list.removeAll(QFileInfo(path).absoluteFilePath()) > 0) setFiles(list);
}

void RecentFiles::fill()
{
    clear();
    const QStringList list = files();
    menuAction()->setEnabled(!list.isEmpty());
    int number = 0;
    for (const QString& path : list) {
        const QFileInfo info(path);
        // The folder tells files of one name apart.
        const QString text = tr("&%1 %2 (%3)").arg(++number).arg(info.fileName(), info.absoluteDir().dirName());
        QAction* action = addAction(text, this, [this, path] { emit chosen(path); });
        action->setToolTip(QDir::toNativeSeparators(path));
    }
    if (list.isEmpty()) return;
    addSeparator();
    addAction(tr("&Clear list"), this, [this] { setFiles({}); })->setToolTip(tr("The files themselves stay"));
}

} // namespace bitladder::app
