// Pictures and answers: what is drawn has the colours of the picture, zooms are linked, drops and pastes are reported,
// and a changed answer is said in words and with a sign.
#include "widgets/control/save_dialog.h"
#include "widgets/control/theme.h"
#include "widgets/control/wrapped_text.h"
#include "widgets/picture/answer_bars.h"
#include "widgets/picture/answer_view.h"
#include "widgets/picture/picture_compare.h"
#include "widgets/picture/picture_view.h"

#include "tests/widgets/widget_test.h"

#include <QClipboard>
#include <QComboBox>
#include <QContextMenuEvent>
#include <QDropEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QMimeData>
#include <QProgressBar>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTimer>

#include <limits>

using namespace bitladder::widgets;

namespace
{

// Left half red, right half blue.
QImage twoColors(int width, int height)
{
    QImage image(width, height, QImage::Format_RGB32);
    image.fill(Qt::red);
    for (int y = 0; y < height; ++y) {
        for (int x = width / 2; x < width; ++x)
            image.setPixelColor(x, y, Qt::blue);
    }
    return image;
}

Answer someAnswer(Agreement agreement)
{
    Answer answer;
    answer.floatTop = {{QStringLiteral("cat"), 0.81}, {QStringLiteral("fox"), 0.11}};
    answer.quantizedTop = agreement == Agreement::Agrees
        ? answer.floatTop
        : std::vector<AnswerRow> {{QStringLiteral("fox"), 0.5}, {QStringLiteral("cat"), 0.4}};
    answer.agreement = agreement;
    return answer;
}

QString allTexts(const QWidget& widget)
{
    QString text;
    for (const QLabel* label : widget.findChildren<QLabel*>())
        if (label->isVisible()) text += label->text() + QLatin1Char('\n');
    for (const WrappedText* shown : widget.findChildren<WrappedText*>())
        if (shown->isVisible()) text += shown->text() + QLatin1Char('\n');
    return text;
}

} // namespace

class TestPictures : public QObject
{
    Q_OBJECT

private slots:
    void init() { test::failOnWarnings(); }

    void keepsTheAspectAndHardPixels()
    {
        PictureView view;
        view.setPicture(twoColors(28, 14));
        QVERIFY(test::showAs(view, QSize(300, 300)));
        const QRectF target = view.target();
        QCOMPARE(target.size(), QSizeF(300, 150));
        const QImage shown = view.grab().toImage();
        QCOMPARE(shown.pixelColor(148, 150), QColor(Qt::red));
        QCOMPARE(shown.pixelColor(152, 150), QColor(Qt::blue));
    }

    // Left of the mouse the picture that lies under it, right of it the view's own; none once the mouse is gone.
    void aSwipeComparesTwoPictures()
    {
        PictureView view;
        QImage red(40, 40, QImage::Format_RGB32), blue = red;
        red.fill(Qt::red);
        blue.fill(Qt::blue);
        view.setPicture(blue);
        view.setUnder(red);
        QVERIFY(test::showAs(view, QSize(200, 200)));
        const auto colorAt = [&view](int x) { return view.grab().toImage().pixelColor(x, 100); };
        QCOMPARE(colorAt(20), QColor(Qt::blue));
        test::hover(view, QPoint(120, 100));
        QCOMPARE(colorAt(20), QColor(Qt::red));
        QCOMPARE(colorAt(180), QColor(Qt::blue));
        QEvent leave(QEvent::Leave);
        QApplication::sendEvent(&view, &leave);
        QCOMPARE(colorAt(20), QColor(Qt::blue));
        test::hover(view, QPoint(120, 100));
        view.setUnder({});
        QCOMPARE(colorAt(20), QColor(Qt::blue));
    }

    void zoomsAtTheMouseAndResets()
    {
        PictureView view;
        view.setPicture(twoColors(200, 200));
        QVERIFY(test::showAs(view, QSize(200, 200)));
        QSignalSpy zoomed(&view, &PictureView::zoomChanged);
        const QPointF at(50, 120);
        const auto inPicture = [&view](const QPointF& point) {
            const QRectF target = view.target();
            return QPointF((point.x() - target.left()) / target.width(), (point.y() - target.top()) / target.height());
        };
        const QPointF before = inPicture(at);
        test::turnWheel(view, at, 240);
        QCOMPARE(zoomed.count(), 1);
        QVERIFY(view.zoom().zoom > 1.5);
        QVERIFY((inPicture(at) - before).manhattanLength() < 1e-9);
        const QPointF center = view.zoom().center;
        test::drag(view, QPoint(100, 100), QPoint(90, 100));
        QVERIFY(view.zoom().center.x() > center.x());
        QTest::mouseDClick(&view, Qt::LeftButton, {}, QPoint(100, 100));
        QCOMPARE(view.zoom(), PictureZoom());
    }

