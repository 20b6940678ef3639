#include "widgets/control/command_palette.h"

#include "widgets/theme/tokens.h"

#include <QAbstractListModel>
#include <QKeyEvent>
#include <QLineEdit>
#include <QListView>
#include <QPainter>
#include <QStyledItemDelegate>
#include <QVBoxLayout>

#include <algorithm>
#include <vector>

namespace bitladder::widgets
{

namespace
{

constexpr int kWidth = 560, kFromTop = 96, kRows = 9, kFieldHeight = 36, kRowHeight = 28, kPad = 8;
constexpr int kLettersRole = Qt::UserRole, kKindRole = Qt::UserRole + 1, kShortcutRole = Qt::UserRole + 2;

bool startsWord(const QString& text, qsizetype at)
{
    return at == 0 || !text[at - 1].isLetterOrNumber() || (text[at].isUpper() && text[at - 1].isLower());
}

// The fewer the better: letters together, early, in a short title.
int costOf(const QList<int>& letters, const QString& title)
{
    if (letters.isEmpty()) return 0;
    int cost = letters.front() + static_cast<int>(title.size()) / 8;
    for (qsizetype i = 1; i < letters.size(); ++i)
        cost += 4 * (letters[i] - letters[i - 1] - 1);
    return startsWord(title, letters.front()) ? cost : cost + 8;
}

} // namespace

std::optional<QList<int>> matchedLetters(const QString& query, const QString& text)
{
    QList<int> letters;
    if (query.isEmpty()) return letters;
    if (const qsizetype at = text.indexOf(query, 0, Qt::CaseInsensitive); at >= 0) {
        for (qsizetype i = 0; i < query.size(); ++i)
            letters.append(static_cast<int>(at + i));
        return letters;
    }
    qsizetype from = 0;
    for (const QChar letter : query) {
        if (letter.isSpace()) continue;
        qsizetype found = text.indexOf(letter, from, Qt::CaseInsensitive);
        if (found < 0) return std::nullopt;
        for (qsizetype at = found; at >= 0; at = text.indexOf(letter, at + 1, Qt::CaseInsensitive)) {
            if (!startsWord(text, at)) continue;
            // Only where the rest is still to be found.
            found = at;
            break;
        }
        letters.append(static_cast<int>(found));
        from = found + 1;
    }
    return letters;
}

class CommandModel : public QAbstractListModel
{
public:
    using QAbstractListModel::QAbstractListModel;

    void setCommands(QList<Command> commands)
    {
        m_commands = std::move(commands);
        filter({});
    }

    void filter(const QString& query)
    {
        beginResetModel();
        m_shown.clear();
        for (int i = 0; i < m_commands.size(); ++i) {
            const Command& command = m_commands[i];
            if (auto letters = matchedLetters(query, command.title))
                m_shown.push_back(
                    {i, costOf(*letters, command.title) + (command.reason.isEmpty() ? 0 : 100), std::move(*letters)});
            else if (matchedLetters(query, command.kind + QLatin1Char(' ') + command.title))
                m_shown.push_back({i, 60, {}});
        }
        std::ranges::stable_sort(m_shown, {}, &Shown::cost);
        endResetModel();
    }

    const Command& at(int row) const { return m_commands[m_shown[static_cast<std::size_t>(row)].command]; }
    int rowCount(const QModelIndex& parent = {}) const override
    {
        return parent.isValid() ? 0 : static_cast<int>(m_shown.size());
    }
    Qt::ItemFlags flags(const QModelIndex& index) const override
    {
        return index.isValid() ? Qt::ItemIsEnabled | Qt::ItemIsSelectable : Qt::NoItemFlags;
    }
    QVariant data(const QModelIndex& index, int role) const override
    {
        if (!index.isValid()) return {};
        const Command& command = at(index.row());
        switch (role) {
        case Qt::DisplayRole:
            return command.title;
        case Qt::DecorationRole:
            return command.icon;
        case Qt::ToolTipRole:
            return command.reason;
        case Qt::AccessibleDescriptionRole:
            return command.kind;
        case kLettersRole:
            return QVariant::fromValue(m_shown[static_cast<std::size_t>(index.row())].letters);
        case kKindRole:
            return command.reason.isEmpty() ? command.kind : command.reason;
        case kShortcutRole:
            return command.shortcut;
        case Qt::ForegroundRole:
            return command.reason.isEmpty();
        default:
            return {};
        }
    }

private:
    struct Shown {
        int command, cost;
        QList<int> letters;
    };
    QList<Command> m_commands;
    std::vector<Shown> m_shown;
};

namespace
{

class CommandDelegate : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex&) const override
    {
        return {kWidth, std::max(kRowHeight, option.fontMetrics.height() + 8)};
    }

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override
    {
        const QPalette& palette = option.palette;
        painter->save();
        if (option.state.testFlag(QStyle::State_Selected)) painter->fillRect(option.rect, token(Token::Tint, palette));
        constexpr int kIcon = 16;
        QRect place = option.rect.adjusted(kPad, 0, -kPad, 0);
        const auto icon = index.data(Qt::DecorationRole).value<QIcon>();
        icon.paint(painter, QRect(place.left(), place.center().y() - kIcon / 2, kIcon, kIcon));
        place.setLeft(place.left() + kIcon + kPad);
        const bool can = index.data(Qt::ForegroundRole).toBool();
        const QString shortcut = index.data(kShortcutRole).toString();
        const int shortcutWidth = option.fontMetrics.horizontalAdvance(shortcut);
        painter->setFont(option.font);
        painter->setPen(token(Token::Text2, palette));
        painter->drawText(place, Qt::AlignRight | Qt::AlignVCenter, shortcut);
        if (!shortcut.isEmpty()) place.setRight(place.right() - shortcutWidth - 2 * kPad);
        const QString kind = index.data(kKindRole).toString();
        const int kindWidth = std::min(place.width() / 2, option.fontMetrics.horizontalAdvance(kind));
        painter->drawText(
            place, Qt::AlignRight | Qt::AlignVCenter, option.fontMetrics.elidedText(kind, Qt::ElideRight, kindWidth));
        place.setRight(place.right() - kindWidth - 2 * kPad);
        painter->setPen(token(can ? Token::Text : Token::Off, palette));
        paintTitle(*painter, place, option.font, index.data().toString(), index.data(kLettersRole).value<QList<int>>());
        painter->restore();
    }

private:
    // Letter by letter, so that those that were typed are bold.
    static void paintTitle(
        QPainter& painter, const QRect& place, const QFont& font, const QString& title, const QList<int>& letters)
    {
        QFont bold = font;
        bold.setBold(true);
        const QString shown = QFontMetrics(bold).elidedText(title, Qt::ElideMiddle, place.width());
        int x = place.left();
        for (qsizetype from = 0; from < shown.size();) {
            const bool matched = letters.contains(static_cast<int>(from));
            qsizetype to = from + 1;
            while (to < shown.size() && letters.contains(static_cast<int>(to)) == matched)
                ++to;
            const QString run = shown.mid(from, to - from);
            const QFont& used = matched ? bold : font;
            painter.setFont(used);
            painter.drawText(QRect(x, place.top(), place.right() - x + kPad, place.height()),
                Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine, run);
            x += QFontMetrics(used).horizontalAdvance(run);
            from = to;
        }
    }
};

} // namespace

