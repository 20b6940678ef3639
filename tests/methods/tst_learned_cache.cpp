// What methods learned, kept on disk: found again, never believed when damaged, bounded.
#include "core/base/files.h"
#include "tests/support/method_support.h"

#include <fstream>

using namespace bitladder;
using tensor::Tensor;
namespace fs = std::filesystem;

namespace
{

std::vector<fs::path> filesIn(const fs::path& folder)
{
    std::vector<fs::path> files;
    std::error_code error;
    for (const auto& file : fs::directory_iterator(folder, error))
        files.push_back(file.path());
    return files;
}

struct Setup {
    std::shared_ptr<const graph::Graph> graph;
    std::vector<std::vector<Tensor>> pictures;
    quant::Recipe recipe;
    int visits = 0; // of all pictures

    Setup()
    {
        test::Random random(1);
        graph = test::oneProduct(20, 8, 5, random.normals<float>(40, 1.0));
        pictures = {{random.tensor({20, 8})}, {random.tensor({20, 8})}};
        recipe = test::recipeOf(
            *graph, "int3", {{"progressive", {}, true}, {"adaround", {}, true}, {"bias-correction", {}, true}});
    }
    Result<test::Network> quantized(const methods::LearnedCache& cache)
    {
        methods::QuantizeOptions options;
        options.threads = 1;
        options.learned = cache;
        options.pictures = [this](const methods::VisitInputs& visit) -> Result<void> {
            ++visits;
            for (const auto& inputs : pictures)
                BITLADDER_TRY(visit(inputs));
            return {};
        };
        return methods::quantizeNetwork(graph, recipe, {}, options);
    }
};

} // namespace

class TestLearnedCache : public QObject
{
    Q_OBJECT

private slots:
    void foundAgain()
    {
        test::TempFolder folder;
        Setup setup;
        const methods::LearnedCache cache {folder.path() / "deep" / "er", "recipe"};
        const auto first = setup.quantized(cache);
        VERIFY_OK(first);
        QCOMPARE(filesIn(cache.folder).size(), size_t {1});
        QVERIFY(!(*first)->log[0].fromDisk);
        setup.visits = 0;
        const auto second = setup.quantized(cache);
        VERIFY_OK(second);
        QCOMPARE(setup.visits, 1); // for their hash
        QVERIFY((*second)->log[0].fromDisk);
        const auto &a = *(*first)->layers[0].weights, &b = *(*second)->layers[0].weights;
        QVERIFY(a.codes == b.codes && a.quantizer == b.quantizer && a.key == b.key);
        QVERIFY(test::alike(test::answers(*first, setup.pictures), test::answers(*second, setup.pictures), 0));
        for (size_t i = 0; i < 3; ++i) {
            QCOMPARE((*first)->log[i].method, (*second)->log[i].method);
            QCOMPARE((*first)->log[i].layers[0].after, (*second)->log[i].layers[0].after);
        }
        // Other pictures, another recipe, another width: learned anew.
        Setup other;
        other.pictures.pop_back();
        QVERIFY(!(*other.quantized(cache))->log[0].fromDisk);
        QVERIFY(!(*setup.quantized({cache.folder, "another"}))->log[0].fromDisk);
        setup.recipe.layers[0].weights.format = quant::intFormat(2);
        QVERIFY(!(*setup.quantized(cache))->log[0].fromDisk);
        QCOMPARE(filesIn(cache.folder).size(), size_t {4});
    }

    // Every byte that is not what was written, and every end that is missing, is noticed.
    void damagedFilesArePassedOver()
    {
        test::TempFolder folder;
        Setup setup;
        setup.recipe.methods = {{"gptq", {}, true}};
        const methods::LearnedCache cache {folder.path(), "recipe"};
        const auto first = setup.quantized(cache);
        VERIFY_OK(first);
        const auto file = filesIn(folder.path()).at(0);
        const std::string whole = *readTextFile(file, 1 << 20);
        for (size_t i = 0; i < whole.size(); i += 1 + whole.size() / 40) {
            std::string damaged = whole;
            damaged[i] = static_cast<char>(damaged[i] ^ 0x55);
            for (const std::string& content : {damaged, whole.substr(0, i)}) {
                std::ofstream(file, std::ios::binary | std::ios::trunc) << content;
                const auto again = setup.quantized(cache);
                VERIFY_OK(again);
                QVERIFY(!(*again)->log[0].fromDisk);
                QVERIFY((*again)->layers[0].weights->codes == (*first)->layers[0].weights->codes);
            }
        }
        QVERIFY((*setup.quantized(cache))->log[0].fromDisk); // it was written anew
    }

    void bounded()
    {
        test::TempFolder folder;
        Setup setup;
        setup.recipe.methods = {{"gptq", {}, true}};
        methods::LearnedCache cache {folder.path(), "0"};
        VERIFY_OK(setup.quantized(cache));
        const uintmax_t one = fs::file_size(filesIn(folder.path()).at(0));
        cache.bound = 3 * one + one / 2;
        for (const char* name : {"1", "2", "3", "4"}) {
            for (const auto& file : filesIn(folder.path()))
                fs::last_write_time(file, fs::last_write_time(file) - std::chrono::hours(1));
            cache.recipe = name;
            VERIFY_OK(setup.quantized(cache));
        }
        QCOMPARE(filesIn(folder.path()).size(), size_t {3});
        QVERIFY((*setup.quantized(cache))->log[0].fromDisk); // the latest is there
        cache.recipe = "0";
        QVERIFY(!(*setup.quantized(cache))->log[0].fromDisk); // the oldest is gone
    }

    void nothingWithoutAFolder()
    {
        Setup setup;
        VERIFY_OK(setup.quantized({}));
        QVERIFY(!(*setup.quantized({}))->log[0].fromDisk);
    }
};

QTEST_APPLESS_MAIN(TestLearnedCache)
#include "tst_learned_cache.moc"
