// Boxes of detectors: every layout from numbers set by hand, and what is done with boxes that overlap.
#include "tests/support/test_support.h"

#include "core/data/boxes.h"

#include <cmath>

using namespace bitladder;
using namespace bitladder::data;
using tensor::Shape;
using tensor::Tensor;

namespace
{

struct Detector {
    graph::Graph graph;
    std::vector<Tensor> outputs;

    Detector(Shape input, const std::vector<std::pair<std::string, Shape>>& results)
    {
        graph.inputs.push_back(graph.addValue({"x", tensor::ElementType::Float32, std::move(input), {}, {}}));
        for (const auto& [name, shape] : results) {
            graph.outputs.push_back(graph.addValue({name, tensor::ElementType::Float32, shape, {}, {}}));
            outputs.push_back(*Tensor::make(tensor::ElementType::Float32, shape));
            for (float& v : outputs.back().mutableAs<float>())
                v = 0;
        }
    }
    void set(size_t output, int64_t at, double value)
    {
        outputs[output].mutableAs<float>()[static_cast<size_t>(at)] = static_cast<float>(value);
    }
    void fill(size_t output, double value)
    {
        for (float& v : outputs[output].mutableAs<float>())
            v = static_cast<float>(value);
    }
    std::vector<Box> boxes(BoxLayout layout, const BoxRules& rules = {}) const
    {
        return boxLayout(graph, 0, outputs) == layout ? readBoxes(layout, graph, 0, outputs, rules)
                                                      : std::vector<Box> {};
    }
};

bool near(double a, double b)
{
    return std::fabs(a - b) < 1e-6;
}

bool isAt(const Box& box, double left, double top, double right, double bottom)
{
    return near(box.left, left) && near(box.top, top) && near(box.right, right) && near(box.bottom, bottom);
}

} // namespace

class TestBoxes : public QObject
{
    Q_OBJECT

private slots:
    void scoresAndCorners()
    {
        Detector d({1, 3, 240, 320}, {{"scores", {1, 3, 2}}, {"boxes", {1, 3, 4}}});
        const double scores[] {0.9, 0.1, 0.2, 0.8, 0.3, 0.7}; // background, face
        const double corners[] {0, 0, 1, 1, 0.1, 0.2, 0.3, 0.6, 0.5, 0.5, 0.75, 1};
        for (int i = 0; i < 6; ++i)
            d.set(0, i, scores[i]);
        for (int i = 0; i < 12; ++i)
            d.set(1, i, corners[i]);
        const auto boxes = d.boxes(BoxLayout::ScoresAndCorners);
        QCOMPARE(boxes.size(), size_t {2});
        QVERIFY(isAt(boxes[0], 0.1, 0.2, 0.3, 0.6));
        QVERIFY(near(boxes[0].score, static_cast<double>(0.8f)));
        QCOMPARE(boxes[0].label, 0);
        QVERIFY(isAt(boxes[1], 0.5, 0.5, 0.75, 1));
    }

    void fastestGrid_data()
    {
        QTest::addColumn<bool>("last");
        QTest::newRow("channels first") << false;
        QTest::newRow("channels last") << true;
    }
    void fastestGrid()
    {
        QFETCH(bool, last);
        // A picture of 64×32 has a map of four columns and two rows.
        Detector d(last ? Shape {1, 32, 64, 3} : Shape {1, 3, 32, 64},
            {{"y", last ? Shape {1, 2, 4, 85} : Shape {1, 85, 2, 4}}});
        const auto set = [&](int channel, int row, int column, double v) {
            d.set(0, last ? (row * 4 + column) * 85 + channel : (channel * 2 + row) * 4 + column, v);
        };
        set(0, 1, 2, 0.8);
        set(1, 1, 2, std::atanh(0.5)); // dx: half a cell
        set(3, 1, 2, 0); // a half of the picture's width
        set(4, 1, 2, std::log(1.0 / 3)); // a quarter of its height
        set(5 + 17, 1, 2, 0.9);
        const auto boxes = d.boxes(BoxLayout::FastestGrid);
        QCOMPARE(boxes.size(), size_t {1});
        QCOMPARE(boxes[0].label, 17);
        QVERIFY(
            near(boxes[0].score, std::pow(static_cast<double>(0.8f), 0.6) * std::pow(static_cast<double>(0.9f), 0.4)));
        QVERIFY(isAt(boxes[0], 0.625 - 0.25, 0.5 - 0.125, 0.625 + 0.25, 0.5 + 0.125));
    }

