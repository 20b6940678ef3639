// The graph: ranks go down along every edge, nothing overlaps, chains are straight, few lines cross, five hundred nodes
// are laid out quickly; clicks and keys select.
#include "widgets/control/color_key.h"
#include "widgets/graph/graph_layout.h"
#include "widgets/graph/graph_view.h"

#include "tests/widgets/widget_test.h"

#include <QClipboard>

#include <QFileInfo>
#include <QGuiApplication>
#include <QSignalSpy>
#include <QTemporaryDir>

#include <random>

using namespace bitladder::widgets;

namespace
{

constexpr QSizeF kSize {100, 40};

bool overlaps(const LayoutResult& laid, const std::vector<QSizeF>& sizes)
{
    for (std::size_t i = 0; i < sizes.size(); ++i) {
        for (std::size_t k = i + 1; k < sizes.size(); ++k) {
            const QPointF apart = laid.centers[i] - laid.centers[k];
            if (std::abs(apart.x()) < (sizes[i].width() + sizes[k].width()) / 2 - 1e-6
                && std::abs(apart.y()) < (sizes[i].height() + sizes[k].height()) / 2 - 1e-6)
                return true;
        }
    }
    return false;
}

GraphNode node(int id, const QString& title)
{
    GraphNode made;
    made.id = id;
    made.title = title;
    return made;
}

QList<GraphNode> diamondNodes()
{
    return {node(10, QStringLiteral("input")), node(11, QStringLiteral("left")), node(12, QStringLiteral("right")),
        node(13, QStringLiteral("add"))};
}

QList<GraphEdge> diamondEdges()
{
    return {{10, 11, {}}, {10, 12, {}}, {11, 13, {}}, {12, 13, {}}};
}

} // namespace

class TestGraphView : public QObject
{
    Q_OBJECT

private slots:
    void init() { test::failOnWarnings(); }

    void aChainIsStraight()
    {
        const std::vector<QSizeF> sizes {{80, 40}, {200, 40}, {60, 30}, {90, 40}};
        const LayoutResult laid = layoutGraph(sizes, {{0, 1}, {1, 2}, {2, 3}});
        for (std::size_t i = 1; i < sizes.size(); ++i) {
            QCOMPARE(laid.centers[i].x(), laid.centers[0].x());
            QVERIFY(laid.centers[i].y() > laid.centers[i - 1].y());
        }
        QCOMPARE(laid.routes[1].size(), 2);
    }

    void aDiamondIsSymmetric()
    {
        const std::vector<QSizeF> sizes(4, kSize);
        const LayoutResult laid = layoutGraph(sizes, {{0, 1}, {0, 2}, {1, 3}, {2, 3}});
        QCOMPARE(laid.ranks, (std::vector<int> {0, 1, 1, 2}));
        QVERIFY(std::abs(laid.centers[0].x() - laid.centers[3].x()) < 1e-6);
        QVERIFY(std::abs((laid.centers[1].x() + laid.centers[2].x()) / 2 - laid.centers[0].x()) < 1e-6);
        QVERIFY(!overlaps(laid, sizes));
    }

    void crossedEdgesAreUntangled()
    {
        // 0→3, 1→2: as given the two lines cross.
        const LayoutResult laid = layoutGraph(std::vector<QSizeF>(4, kSize), {{0, 3}, {1, 2}});
        const bool upper = laid.centers[0].x() < laid.centers[1].x();
        const bool lower = laid.centers[3].x() < laid.centers[2].x();
        QCOMPARE(upper, lower);
    }

    void aLongEdgeGoesAroundNodes()
    {
        const std::vector<QSizeF> sizes(4, kSize);
        const LayoutResult laid = layoutGraph(sizes, {{0, 1}, {1, 2}, {2, 3}, {0, 3}});
        QCOMPARE(laid.routes[3].size(), 4);
        for (int i = 1; i < 3; ++i)
            QVERIFY(std::abs(laid.routes[3][i].x() - laid.centers[static_cast<std::size_t>(i)].x()) > 50);
    }

