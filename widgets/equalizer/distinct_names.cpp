#include "widgets/equalizer/distinct_names.h"

#include <QHash>
#include <QMap>
#include <QSet>

#include <algorithm>
#include <utility>

namespace bitladder::widgets
{

namespace
{

constexpr QChar kDots(0x2026);

class Shortener
{
public:
    Shortener(double room, const std::function<double(QChar)>& advance)
        : m_room(room)
        , m_advance(advance)
    {
    }

    double widthOf(QStringView text)
    {
        double width = 0;
        for (const QChar c : text)
            width += of(c);
        return width;
    }

    // So many characters of the beginning, as many of the end as there is room for.
    QString cut(const QString& name, qsizetype head)
    {
        const double left = m_room - of(kDots) - widthOf(QStringView(name).left(head));
        return name.left(head) + kDots + name.right(fitting(QStringView(name).mid(head), left));
    }

    // From that character on as many as there is room for between two signs for what was left out.
    QString window(const QString& name, qsizetype from)
    {
        double left = m_room - 2 * of(kDots);
        qsizetype end = from;
        while (end < name.size() && left >= of(name[end]))
            left -= of(name[end++]);
        return kDots + name.mid(from, end - from) + (end < name.size() ? QString(kDots) : QString());
    }

    qsizetype charactersOf(const QString& name) { return fitting(name, m_room - of(kDots)); }

private:
    double of(QChar c)
    {
        const auto found = m_widths.constFind(c);
        return found != m_widths.constEnd() ? *found : *m_widths.insert(c, m_advance(c));
    }
    // Characters at the end that fit.
    qsizetype fitting(QStringView text, double room)
    {
        qsizetype count = 0;
        while (count < text.size() && room >= of(text[text.size() - 1 - count]))
            room -= of(text[text.size() - 1 - count++]);
        return count;
    }

    double m_room;
    const std::function<double(QChar)>& m_advance;
    QHash<QChar, double> m_widths;
};

// Characters that all of them begin with.
qsizetype sharedBeginning(const QStringList& names)
{
    qsizetype shared = names.first().size();
    for (const QString& name : names) {
        shared = std::min(shared, name.size());
        const auto differs = std::mismatch(name.begin(), name.begin() + shared, names.first().begin());
        shared = differs.first - name.begin();
    }
    return shared;
}

} // namespace

QStringList distinctlyElided(const QStringList& names, double room, const std::function<double(QChar)>& advance)
{
    Shortener shortener(room, advance);
    QStringList shown = names;
    QMap<QString, QList<qsizetype>> alike; // names that would look so
    for (qsizetype i = 0; i < names.size(); ++i) {
        if (shortener.widthOf(names[i]) > room)
            shown[i] = shortener.cut(names[i], shortener.charactersOf(names[i]) / 3);
        alike[shown[i]] << i;
    }
    for (const QList<qsizetype>& group : std::as_const(alike)) {
        if (group.size() < 2 || shown[group.first()] == names[group.first()]) continue;
        const QString own = shown[group.first()];
        QStringList full;
        qsizetype most = 0;
        for (const qsizetype i : group) {
            full << names[i];
            most = std::max(most, shortener.charactersOf(names[i]));
        }
        QStringList best;
        qsizetype bestCount = 1;
        const auto consider = [&](const QStringList& texts) {
            const QSet<QString> different(texts.begin(), texts.end());
            const auto count = std::ranges::count_if(
                different, [&](const QString& text) { return text == own || !alike.contains(text); });
            if (count <= bestCount) return;
            best = texts;
            bestCount = count;
        };
        // Cuts near the usual place come first.
        const qsizetype usual = most / 3;
        for (qsizetype step = 1; step <= most && bestCount < group.size(); ++step)
            for (const qsizetype head : {usual + step, usual - step}) {
                if (head < 0 || head > most) continue;
                QStringList texts;
                for (const QString& name : full)
                    texts << shortener.cut(name, head);
                consider(texts);
            }
        if (bestCount < group.size()) {
            const qsizetype from = std::max<qsizetype>(0, sharedBeginning(full) - 1);
            QStringList texts;
            for (const QString& name : full)
                texts << shortener.window(name, from);
            consider(texts);
        }
        for (qsizetype k = 0; k < best.size(); ++k)
            shown[group[k]] = best[k];
    }
    // Groups may have come to look like each other: the later name gives way, to whatever part of it nobody else shows.
    QMap<QString, int> uses;
    for (const QString& text : std::as_const(shown))
        ++uses[text];
    for (qsizetype i = 0; i < names.size(); ++i) {
        if (shown[i] == names[i] || uses[shown[i]] < 2) continue;
        QStringList others;
        for (qsizetype head = 0; head <= shortener.charactersOf(names[i]); ++head)
            others << shortener.cut(names[i], head);
        for (qsizetype from = 1; from < names[i].size(); ++from)
            others << shortener.window(names[i], from);
        const auto free = std::ranges::find_if(others, [&](const QString& text) { return !uses.contains(text); });
        if (free == others.end()) continue;
        --uses[shown[i]];
        shown[i] = *free;
        ++uses[shown[i]];
    }
    return shown;
}

} // namespace bitladder::widgets
