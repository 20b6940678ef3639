// The palette finds by a few letters, runs what is chosen, and says why something cannot be done.
#include "widgets/control/command_palette.h"

#include "tests/widgets/widget_test.h"

#include <QLineEdit>

using namespace bitladder::widgets;

class TestCommandPalette : public QObject
{
    Q_OBJECT

private slots:
    void init() { test::failOnWarnings(); }

    void letters()
    {
        const auto find = [](const char* query, const char* text) {
            return matchedLetters(QString::fromLatin1(query), QString::fromLatin1(text));
        };
        QCOMPARE(find("", "Open model"), QList<int> {});
        QCOMPARE(find("MOD", "Open model"), (QList<int> {5, 6, 7}));
        QCOMPARE(find("om", "Open model"), (QList<int> {0, 5}));
        QVERIFY(!find("xy", "Open model"));
        QVERIFY(find("so", "Save recipe as…") == std::nullopt);
    }

    void theBestComesFirstAndRuns()
    {
        int run = 0;
        QWidget window;
        QVERIFY(test::showAs(window, QSize(800, 600)));
        CommandPalette palette(&window);
        palette.setCommands({{QStringLiteral("Sample speech"), QStringLiteral("file"), {}, {}, {}, [&] { run = 1; }},
            {QStringLiteral("Speed"), QStringLiteral("page"), {}, {}, {}, [&] { run = 2; }},
            {QStringLiteral("Stop"), QStringLiteral("run"), {}, QStringLiteral("nothing runs"), {}, [&] { run = 3; }}});
        palette.open();
        QCOMPARE(palette.listed().size(), 3);
        auto* field = palette.findChild<QLineEdit*>();
        QTest::keyClicks(field, QStringLiteral("spe"));
        QCOMPARE(palette.listed(), (QStringList {QStringLiteral("Speed"), QStringLiteral("Sample speech")}));
        QTest::keyClick(field, Qt::Key_Return);
        QCOMPARE(run, 2);
        QVERIFY(!palette.isVisible());
        palette.open();
        QVERIFY(field->text().isEmpty());
        QTest::keyClicks(field, QStringLiteral("stop"));
        QTest::keyClick(field, Qt::Key_Return);
        QCOMPARE(run, 2); // it cannot be done, and stays in view
        QVERIFY(palette.isVisible());
        QTest::keyClick(field, Qt::Key_Escape);
        QVERIFY(!palette.isVisible());
    }

    // A kind finds all of its kind.
    void kindsAreFound()
    {
        CommandPalette palette;
        palette.setCommands({{QStringLiteral("conv1"), QStringLiteral("layer 1"), {}, {}, {}, {}},
            {QStringLiteral("Error"), QStringLiteral("page"), {}, {}, {}, {}}});
        palette.open();
        QTest::keyClicks(palette.findChild<QLineEdit*>(), QStringLiteral("page"));
        QCOMPARE(palette.listed(), QStringList {QStringLiteral("Error")});
    }
};

QTEST_MAIN(TestCommandPalette)
#include "tst_command_palette.moc"