    void cyclesAndWrongEdgesDoNoHarm()
    {
        const LayoutResult laid = layoutGraph(std::vector<QSizeF>(3, kSize), {{0, 1}, {1, 2}, {2, 0}, {1, 1}, {0, 9}});
        QCOMPARE(laid.centers.size(), std::size_t {3});
        QCOMPARE(laid.ranks, (std::vector<int> {0, 1, 2}));
        QVERIFY(laid.routes[4].isEmpty());
        QVERIFY(layoutGraph({}, {}).centers.empty());
    }

    void fiveHundredNodesDoNotOverlap()
    {
        std::mt19937 random(4);
        std::vector<QSizeF> sizes(500, kSize);
        std::vector<LayoutEdge> edges;
        for (int i = 1; i < 500; ++i) {
            edges.push_back({i - 1 - static_cast<int>(random() % std::min(i, 3)), i});
            if (i > 20 && i % 4 == 0) edges.push_back({i - 20 + static_cast<int>(random() % 10), i});
        }
        const LayoutResult laid = layoutGraph(sizes, edges);
        QVERIFY(!overlaps(laid, sizes));
        for (const LayoutEdge& edge : edges)
            QVERIFY(laid.ranks[static_cast<std::size_t>(edge.from)] < laid.ranks[static_cast<std::size_t>(edge.to)]);
    }

    void clickSelects()
    {
        GraphView view;
        view.setGraph(diamondNodes(), diamondEdges());
        QVERIFY(test::showAs(view, QSize(500, 500)));
        QSignalSpy clicked(&view, &GraphView::nodeClicked);
        QTest::mouseClick(view.viewport(), Qt::LeftButton, {}, view.nodePosition(12));
        QCOMPARE(clicked.count(), 1);
        QCOMPARE(clicked[0][0].toInt(), 12);
        QCOMPARE(view.selected(), QList<int> {12});
        QTest::keyClick(&view, Qt::Key_Down);
        QCOMPARE(view.selected(), QList<int> {13});
        QTest::keyClick(&view, Qt::Key_Up);
        QTest::keyClick(&view, Qt::Key_Up);
        QCOMPARE(view.selected(), QList<int> {10});
        // What the owner selects is not reported.
        view.setSelected({11});
        QCOMPARE(clicked.count(), 4);
    }

    void zoomSearchAndCenter()
    {
        GraphView view;
        QList<GraphNode> nodes;
        QList<GraphEdge> edges;
        for (int i = 0; i < 60; ++i) {
            nodes.append(node(i, QStringLiteral("conv%1").arg(i)));
            if (i > 0) edges.append({i - 1, i, {}});
        }
        view.setGraph(nodes, edges);
        QVERIFY(test::showAs(view, QSize(400, 400)));
        const double before = view.transform().m11();
        test::turnWheel(*view.viewport(), QPointF(200, 200), 120);
        QVERIFY(view.transform().m11() > before);
        QCOMPARE(view.find(QStringLiteral("CONV33")), QList<int> {33});
        QVERIFY(!view.viewport()->rect().contains(view.nodePosition(33)));
        view.centerOnNode(33);
        QVERIFY((view.nodePosition(33) - view.viewport()->rect().center()).manhattanLength() < 20);
        // What can be seen stays where it is; what cannot comes to the middle.
        const double zoom = view.transform().m11();
        const QPoint there = view.nodePosition(33);
        view.reveal(33);
        QCOMPARE(view.nodePosition(33), there);
        view.reveal(50);
        QVERIFY((view.nodePosition(50) - view.viewport()->rect().center()).manhattanLength() < 20);
        QCOMPARE(view.transform().m11(), zoom);
        view.fitAll();
        QVERIFY(view.viewport()->rect().contains(view.nodePosition(0)));
        QVERIFY(view.viewport()->rect().contains(view.nodePosition(59)));
    }

