// A menu of the files that were opened last, the newest first. The list is stored in the preferences.
#pragma once
#include <QMenu>
#include <QStringList>

namespace bitladder::app
{

class RecentFiles : public QMenu
{
    Q_OBJECT

public:
    static constexpr int kMost = 8;

    // `key`: the entry of the preferences that stores the list.
    RecentFiles(const QString& title, const QString& key, QWidget* parent = nullptr);

    QStringList files() const;
    void add(const QString& path);
    void remove(const QString& path);

signals:
    void chosen(const QString& path);

private:
    void setFiles(const QStringList& files);
    void fill();

    QString m_key;
};

} // namespace bitladder::app
