// The latest result of each kind: who hears of it, when it is stale, and what comes too late.
#include "app/window/document/result_store.h"
#include "tests/app/app_test.h"

#include <QTest>
#include <thread>

using namespace bitladder;
using namespace bitladder::app;

namespace
{

template<typename R> std::shared_ptr<const R> resultOf(const Document& document)
{
    auto result = std::make_shared<R>();
    result->revision = document.revision();
    return result;
}

void edit(Document& document, int bits)
{
    document.setWidth({0}, Part::Weights, bits, EditPhase::End);
}

} // namespace

class TestResultStore : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QVERIFY2(app::test::digits(), "samples/digits/digits.onnx cannot be opened"); }

    void eachKindTellsOfItself()
    {
        Document document;
        ResultStore store(&document);
        app::test::openDigits(document);
        const app::test::Latest<TimingResult> timing(store);
        const app::test::Latest<CurveResult> curve(store);
        QVERIFY(!store.latest<TimingResult>());
        QVERIFY(!store.isStale<TimingResult>());
        const auto result = resultOf<TimingResult>(document);
        QVERIFY(store.take(result));
        QCOMPARE(timing.count, 1);
        QCOMPARE(curve.count, 0);
        QVERIFY(store.latest<TimingResult>() == result);
        QVERIFY(store.results().timing == result);
    }

    void whoIsGoneHearsNothing()
    {
        Document document;
        ResultStore store(&document);
        app::test::openDigits(document);
        int heard = 0;
        auto context = std::make_unique<QObject>();
        store.watch<LayerResult>(context.get(), [&](const auto&) { ++heard; });
        QVERIFY(store.take(resultOf<LayerResult>(document)));
        context.reset();
        QVERIFY(store.take(resultOf<LayerResult>(document)));
        QCOMPARE(heard, 1);
    }

    void anEditMakesStale()
    {
        Document document;
        ResultStore store(&document);
        app::test::openDigits(document);
        QVERIFY(store.take(resultOf<IsolatedResult>(document)));
        QVERIFY(!store.isStale<IsolatedResult>());
        edit(document, 4);
        QVERIFY(store.isStale<IsolatedResult>());
        QVERIFY(store.latest<IsolatedResult>()); // it is shown pale until the next one comes
        QVERIFY(store.take(resultOf<IsolatedResult>(document)));
        QVERIFY(!store.isStale<IsolatedResult>());
    }

    void lateResultsAreDropped()
    {
        Document document;
        ResultStore store(&document);
        app::test::openDigits(document);
        const app::test::Latest<FolderProgress> folder(store);
        const auto late = resultOf<FolderProgress>(document);
        edit(document, 4);
        QVERIFY(!store.take(late));
        QCOMPARE(folder.count, 0);
        QVERIFY(!store.latest<FolderProgress>());
    }

    // Results that another thread posted, and that wait for the event loop while an edit comes, are not handed out.
    void whatWaitsWhileAnEditComesIsDropped()
    {
        Document document;
        ResultStore store(&document);
        app::test::openDigits(document);
        const app::test::Latest<NetworkResult> network(store);
        const app::test::Latest<LayerResult> layer(store);
        const auto post = [&] {
            std::jthread([&store, n = resultOf<NetworkResult>(document), l = resultOf<LayerResult>(document)] {
                store.post(n);
                store.post(l);
            }).join();
        };
        post();
        edit(document, 4);
        QCoreApplication::processEvents();
        QCOMPARE(network.count, 0);
        QCOMPARE(layer.count, 0);
        post();
        QCoreApplication::processEvents();
        QCOMPARE(network.count, 1);
        QCOMPARE(layer.count, 1);
    }

    // While a fader moves, answers of the revisions on the way are shown; those of another picture or model are not.
    void answersFollowAFader()
    {
        Document document;
        ResultStore store(&document);
        app::test::openDigits(document);
        const auto answer = [&] {
            return std::make_shared<const AnswerResult>(
                AnswerResult {document.revision(), nullptr, document.model(), document.picture()});
        };
        const auto onTheWay = answer();
        edit(document, 4);
        QVERIFY(store.take(onTheWay));
        QVERIFY(store.isStale<AnswerResult>());
        const auto ofOtherPicture = answer();
        document.setPicture({"other.png", {}, 0});
        QVERIFY(!store.take(ofOtherPicture));
        const auto ofOtherModel = answer();
        document.setModel(std::make_shared<const model::Model>(*document.model()), document.recipe());
        QVERIFY(!store.take(ofOtherModel));
    }

    void anotherBaselineTakesItsResultAlong()
    {
        Document document;
        ResultStore store(&document);
        app::test::openDigits(document);
        const auto measured = [&](const quant::Recipe& recipe) {
            auto result = std::make_shared<BaselineResult>();
            result->revision = document.revision();
            result->recipe = std::make_shared<const quant::Recipe>(recipe);
            return std::shared_ptr<const BaselineResult>(std::move(result));
        };
        QVERIFY(!store.take(measured(document.recipe()))); // there is no baseline
        document.makeBaseline();
        const auto first = document.recipe();
        QVERIFY(store.take(measured(first)));
        edit(document, 4);
        QVERIFY(store.latest<BaselineResult>()); // an edit does not touch it
        document.makeBaseline();
        QVERIFY(!store.latest<BaselineResult>());
        QVERIFY(!store.take(measured(first)));
    }

    void anotherModelEmptiesTheStore()
    {
        Document document;
        ResultStore store(&document);
        app::test::openDigits(document);
        QVERIFY(store.take(resultOf<NetworkResult>(document)));
        QVERIFY(store.take(resultOf<CurveResult>(document)));
        app::test::openDigits(document);
        QVERIFY(!store.latest<NetworkResult>());
        QVERIFY(!store.latest<CurveResult>());
        QVERIFY(!store.results().network);
    }
};

QTEST_GUILESS_MAIN(TestResultStore)
#include "tst_result_store.moc"
