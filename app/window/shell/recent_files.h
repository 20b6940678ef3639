// The files that were opened last, as a menu: the newest first, kept in the preferences.
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

    // `key` is where the list stands in the preferences.
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
