// The languages of the window: every text that the code has is translated, nothing that is filled in or pressed is
// lost, and the window really speaks the language.
#include "app/window/layers/layer_model.h"
#include "app/window/lessons/lesson.h"
#include "app/window/pages/page_table.h"
#include "app/window/preferences/language.h"
#include "app/window/shell/main_window.h"
#include "tests/app/app_test.h"
#include "tests/widgets/widget_test.h"
#include "widgets/control/theme.h"

#include <QDir>
#include <QFile>
#include <QMenuBar>
#include <QProcess>
#include <QRegularExpression>
#include <QTableView>
#include <QTemporaryDir>
#include <QXmlStreamReader>
#include <algorithm>

using namespace bitladder;

namespace
{

struct Message {
    QString context, source, state; // state: unfinished, vanished, obsolete or nothing
    QStringList texts; // one, or one for each plural form
};

const QString kFolder = QStringLiteral(BITLADDER_SOURCE "/resources/translations/");

QList<Message> messagesOf(const QString& path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) return {};
    QXmlStreamReader xml(&file);
    QList<Message> messages;
    QString context;
    while (!xml.atEnd()) {
        if (xml.readNext() == QXmlStreamReader::StartElement) {
            if (xml.name() == QLatin1String("name")) context = xml.readElementText();
            if (xml.name() == QLatin1String("message")) messages.append({context, {}, {}, {}});
            if (xml.name() == QLatin1String("source")) messages.last().source = xml.readElementText();
            if (xml.name() == QLatin1String("translation")) {
                messages.last().state = xml.attributes().value(QLatin1String("type")).toString();
                QString text;
                while (!(xml.readNext() == QXmlStreamReader::EndElement && xml.name() == QLatin1String("translation"))
                    && !xml.atEnd()) {
                    if (xml.isStartElement()) messages.last().texts << xml.readElementText();
                    if (xml.isCharacters()) text += xml.text();
                }
                if (messages.last().texts.isEmpty()) messages.last().texts << text;
            }
        }
    }
    return xml.hasError() ? QList<Message>() : messages;
}

QStringList placeholdersOf(const QString& text)
{
    static const QRegularExpression pattern(QStringLiteral("%L?(?:\\d|n)"));
    QStringList found;
    for (auto it = pattern.globalMatch(text); it.hasNext();)
        found << it.next().captured();
    found.sort();
    return found;
}

// Letters that Alt reaches.
int mnemonicsOf(const QString& text)
{
    static const QRegularExpression pattern(QStringLiteral("&[A-Za-z0-9%]"));
    QString plain = text;
    plain.remove(QStringLiteral("&nbsp;"));
    return static_cast<int>(plain.count(pattern));
}

} // namespace

class TestTranslations : public QObject
{
    Q_OBJECT

private slots:
    void everyTextOfTheCodeIsTranslated()
    {
        SKIP_WHERE_NO_CHILD_CAN_START();
        QTemporaryDir folder;
        const QString copy = folder.filePath(QStringLiteral("bitladder_zh_CN.ts"));
        QVERIFY(QFile::copy(kFolder + QStringLiteral("bitladder_zh_CN.ts"), copy));
        QProcess lupdate;
        lupdate.setWorkingDirectory(QStringLiteral(BITLADDER_SOURCE));
        lupdate.start(QStringLiteral(BITLADDER_LUPDATE),
            {QStringLiteral("-I"), QStringLiteral("."), QStringLiteral("app/window"), QStringLiteral("widgets"),
                QStringLiteral("core"), QStringLiteral("-locations"), QStringLiteral("none"), QStringLiteral("-ts"),
                copy});
        QVERIFY(lupdate.waitForFinished(60000));
        QCOMPARE(lupdate.exitCode(), 0);
        const auto messages = messagesOf(copy);
        QVERIFY(messages.size() > 500);
        for (const Message& m : messages) {
            const QString who = m.context + QStringLiteral(": ") + m.source;
            QVERIFY2(m.state.isEmpty(), qPrintable(m.state + QStringLiteral(" — ") + who));
            for (const QString& text : m.texts)
                QVERIFY2(!text.isEmpty(), qPrintable(who));
        }
    }

    void nothingIsLost_data()
    {
        QTest::addColumn<QString>("file");
        for (const QString& code : app::languages())
            QTest::newRow(qPrintable(code)) << kFolder + QStringLiteral("bitladder_%1.ts").arg(code);
    }

    // Placeholders, the letters that Alt reaches, tags, and blanks at the ends that keep what is joined apart.
    void nothingIsLost()
    {
        QFETCH(QString, file);
        const auto messages = messagesOf(file);
        QVERIFY(!messages.isEmpty());
        static const QRegularExpression tag(QStringLiteral("</?[a-z][^>]*>"));
        for (const Message& m : messages)
            for (const QString& text : m.texts) {
                const QByteArray who
                    = (m.context + QStringLiteral(": ") + m.source + QStringLiteral(" → ") + text).toUtf8();
                QVERIFY2(placeholdersOf(text) == placeholdersOf(m.source), who.constData());
                QVERIFY2(mnemonicsOf(text) == mnemonicsOf(m.source), who.constData());
                QVERIFY2(text.count(tag) == m.source.count(tag), who.constData());
                QVERIFY2(text.endsWith(QStringLiteral(" ")) == m.source.endsWith(QStringLiteral(" ")), who.constData());
                QVERIFY2(
                    text.contains(QStringLiteral(";;")) == m.source.contains(QStringLiteral(";;")), who.constData());
            }
    }