    void takesDropsAndPastes()
    {
        PictureView view;
        QVERIFY(test::showAs(view, QSize(200, 200)));
        QSignalSpy dropped(&view, &PictureView::filesDropped);
        QSignalSpy pasted(&view, &PictureView::pasted);
        QMimeData data;
        data.setUrls({QUrl::fromLocalFile(QStringLiteral("/pictures/cat.png")), QUrl(QStringLiteral("http://cats"))});
        QDragEnterEvent enter(QPoint(100, 100), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(&view, &enter);
        QVERIFY(enter.isAccepted());
        QDropEvent drop(QPointF(100, 100), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(&view, &drop);
        QCOMPARE(dropped.count(), 1);
        QCOMPARE(dropped[0][0].toStringList(), QStringList {QStringLiteral("/pictures/cat.png")});
        QApplication::clipboard()->setImage(twoColors(20, 20));
        QTest::keyClick(&view, Qt::Key_V, Qt::ControlModifier);
        QCOMPARE(pasted.count(), 1);
        QCOMPARE(pasted[0][0].value<QImage>().size(), QSize(20, 20));
    }

    // However high the place is, a caption stands right below its picture.
    void captionsStandAtTheirPictures()
    {
        PictureCompare compare;
        compare.setComparison({twoColors(80, 60), twoColors(80, 60), twoColors(80, 60), 31.42, 8});
        for (const QSize size : {QSize(280, 700), QSize(700, 300), QSize(1200, 500)}) {
            QVERIFY(test::showAs(compare, size));
            compare.resize(size);
            test::settle(compare);
            for (const auto* view : compare.findChildren<PictureView*>()) {
                if (!view->isVisible()) continue;
                QVERIFY2(view->height() <= view->width() * 60 / 80 + 1, qPrintable(view->accessibleName()));
                QVERIFY2(view->height() >= 72, qPrintable(view->accessibleName()));
            }
        }
    }

    // The pictures get the most room that the place gives them.
    void comparisonTakesTheRoomThatIsThere()
    {
        PictureCompare compare;
        compare.setComparison({twoColors(100, 100), twoColors(100, 100), twoColors(100, 100), 31.42, 8});
        const auto inOneRow = [&] {
            const auto views = compare.findChildren<PictureView*>();
            return std::ranges::all_of(
                views, [&](const auto* v) { return !v->isVisible() || v->y() == views[0]->y(); });
        };
        for (const auto& [size, row] :
            {std::pair(QSize(1160, 640), true), std::pair(QSize(700, 300), true), std::pair(QSize(260, 300), false)}) {
            QVERIFY(test::showAs(compare, size));
            compare.resize(size);
            test::settle(compare);
            QCOMPARE(inOneRow(), row);
        }
    }

    // What the recipe of today has not computed is pale and says so; the float picture only with another input.
    void oldPicturesArePale()
    {
        PictureCompare compare;
        const PictureComparison fresh {twoColors(100, 100), twoColors(100, 100), twoColors(100, 100), 31.42, 8};
        compare.markStale(PictureCompare::Changed::Recipe); // nothing is shown
        compare.setComparison(fresh);
        QVERIFY(test::showAs(compare, QSize(700, 300)));
        const auto views = compare.findChildren<PictureView*>();
        const auto middle = [](PictureView* view) {
            return view->grab().toImage().pixelColor(view->width() / 4, view->height() / 2);
        };
        const QColor bright = middle(views[2]), untouched = middle(views[0]);
        compare.markStale(PictureCompare::Changed::Recipe);
        QVERIFY(middle(views[2]) != bright);
        QCOMPARE(middle(views[0]), untouched);
        QVERIFY(allTexts(compare).contains(QStringLiteral("quantized, of older settings")));
        QVERIFY(!allTexts(compare).contains(QStringLiteral("31.4 dB")));
        compare.markStale(PictureCompare::Changed::Input);
        QVERIFY(middle(views[0]) != untouched);
        QVERIFY(allTexts(compare).contains(QStringLiteral("float, of another picture")));
        compare.setComparison(fresh);
        QCOMPARE(middle(views[2]), bright);
        QCOMPARE(middle(views[0]), untouched);
        QVERIFY(allTexts(compare).contains(QStringLiteral("31.4 dB")));
    }

    // Its menu gives away pictures and data as those of the plots do.
    void comparisonIsSaved()
    {
        PictureCompare compare;
        PictureComparison shown {twoColors(20, 10), twoColors(20, 10), twoColors(20, 10), 31.42, 8};
        shown.quantizedPicture.setPixelColor(3, 1, QColor(9, 8, 7));
        shown.title = QStringLiteral("What does the network answer?");
        compare.setComparison(shown);
        QVERIFY(test::showAs(compare, QSize(700, 300)));
        QVERIFY(allTexts(compare).contains(shown.title));
        auto* quantized = compare.findChildren<PictureView*>()[2];
        QContextMenuEvent request(
            QContextMenuEvent::Mouse, quantized->rect().center(), quantized->mapToGlobal(QPoint(5, 5)));
        QApplication::sendEvent(quantized, &request);
        auto* menu = compare.findChild<QMenu*>();
        QVERIFY(menu);
        QStringList entries;
        for (const QAction* action : menu->actions())
            entries << action->text();
        QVERIFY(entries.contains(QStringLiteral("Save &picture…")) && entries.contains(QStringLiteral("Save &data…")));
        menu->actions()[0]->trigger();
        QCOMPARE(QApplication::clipboard()->image().pixelColor(3, 1), QColor(9, 8, 7));
        menu->actions()[1]->trigger();
        QCOMPARE(QApplication::clipboard()->image().size(), compare.size() * compare.devicePixelRatioF());
        menu->close();
        const QStringList lines = compare.dataAsCsv().split(QLatin1Char('\n'), Qt::SkipEmptyParts);
        QCOMPARE(lines.size(), 1 + 20 * 10);
        QVERIFY(lines[1 + 20 + 3].trimmed().startsWith(QStringLiteral("3,1,")));
        QVERIFY(lines[1 + 20 + 3].trimmed().endsWith(QStringLiteral(",9,8,7")));
        const QTemporaryDir folder;
        for (const char* name : {"a.png", "a.svg", "a.pdf"}) {
            const QString path = folder.filePath(QString::fromLatin1(name));
            QCOMPARE(compare.savePicture(path), SaveResult::Saved);
            QVERIFY(QFileInfo(path).size() > 500);
        }
        QCOMPARE(compare.savePicture(folder.filePath(QStringLiteral("a.txt"))), SaveResult::UnknownSuffix);
    }

    // A name without a suffix gets that of the filter which was chosen.
    void namesGetTheSuffixOfTheirFilter()
    {
        QCOMPARE(suffixOf(QStringLiteral("PNG (*.png)")), QStringLiteral("png"));
        QCOMPARE(suffixOf(QStringLiteral("All files (*)")), QString());
        PictureCompare compare;
        compare.setComparison({twoColors(20, 10), twoColors(20, 10), twoColors(20, 10), 31.42, 8});
        QVERIFY(test::showAs(compare, QSize(700, 300)));
        const QTemporaryDir folder;
        QMenu menu;
        QStringList complaints;
        addSaveActions(&menu, &compare,
            {[&](const QString& path) { return compare.savePicture(path); },
                [&](const QString& path) { return saveTextFile(path, compare.dataAsCsv()); },
                [&](const QString& message) { complaints << message; }});
        const auto save = [&](int action, int filter, const QString& name) {
            QTimer::singleShot(50, &compare, [&, filter, name] {
                auto* dialog = qobject_cast<QFileDialog*>(QApplication::activeModalWidget());
                if (!dialog) return;
                auto* types = dialog->findChild<QComboBox*>(QStringLiteral("fileTypeCombo"));
                for (int i = 0; i < filter; ++i)
                    QTest::keyClick(types, Qt::Key_Down);
                auto* field = dialog->findChild<QLineEdit*>(QStringLiteral("fileNameEdit"));
                field->setText(folder.filePath(name));
                QTest::keyClick(field, Qt::Key_Return);
                if (dialog->isVisible()) dialog->reject();
            });
            menu.actions()[action]->trigger();
        };
        save(0, 0, QStringLiteral("first"));
        save(0, 1, QStringLiteral("second"));
        save(0, 0, QStringLiteral("third.pdf"));
        save(1, 0, QStringLiteral("numbers"));
        QCOMPARE(QDir(folder.path()).entryList(QDir::Files, QDir::Name),
            (QStringList {QStringLiteral("first.png"), QStringLiteral("numbers.csv"), QStringLiteral("second.svg"),
                QStringLiteral("third.pdf")}));
        QCOMPARE(complaints, QStringList());
        save(0, 0, QStringLiteral("fourth.gif"));
        QCOMPARE(complaints.size(), 1);
    }

    void comparisonIsLinked()
    {
        PictureCompare compare;
        compare.setComparison({twoColors(100, 100), twoColors(100, 100), twoColors(100, 100), 31.42, 8});
        QVERIFY(test::showAs(compare, QSize(700, 300)));
        QVERIFY(allTexts(compare).contains(QStringLiteral("31.4 dB")));
        QVERIFY(allTexts(compare).contains(QStringLiteral("8×")));
        const auto views = compare.findChildren<PictureView*>();
        const auto shown = [&] { return std::ranges::count_if(views, [](const auto* v) { return v->isVisible(); }); };
        QCOMPARE(shown(), 3);
        test::turnWheel(*views[0], QPointF(60, 60), 360);
        QVERIFY(views[0]->zoom().zoom > 1);
        for (const auto* view : views)
            QCOMPARE(view->zoom(), views[0]->zoom());
        // A kept recipe's picture takes its place, wide and narrow.
        PictureComparison compared {twoColors(100, 100), twoColors(100, 100), twoColors(100, 100), 31.42, 8};
        compared.baselinePicture = twoColors(100, 100);
        compared.baselinePsnrDb = 24;
        for (const QSize size : {QSize(700, 300), QSize(280, 280)}) {
            compare.resize(size);
            compare.setComparison(compared);
            QCOMPARE(shown(), 4);
            QVERIFY(allTexts(compare).contains(QStringLiteral("kept, PSNR 24 dB")));
            QVERIFY(allTexts(compare).contains(QStringLiteral("now, PSNR 31.4 dB")));
            test::settle(compare);
            QRegion seen;
            for (const auto* view : views) {
                QVERIFY(!seen.intersects(view->geometry()));
                seen += view->geometry();
            }
        }
        compare.setComparison({{}, {}, {}, std::numeric_limits<double>::infinity(), 1});
        QVERIFY(allTexts(compare).contains(QStringLiteral("equal")));
    }

    void sameAnswer()
    {
        AnswerView view;
        view.setAnswer(someAnswer(Agreement::Agrees));
        QVERIFY(test::showAs(view, QSize(320, 400)));
        QVERIFY(view.verdict().contains(QStringLiteral("same")));
        const auto bars = view.findChildren<AnswerBars*>();
        QCOMPARE(bars.size(), 2);
        QCOMPARE(bars[0]->rows(), someAnswer(Agreement::Agrees).floatTop);
    }

    void changedAnswerHasASign()
    {
        AnswerView view;
        view.setAnswer(someAnswer(Agreement::Differs));
        QVERIFY(test::showAs(view, QSize(320, 400)));
        QVERIFY(view.verdict().contains(QStringLiteral("⚠")));
        QVERIFY(view.verdict().contains(QStringLiteral("fox")));
        view.clear();
        QVERIFY(!view.verdict().contains(QStringLiteral("⚠")));
    }

    void folderResult()
    {
        AnswerView view;
        QVERIFY(test::showAs(view, QSize(320, 400)));
        FolderResult result;
        result.done = 667;
        result.total = 1000;
        result.agreement = {0.985, 0.973, 0.992};
        view.setFolderResult(result);
        QString text = allTexts(view);
        QVERIFY(text.contains(QStringLiteral("98.5 %")));
        QVERIFY2(text.contains(QStringLiteral("98.5 % (97.3…99.2) of 667")), qPrintable(text));
        QVERIFY(text.contains(QStringLiteral("667")));
        QVERIFY(!text.contains(QStringLiteral("Top 1")));
        QVERIFY(view.findChild<QProgressBar*>()->isVisible());
        result.done = 1000;
        result.floatTop1 = {0.58, 0.55, 0.61};
        result.quantizedTop1 = {0.57, 0.54, 0.6};
        view.setFolderResult(result);
        text = allTexts(view);
        QVERIFY2(
            text.contains(QStringLiteral("Top 1 58 → 57 %").replace(QLatin1Char(' '), QChar::Nbsp)), qPrintable(text));
        const auto toolTip = [&](const QString& part) {
            return std::ranges::any_of(view.findChildren<WrappedText*>(),
                [&](const WrappedText* shown) { return shown->toolTip().contains(part); });
        };
        QVERIFY(toolTip(QStringLiteral("Top 1: float 58 % (55…61), quantized 57 % (54…60)")));
        QVERIFY(!view.findChild<QProgressBar*>()->isVisible());
        QVERIFY(!text.contains(QStringLiteral("Kept and now")));
        result.baselineEqual = {0.96, 0.94, 0.98};
        result.baselineAgreement = {0.97, 0.95, 0.98};
        result.baselineTop1 = {0.59, 0.56, 0.62};
        view.setFolderResult(result);
        text = allTexts(view);
        QVERIFY(text.contains(QStringLiteral("Kept and now agree on 96 %")));
        text.replace(QChar::Nbsp, QLatin1Char(' '));
        QVERIFY(text.contains(QStringLiteral("As float: kept 97 % → now 98.5 %")));
        QVERIFY(text.contains(QStringLiteral("Top 1: kept 59 % → now 57 %")));
        QVERIFY(toolTip(QStringLiteral("Top 1: −2 points from kept to now; float 58 %")));
    }

    // Rows stand side by side whichever label needs two lines, and as many as have room are shown whole.
    void rowsOfBothAnswersStandSideBySide()
    {
        AnswerView view;
        Answer answer = someAnswer(Agreement::Differs);
        answer.floatTop = {{QStringLiteral("cat"), 0.5}, {QStringLiteral("fox"), 0.3}, {QStringLiteral("owl"), 0.2}};
        answer.quantizedTop = answer.floatTop;
        view.setAnswer(answer);
        QVERIFY(test::showAs(view, QSize(260, 400)));
        const auto bars = view.findChildren<AnswerBars*>();
        const int plain = bars[0]->sizeHint().height();
        answer.quantizedTop[1].label = QStringLiteral("a rather long label of a class");
        view.setAnswer(answer);
        const int line = view.fontMetrics().height();
        for (const auto* side : bars)
            QCOMPARE(side->sizeHint().height(), plain + line);
        view.resize(700, 400); // wide enough for one line
        for (const auto* side : bars)
            QCOMPARE(side->sizeHint().height(), plain);
        AnswerBars alone(AnswerBars::Side::Float);
        alone.setRows(answer.floatTop, Agreement::Agrees, Freshness::Fresh);
        alone.resize(120, plain * 2 / 3);
        QCOMPARE(alone.shownRows(), 2);
        alone.resize(120, plain);
        QCOMPARE(alone.shownRows(), 3);
    }

    // A table with a column for each network takes the place of the bars; it wears away with A.
    void comparedAnswersStandInATable()
    {
        AnswerView view;
        Answer answer = someAnswer(Agreement::Differs);
        answer.compared.rows = {{QStringLiteral("cat"), {0.81, 0.6, 0.4}}, {QStringLiteral("fox"), {0.11, 0.3, 0.5}}};
        answer.compared.best = {0, 0, 1};
        view.setAnswer(answer);
        QVERIFY(test::showAs(view, QSize(270, 400)));
        auto* table = view.findChild<AnswerTable*>();
        QVERIFY(table->isVisible());
        QVERIFY(table->minimumSizeHint().width() <= 270 - 2 * 8); // the panel stays as wide as it is
        for (const auto* bars : view.findChildren<AnswerBars*>())
            QVERIFY(!bars->isVisible());
        QVERIFY(view.verdict().contains(QStringLiteral("Kept and now answer differently: cat ≠ fox")));
        QCOMPARE(table->accessibleDescription(), QStringLiteral("float: cat 81 %, kept: cat 60 %, now: fox 50 %"));
        // B's best answer is marked in the colour of what is bad; A's, which is the float network's, is not.
        const QImage picture = table->grab().toImage();
        const QRgb bad = roleColor(Role::Bad, table->palette()).rgb();
        int left = picture.width(), seen = 0;
        for (int y = 0; y < picture.height(); ++y)
            for (int x = 0; x < picture.width(); ++x)
                if (picture.pixel(x, y) == bad) ++seen, left = std::min(left, x);
        QVERIFY(seen > 0);
        QVERIFY(left > picture.width() * 2 / 3);
        answer.compared.best = {0, 1, 1};
        view.setAnswer(answer);
        QVERIFY(view.verdict().contains(QStringLiteral("Kept and now agree, but the answer changed")));
        answer.compared = {};
        view.setAnswer(answer);
        QVERIFY(!table->isVisible());
        QVERIFY(view.findChildren<AnswerBars*>().front()->isVisible());
    }
};

QTEST_MAIN(TestPictures)
#include "tst_pictures.moc"
