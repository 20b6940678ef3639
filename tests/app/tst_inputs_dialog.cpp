// The inputs of networks that want more than a picture: the dialog, what the jobs make of it, and what the window says.
#include "app/window/dialogs/inputs_dialog.h"
#include "app/window/picture/picture_panel.h"
#include "app/window/session/session.h"
#include "core/onnx/writer.h"
#include "tests/app/window_test.h"
#include "tests/support/graph_builder.h"

#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QSettings>
#include <QSpinBox>
#include <QStandardPaths>

using namespace bitladder;
using namespace bitladder::app;
using bitladder::test::kPatience;
using Kind = model::InputSource::Kind;

namespace
{

// The answer is the picture's mean of each channel, plus the vector.
std::filesystem::path mixedModel(const bitladder::test::TempFolder& folder, tensor::Shape picture = {1, 3, 8, 8})
{
    bitladder::test::GraphBuilder b;
    const int64_t channels = picture[1];
    const auto vector = b.input("vector", {1, channels}), x = b.input("picture", std::move(picture));
    std::vector<float> weights(static_cast<size_t>(channels * channels), 0);
    for (int64_t c = 0; c < channels; ++c)
        weights[static_cast<size_t>(c * channels + c)] = 1;
    const auto conv = b.node("Conv", "conv", {x, b.constant("w", {channels, channels, 1, 1}, weights)});
    const auto sum
        = b.node("Add", "sum", {b.node("Flatten", "flat", {b.node("GlobalAveragePool", "pool", {conv})}), vector});
    const auto path = folder / "mixed.onnx";
    return bitladder::onnx::writeModel(b.graph({sum}), path) ? path : std::filesystem::path();
}

QString text(const std::filesystem::path& path)
{
    return QString::fromStdString(path.string());
}

std::filesystem::path whitePicture(const bitladder::test::TempFolder& folder)
{
    QImage image(8, 8, QImage::Format_RGB32);
    image.fill(Qt::white);
    const auto file = folder / "white.png";
    image.save(text(file));
    return file;
}

} // namespace

