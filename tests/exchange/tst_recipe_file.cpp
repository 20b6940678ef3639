// Recipes: presets, files there and back, files that are wrong, and recipes of other networks.
#include "core/exchange/recipe_file.h"
#include "core/quant/estimate.h"
#include "tests/support/test_support.h"

using namespace bitladder;
using namespace bitladder::exchange;
using quant::QuantSpec;
using quant::Recipe;

namespace
{

Recipe sample()
{
    Recipe recipe;
    recipe.model = "a \"model\"";
    recipe.fingerprint = "0123";
    for (const char* name : {"conv1", "conv2", "fc/ünïcode"}) {
        quant::LayerRecipe layer;
        layer.layer = name;
        recipe.layers.push_back(layer);
    }
    auto& percentile = recipe.layers[0].weights;
    percentile = quant::defaultActivationSpec(quant::intFormat(4));
    percentile.range = &quant::kPercentile;
    percentile.parameters["percentile"] = 99.5;
    auto& byHand = recipe.layers[1].activations;
    byHand = quant::defaultActivationSpec(quant::floatFormat(4, 3));
    quant::setRangeByHand(byHand, {-0.125, 3.7});
    auto& groups = recipe.layers[1].weights;
    groups.granularity = quant::Granularity::Group;
    groups.groupSize = 64;
    recipe.methods = {{"bias-correction", {}, true}, {"equalize", {{"alpha", 0.5}}, false}};
    recipe.layers[1].lock = quant::Lock::Locked;
    recipe.layers[2].weights = quant::defaultWeightSpec(quant::binaryFormat());
    recipe.layers[2].activations.range = &quant::kLeastSquares;
    auto& given = recipe.layers[0].activations;
    given = quant::defaultActivationSpec(quant::intFormat(8));
    given.range = &quant::kFromModel;
    given.given = std::make_shared<const quant::Quantizer>(
        *quant::quantizerFromModel(given.format, given.granularity, -128, 127, {0.1}, {-3}));
    return recipe;
}

std::string layer(const std::string& weights)
{
    return "{\"bitladderRecipe\": 1, \"layers\": [{\"name\": \"c1\", \"weights\": " + weights
        + ", \"activations\": {\"format\": \"int8\"}}]}";
}

} // namespace

class TestRecipeFile : public QObject
{
    Q_OBJECT

private slots:
    void thereAndBack()
    {
        test::TempFolder folder;
        const auto file = folder / "r.json";
        VERIFY_OK(writeRecipe(sample(), file));
        const auto back = readRecipe(file);
        VERIFY_OK(back);
        QVERIFY(*back == sample());
        QCOMPARE(folder.entries(), size_t {1}); // nothing temporary is left
    }

