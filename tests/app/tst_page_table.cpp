// The table of pages, and everybody who reads it: tabs, lessons, sessions, and the page about lessons.
#include "app/window/lessons/lesson.h"
#include "app/window/pages/page.h"
#include "app/window/pages/page_tabs.h"
#include "app/window/session/session.h"
#include "tests/app/app_test.h"

#include <QFile>
#include <QSet>
#include <QTemporaryDir>
#include <QTest>

using namespace bitladder;
using namespace bitladder::app;

class TestPageTable : public QObject
{
    Q_OBJECT

private slots:
    // Ids stand in files of other people: whoever changes one must read the old one, too.
    void idsAreStable()
    {
        for (const char* id : {"distribution", "error", "speed", "graph", "features", "output", "kernels", "number",
                 "measures", "methods", "ways", "export", "budget", "ladder", "sensitivity", "blame", "advice"})
            QVERIFY2(pageIds().contains(QLatin1String(id)), id);
        QSet<QString> titles;
        for (const PageEntry& entry : pageTable())
            titles << titleOf(entry);
        QCOMPARE(titles.size(), pageIds().size());
        const QStringList ids = pageIds();
        QCOMPARE(QSet<QString>(ids.begin(), ids.end()).size(), ids.size());
    }

    void findsById()
    {
        for (const PageEntry& entry : pageTable())
            QVERIFY(findPage(QString::fromLatin1(entry.id)) == &entry);
        QVERIFY(!findPage({}));
        QVERIFY(!findPage(QStringLiteral("Distribution")));
    }

    void tabsAreTheTable()
    {
        app::test::Desk desk;
        PageTabs tabs({&desk.document, &desk.results, &desk.jobs});
        QCOMPARE(tabs.count(), static_cast<int>(pageTable().size()));
        int i = 0;
        for (const PageEntry& entry : pageTable()) {
            QCOMPARE(tabs.tabText(i++), titleOf(entry));
            tabs.showPage(QString::fromLatin1(entry.id));
            QCOMPARE(tabs.currentId(), QString::fromLatin1(entry.id));
        }
        tabs.showPage(QStringLiteral("graph"));
        tabs.showPage(QStringLiteral("no such page"));
        QCOMPARE(tabs.currentId(), QStringLiteral("graph"));
    }

    void lessonsTakeTheIds()
    {
        const QStringList words = QStringList(pageIds()) << QStringLiteral("nowhere");
        const QTemporaryDir folder;
        for (const QString& id : words) {
            const QByteArray text = R"({"bitladderLesson": 1, "title": "t", "sample": "digits",
                "steps": [{"title": "s", "text": "x", "show": {"page": "%1"}}]})";
            const QString path = folder.filePath(QStringLiteral("lesson.json"));
            QFile file(path);
            QVERIFY(file.open(QIODevice::WriteOnly));
            file.write(QString::fromUtf8(text).arg(id).toUtf8());
            file.close();
            const auto lesson = readLesson(path);
            QCOMPARE(lesson.has_value(), findPage(id) != nullptr);
        }
        QFile readme(QStringLiteral(BITLADDER_SAMPLES "/../resources/lessons/README.md"));
        QVERIFY(readme.open(QIODevice::ReadOnly));
        const QString text = QString::fromUtf8(readme.readAll());
        for (const QString& id : pageIds())
            QVERIFY2(text.contains(QStringLiteral("`%1`").arg(id)), qPrintable(id));
    }

    // The first sessions named the C++ class of the page.
    void oldSessionsAreRead_data()
    {
        QTest::addColumn<QString>("saved");
        QTest::addColumn<QString>("id");
        for (const QString& id : pageIds()) {
            const QString name = id.left(1).toUpper() + id.mid(1);
            QTest::newRow(qPrintable(id)) << id << id;
            QTest::newRow(qPrintable(name)) << QStringLiteral("bitladder::app::%1Page").arg(name) << id;
        }
        QTest::newRow("unknown") << QStringLiteral("elsewhere") << QStringLiteral("elsewhere");
        QTest::newRow("nothing") << QString() << QString();
    }
    void oldSessionsAreRead()
    {
        QFETCH(QString, saved);
        QFETCH(QString, id);
        QCOMPARE(pageIdOfSession(saved), id);
        const QByteArray text = R"({"bitladderSession": 1, "model": "", "pictures": [], "page": "%1", "geometry": "",
            "layout": "", "inputs": [], "selection": []})";
        const auto session = sessionFromJson(QString::fromUtf8(text).arg(saved).toUtf8(), QStringLiteral("old.json"));
        QVERIFY2(session, session ? "" : session.error().message.c_str());
        QCOMPARE(session->page, id);
        // Written anew it has the id.
        const auto again = sessionFromJson(sessionToJson(*session), QStringLiteral("new.json"));
        QVERIFY(again && again->page == id);
    }
};

QTEST_MAIN(TestPageTable)
#include "tst_page_table.moc"
