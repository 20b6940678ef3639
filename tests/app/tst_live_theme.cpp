// Other colours while the window is open: nothing keeps the old ones.
#include "app/window/adapters/adapters.h"
#include "app/window/preferences/preferences.h"
#include "tests/app/window_test.h"
#include "widgets/graph/graph_view.h"
#include "widgets/picture/answer_view.h"
#include "widgets/theme/tokens.h"

#include <QLabel>

using namespace bitladder;
using namespace bitladder::app;

namespace
{

bool has(const QImage& image, const QColor& color)
{
    for (int y = 0; y < image.height(); ++y)
        for (int x = 0; x < image.width(); ++x)
            if (image.pixel(x, y) == color.rgb()) return true;
    return false;
}

} // namespace

class TestLiveTheme : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { app::test::useOwnSettings("tst_live_theme"); }
    void cleanup() { applyTheme(Theme::Light); }

    // The line below a link has its colour throughout.
    void linksFollow()
    {
        applyTheme(Theme::Light);
        auto window = app::test::shownWindow();
        QVERIFY(window);
        window->openSample(QStringLiteral("digits"));
        QVERIFY(app::test::rests(*window));
        window->document()->setFormat({0}, Part::Weights, *quant::parseFormat("kmeans4"));
        window->document()->setSelection({0});
        QVERIFY(app::test::rests(*window));
        window->findChild<QDockWidget*>(QStringLiteral("inspector"))->raise();
        const auto accent = [&] { return widgets::token(widgets::Token::Accent, window->palette()); };
        const QColor light = accent();
        QList<QLabel*> links;
        for (auto* label : window->findChildren<QLabel*>())
            if (label->isVisible() && label->text().contains(QStringLiteral("<a href"))) links << label;
        QVERIFY(links.size() >= 2); // below the picture, and in the inspector
        for (auto* label : links)
            QVERIFY(has(label->grab().toImage(), light));
        applyTheme(Theme::Dark);
        widgets::test::settle(*window);
        QVERIFY(accent() != light);
        for (auto* label : links) {
            const QImage image = label->grab().toImage();
            QVERIFY2(has(image, accent()), qPrintable(label->text()));
            QVERIFY2(!has(image, light), qPrintable(label->text()));
        }
    }

    void nodesOfTheGraphFollow()
    {
        applyTheme(Theme::Light);
        auto window = app::test::shownWindow();
        QVERIFY(window);
        window->openSample(QStringLiteral("digits"));
        QVERIFY(app::test::rests(*window));
        window->showPage(QStringLiteral("graph"));
        auto* graph = window->findChild<widgets::GraphView*>();
        const auto shade = [&] {
            QList<widgets::GraphNode> nodes;
            QList<widgets::GraphEdge> edges;
            graphData(*window->document(), window->results()->results(), GraphColoring::Width, window->palette(), nodes,
                edges);
            const int node = window->document()->model()->layers[1].node.index;
            return std::ranges::find(nodes, node, &widgets::GraphNode::id)->color;
        };
        const QColor light = shade();
        QVERIFY(has(graph->grab().toImage(), light));
        applyTheme(Theme::Dark);
        widgets::test::settle(*window);
        QVERIFY(shade() != light);
        QVERIFY(has(graph->grab().toImage(), shade()));
    }
};

QTEST_MAIN(TestLiveTheme)
#include "tst_live_theme.moc"
