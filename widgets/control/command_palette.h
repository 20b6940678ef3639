// Everything that can be done, by a few letters: a field and below it what fits best. Enter does it, Esc closes. What
// cannot be done now is there too, with its reason.
#pragma once

#include <QFrame>
#include <QIcon>
#include <QList>
#include <QString>
#include <functional>
#include <optional>

class QLineEdit;
class QListView;

namespace bitladder::widgets
{

struct Command {
    QString title;
    QString kind; // "page", "layer", "preset"
    QString shortcut; // as it is shown
    QString reason; // why it cannot be done now; empty: it can
    QIcon icon;
    std::function<void()> run;
};

// Where the letters of the query stand in the text, in order and ignoring case: together where they stand together,
// else one by one, at beginnings of words where that is possible. None: they are not all there.
std::optional<QList<int>> matchedLetters(const QString& query, const QString& text);

class CommandModel;

class CommandPalette : public QFrame
{
    Q_OBJECT

public:
    explicit CommandPalette(QWidget* parent = nullptr);

    void setCommands(QList<Command> commands);
    // Above the parent's window, with an empty field.
    void open();
    // Titles as they are listed now, the best first.
    QStringList listed() const;

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    void filter();
    void runCurrent();

    QLineEdit* m_field = nullptr;
    QListView* m_list = nullptr;
    CommandModel* m_model = nullptr;
};

} // namespace bitladder::widgets