CommandPalette::CommandPalette(QWidget* parent)
    : QFrame(parent, Qt::Popup)
    , m_field(new QLineEdit(this))
    , m_list(new QListView(this))
    , m_model(new CommandModel(this))
{
    setAccessibleName(tr("Find anything"));
    m_field->setPlaceholderText(tr("What do you want to do?"));
    m_field->setAccessibleName(m_field->placeholderText());
    m_field->setMinimumHeight(kFieldHeight);
    m_field->installEventFilter(this);
    m_list->setModel(m_model);
    m_list->setItemDelegate(new CommandDelegate(m_list));
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setUniformItemSizes(true);
    m_list->setFocusPolicy(Qt::NoFocus);
    m_list->setAccessibleName(tr("What fits"));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(kPad, kPad, kPad, kPad);
    layout->setSpacing(kPad);
    layout->addWidget(m_field);
    layout->addWidget(m_list);
    connect(m_field, &QLineEdit::textChanged, this, &CommandPalette::filter);
    connect(m_list, &QListView::clicked, this, &CommandPalette::runCurrent);
}

void CommandPalette::setCommands(QList<Command> commands)
{
    m_model->setCommands(std::move(commands));
}

void CommandPalette::open()
{
    const QWidget* window = parentWidget() ? parentWidget()->window() : nullptr;
    const int row = std::max(kRowHeight, m_list->fontMetrics().height() + 8);
    m_list->setFixedHeight(kRows * row);
    const int wide = window ? std::min(kWidth, window->width() - 2 * kPad) : kWidth;
    setFixedWidth(wide);
    adjustSize();
    if (window)
        move(window->mapToGlobal(QPoint((window->width() - wide) / 2, std::min(kFromTop, window->height() / 8))));
    m_field->clear();
    filter();
    show();
    m_field->setFocus(Qt::PopupFocusReason);
}

QStringList CommandPalette::listed() const
{
    QStringList titles;
    for (int row = 0; row < m_model->rowCount(); ++row)
        titles << m_model->at(row).title;
    return titles;
}

void CommandPalette::filter()
{
    m_model->filter(m_field->text().trimmed());
    if (m_model->rowCount() > 0) m_list->setCurrentIndex(m_model->index(0));
}

void CommandPalette::runCurrent()
{
    const QModelIndex current = m_list->currentIndex();
    if (!current.isValid()) return;
    const Command command = m_model->at(current.row());
    if (!command.reason.isEmpty()) return;
    hide();
    if (command.run) command.run();
}

bool CommandPalette::eventFilter(QObject* watched, QEvent* event)
{
    if (watched != m_field || event->type() != QEvent::KeyPress) return QFrame::eventFilter(watched, event);
    const int key = static_cast<const QKeyEvent&>(*event).key();
    const int steps = key == Qt::Key_Down ? 1
        : key == Qt::Key_Up               ? -1
        : key == Qt::Key_PageDown         ? kRows
        : key == Qt::Key_PageUp           ? -kRows
                                          : 0;
    if (steps != 0 && m_model->rowCount() > 0) {
        const int row = std::clamp(m_list->currentIndex().row() + steps, 0, m_model->rowCount() - 1);
        m_list->setCurrentIndex(m_model->index(row));
        return true;
    }
    if (key == Qt::Key_Return || key == Qt::Key_Enter) {
        runCurrent();
        return true;
    }
    if (key == Qt::Key_Escape) {
        hide();
        return true;
    }
    return QFrame::eventFilter(watched, event);
}

void CommandPalette::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.fillRect(rect(), token(Token::Raised, palette()));
    painter.setPen(QPen(token(Token::Edge, palette()), 1));
    painter.drawRect(rect().adjusted(0, 0, -1, -1));
}

} // namespace bitladder::widgets