    void fastestRows()
    {
        Detector d({1, 3, 352, 352}, {{"y", {605, 95}}});
        // The second map begins after 22·22 rows; its row 2, column 3, second anchor.
        const int row = 22 * 22 + 2 * 11 + 3;
        for (int i = 0; i < 4; ++i)
            d.set(0, row * 95 + 4 + i, 0.5);
        d.set(0, row * 95 + 13, 0.9);
        d.set(0, row * 95 + 15 + 4, 0.8);
        const auto boxes = d.boxes(BoxLayout::FastestRows);
        QCOMPARE(boxes.size(), size_t {1});
        QCOMPARE(boxes[0].label, 4);
        QVERIFY(near(boxes[0].score, static_cast<double>(0.9f) * static_cast<double>(0.8f)));
        const double x = 3.5 / 11, y = 2.5 / 11, width = 131.57 / 352, height = 214.55 / 352;
        QVERIFY(isAt(boxes[0], x - width / 2, y - height / 2, x + width / 2, y + height / 2));
    }

    void yuNet()
    {
        std::vector<std::pair<std::string, Shape>> results;
        for (const auto& [what, columns] : {std::pair {"cls_", 1}, {"obj_", 1}, {"bbox_", 4}, {"kps_", 10}})
            for (const auto& [stride, cells] : {std::pair {8, 1600}, {16, 400}, {32, 100}})
                results.emplace_back(what + std::to_string(stride), Shape {1, cells, columns});
        Detector d({1, 3, 320, 320}, results);
        const int cell = 7 * 20 + 4; // of stride 16
        d.set(1, cell, 0.81);
        d.set(4, cell, 1);
        d.set(7, 4 * cell, 0.5);
        d.set(7, 4 * cell + 1, 0.25);
        d.set(7, 4 * cell + 2, std::log(2.0));
        d.set(7, 4 * cell + 3, std::log(4.0));
        const auto boxes = d.boxes(BoxLayout::YuNet);
        QCOMPARE(boxes.size(), size_t {1});
        QVERIFY(near(boxes[0].score, std::sqrt(static_cast<double>(0.81f))));
        const double x = 4.5 * 16 / 320, y = 7.25 * 16 / 320;
        QVERIFY(isAt(boxes[0], x - 16.0 / 320, y - 32.0 / 320, x + 16.0 / 320, y + 32.0 / 320));
    }

    void yuNetPriors()
    {
        // 120 rows, 160 columns: maps of 15×20, 7×10, 3×5 and 1×2 with 3, 2, 2 and 3 priors.
        const int64_t rows = 900 + 140 + 30 + 6;
        Detector d({1, 3, 120, 160}, {{"loc", {rows, 14}}, {"conf", {rows, 2}}, {"iou", {rows, 1}}});
        const int64_t row = 900 + (3 * 10 + 4) * 2 + 1; // the second map's row 3, column 4, prior of 48
        d.set(1, 2 * row + 1, 0.9);
        d.set(2, row, 0.9);
        d.set(0, 14 * row, 1); // a tenth of the prior's width to the right
        d.set(0, 14 * row + 3, 5 * std::log(2.0)); // twice as high
        const auto boxes = d.boxes(BoxLayout::YuNetPriors);
        QCOMPARE(boxes.size(), size_t {1});
        QVERIFY(near(boxes[0].score, static_cast<double>(0.9f)));
        const double x = (4.5 * 16 + 4.8) / 160, y = 3.5 * 16 / 120, width = 48.0 / 160, height = 96.0 / 120;
        QVERIFY(isAt(boxes[0], x - width / 2, y - height / 2, x + width / 2, y + height / 2));
    }

