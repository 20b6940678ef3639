// At every size of the text, in English and in Chinese, on every page and in every perspective: no text is cut. Walks
// all visible widgets and compares the room that they have with what their texts need.
#include "app/window/perspectives/perspectives.h"
#include "app/window/preferences/language.h"
#include "app/window/preferences/preferences.h"
#include "app/window/shell/shortcut_sheet.h"
#include "tests/app/window_test.h"
#include "widgets/headline/headline.h"

#include <QAbstractButton>
#include <QComboBox>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QSpinBox>
#include <QTabBar>
#include <QTableView>
#include <QToolBar>
#include <QToolButton>

using namespace bitladder;
using namespace bitladder::app;

namespace
{

constexpr int kSlack = 2; // pixels: rounding

QString described(const QWidget& widget, const QString& text)
{
    QStringList path;
    for (const QWidget* w = &widget; w; w = w->parentWidget())
        path.prepend(w->objectName().isEmpty() ? QString::fromLatin1(w->metaObject()->className()) : w->objectName());
    return QStringLiteral("%1: \"%2\" has %3×%4")
        .arg(path.join(QLatin1Char('/')), text)
        .arg(widget.width())
        .arg(widget.height());
}

QStringList cutLabel(const QLabel& label)
{
    if (label.text().isEmpty() || !label.pixmap(Qt::ReturnByValue).isNull()) return {};
    const bool fits = label.wordWrap() ? label.heightForWidth(label.width()) <= label.height() + kSlack
                                       : label.sizeHint().width() <= label.width() + kSlack;
    return fits ? QStringList() : QStringList {described(label, label.text())};
}

QStringList cutButton(const QAbstractButton& button)
{
    const auto* tool = qobject_cast<const QToolButton*>(&button);
    if (button.text().isEmpty()
        || (tool && tool->toolButtonStyle() == Qt::ToolButtonIconOnly && !button.icon().isNull()))
        return {};
    const int needed = button.fontMetrics().horizontalAdvance(button.text().remove(QLatin1Char('&')));
    const bool fits = needed <= button.width() + kSlack && button.fontMetrics().height() <= button.height() + kSlack;
    return fits ? QStringList() : QStringList {described(button, button.text())};
}

QStringList cutCombo(const QComboBox& combo)
{
    QStyleOptionComboBox option;
    option.initFrom(&combo);
    option.editable = combo.isEditable();
    const QRect room
        = combo.style()->subControlRect(QStyle::CC_ComboBox, &option, QStyle::SC_ComboBoxEditField, &combo);
    const QString text = combo.currentText();
    const bool fits = combo.fontMetrics().horizontalAdvance(text) <= room.width() + kSlack
        && combo.fontMetrics().height() <= combo.height();
    return fits ? QStringList() : QStringList {described(combo, text)};
}

QStringList cutTabs(const QTabBar& bar)
{
    QStringList cut;
    for (int i = 0; i < bar.count(); ++i) {
        QFont bold = bar.font();
        bold.setBold(i == bar.currentIndex());
        if (bar.isTabVisible(i)
            && QFontMetrics(bold).horizontalAdvance(bar.tabText(i)) > bar.tabRect(i).width() + kSlack)
            cut << described(bar, bar.tabText(i));
    }
    return cut;
}

QStringList cutHeader(const QHeaderView& header)
{
    QStringList cut;
    const QAbstractItemModel* model = header.model();
    for (int i = 0; model && header.orientation() == Qt::Horizontal && i < header.count(); ++i) {
        if (header.isSectionHidden(i)) continue;
        const QString text = model->headerData(i, Qt::Horizontal).toString();
        if (header.fontMetrics().horizontalAdvance(text) > header.sectionSize(i) + kSlack)
            cut << described(header, text);
    }
    return cut;
}

QStringList cutTexts(QWidget& root)
{
    QStringList cut;
    for (QWidget* widget : root.findChildren<QWidget*>()) {
        if (!widget->isVisible() || widget->visibleRegion().isEmpty()) continue;
        if (const auto* label = qobject_cast<QLabel*>(widget)) cut << cutLabel(*label);
        if (const auto* button = qobject_cast<QAbstractButton*>(widget)) cut << cutButton(*button);
        if (const auto* combo = qobject_cast<QComboBox*>(widget)) cut << cutCombo(*combo);
        if (const auto* tabs = qobject_cast<QTabBar*>(widget)) cut << cutTabs(*tabs);
        if (const auto* header = qobject_cast<QHeaderView*>(widget)) cut << cutHeader(*header);
    }
    cut.removeDuplicates();
    return cut;
}

} // namespace

class TestTextFits : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { app::test::useOwnSettings("tst_text_fits"); }
    void cleanup()
    {
        useTextSize(100);
        enlargeText(0);
        QSettings().clear();
    }

    void theWindow_data()
    {
        QTest::addColumn<QString>("language");
        QTest::addColumn<int>("percent");
        for (const char* language : {"en", "zh_CN"})
            for (const int percent : {90, 100, 125, 150, 175})
                QTest::addRow("%s %d", language, percent) << QString::fromLatin1(language) << percent;
    }

    void theWindow()
    {
        QFETCH(QString, language);
        QFETCH(int, percent);
        useLanguage(language);
        useTextSize(percent);
        MainWindow window(app::test::samples());
        // From 150 % on the smallest window that is promised is as much larger.
        const QSize size = percent < 150 ? QSize(1280, 800) : QSize(1920, 1080);
        QVERIFY(widgets::test::showAs(window, size));
        window.openSample(QStringLiteral("digits"));
        QVERIFY(app::test::rests(window));
        QStringList cut;
        for (const Perspective& perspective : perspectiveTable()) {
            window.showPerspective(QString::fromLatin1(perspective.id));
            for (const QString& page : pageIds()) {
                window.showPage(page);
                widgets::test::settle(window);
                for (const QString& text : cutTexts(window))
                    cut << QStringLiteral("%1, %2: %3").arg(QString::fromLatin1(perspective.id), page, text);
            }
        }
        QVERIFY2(window.width() <= size.width(), qPrintable(QStringLiteral("it grew to %1").arg(window.width())));
        QVERIFY2(cut.isEmpty(), qPrintable(cut.join(QLatin1Char('\n'))));
    }

    // What it measures is what it should: a text that is too long for its label is found.
    void findsWhatIsCut()
    {
        QWidget window;
        auto* label = new QLabel(QStringLiteral("much too long for so little room"), &window);
        auto* button = new QToolButton(&window);
        button->setText(QStringLiteral("too long as well"));
        button->setGeometry(0, 40, 30, 20);
        label->setGeometry(0, 0, 40, 20);
        QVERIFY(widgets::test::showAs(window, {300, 200}));
        QCOMPARE(cutTexts(window).size(), 2);
        label->resize(label->sizeHint());
        button->resize(button->sizeHint());
        QVERIFY(cutTexts(window).isEmpty());
    }
};

QTEST_MAIN(TestTextFits)
#include "tst_text_fits.moc"
