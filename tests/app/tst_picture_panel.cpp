// The picture panel under real events: drawing changes the answer, changed answers come first and are marked, a dropped
// or pasted picture leaves the folder open, and thumbnails come without the window waiting.
#include "app/window/adapters/tensor_picture.h"
#include "app/window/picture/picture_panel.h"
#include "app/window/picture/thumbnail_model.h"
#include "tests/app/window_test.h"
#include "widgets/picture/answer_view.h"
#include "widgets/picture/draw_canvas.h"
#include "widgets/picture/picture_view.h"

#include <QAbstractItemModelTester>
#include <QCheckBox>
#include <QClipboard>
#include <QLabel>
#include <QListView>
#include <QSettings>
#include <QStandardPaths>
#include <QToolButton>
#include <cmath>
#include <limits>
#include <numeric>

using namespace bitladder;
using namespace bitladder::app;
using bitladder::test::kPatience;

namespace
{

QToolButton* buttonOf(const QWidget& panel, const QString& text)
{
    for (auto* button : panel.findChildren<QToolButton*>())
        if (QString(button->text()).remove(QLatin1Char('&')) == text) return button;
    return nullptr;
}

} // namespace

class TestPicturePanel : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { app::test::useOwnSettings("tst_picture_panel"); }
    void init()
    {
        QSettings().clear();
        widgets::test::failOnWarnings();
    }

    void theAnswerFollowsTheStrokes()
    {
        MainWindow window(app::test::samples());
        QVERIFY(widgets::test::showAs(window, {1280, 800}));
        window.openSample(QStringLiteral("digits"));
        auto* document = window.document();
        QTRY_VERIFY_WITH_TIMEOUT(document->model() && !document->picture().empty(), kPatience);
        QTRY_VERIFY_WITH_TIMEOUT(!window.jobs()->busy(), kPatience);
        auto* panel = window.findChild<PicturePanel*>();
        auto* draw = buttonOf(*panel, QStringLiteral("Draw"));
        QVERIFY(draw && draw->isVisible());
        const int width = panel->width();
        QTest::mouseClick(draw, Qt::LeftButton);
        auto* canvas = panel->findChild<widgets::DrawCanvas*>();
        QVERIFY(canvas->isVisible());
        widgets::test::settle(window);
        QCOMPARE(panel->width(), width);
        // Room for a hand, as soon as the panel is laid out anew.
        QTRY_VERIFY2_WITH_TIMEOUT(canvas->height() >= 140, qPrintable(QString::number(canvas->height())), kPatience);
        QCOMPARE(canvas->cells(), QSize(28, 28));
        app::test::Latest<NetworkResult> network(*window.results());
        const QRectF place = canvas->target();
        const auto at = [&](double x, double y) {
            return QPoint(
                static_cast<int>(place.left() + x * place.width()), static_cast<int>(place.top() + y * place.height()));
        };
        widgets::test::drag(*canvas, at(0.5, 0.2), at(0.5, 0.8)); // a one
        QTRY_VERIFY_WITH_TIMEOUT(document->picture().picture && network.value
                && network.value->revision == document->revision() && !window.jobs()->busy(),
            kPatience);
        QCOMPARE(analysis::topOf(network.value->taps->answers.front(), 1).front().index, int64_t {1});
        QCOMPARE(panel->findChild<widgets::DrawCanvas*>()->isVisible(), true);
        QVERIFY(!document->files().empty()); // the folder stays

        QTest::mouseClick(draw, Qt::LeftButton);
        QVERIFY(!canvas->isVisible());
        QVERIFY(!document->picture().picture); // back at the folder's picture
        QTRY_VERIFY_WITH_TIMEOUT(!window.jobs()->busy(), kPatience);
    }

    // Until the network has run, what it said to the picture before does not stand beside the new one as its answer.
    void answersToAnotherPictureSaySo()
    {
        MainWindow window(app::test::samples());
        QVERIFY(widgets::test::showAs(window, {1280, 800}));
        window.openSample(QStringLiteral("digits"));
        auto* document = window.document();
        auto* answer = window.findChild<widgets::AnswerView*>();
        QTRY_VERIFY_WITH_TIMEOUT(document->model(), kPatience);
        QTRY_VERIFY_WITH_TIMEOUT(document->files().size() > 100, kPatience);
        QTRY_VERIFY_WITH_TIMEOUT(answer->verdict().contains(QStringLiteral("same answer")), kPatience);
        document->setCurrentFile(100);
        QVERIFY2(answer->verdict().contains(QStringLiteral("another picture")), qPrintable(answer->verdict()));
        QTRY_VERIFY_WITH_TIMEOUT(!answer->verdict().contains(QStringLiteral("another picture")), kPatience);
        document->setWidth({0}, Part::Weights, 3, EditPhase::End);
        QVERIFY2(answer->verdict().contains(QStringLiteral("older settings")), qPrintable(answer->verdict()));
        QTRY_VERIFY_WITH_TIMEOUT(!window.jobs()->busy(), kPatience);
    }

    void changedAnswersComeFirst()
    {
        Document document;
        app::test::openDigits(document);
        auto read = data::readFolder(app::test::samples() / "digits" / "pictures");
        VERIFY_OK(read);
        document.setFiles(read->files, read->names, read->path);
        ThumbnailModel model(&document);
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        const int count = static_cast<int>(read->files.size());
        QCOMPARE(model.rowCount(), count);
        std::vector<analysis::Outcome> outcomes(read->files.size(), {3, 3});
        outcomes[5] = {3, 8};
        outcomes[17] = {1, 7};
        model.setOutcomes(outcomes);
        QCOMPARE(model.changedCount(), 2);
        QCOMPARE(model.fileAt(0), 0); // nobody asked for another order yet
        const QPersistentModelIndex held = model.index(17);
        model.setOrder(ThumbnailModel::Order::ChangedFirst);
        QCOMPARE(model.fileAt(0), 5);
        QCOMPARE(model.fileAt(1), 17);
        QCOMPARE(model.fileAt(2), 0);
        QCOMPARE(model.fileAt(count - 1), count - 1);
        QCOMPARE(held.row(), 1);
        QCOMPARE(model.rowOf(17), 1);
        QVERIFY(model.index(0).data(Qt::ToolTipRole).toString().contains(QStringLiteral("8")));
        // Marked by more than a shade: the sign's corner differs from an unchanged picture's.
        QTRY_VERIFY_WITH_TIMEOUT(model.index(0).data(Qt::DecorationRole).value<QImage>().pixelColor(38, 2)
                != model.index(2).data(Qt::DecorationRole).value<QImage>().pixelColor(38, 2),
            kPatience);
        // Marks of older settings are pale, and say so.
        const auto corner = [&] {
            const QImage image = model.data(model.index(0), Qt::DecorationRole).value<QImage>();
            return image.pixelColor(image.width() - 2, image.height() / 2).alpha();
        };
        const int full = corner();
        model.setFreshness(widgets::Freshness::Stale);
        QVERIFY2(corner() < full / 2, qPrintable(QString::number(corner())));
        QVERIFY(model.data(model.index(0), Qt::ToolTipRole).toString().contains(QStringLiteral("older settings")));
        model.setFreshness(widgets::Freshness::Fresh);
        QCOMPARE(corner(), full);
        model.setOutcomes({});
        QCOMPARE(model.fileAt(0), 0);
        QCOMPARE(model.changedCount(), 0);
    }

    void aBigFolderDoesNotKeepTheWindowWaiting()
    {
        Document document;
        app::test::openDigits(document);
        PicturePanel panel(&document);
        QVERIFY(widgets::test::showAs(panel, {270, 520}));
        auto read = data::readFolder(app::test::samples() / "digits" / "pictures");
        VERIFY_OK(read);
        std::vector<data::LabelledFile> many;
        while (many.size() < 20'000)
            many.insert(many.end(), read->files.begin(), read->files.end());
        document.setFiles(many, read->names, read->path);
        auto* strip = panel.findChild<QListView*>();
        QTRY_VERIFY(strip->isVisible());
        QCOMPARE(strip->model()->rowCount(), static_cast<int>(many.size()));
        const auto ink = [&](int row) {
            const auto image = strip->model()->index(row, 0).data(Qt::DecorationRole).value<QImage>();
            return image.pixelColor(20, 20).alpha();
        };
        QTRY_VERIFY_WITH_TIMEOUT(ink(0) > 0, kPatience);
        strip->scrollToBottom();
        QTRY_VERIFY_WITH_TIMEOUT(ink(static_cast<int>(many.size()) - 1) > 0, kPatience);
    }

    void aSinglePictureLeavesTheFolderOpen()
    {
        Document document;
        app::test::openDigits(document);
        PicturePanel panel(&document);
        QVERIFY(widgets::test::showAs(panel, {270, 520}));
        auto read = data::readFolder(app::test::samples() / "digits" / "pictures");
        VERIFY_OK(read);
        document.setFiles(read->files, read->names, read->path);
        QSignalSpy forwarded(&panel, &PicturePanel::filesDropped);
        auto* view = panel.findChild<widgets::PictureView*>();
        const std::filesystem::path other = read->files[50].file;
        emit view->filesDropped({QString::fromStdString(other.string())});
        QCOMPARE(document.picture().file, other);
        QCOMPARE(document.files().size(), read->files.size());
        auto* pictures = panel.findChild<QListView*>();
        QCOMPARE(pictures->selectionModel()->selectedIndexes().value(0).row(), 50);
        QCOMPARE(forwarded.count(), 0);
        QTRY_COMPARE_WITH_TIMEOUT(view->picture().size(), QSize(28, 28), kPatience);
        emit view->filesDropped({QStringLiteral("/a/folder")});
        QCOMPARE(forwarded.count(), 1);

        // Pasting works while another widget has the focus.
        QImage grey(20, 10, QImage::Format_RGB32);
        grey.fill(QColor(90, 90, 90));
        QApplication::clipboard()->setImage(grey);
        auto* strip = panel.findChild<QListView*>();
        strip->setFocus();
        QVERIFY(QTest::qWaitForWindowActive(&panel));
        QTest::keyClick(strip, Qt::Key_V, Qt::ControlModifier);
        QVERIFY(document.picture().picture);
        QCOMPARE(document.picture().picture->width, 20);
        QCOMPARE(view->picture().size(), QSize(20, 10));
        // None of the strip is what is shown now; a click on the one that was shown last brings it back.
        QVERIFY(!strip->selectionModel()->hasSelection());
        strip->scrollTo(strip->currentIndex());
        QTest::mouseClick(strip->viewport(), Qt::LeftButton, {}, strip->visualRect(strip->currentIndex()).center());
        QCOMPARE(document.picture().file, other);
        QVERIFY(strip->selectionModel()->hasSelection());
    }

    // A network that nobody gave a picture answers all the same; to what stands beside the answer.
    // Numbers in the shape of a picture are drawn as one, with the values that are dark and bright.
    void aTensorIsDrawn()
    {
        MainWindow window(app::test::samples());
        QVERIFY(widgets::test::showAs(window, {1280, 800}));
        window.openSample(QStringLiteral("digits"));
        auto* document = window.document();
        QTRY_VERIFY_WITH_TIMEOUT(document->model() && !document->picture().empty(), kPatience);
        std::string rows;
        for (int y = 0; y < 28; ++y)
            for (int x = 0; x < 28; ++x)
                rows += std::to_string(x / 9.0 - 1) + (x < 27 ? "," : "\n");
        const bitladder::test::TempFolder folder;
        window.openPaths({QString::fromStdString(folder.write("ramp.csv", rows).string())});
        auto* panel = window.findChild<PicturePanel*>();
        auto* view = panel->findChild<widgets::PictureView*>();
        const auto caption = [&] {
            for (const auto* label : panel->findChildren<QLabel*>())
                if (label->text().startsWith(QStringLiteral("ramp.csv"))) return label->text();
            return QString();
        };
        QTRY_VERIFY2_WITH_TIMEOUT(
            caption().contains(QStringLiteral("drawn from −1, dark, to 2, bright")), qPrintable(caption()), kPatience);
        QCOMPARE(view->picture().size(), QSize(28, 28));
        QCOMPARE(view->picture().pixelColor(0, 5), QColor(0, 0, 0));
        QCOMPARE(view->picture().pixelColor(27, 20), QColor(255, 255, 255));
        QCOMPARE(view->picture().pixelColor(9, 20), QColor(85, 85, 85));
    }

    void tensorsThatLookLikePictures()
    {
        const auto ramp = [](tensor::Shape shape) {
            std::vector<float> values(static_cast<size_t>(tensor::elementCount(shape).value()));
            std::iota(values.begin(), values.end(), 0.0f);
            return tensor::Tensor::of<float>(std::move(shape), values);
        };
        QVERIFY(!tensorPicture(ramp({1, 10})));
        QVERIFY(!tensorPicture(ramp({1, 8, 4, 4})));
        QVERIFY(!tensorPicture(ramp({2, 3, 4, 4})));
        const auto first = tensorPicture(ramp({1, 3, 4, 5}));
        QVERIFY(first && first->image.size() == QSize(5, 4));
        QCOMPARE(first->high, 59.0);
        QCOMPARE(first->image.pixelColor(0, 0), QColor(0, 86, 173)); // 0, 20 and 40 of 59
        data::Preprocessing blueFirst;
        blueFirst.channels = data::Channels::Bgr;
        QCOMPARE(tensorPicture(ramp({1, 3, 4, 5}), blueFirst)->image.pixelColor(0, 0), QColor(173, 86, 0));
        const auto last = tensorPicture(ramp({1, 4, 5, 3}));
        QVERIFY(last && last->image.size() == QSize(5, 4));
        QCOMPARE(last->image.pixelColor(0, 0), QColor(0, 4, 9)); // 0, 1 and 2 of 59

        // The largest span and the smallest.
        constexpr double kMost = std::numeric_limits<double>::max(), kLeast = std::numeric_limits<double>::denorm_min();
        const std::vector<double> far {-kMost, 0, kMost, std::nan("")}, near {0, kLeast, 0, 0};
        const auto wide = tensorPicture(tensor::Tensor::of<double>({2, 2}, far));
        QVERIFY(wide);
        QCOMPARE(wide->image.pixelColor(1, 0), QColor(128, 128, 128));
        QCOMPARE(wide->image.pixelColor(0, 1), QColor(255, 255, 255));
        QCOMPARE(wide->image.pixelColor(1, 1), QColor(0, 0, 0));
        QVERIFY(tensorPicture(tensor::Tensor::of<double>({2, 2}, near)));
    }

    void answersToNoiseSaySo()
    {
        MainWindow window(app::test::samples());
        QVERIFY(widgets::test::showAs(window, {1280, 800}));
        window.openPaths(
            {QString::fromStdString(app::test::samples().string()) + QStringLiteral("/digits/digits.onnx")});
        QTRY_VERIFY_WITH_TIMEOUT(window.document()->model(), kPatience);
        const auto saysNoise = [&] {
            const auto labels = window.findChild<PicturePanel*>()->findChildren<QLabel*>();
            return std::ranges::any_of(
                labels, [](const QLabel* label) { return label->text().contains(QStringLiteral("to seeded noise")); });
        };
        QTRY_VERIFY_WITH_TIMEOUT(saysNoise(), kPatience);
        window.openPaths({QString::fromStdString(app::test::samples().string()) + QStringLiteral("/digits/pictures")});
        QTRY_VERIFY_WITH_TIMEOUT(!window.document()->picture().empty() && !window.jobs()->busy(), kPatience);
        QVERIFY(!saysNoise());
    }

    void thePreprocessingIsSaidInWords()
    {
        Document document;
        app::test::openDigits(document);
        PicturePanel panel(&document);
        QVERIFY(widgets::test::showAs(panel, {270, 520}));
        QString words;
        for (const auto* label : panel.findChildren<QLabel*>())
            if (label->text().contains(QStringLiteral("href"))) words = label->text();
        QVERIFY2(words.contains(QStringLiteral("28×28 · grey · 0…1")), qPrintable(words));
        data::Preprocessing rules = *document.preprocessing();
        rules.mean = {0.1307F};
        document.setPreprocessing(rules);
        words.clear();
        for (const auto* label : panel.findChildren<QLabel*>())
            if (label->text().contains(QStringLiteral("href"))) words = label->text();
        QVERIFY2(words.contains(QStringLiteral("mean 0.131")), qPrintable(words));
    }
};

QTEST_MAIN(TestPicturePanel)
#include "tst_picture_panel.moc"
