// What the program opens with keeps its promise: much smaller, the same answers; one fader can spoil it, and so does
// rounding everything to 4 bits.
#include "core/exchange/recipe_file.h"
#include "core/experiment/experiment.h"
#include "tests/support/test_support.h"

#include <QTest>

using namespace bitladder;

class TestOpeningSample : public QObject
{
    Q_OBJECT

    std::shared_ptr<const model::Model> m_model;
    std::unique_ptr<experiment::Experiment> m_experiment;
    std::shared_ptr<analysis::Pictures> m_pictures;
    quant::Recipe m_recipe;

private slots:
    void initTestCase()
    {
        const std::filesystem::path folder = std::filesystem::path(BITLADDER_SAMPLES) / "fruits";
        const auto model = model::openModel(folder / "fruits.onnx");
        VERIFY_OK(model);
        m_model = *model;
        const auto read = data::readFolder(folder / "pictures");
        VERIFY_OK(read);
        const auto files = data::sampleOf(*read, 1000);
        QVERIFY(files.size() >= 300);
        const auto recipe = exchange::readRecipe(folder / "recipe.json");
        VERIFY_OK(recipe);
        m_recipe = *recipe;
        QCOMPARE(m_recipe.fingerprint, engine::fingerprintOf(*m_model->graph));
        QCOMPARE(m_recipe.layers.size(), m_model->layers.size());
        QVERIFY(m_recipe.layers.size() >= 20);

        m_experiment = std::make_unique<experiment::Experiment>(m_model, engine::PrepareOptions {});
        model::InputBinding feed {*model::readInputs(*m_model, model::defaultInputs(*m_model)), m_model->pictureInput,
            m_model->preprocessing};
        VERIFY_OK(feed.take(*m_model, files.front().file));
        m_experiment->setFeed(std::move(feed));
        std::vector<std::filesystem::path> calibration;
        for (size_t i = 0; i < 32; ++i)
            calibration.push_back(files[i * files.size() / 32].file);
        m_experiment->setCalibrationFiles(std::move(calibration));
        m_pictures = m_experiment->pictures(files);
    }

    void isSmallerAndAnswersAlike()
    {
        const auto found = m_experiment->evaluate(m_recipe, *m_pictures);
        VERIFY_OK(found);
        QVERIFY(found->images >= 300);
        QVERIFY(found->floatTop1.rate() >= 0.95);
        QVERIFY(found->agreement.rate() >= 0.98);
        const auto network = m_experiment->quantize(m_recipe);
        VERIFY_OK(network);
        QVERIFY((*network)->sizes().floatBytes > 6 * (*network)->sizes().theoreticalBytes);
    }

    void oneFaderSpoilsIt()
    {
        auto recipe = m_recipe;
        const auto layer = std::ranges::find(recipe.layers, std::string("edges_a"), &quant::LayerRecipe::layer);
        QVERIFY(layer != recipe.layers.end());
        layer->weights.format = quant::intFormat(2);
        const auto found = m_experiment->evaluate(recipe, *m_pictures);
        VERIFY_OK(found);
        QVERIFY(found->agreement.rate() < 0.9);
    }

    void fourBitsEverywhereCostAnswers()
    {
        auto recipe = engine::floatRecipe(*m_model->graph);
        quant::setAll(recipe, quant::intFormat(4), quant::intFormat(8));
        const auto found = m_experiment->evaluate(recipe, *m_pictures);
        VERIFY_OK(found);
        QVERIFY(found->chosenTop1.rate() <= found->floatTop1.rate() - 0.03);
    }
};

QTEST_APPLESS_MAIN(TestOpeningSample)
#include "tst_opening_sample.moc"