    void blazeFace()
    {
        Detector d(
            {1, 128, 128, 3}, {{"a", {1, 512, 1}}, {"b", {1, 384, 1}}, {"c", {1, 512, 16}}, {"d", {1, 384, 16}}});
        d.fill(0, -20);
        d.fill(1, -20);
        const int row = (5 * 8 + 2) * 6 + 3; // of the coarse map: row 5, column 2
        d.set(1, row, std::log(3.0));
        d.set(3, 16 * row, 8);
        d.set(3, 16 * row + 2, 32);
        d.set(3, 16 * row + 3, 64);
        const auto boxes = d.boxes(BoxLayout::BlazeFace);
        QCOMPARE(boxes.size(), size_t {1});
        QVERIFY(near(boxes[0].score, 0.75));
        const double x = 2.5 / 8 + 8.0 / 128, y = 5.5 / 8;
        QVERIFY(isAt(boxes[0], x - 0.125, y - 0.25, x + 0.125, y + 0.25));
    }

    void whatIsNotKnownIsNotGuessed()
    {
        const auto layout = [](Shape input, const std::vector<std::pair<std::string, Shape>>& results) {
            const Detector d(std::move(input), results);
            return boxLayout(d.graph, 0, d.outputs);
        };
        QVERIFY(!layout({1, 3, 352, 352}, {{"y", {1, 84, 22, 22}}})); // 79 classes
        QVERIFY(!layout({1, 3, 352, 352}, {{"y", {1, 85, 44, 44}}})); // an eighth of the picture
        QVERIFY(!layout({1, 3, 352, 352}, {{"y", {604, 95}}}));
        QVERIFY(!layout({1, 3, 240, 320}, {{"a", {1, 9, 2}}, {"b", {1, 9, 4}}})); // other names
        QVERIFY(!layout({1, 3, 240, 320}, {{"scores", {1, 9, 2}}, {"boxes", {1, 8, 4}}}));
        QVERIFY(!layout({1, 10}, {{"scores", {1, 9, 2}}, {"boxes", {1, 9, 4}}}));
        QVERIFY(!layout({1, 3, 120, 160}, {{"loc", {5, 14}}, {"conf", {5, 2}}, {"iou", {5, 1}}}));
        QVERIFY(!layout({1, 3, 224, 224}, {{"y", {1, 1000}}}));
    }

    void theBestOfThoseThatOverlap()
    {
        Detector d({1, 3, 240, 320}, {{"scores", {5, 3}}, {"boxes", {5, 4}}});
        const double scores[][3] {{0.1, 0.7, 0.2}, {0.1, 0.8, 0.1}, {0.1, 0.2, 0.7}, {0.5, 0.3, 0.2}, {0.1, 0.8, 0.1}};
        const double corners[][4] {
            {0, 0, 0.5, 0.5}, {0.02, 0, 0.52, 0.5}, {0, 0, 0.5, 0.5}, {0.6, 0.6, 0.9, 0.9}, {0.5, 0.5, 0.4, 0.9}};
        for (int i = 0; i < 5; ++i) {
            for (int c = 0; c < 3; ++c)
                d.set(0, 3 * i + c, scores[i][c]);
            for (int c = 0; c < 4; ++c)
                d.set(1, 4 * i + c, corners[i][c]);
        }
        // The first gives way to the second; the third is of another class; the fourth scores too little; the fifth has
        // no width.
        const auto boxes = d.boxes(BoxLayout::ScoresAndCorners);
        QCOMPARE(boxes.size(), size_t {2});
        QVERIFY(near(boxes[0].left, static_cast<double>(0.02f)) && boxes[0].label == 0);
        QCOMPARE(boxes[1].label, 1);
        QCOMPARE(d.boxes(BoxLayout::ScoresAndCorners, {.least = 0.1}).size(), size_t {3});
        QCOMPARE(d.boxes(BoxLayout::ScoresAndCorners, {.least = 0.4, .overlap = 1}).size(), size_t {3});
        d.set(1, 4, std::nan(""));
        QCOMPARE(d.boxes(BoxLayout::ScoresAndCorners).size(), size_t {2}); // the first comes forward
    }

    void overlap()
    {
        const Box a {0, 0, 0.4, 0.2}, b {0.2, 0, 0.6, 0.2}, c {0.5, 0.5, 0.6, 0.6};
        QVERIFY(near(overlapOf(a, a), 1));
        QVERIFY(near(overlapOf(a, b), 1.0 / 3));
        QCOMPARE(overlapOf(a, c), 0.0);
    }
};

QTEST_APPLESS_MAIN(TestBoxes)
#include "tst_boxes.moc"
