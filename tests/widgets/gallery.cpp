// Shows every widget with plausible data, and saves what it shows when a folder is given: light and dark, so that a
// person can look for cut texts, overlaps and colours that cannot be read.
//   widget_gallery [FOLDER]
#include "widgets/control/banner_stack.h"
#include "widgets/control/figure_strip.h"
#include "widgets/control/format_panel.h"
#include "widgets/equalizer/equalizer.h"
#include "widgets/equalizer/master_fader.h"
#include "widgets/graph/graph_view.h"
#include "widgets/picture/answer_view.h"
#include "widgets/picture/picture_compare.h"
#include "widgets/plot/network/moved_layers.h"
#include "widgets/plot/network/network_error_plot.h"
#include "widgets/plot/network/speed_plot.h"
#include "widgets/plot/network/training_plot.h"
#include "widgets/plot/values/channel_ranges_plot.h"
#include "widgets/plot/values/histogram_plot.h"
#include "widgets/plot/values/value_scatter.h"
#include "widgets/plot/values/weight_path_plot.h"
#include "widgets/plot/values/width_curve_plot.h"
#include "widgets/table/bar_delegate.h"

#include "tests/widgets/widget_test.h"

#include <QApplication>
#include <QDir>
#include <QHeaderView>
#include <QStandardItemModel>
#include <QTabWidget>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>
#include <functional>
#include <random>

using namespace bitladder::widgets;

