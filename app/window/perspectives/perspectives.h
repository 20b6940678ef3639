// Layouts of the window for what a person is about to do: Explore, Tune, Teach. Each remembers how its panes were
// arranged, and can be put back to how it began.
#pragma once
#include <QByteArray>
#include <QHash>
#include <QObject>
#include <QString>
#include <QStringList>
#include <span>

class QDockWidget;
class QMainWindow;

namespace bitladder::widgets
{
class Headline;
}

namespace bitladder::app
{

class LessonDock;
class PageTabs;

// What a perspective arranges; all of it outlives the perspectives.
struct Panes {
    QMainWindow* window = nullptr;
    QDockWidget *equalizer = nullptr, *layers = nullptr, *inspector = nullptr, *picture = nullptr;
    LessonDock* lesson = nullptr;
    PageTabs* pages = nullptr;
    widgets::Headline* headline = nullptr;
};

struct Perspective {
    const char* id;
    const char* title; // to be translated in the context "Perspectives"
    const char* tip;
    void (*arrange)(const Panes&); // as it begins, for the window's present size
    bool large; // texts are larger, and the headline is compact
};

std::span<const Perspective> perspectiveTable();
QString titleOf(const Perspective& perspective);
QString tipOf(const Perspective& perspective);

class Perspectives : public QObject
{
    Q_OBJECT

public:
    Perspectives(const Panes& panes, int layoutVersion, QObject* parent);

    QString current() const;
    // Unknown ids change nothing.
    void show(const QString& id);
    // The present one as it began.
    void restoreDefault();
    // What a person arranged is kept in the settings.
    void save();
    // Title bars to move the panes by.
    enum class TitleBars : unsigned char { Hidden, Shown };
    void setTitleBars(TitleBars bars);

signals:
    void shown(const QString& id);

private:
    void use(const Perspective& perspective);

    Panes m_panes;
    int m_layoutVersion;
    const Perspective* m_current;
    QHash<QString, QByteArray> m_layouts;
};

} // namespace bitladder::app