class TestInputsDialog : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { app::test::useOwnSettings("tst_inputs_dialog"); }
    void init() { QSettings().clear(); }

    void theDialogGivesBackWhatItIsShown()
    {
        const bitladder::test::TempFolder folder;
        const auto model = model::openModel(mixedModel(folder));
        VERIFY_OK(model);
        auto sources = model::defaultInputs(**model);
        sources[0].seed = 42;
        InputsDialog dialog(**model, sources);
        QVERIFY(dialog.sources() == sources);
    }

    void oneInputAtMostIsShown()
    {
        const bitladder::test::TempFolder folder;
        const auto model = model::openModel(mixedModel(folder));
        VERIFY_OK(model);
        InputsDialog dialog(**model, model::defaultInputs(**model));
        QVERIFY(widgets::test::showAs(dialog, {820, 300}));
        const auto kinds = dialog.findChildren<QComboBox*>();
        QCOMPARE(kinds.size(), 2);
        kinds[0]->setFocus();
        QTest::keyClick(kinds[0], Qt::Key_Home); // noise → what is opened
        QCOMPARE(model::shownInput(dialog.sources()), std::optional<size_t>(0));
        QVERIFY(dialog.sources()[1].kind == Kind::Noise);

        // A file that is not named is none.
        QTest::keyClick(kinds[1], Qt::Key_Home);
        QTest::keyClick(kinds[1], Qt::Key_Down);
        QVERIFY(dialog.sources()[1].kind == Kind::Noise);
        const auto edits = dialog.findChildren<QLineEdit*>();
        const auto edit = std::ranges::find(edits, QStringLiteral("File of picture"), &QWidget::accessibleName);
        QVERIFY(edit != edits.end());
        (*edit)->setText(QStringLiteral("/a/b.npy"));
        QVERIFY(dialog.sources()[1].kind == Kind::File);
        QVERIFY(dialog.sources()[1].file == "/a/b.npy");
    }

    void theNetworkIsFedEveryInput()
    {
        const bitladder::test::TempFolder folder;
        Document document;
        ResultStore results(&document);
        JobScheduler jobs(&document, &results);
        app::test::Latest<NetworkResult> network(results);
        const auto model = model::openModel(mixedModel(folder));
        VERIFY_OK(model);
        document.setModel(*model, engine::floatRecipe(*(*model)->graph));
        auto inputs = document.inputs();
        inputs[0].kind = Kind::File;
        inputs[0].file = folder.write("v.csv", "10,20,30\n");
        document.setInputs(inputs);
        document.setPicture({whitePicture(folder), {}, 0});
        QTRY_VERIFY_WITH_TIMEOUT(network.value && network.value->revision == document.revision(), kPatience);
        QVERIFY(!network.value->noise && !network.value->stoodIn);
        QCOMPARE(network.value->shown, std::optional<size_t>(1));
        for (int c = 0; c < 3; ++c)
            QCOMPARE(network.value->answers[0].at(c), 1.0 + 10 * (c + 1));

        // Another seed is other noise.
        inputs[0].kind = Kind::Noise;
        document.setInputs(inputs);
        QTRY_VERIFY_WITH_TIMEOUT(network.value->revision == document.revision(), kPatience);
        const double before = network.value->answers[0].at(0);
        inputs[0].seed = 99;
        document.setInputs(inputs);
        QTRY_VERIFY_WITH_TIMEOUT(network.value->revision == document.revision(), kPatience);
        QVERIFY(network.value->answers[0].at(0) != before);
        QTRY_VERIFY_WITH_TIMEOUT(!jobs.busy(), kPatience);

        // A file that does not fit is named.
        QSignalSpy failed(&jobs, &JobScheduler::failed);
        inputs[0].kind = Kind::File;
        inputs[0].file = folder.write("w.csv", "1,2\n");
        document.setInputs(inputs);
        QTRY_VERIFY_WITH_TIMEOUT(failed.count() > 0, kPatience);
        QVERIFY(failed.last().first().toString().contains(QStringLiteral("w.csv")));
        QVERIFY(failed.last().first().toString().contains(QStringLiteral("vector")));
    }

    void noiseStandsInForAPictureThatIsOfNoUse()
    {
        const bitladder::test::TempFolder folder;
        MainWindow window(app::test::samples());
        QVERIFY(widgets::test::showAs(window, {1280, 800}));
        app::test::Latest<NetworkResult> network(*window.results());
        window.openPaths({text(mixedModel(folder, {1, 4, 8, 8})), text(whitePicture(folder))});
        QTRY_VERIFY_WITH_TIMEOUT(network.value && network.value->stoodIn, kPatience);
        QVERIFY(network.value->noise);
        const auto* panel = window.findChild<PicturePanel*>();
        const auto says = [&](const QString& what) {
            const auto labels = panel->findChildren<QLabel*>();
            return std::ranges::any_of(labels, [&](const QLabel* label) { return label->text().contains(what); });
        };
        QTRY_VERIFY(says(QStringLiteral("seeded noise stands in")));
        QVERIFY(says(QStringLiteral("vector: 1×4")));
        QVERIFY(says(QStringLiteral("picture: 1×4×8×8")));
    }

    void theSessionKeepsTheInputs()
    {
        const bitladder::test::TempFolder folder;
        const auto picture = whitePicture(folder);
        const QString file = text(folder / "session.json");
        std::vector<model::InputSource> inputs;
        {
            MainWindow window(app::test::samples());
            window.useSession(file);
            window.openPaths({text(mixedModel(folder)), text(picture)});
            QTRY_VERIFY_WITH_TIMEOUT(!window.document()->picture().empty(), kPatience);
            inputs = window.document()->inputs();
            inputs[0].kind = Kind::File;
            inputs[0].file = folder.write("v.csv", "1,2,3\n");
            inputs[1].rules->range = data::PixelRange::Bytes;
            window.document()->setInputs(inputs);
            window.close();
        }
        MainWindow window(app::test::samples());
        window.useSession(file);
        QVERIFY(window.restoreSession());
        QTRY_VERIFY_WITH_TIMEOUT(!window.document()->picture().empty(), kPatience);
        QVERIFY(window.document()->inputs() == inputs);
        QVERIFY(window.document()->picture().file == picture);
        QVERIFY(window.session().inputs.size() == 2);
    }
};

QTEST_MAIN(TestInputsDialog)
#include "tst_inputs_dialog.moc"