    void newColorsKeepThePlaces()
    {
        GraphView view;
        view.setGraph(diamondNodes(), diamondEdges());
        QVERIFY(test::showAs(view, QSize(500, 500)));
        const QPoint place = view.nodePosition(11);
        QList<GraphNode> nodes = diamondNodes();
        nodes[1].color = Qt::green;
        view.updateNodes(nodes);
        QCOMPARE(view.nodePosition(11), place);
        const QImage image = view.viewport()->grab().toImage();
        QCOMPARE(image.pixelColor(place - QPoint(28, 0)), QColor(Qt::green));
        view.clear();
        QVERIFY(view.find(QString()).isEmpty());
    }

    // An edge is drawn in its colour, and takes another one without a new layout.
    void edgesHaveColors()
    {
        GraphView view;
        QList<GraphEdge> edges = diamondEdges();
        view.setGraph(diamondNodes(), edges);
        QVERIFY(test::showAs(view, {500, 400}));
        const auto inked = [&](const QColor& color) {
            const QImage image = view.picture();
            int count = 0;
            for (int y = 0; y < image.height(); ++y)
                for (int x = 0; x < image.width(); ++x)
                    count += image.pixelColor(x, y) == color;
            return count;
        };
        const QColor red(255, 0, 0), blue(0, 0, 255);
        QCOMPARE(inked(red), 0);
        const QPoint before = view.nodePosition(12);
        edges[0].color = red;
        edges[0].width = 3;
        view.updateEdges(edges);
        QVERIFY(inked(red) > 20);
        edges[0].color = blue;
        view.updateEdges(edges);
        QCOMPARE(inked(red), 0);
        QVERIFY(inked(blue) > 20);
        QCOMPARE(view.nodePosition(12), before);
    }

    void theWholeGraphIsSaved()
    {
        GraphView view;
        view.setGraph(diamondNodes(), diamondEdges());
        QVERIFY(test::showAs(view, {200, 100})); // less than all of it is in view
        const QTemporaryDir folder;
        for (const char* name : {"graph.png", "graph.svg", "graph.pdf"}) {
            const QString path = folder.filePath(QString::fromLatin1(name));
            QCOMPARE(view.savePicture(path), SaveResult::Saved);
            QVERIFY(QFileInfo(path).size() > 300);
        }
        QCOMPARE(QImage(folder.filePath(QStringLiteral("graph.png"))).size(), view.sceneRect().size().toSize());
        QCOMPARE(view.savePicture(folder.filePath(QStringLiteral("graph.xyz"))), SaveResult::UnknownSuffix);
        QCOMPARE(view.savePicture(folder.filePath(QStringLiteral("none/graph.svg"))), SaveResult::NotWritable);
        view.copyPicture();
        QCOMPARE(QGuiApplication::clipboard()->image().size(), view.picture().size());
        const QStringList lines = view.dataAsCsv().trimmed().split(QLatin1Char('\n'));
        QCOMPARE(lines.size(), 1 + 4 + 4);
        QVERIFY(lines[1].startsWith(QStringLiteral("node,10,")));
        QVERIFY(lines[5].startsWith(QStringLiteral("edge,,10,11")));
    }

    void theKeyShowsItsScales()
    {
        ColorKey key;
        key.setScales({{QStringLiteral("0 dB"), QStringLiteral("60 dB"), {Qt::red, Qt::blue}}});
        QVERIFY(test::showAs(key, {300, key.sizeHint().height()}));
        QCOMPARE(key.accessibleDescription(), QStringLiteral("0 dB to 60 dB"));
        const QImage image = key.grab().toImage();
        int red = 0, blue = 0;
        for (int x = 0; x < image.width(); ++x) {
            const QColor c = image.pixelColor(x, image.height() / 2);
            red += c.red() > 200 && c.blue() < 60;
            blue += c.blue() > 200 && c.red() < 60;
        }
        QVERIFY(red > 3 && blue > 3);
    }
};

QTEST_MAIN(TestGraphView)
#include "tst_graph_view.moc"