    // A recipe of version 1, as it was written before there were methods, reads as it always did.
    void versionOne()
    {
        const auto read = recipeFromJson(R"({"bitladderRecipe": 1, "model": "m", "fingerprint": "f", "layers": [
            {"name": "c1", "weights": {"format": "int4", "symmetry": "symmetric", "granularity": "channel",
                "range": "percentile", "percentile": 99.5},
             "activations": {"format": "int8", "symmetry": "asymmetric", "granularity": "tensor", "range": "manual",
                "low": -1, "high": 2}, "locked": true}]})",
            "text");
        VERIFY_OK(read);
        QVERIFY(read->methods.empty() && read->unknown.empty());
        const auto& layer = read->layers.at(0);
        QVERIFY(layer.weights.range == &quant::kPercentile && layer.weights.parameters.at("percentile") == 99.5);
        QVERIFY(layer.activations.range == &quant::kByHand
            && quant::rangeByHand(layer.activations) == (quant::Range {-1, 2}));
        QVERIFY(layer.lock == quant::Lock::Locked);
    }

    // What a newer program wrote beside what this one knows is still there after reading and writing.
    void unknownFieldsSurvive()
    {
        const std::string text = R"({"bitladderRecipe": 2, "author": {"name": "N"}, "layers": [
            {"name": "c1", "weights": {"format": "int4"}, "activations": {"format": "int8"}, "note": [1, 2]}]})";
        const auto read = recipeFromJson(text, "text");
        VERIFY_OK(read);
        const std::string written = recipeToJson(*read);
        const auto again = recipeFromJson(written, "text");
        VERIFY_OK(again);
        QVERIFY(*again == *read);
        QVERIFY(written.find("\"author\"") != std::string::npos && written.find("\"note\"") != std::string::npos);
    }

    void badMethods_data()
    {
        QTest::addColumn<QString>("methods");
        QTest::addColumn<QString>("says");
        QTest::newRow("no list") << "{}"
                                 << "a list is needed";
        QTest::newRow("no name") << "[{}]"
                                 << "method is missing";
        QTest::newRow("on") << R"([{"method": "a", "on": 1}])"
                            << "true or false";
        QTest::newRow("parameter") << R"([{"method": "a", "parameters": {"p": "x"}}])"
                                   << "a number is needed";
    }
    void badMethods()
    {
        QFETCH(QString, methods);
        QFETCH(QString, says);
        const auto read = recipeFromJson(
            "{\"bitladderRecipe\": 2, \"layers\": [], \"methods\": " + methods.toStdString() + "}", "text");
        VERIFY_FAILS(read, {"text", "methods", says.toStdString()});
    }

    void everyFormatThereAndBack()
    {
        for (int bits = 1; bits <= 64; ++bits) {
            Recipe recipe = sample();
            quant::setAll(recipe, quant::dialFormat(bits), quant::formatOf(quant::kFloatFamily, bits));
            const auto back = recipeFromJson(recipeToJson(recipe), "text");
            VERIFY_OK(back);
            QVERIFY(*back == recipe);
        }
        for (const char* own : {"e4m3b7nan", "ue3m2b-4ieee", "e0m4b1"}) {
            Recipe recipe = sample();
            quant::setAll(recipe, *quant::parseFormat(own), *quant::parseFormat(own));
            const auto back = recipeFromJson(recipeToJson(recipe), "text");
            VERIFY_OK(back);
            QVERIFY(*back == recipe && recipe.layers[0].weights.format == *quant::parseFormat(own));
        }
    }

    void lockedLayersStay()
    {
        Recipe recipe = sample();
        const auto before = recipe.layers[1];
        for (const auto& preset : quant::presets())
            for (const auto ends : {quant::FirstLast::SameAsRest, quant::FirstLast::At8}) {
                quant::apply(recipe, preset, ends);
                QVERIFY(recipe.layers[1] == before);
                QVERIFY(recipe.layers[0].weights.format.bits >= (ends == quant::FirstLast::At8 ? 8 : 1));
                QVERIFY(
                    recipe.layers[0].weights.range == &quant::kPercentile); // what was chosen beside the format stays
            }
    }

    void editedByHand()
    {
        const auto read = recipeFromJson(layer("{\"format\": \"bits:5\"}"), "hand");
        VERIFY_OK(read);
        QVERIFY(read->layers[0].weights == quant::defaultWeightSpec(quant::intFormat(5)));
        QVERIFY(read->layers[0].activations == quant::defaultActivationSpec(quant::intFormat(8)));
    }

    void refused_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("names");
        const auto add = [](const char* name, const std::string& text, const char* names) {
            QTest::newRow(name) << QString::fromStdString(text) << names;
        };
        add("empty", "", "JSON");
        add("not JSON", "weights: int8", "JSON");
        add("cut", R"({"bitladderRecipe": 1, "layers": [)", "JSON");
        add("other JSON", R"({"name": 1})", "bitladderRecipe");
        add("list", "[]", "bitladderRecipe");
        add("newer", R"({"bitladderRecipe": 3, "layers": []})", "version 3");
        add("version zero", R"({"bitladderRecipe": 0, "layers": []})", "bitladderRecipe");
        add("version text", R"({"bitladderRecipe": "1", "layers": []})", "bitladderRecipe");
        add("version huge", R"({"bitladderRecipe": 18446744073709551615, "layers": []})", "version");
        add("no layers", R"({"bitladderRecipe": 1})", "layers");
        add("layers is a text", R"({"bitladderRecipe": 1, "layers": "all"})", "layers");
        add("layer is a number", R"({"bitladderRecipe": 1, "layers": [3]})", "layer 1");
        add("no name", R"({"bitladderRecipe": 1, "layers": [{}]})", "name");
        add("no weights", R"({"bitladderRecipe": 1, "layers": [{"name": "c1"}]})", "c1");
        add("weights is a text", layer("\"int8\""), "c1");
        add("no format", layer("{}"), "format");
        add("unknown format", layer(R"({"format": "int65"})"), "int65");
        add("format is a number", layer(R"({"format": 8})"), "format");
        add("symmetry", layer(R"({"format": "int8", "symmetry": "sideways"})"), "symmetry");
        add("granularity", layer(R"({"format": "int8", "granularity": 3})"), "granularity");
        add("range", layer(R"({"format": "int8", "range": "best"})"), "range");
        add("percentile", layer(R"({"format": "int8", "range": "percentile", "percentile": 10})"), "percentile");
        add("percentile is a text", layer(R"({"format": "int8", "range": "percentile", "percentile": "99"})"),
            "percentile");
        add("manual without low", layer(R"({"format": "int8", "range": "manual", "high": 1})"), "low");
        add("manual upside down", layer(R"({"format": "int8", "range": "manual", "low": 2, "high": 1})"), "low");
        add("given without its scales", layer(R"({"format": "int8", "range": "given"})"), "given");
        add("given scale of zero", layer(R"({"format": "int8", "granularity": "tensor", "range": "given", "given":
                {"format": "int8", "qmin": -128, "qmax": 127, "scales": [0], "zeros": [0]}})"),
            "scale");
        add("given codes too wide", layer(R"({"format": "int8", "granularity": "tensor", "range": "given", "given":
                {"format": "int8", "qmin": -129, "qmax": 127, "scales": [1], "zeros": [0]}})"),
            "-129");
        add("twice", R"({"bitladderRecipe": 1, "layers": [
            {"name": "c1", "weights": {"format": "int8"}, "activations": {"format": "int8"}},
            {"name": "c1", "weights": {"format": "int8"}, "activations": {"format": "int8"}}]})",
            "c1");
    }
    void refused()
    {
        QFETCH(QString, text);
        QFETCH(QString, names);
        test::TempFolder folder;
        VERIFY_FAILS(readRecipe(folder.write("bad.json", text.toStdString())), {"bad.json", names.toStdString()});
    }

    void adopting()
    {
        const Recipe base = sample();
        Recipe some = base;
        some.layers.erase(some.layers.begin());
        some.layers[0].weights.format = quant::intFormat(3);
        auto adopted = adopt(some, base);
        VERIFY_OK(adopted);
        QVERIFY(adopted->layers[0] == base.layers[0]);
        QCOMPARE(int(adopted->layers[1].weights.format.bits), 3);

        Recipe other = base;
        other.model = "other";
        other.fingerprint = "9999";
        for (auto& l : other.layers)
            l.layer = "other_" + l.layer;
        VERIFY_FAILS(adopt(other, base), {"other", "other_conv1", "another network"});
        other = base;
        other.fingerprint = "9999";
        other.layers[2].layer = "missing_layer";
        VERIFY_FAILS(adopt(other, base), {"missing_layer"});
    }

    void missingFile()
    {
        test::TempFolder folder;
        VERIFY_FAILS(readRecipe(folder / "none.json"), {"none.json"});
        VERIFY_FAILS(writeRecipe(sample(), folder / "no/such/r.json"), {"no/such/r.json"});
    }
};

QTEST_APPLESS_MAIN(TestRecipeFile)
#include "tst_recipe_file.moc"
