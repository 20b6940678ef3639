// What a screen reader is told: on every page, in every perspective, whatever the keyboard can reach has a name in the
// language of the window and a role, and what is checked, chosen or counted can be asked for.
#include "app/window/preferences/language.h"
#include "tests/app/walk.h"
#include "widgets/equalizer/equalizer.h"
#include "widgets/theme/flat_style.h"

#include <QAccessible>
#include <QAccessibleWidget>

using namespace bitladder;
using namespace bitladder::app;
using bitladder::test::kPatience;

namespace
{

// What keeps a reader from saying where the keyboard is.
QStringList faultsOf(QWidget& window)
{
    QStringList faults;
    for (QWidget* widget : window.findChildren<QWidget*>()) {
        if (!widget->isVisibleTo(&window) || !(widget->focusPolicy() & Qt::TabFocus) || widget->focusProxy()) continue;
        QAccessibleInterface* interface = QAccessible::queryAccessibleInterface(widget);
        if (!interface) {
            faults << QStringLiteral("nothing is known of %1").arg(app::test::placeOf(*widget));
            continue;
        }
        const QString name = interface->text(QAccessible::Name).trimmed();
        if (name.isEmpty()) faults << QStringLiteral("no name: %1").arg(app::test::placeOf(*widget));
        if (interface->role() == QAccessible::Client)
            faults << QStringLiteral("a mere filler: %1 \"%2\"").arg(app::test::placeOf(*widget), name);
        // Qt calls a drop-down list by what is chosen, not by what is chosen here.
        if (interface->role() == QAccessible::ComboBox && interface->relations(QAccessible::Label).isEmpty()
            && widget->accessibleDescription().isEmpty())
            faults << QStringLiteral("what is chosen: %1 \"%2\"").arg(app::test::placeOf(*widget), name);
        const bool value = interface->role() == QAccessible::Slider || interface->role() == QAccessible::SpinBox;
        if (value && !interface->valueInterface())
            faults << QStringLiteral("no value: %1").arg(app::test::placeOf(*widget));
    }
    return faults;
}

} // namespace

class TestScreenReader : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        app::test::useOwnSettings("tst_screen_reader");
        QApplication::setStyle(new widgets::FlatStyle);
    }
    void init() { QSettings().clear(); }
    void cleanup() { useLanguage(QStringLiteral("en")); }

    // The walk itself sees what it is made for.
    void theWalkSeesFaults()
    {
        QWidget window;
        auto* named = new QPushButton(QStringLiteral("Open"), &window);
        auto* nameless = new QLineEdit(&window);
        nameless->setObjectName(QStringLiteral("field"));
        named->move(0, 40);
        QVERIFY(widgets::test::showAs(window, {300, 200}));
        const QStringList faults = faultsOf(window);
        QCOMPARE(faults.size(), 1);
        QVERIFY(faults[0].contains(QStringLiteral("field")));
    }

    // A fader is a slider for whoever does not see it.
    void fadersAreSliders()
    {
        auto window = app::test::windowOn("digits");
        QVERIFY(window);
        auto* document = window->document();
        document->setSelection({1});
        auto* interface = QAccessible::queryAccessibleInterface(window->findChild<widgets::Equalizer*>());
        QVERIFY(interface);
        QCOMPARE(interface->role(), QAccessible::Slider);
        auto* number = interface->valueInterface();
        QVERIFY(number);
        QCOMPARE(number->maximumValue().toInt(), 64);
        number->setCurrentValue(5);
        QCOMPARE(static_cast<int>(document->spec(1, Part::Weights).format.bits), 5);
        QCOMPARE(number->currentValue().toInt(), 5);
        QVERIFY(interface->text(QAccessible::Description).contains(QStringLiteral("5")));
    }

    void everythingHasAName_data()
    {
        QTest::addColumn<QString>("language");
        for (const QString& code : languages())
            QTest::newRow(qPrintable(code)) << code;
    }

    void everythingHasAName()
    {
        QFETCH(QString, language);
        useLanguage(language);
        auto window = app::test::windowOn("digits");
        QVERIFY(window);
        QSet<QString> faults; // the frame is the same on every page: said once
        for (const QString& page : pageIds()) {
            window->showPage(page);
            static_cast<void>(QTest::qWaitFor([&] { return !window->jobs()->busy(); }, kPatience / 20));
            widgets::test::settle(*window);
            for (const QString& fault : faultsOf(*window)) {
                if (!faults.contains(fault)) qWarning("%s: %s", qPrintable(page), qPrintable(fault));
                faults << fault;
            }
        }
        QVERIFY2(faults.isEmpty(), "see the warnings above");
    }
};

QTEST_MAIN(TestScreenReader)
#include "tst_screen_reader.moc"
