// How small the window can be: every perspective fits a screen of 1280×800 with its title bar and a thin panel, in both
// languages, with a lesson open where there is room for one.
#include "app/window/perspectives/perspectives.h"
#include "app/window/preferences/language.h"
#include "tests/app/walk.h"
#include "widgets/theme/flat_style.h"

using namespace bitladder;
using namespace bitladder::app;

namespace
{

constexpr QSize kRoom(1280, 760); // of a screen of 1280×800

QString leastOf(QMainWindow& window)
{
    QStringList parts;
    for (const QDockWidget* dock : window.findChildren<QDockWidget*>())
        if (dock->isVisible())
            parts << QStringLiteral("%1 %2×%3")
                         .arg(dock->objectName())
                         .arg(dock->minimumSizeHint().width())
                         .arg(dock->minimumSizeHint().height());
    const QSize page = window.centralWidget()->minimumSizeHint(), all = window.minimumSizeHint();
    parts << QStringLiteral("page %1×%2").arg(page.width()).arg(page.height());
    parts << QStringLiteral("window %1×%2").arg(all.width()).arg(all.height());
    return parts.join(QStringLiteral(", "));
}

} // namespace

class TestWindowRoom : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        app::test::useOwnSettings("tst_window_room");
        QApplication::setStyle(new widgets::FlatStyle);
    }
    void init() { QSettings().clear(); }
    void cleanup() { useLanguage(QStringLiteral("en")); }

    void everyPerspectiveFits_data()
    {
        QTest::addColumn<QString>("language");
        for (const QString& code : languages())
            QTest::newRow(qPrintable(code)) << code;
    }
    void everyPerspectiveFits()
    {
        QFETCH(QString, language);
        useLanguage(language);
        auto window = app::test::windowOn("digits");
        QVERIFY(window);
        for (const Perspective& perspective : perspectiveTable()) {
            window->showPerspective(QString::fromLatin1(perspective.id));
            for (const QString& page : pageIds()) {
                window->showPage(page);
                widgets::test::settle(*window);
                window->resize(kRoom);
                widgets::test::settle(*window);
                QVERIFY2(window->width() <= kRoom.width() && window->height() <= kRoom.height(),
                    qPrintable(QStringLiteral("%1, %2: %3×%4; %5")
                                   .arg(QString::fromLatin1(perspective.id), page)
                                   .arg(window->width())
                                   .arg(window->height())
                                   .arg(leastOf(*window))));
            }
        }
    }
};

QTEST_MAIN(TestWindowRoom)
#include "tst_window_room.moc"