    // In no menu do two entries have the same letter.
    void theWindowSpeaksIt_data()
    {
        QTest::addColumn<QString>("code");
        QTest::addColumn<QString>("edit");
        QTest::newRow("English") << QStringLiteral("en") << QStringLiteral("&Edit");
        QTest::newRow("Chinese") << QStringLiteral("zh_CN") << QStringLiteral("编辑(&E)");
    }

    void theWindowSpeaksIt()
    {
        QFETCH(QString, code);
        QFETCH(QString, edit);
        app::useLanguage(code);
        app::MainWindow window(app::test::samples());
        QStringList titles;
        for (const QAction* action : window.menuBar()->actions())
            titles << action->text();
        QVERIFY2(titles.contains(edit), qPrintable(titles.join(QLatin1Char(' '))));
        const auto lettersDiffer = [](const QStringList& texts) {
            static const QRegularExpression pattern(QStringLiteral("&([A-Za-z])"));
            QStringList letters;
            for (const QString& text : texts)
                if (const auto match = pattern.match(text); match.hasMatch()) letters << match.captured(1).toUpper();
            const qsizetype count = letters.size();
            letters.removeDuplicates();
            return letters.size() == count;
        };
        QVERIFY2(lettersDiffer(titles), qPrintable(titles.join(QLatin1Char(' '))));
        for (const auto* menu : window.menuBar()->findChildren<QMenu*>()) {
            QStringList texts;
            for (const QAction* action : menu->actions())
                texts << action->text();
            QVERIFY2(lettersDiffer(texts), qPrintable(texts.join(QLatin1Char(' '))));
        }
        QCOMPARE(widgets::familyName(widgets::Family::Ternary), code == QLatin1String("en") ? "ternary" : "三值");
    }

    // Lessons too: as many steps as in English, each with other words.
    void lessonsAreTranslated()
    {
        QVERIFY(!app::shippedLessons().isEmpty());
        for (const QString& path : app::shippedLessons()) {
            app::useLanguage(QStringLiteral("en"));
            const auto english = app::readLesson(path);
            app::useLanguage(QStringLiteral("zh_CN"));
            const auto chinese = app::readLesson(path);
            QVERIFY2(english && chinese, qPrintable(path));
            QVERIFY(chinese->title != english->title);
            QCOMPARE(chinese->steps.size(), english->steps.size());
            for (size_t i = 0; i < english->steps.size(); ++i) {
                QVERIFY(chinese->steps[i].title != english->steps[i].title);
                QVERIFY(chinese->steps[i].text != english->steps[i].text);
                QCOMPARE(chinese->steps[i].scene.select, english->steps[i].scene.select);
            }
        }
        app::useLanguage(QStringLiteral("en"));
    }

    // Texts that stand in a table are translated where they are shown: in the context in which they are marked.
    void tablesAreTranslated()
    {
        const auto texts = [](const QString& code) {
            app::useLanguage(code);
            app::MainWindow window(app::test::samples());
            QStringList all;
            for (const auto& entry : app::pageTable())
                all << app::titleOf(entry);
            const auto* layers = window.findChild<QTableView*>()->model();
            for (const int column : {app::LayerModel::Name, app::LayerModel::Operator, app::LayerModel::Shape,
                     app::LayerModel::Parameters, app::LayerModel::Size, app::LayerModel::Time})
                for (const int role : {Qt::DisplayRole, Qt::ToolTipRole})
                    all << layers->headerData(column, Qt::Horizontal, role).toString();
            for (const auto* menu : window.menuBar()->findChildren<QMenu*>())
                for (const QAction* action : menu->actions())
                    if (action->text().contains(QStringLiteral("CSV"))
                        || action->text().contains(QStringLiteral("QDQ")))
                        all << action->text();
            return all;
        };
        const QStringList english = texts(QStringLiteral("en")), chinese = texts(QStringLiteral("zh_CN"));
        app::useLanguage(QStringLiteral("en"));
        QCOMPARE(english.size(), chinese.size());
        QVERIFY(english.size() > static_cast<qsizetype>(app::pageTable().size()) + 12);
        for (qsizetype i = 0; i < english.size(); ++i)
            QVERIFY2(english[i] != chinese[i], qPrintable(english[i]));
    }

    void languagesHaveNames()
    {
        QCOMPARE(app::languages().first(), QStringLiteral("en"));
        for (const QString& code : app::languages())
            QVERIFY(!app::languageName(code).isEmpty());
        const QDir folder(kFolder);
        QCOMPARE(folder.entryList({QStringLiteral("*.ts")}).size(), app::languages().size());
    }
};

QTEST_MAIN(TestTranslations)
#include "tst_translations.moc"