namespace
{

constexpr QSize kWindow {1280, 800};

QStringList layerNames(int count)
{
    QStringList names;
    for (int i = 0; i < count; ++i)
        names << (i == 0 ? QStringLiteral("conv1")
                         : QStringLiteral("fire%1/%2")
                               .arg(2 + i / 3)
                               .arg(i % 3 == 0      ? QStringLiteral("squeeze1x1")
                                       : i % 3 == 1 ? QStringLiteral("expand1x1")
                                                    : QStringLiteral("expand3x3")));
    return names;
}

QList<EqualizerColumn> columns(int count)
{
    std::mt19937 random(7);
    std::uniform_real_distribution<double> share(0, 1);
    const QStringList names = layerNames(count);
    constexpr std::array<int, 8> kWidths {8, 8, 4, 6, 2, 1, 16, 5};
    QList<EqualizerColumn> result;
    for (int i = 0; i < count; ++i) {
        EqualizerColumn column;
        column.name = names[i];
        column.detail = QStringLiteral("Conv 64×16×3×3");
        column.weightBits = i == 0 || i == count - 1 ? 32 : kWidths[static_cast<std::size_t>(i) % kWidths.size()];
        column.activationBits = column.weightBits == 32 ? 32 : 8;
        column.weightFamily = column.weightBits == 32 ? Family::Float
            : column.weightBits == 1                  ? Family::Binary
            : column.weightBits == 2                  ? Family::Ternary
            : i % 11 == 7                             ? Family::CodeBook
            : i % 13 == 6                             ? Family::PowerOfTwo
            : i % 17 == 3                             ? Family::Block
                                                      : Family::Int;
        column.activationFamily = column.weightBits == 32 ? Family::Float : Family::Int;
        column.lock = i % 9 == 4 ? Lock::Locked : Lock::Free;
        column.sqnrDb = i % 10 == 9 ? qQNaN() : std::min(60.0, 4.0 * column.weightBits + 8 * share(random));
        column.floatMs = 0.05 + 0.4 * share(random);
        column.quantizedMs = column.floatMs * (0.3 + 0.5 * share(random));
        column.freshness = i % 12 == 5 ? Freshness::Stale : Freshness::Fresh;
        result.append(column);
    }
    return result;
}

DistributionData distribution(int bits)
{
    DistributionData data;
    data.title = QObject::tr("How do the numbers of fire2/squeeze1x1 sit on the grid?");
    data.xLabel = QObject::tr("weight (no unit)");
    constexpr int kBins = 160;
    const double limit = 0.55;
    const int levels = (1 << (bits - 1)) - 1;
    const double step = limit / levels;
    for (int i = 0; i <= kBins; ++i)
        data.edges.push_back(-0.8 + 1.6 * i / kBins);
    std::vector<double> quantized(kBins, 0.0);
    std::mt19937 random(3);
    std::normal_distribution<double> normal(0.01, 0.19);
    data.floatCounts.assign(kBins, 0.0);
    constexpr int kErrorBins = 80;
    data.errorCounts.assign(kErrorBins, 0.0);
    for (int i = 0; i <= kErrorBins; ++i)
        data.errorEdges.push_back((-2.0 + 4.0 * i / kErrorBins) * step);
    for (int i = 0; i < 40000; ++i) {
        const double x = normal(random);
        const double q = std::clamp(std::round(x / step), -1.0 * levels, 1.0 * levels) * step;
        const auto bin = [](double v) { return std::clamp(static_cast<int>((v + 0.8) / 0.01), 0, kBins - 1); };
        ++data.floatCounts[static_cast<std::size_t>(bin(x))];
        ++quantized[static_cast<std::size_t>(bin(q))];
        const int e = static_cast<int>(((q - x) / step + 2.0) / 4.0 * kErrorBins);
        if (e >= 0 && e < kErrorBins) ++data.errorCounts[static_cast<std::size_t>(e)];
    }
    data.quantizedCounts = quantized;
    for (int k = -levels; k <= levels; ++k)
        data.grid.push_back(k * step);
    data.gridStep = step;
    data.clipLow = -limit;
    data.clipHigh = limit;
    data.clipHandles = ClipHandles::Movable;
    data.roundingShare = 0.834;
    data.clippingShare = 0.166;
    data.note = QObject::tr("36 864 weights, int %1, symmetric, one scale for the tensor, limits from MSE").arg(bits);
    return data;
}

NetworkErrorData networkError(int count)
{
    NetworkErrorData data;
    data.title = QObject::tr("Where does it go wrong? SQNR along squeezenet");
    data.layerNames = layerNames(count);
    std::mt19937 random(5);
    std::normal_distribution<double> noise(0, 3);
    double power = 0;
    for (int i = 0; i < count; ++i) {
        const double isolated
            = i == 0 ? std::numeric_limits<double>::infinity() : 34 + noise(random) - (i % 7 == 4 ? 14 : 0);
        if (std::isfinite(isolated)) power += std::pow(10, -isolated / 10) * 0.7;
        data.isolatedDb.push_back(isolated);
        data.accumulatedDb.push_back(power > 0 ? -10 * std::log10(power) : std::numeric_limits<double>::infinity());
    }
    return data;
}

WidthCurveData widthCurve()
{
    WidthCurveData data;
    data.title = QObject::tr("What does each bit of conv1 buy?");
    const auto add = [&data](const QString& name, Family family, int from, int to, double offset, double slope) {
        WidthSeries series;
        series.name = name;
        series.family = family;
        for (int bits = from; bits >= to; --bits) {
            series.bits.push_back(bits);
            series.sqnrDb.push_back(bits % 7 == 5 ? qQNaN() : std::max(0.5, slope * bits + offset));
        }
        data.series.push_back(series);
    };
    add(QObject::tr("integer, per channel"), Family::Int, 24, 2, -6, 6.02);
    add(QObject::tr("integer, per tensor"), Family::Int, 24, 2, -12, 6.02);
    add(QObject::tr("float"), Family::Float, 24, 4, -16, 5.6);
    add(QObject::tr("code book"), Family::CodeBook, 8, 1, 1, 5.4);
    add(QObject::tr("power of two"), Family::PowerOfTwo, 8, 2, 8, 1.2);
    data.presentBits = 8;
    data.theoryOffsetDb = 1.76;
    return data;
}

SpeedData speed(int count)
{
    SpeedData data;
    data.title = QObject::tr("What did it buy? Time per layer on avx512, median of 30 runs");
    const QList<EqualizerColumn> from = columns(count);
    for (int i = 0; i < count; ++i) {
        SpeedBar bar;
        bar.name = from[i].name;
        bar.floatMs = 4 * from[i].floatMs;
        bar.quantizedMs = i == count - 1 ? qQNaN() : 4 * from[i].quantizedMs;
        bar.floatSpreadMs = 0.04 * bar.floatMs;
        bar.quantizedSpreadMs = 0.07 * bar.quantizedMs;
        bar.reformatMs = 0.2 * bar.quantizedMs;
        bar.kernelMs = 0.65 * bar.quantizedMs;
        bar.epilogueMs = 0.1 * bar.quantizedMs;
        bar.waitingMs = 0.05 * bar.quantizedMs;
        bar.family = from[i].weightFamily;
        bar.execution = i % 5 == 3 ? Execution::Simulated : Execution::Executed;
        data.bars.push_back(bar);
    }
    data.note = QObject::tr("Total 6.2 ms → 2.4 ms (2.6×). Thin lines: ± interquartile range.");
    return data;
}

QImage picture(int size, double noise)
{
    QImage image(size, size, QImage::Format_RGB32);
    std::mt19937 random(1);
    std::normal_distribution<double> jitter(0, noise);
    for (int y = 0; y < size; ++y) {
        for (int x = 0; x < size; ++x) {
            const double v = 128 + 90 * std::sin(9.0 * x / size) * std::cos(7.0 * y / size) + jitter(random);
            const int level = std::clamp(static_cast<int>(v), 0, 255);
            image.setPixel(x, y, qRgb(level, (level + 2 * x * 128 / size) / 2 % 256, 255 - level));
        }
    }
    return image;
}

Answer answer(Agreement agreement)
{
    Answer result;
    result.floatTop = {{QStringLiteral("Egyptian cat"), 0.81}, {QStringLiteral("red fox, Vulpes vulpes"), 0.11},
        {QStringLiteral("German shepherd, German shepherd dog, German police dog, alsatian"), 0.042},
        {QStringLiteral("lynx"), 0.013}, {QStringLiteral("tabby, tabby cat"), 0.0021}};
    result.quantizedTop = result.floatTop;
    if (agreement == Agreement::Differs) std::swap(result.quantizedTop[0].label, result.quantizedTop[1].label);
    result.quantizedTop[0].score = 0.52;
    result.quantizedTop[1].score = 0.37;
    result.agreement = agreement;
    return result;
}

QWidget* equalizers()
{
    auto* page = new QWidget;
    auto* rows = new QVBoxLayout(page);
    for (const int count : {1, 26, 150, 400}) {
        auto* equalizer = new Equalizer;
        equalizer->setColumns(columns(count));
        if (count == 26) equalizer->setSelection({3, 4, 5, 6});
        if (count == 400) equalizer->setSelection({10, 11, 12, 30});
        rows->addWidget(equalizer, 1);
    }
    return page;
}

template<typename Plot, typename Data> Plot* filled(const Data& data)
{
    auto* plot = new Plot;
    plot->setData(data);
    return plot;
}

QWidget* grid(const QList<QWidget*>& widgets, int across)
{
    auto* page = new QWidget;
    auto* layout = new QGridLayout(page);
    for (int i = 0; i < widgets.size(); ++i)
        layout->addWidget(widgets[i], i / across, i % across);
    return page;
}

QWidget* distributions()
{
    auto* logarithmic = filled<HistogramPlot>(distribution(8));
    logarithmic->setCountScale(CountScale::Logarithmic);
    auto* stale = filled<HistogramPlot>(distribution(6));
    stale->setState(PlotFrame::State::Stale);
    ScatterData pairs;
    pairs.title = QObject::tr("What did each weight of conv1 become at int3?");
    pairs.xLabel = QObject::tr("weight in float (no unit)");
    pairs.yLabel = QObject::tr("quantized (no unit)");
    std::mt19937 random(4);
    std::normal_distribution<double> weight(0, 0.3);
    for (int i = 0; i < 600; ++i) {
        pairs.x.push_back(weight(random));
        pairs.y.push_back(0.25 * std::clamp(std::nearbyint(pairs.x.back() / 0.25), -3.0, 3.0));
    }
    auto levels = distribution(3);
    levels.levelHandles = LevelHandles::Movable;
    levels.before = BeforeMethods::Float;
    levels.beforeEdges = levels.edges;
    levels.beforeCounts = levels.floatCounts;
    std::ranges::reverse(levels.beforeCounts);
    return grid({filled<HistogramPlot>(distribution(4)), logarithmic, stale, new HistogramPlot,
                    filled<HistogramPlot>(levels), filled<ValueScatter>(pairs)},
        2);
}

// A weight that is pushed about and jumps, and layers that moved.
QWidget* training()
{
    WeightPath path;
    path.name = QStringLiteral("conv1, channel 3, weight 17");
    std::mt19937 random(2);
    std::normal_distribution<double> push(0, 0.02);
    double w = 0.12;
    for (int step = 1; step <= 200; ++step) {
        const double gradient = push(random) - 0.002;
        w -= gradient;
        path.step.push_back(step);
        path.latent.push_back(w);
        path.scale.push_back(0.25);
        path.rounded.push_back(0.25 * std::clamp(std::nearbyint(w / 0.25), -3.0, 3.0));
        path.gradient.push_back(gradient);
        if (step > 1 && path.rounded.back() != path.rounded[path.rounded.size() - 2]) ++path.jumps;
    }
    for (int level = -3; level <= 3; ++level)
        path.levels.push_back(level);
    auto* moved = new MovedLayers;
    moved->setData({{QStringLiteral("stem"), 864, 0.87, 2.1},
        {QStringLiteral("a/rather/long/name/of/a/layer"), 9216, 0.14, 0.16}, {QStringLiteral("head"), 2304, 0, 0.01}});
    TrainingCurve curve;
    curve.reference = 0.986;
    curve.best = 6;
    curve.epochs = 10;
    for (int epoch = 0; epoch <= 7; ++epoch)
        curve.points.push_back({epoch, 1 - 0.9 / (1 + epoch), epoch == 0 ? std::nan("") : 3.0 / epoch});
    return grid({filled<WeightPathPlot>(path), moved, filled<TrainingPlot>(curve), new WeightPathPlot}, 2);
}

QWidget* errors()
{
    auto* many = filled<NetworkErrorPlot>(networkError(110));
    many->setSelected({30, 31});
    auto* few = filled<NetworkErrorPlot>(networkError(26));
    few->setSelected({4});
    ChannelRanges ranges;
    ranges.title = QObject::tr("How far does each channel of conv1 reach?");
    ranges.valueLabel = QObject::tr("weight (no unit)");
    std::mt19937 random(9);
    std::exponential_distribution<double> reach(3);
    for (int i = 0; i < 64; ++i) {
        ranges.low.push_back(-0.1 - reach(random));
        ranges.high.push_back(0.1 + reach(random));
        const double limit = 0.85 * std::max(-ranges.low.back(), ranges.high.back());
        ranges.clipLow.push_back(-limit);
        ranges.clipHigh.push_back(limit);
    }
    auto* channels = filled<ChannelRangesPlot>(ranges);
    channels->setSelected(20);
    return grid({few, filled<WidthCurvePlot>(widthCurve()), many, channels}, 2);
}

QWidget* speeds()
{
    auto* parts = filled<SpeedPlot>(speed(12));
    parts->setDetail(BarDetail::Parts);
    auto* sorted = filled<SpeedPlot>(speed(26));
    sorted->setOrder(BarOrder::SlowestFirst);
    sorted->setSelected({4});
    return grid({filled<SpeedPlot>(speed(26)), parts, sorted, filled<SpeedPlot>(speed(110))}, 2);
}

QWidget* controls()
{
    FormatNames names;
    names.families = QStringList {QStringLiteral("float"), QStringLiteral("integer"), QStringLiteral("code book")};
    names.symmetries = QStringList {QStringLiteral("symmetric"), QStringLiteral("asymmetric")};
    names.granularities = QStringList {QStringLiteral("tensor"), QStringLiteral("channel")};
    names.ranges = QStringList {QStringLiteral("min–max"), QStringLiteral("percentile"), QStringLiteral("MSE")};
    names.weightRanges = names.ranges;
    names.scaleRules = QStringList {QStringLiteral("any"), QStringLiteral("powers of two")};
    auto* panel = new FormatPanel;
    panel->setNames(names);
    panel->setCaption(QStringLiteral("fire2/squeeze1x1 and 3 more layers"));
    panel->setChoice(
        {FieldValue::same(4), FieldValue::same(1), FieldValue::same(0), FieldValue::mixed(), FieldValue::same(2)},
        {FieldValue::mixed(), FieldValue::same(1), FieldValue::same(1), {}, FieldValue::same(1)});
    auto* agreeing = new AnswerView;
    agreeing->setAnswer(answer(Agreement::Agrees));
    FolderResult folder;
    folder.done = 667;
    folder.total = 1000;
    folder.floatTop1 = {0.581, 0.543, 0.618};
    folder.quantizedTop1 = {0.574, 0.536, 0.611};
    folder.floatTop5 = {0.805, 0.773, 0.833};
    folder.quantizedTop5 = {0.801, 0.769, 0.830};
    folder.agreement = {0.985, 0.973, 0.992};
    agreeing->setFolderResult(folder);
    auto* differing = new AnswerView;
    differing->setAnswer(answer(Agreement::Differs));

    auto* model = new QStandardItemModel(8, 3);
    model->setHorizontalHeaderLabels({QStringLiteral("layer"), QStringLiteral("SQNR"), QStringLiteral("time")});
    for (int row = 0; row < 8; ++row) {
        model->setItem(row, 0, new QStandardItem(layerNames(8)[row]));
        for (int column = 1; column < 3; ++column) {
            const double value = column == 1 ? 10.0 + 5 * row : 0.4 - 0.04 * row;
            auto* item = new QStandardItem(column == 1 ? formatWithUnit(value, Unit::Decibels) : formatTime(value));
            item->setData(value, kBarValueRole);
            item->setData(column == 1 ? 60.0 : 0.4, kBarMaximumRole);
            if (column == 1) item->setData(sqnrColor(value, qApp->palette()), kBarColorRole);
            item->setData(row == 3, kBarStaleRole);
            model->setItem(row, column, item);
        }
    }
    auto* table = new QTableView;
    model->setParent(table);
    table->setModel(model);
    for (int column = 1; column < 3; ++column)
        table->setItemDelegateForColumn(column, new BarDelegate(table));
    table->verticalHeader()->hide();
    table->selectRow(2);
    table->resizeColumnsToContents();

    auto* dial = new MasterFader;
    dial->setCaption(QStringLiteral("All layers"));
    dial->setValue(8);
    auto* banners = new BannerStack;
    banners->showMessage({Severity::Note,
        QStringLiteral("The recipe was saved by a newer version; what it did not know was kept."), {}});
    banners->showMessage({Severity::Warning,
        QStringLiteral(
            "squeezenet.onnx: node \"Resize_57\" (Resize) cannot be executed; it is passed through as float."),
        QStringLiteral("Show in graph")});
    banners->showMessage({Severity::Error,
        QStringLiteral("broken.onnx: reading node conv1 (Conv): the weights have 4 dimensions, but the shape says 3. "
                       "Nothing was opened."),
        QStringLiteral("Open a sample")});
    auto* strip = new FigureStrip;
    strip->setFigures({{QStringLiteral("size"), QStringLiteral("4.94"), QStringLiteral("1.26 MB"),
                           QStringLiteral("3.9×"), {}, Freshness::Fresh},
        {QStringLiteral("latency"), QStringLiteral("3.6"), QStringLiteral("1.2 ms"),
            QStringLiteral("3×, avx512, executed 26/26"), {}, Freshness::Stale},
        {QStringLiteral("SQNR"), {}, QStringLiteral("28 dB"), {}, {}, Freshness::Fresh},
        {QStringLiteral("agreement"), {}, QStringLiteral("98.5 %"), QStringLiteral("±1.0 of 667"), {},
            Freshness::Fresh}});
    strip->setProgress({QStringLiteral("Measuring fire5/expand3x3"), 0.62, 14});

    auto* page = new QWidget;
    auto* all = new QVBoxLayout(page);
    all->addWidget(banners);
    all->addWidget(dial);
    auto* middle = new QHBoxLayout;
    middle->addWidget(panel);
    middle->addWidget(table, 1);
    middle->addWidget(agreeing, 1);
    middle->addWidget(differing, 1);
    all->addLayout(middle, 1);
    all->addWidget(strip);
    return page;
}

QWidget* pictures()
{
    auto* compare = new PictureCompare;
    compare->setComparison({picture(300, 0), picture(300, 12), picture(300, 60), 31.4, 8});
    auto* photo = new PictureView;
    photo->setPicture(picture(400, 4));
    auto* tiny = new PictureView;
    tiny->setPicture(picture(28, 20));
    auto* page = new QWidget;
    auto* all = new QGridLayout(page);
    all->addWidget(compare, 0, 0, 1, 3);
    all->addWidget(photo, 1, 0);
    all->addWidget(tiny, 1, 1);
    all->addWidget(new PictureView, 1, 2);
    return page;
}

QWidget* graphs()
{
    QList<GraphNode> nodes;
    QList<GraphEdge> edges;
    int last = 0;
    nodes.append({0, QStringLiteral("input"), QStringLiteral("1×3×224×224"), {}, {}});
    const auto add = [&](const QString& title, double sqnr, const QList<int>& from) {
        const int id = static_cast<int>(nodes.size());
        nodes.append({id, title, formatWithUnit(sqnr, Unit::Decibels), sqnrColor(sqnr, qApp->palette()), title});
        for (const int source : from)
            edges.append({source, id, QStringLiteral("int8")});
        return id;
    };
    last = add(QStringLiteral("conv1"), 55, {last});
    for (int block = 2; block < 7; ++block) {
        const int squeeze = add(QStringLiteral("fire%1/squeeze1x1").arg(block), 40 - 3 * block, {last});
        const int one = add(QStringLiteral("fire%1/expand1x1").arg(block), 44 - 4 * block, {squeeze});
        const int three = add(QStringLiteral("fire%1/expand3x3").arg(block), 36 - 4 * block, {squeeze});
        last = add(QStringLiteral("concat%1").arg(block), 40 - 4 * block, {one, three});
        if (block % 2 == 0) last = add(QStringLiteral("add%1").arg(block), 38 - 4 * block, {last, squeeze});
    }
    add(QStringLiteral("softmax"), 12, {last});
    auto* view = new GraphView;
    view->setGraph(nodes, edges);
    view->setSelected({3});
    auto* close = new GraphView;
    close->setGraph(nodes, edges);
    close->setSelected({3});
    QMetaObject::invokeMethod(
        close, [close] { close->centerOnNode(3); }, Qt::QueuedConnection);
    return grid({view, close}, 2);
}

} // namespace

int main(int argc, char** argv)
{
    QApplication app(argc, argv);
    QApplication::setStyle(QStringLiteral("Fusion"));
    struct Page {
        QString name;
        std::function<QWidget*()> make;
    };
    const QList<Page> pages {{QStringLiteral("equalizer"), equalizers}, {QStringLiteral("distribution"), distributions},
        {QStringLiteral("error"), errors}, {QStringLiteral("training"), training}, {QStringLiteral("speed"), speeds},
        {QStringLiteral("controls"), controls}, {QStringLiteral("pictures"), pictures},
        {QStringLiteral("graph"), graphs}};
    if (argc < 2) {
        QTabWidget tabs;
        for (const Page& page : pages)
            tabs.addTab(page.make(), page.name);
        tabs.resize(kWindow);
        tabs.show();
        return QApplication::exec();
    }
    const QDir folder(QString::fromLocal8Bit(argv[1]));
    const QPalette light = app.palette();
    for (const bool dark : {false, true}) {
        QApplication::setPalette(dark ? test::darkPalette() : light);
        for (const Page& page : pages) {
            const std::unique_ptr<QWidget> widget(page.make());
            widget->resize(kWindow);
            widget->show();
            for (int i = 0; i < 5; ++i)
                QApplication::processEvents();
            const QString file
                = QStringLiteral("%1_%2.png").arg(page.name, dark ? QStringLiteral("dark") : QStringLiteral("light"));
            if (!widget->grab().save(folder.filePath(file))) return 1;
        }
    }
    return 0;
}
