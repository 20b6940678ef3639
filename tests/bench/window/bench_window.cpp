// How the window feels, measured on the real window: xvfb-run -a bench_window [--squeezenet MODEL] [--pictures FOLDER].
// Prints one table of medians and 95th percentiles beside what they should be at most (or at least).
#include "app/window/shell/heap.h"
#include "app/window/shell/main_window.h"
#include "core/measure/synth.h"
#include "core/onnx/writer.h"
#include "tests/bench/window/probe.h"
#include "tests/support/graph_builder.h"
#include "widgets/equalizer/equalizer.h"
#include "widgets/picture/answer_view.h"
#include "widgets/plot/values/histogram_plot.h"

#include <QCommandLineParser>
#include <QDir>
#include <QDockWidget>
#include <QFile>
#include <QFileInfo>
#include <QMouseEvent>
#include <QSettings>
#include <QStandardPaths>
#include <QTableView>
#include <QTemporaryDir>
#include <cstdio>
#include <random>
#include <utility>

using namespace bitladder;
using namespace bitladder::bench;
using app::MainWindow;
using app::Part;

namespace
{

constexpr int kPictures = 12;
constexpr int kPatienceMs = 5000;

struct Row {
    QString what, limit;
    std::vector<double> values;
    QString unit = QStringLiteral("ms");
};

void print(const Row& row)
{
    std::printf("%-66s %9.2f %9.2f %-4s %-10s n=%zu\n", qPrintable(row.what), quantile(row.values, 0.5),
        quantile(row.values, 0.95), qPrintable(row.unit), qPrintable(row.limit), row.values.size());
    std::fflush(stdout);
}

tensor::Tensor normalWeights(tensor::Shape shape, double deviation, uint32_t seed)
{
    auto t = tensor::Tensor::make(tensor::ElementType::Float32, std::move(shape));
    if (!t) return {};
    std::mt19937 random(seed);
    std::normal_distribution<float> normal(0, static_cast<float>(deviation));
    for (float& v : t->mutableAs<float>())
        v = normal(random);
    return *std::move(t);
}

// Three layers, the middle one with 512·512·9 = 2.4 million weights.
graph::Graph middleNetwork()
{
    test::GraphBuilder b;
    const auto x = b.input("x", {1, 64, 14, 14});
    const std::vector<int64_t> pads {1, 1, 1, 1};
    const auto a = b.node("Conv", "head", {x, b.constant("w1", normalWeights({512, 64, 1, 1}, 0.2, 1))});
    const auto r = b.node("Relu", "relu1", {a});
    const auto c
        = b.node("Conv", "middle", {r, b.constant("w2", normalWeights({512, 512, 3, 3}, 0.02, 2))}, {{"pads", pads}});
    const auto d = b.node("Relu", "relu2", {c});
    const auto e = b.node("Conv", "tail", {d, b.constant("w3", normalWeights({32, 512, 1, 1}, 0.06, 3))});
    return b.graph({e});
}

// Two layers, the first one with 1000·25088 = 25 million weights: 100 MB.
graph::Graph wideNetwork()
{
    test::GraphBuilder b;
    const auto x = b.input("x", {1, 25088});
    const auto a = b.node(
        "Gemm", "wide", {x, b.constant("w1", normalWeights({1000, 25088}, 0.009, 4))}, {{"transB", int64_t {1}}});
    const auto r = b.node("Relu", "relu", {a});
    const auto c
        = b.node("Gemm", "tail", {r, b.constant("w2", normalWeights({10, 1000}, 0.04, 5))}, {{"transB", int64_t {1}}});
    return b.graph({c});
}

double memoryMB(const char* field)
{
    QFile file(QStringLiteral("/proc/self/status"));
    if (!file.open(QIODevice::ReadOnly)) return 0;
    for (const QByteArray& line : file.readAll().split('\n'))
        if (line.startsWith(field)) return line.simplified().split(' ').value(1).toDouble() / 1024;
    return 0;
}

QWidget* canvasOf(QWidget* plot)
{
    for (QWidget* child : plot->findChildren<QWidget*>())
        if (child->inherits("QCustomPlot")) return child;
    return plot;
}

// The window under the probe, and what of it was painted since the last step.
class Desk : public QObject
{
    Q_OBJECT

public:
    explicit Desk(Probe& probe)
        : m_probe(probe)
        , m_window(std::make_unique<MainWindow>(std::filesystem::path()))
    {
        m_window->resize(1280, 800);
        m_window->show();
        // The table stands behind the inspector, where nothing of it would be painted.
        m_window->findChild<QDockWidget*>(QStringLiteral("layers"))->raise();
        equalizer = m_window->findChild<widgets::Equalizer*>();
        m_canvas = canvasOf(m_window->findChild<widgets::HistogramPlot*>());
        m_table = m_window->findChild<QTableView*>()->viewport();
        m_answer = m_window->findChild<widgets::AnswerView*>();
        connect(m_canvas, SIGNAL(afterReplot()), this, SLOT(replotted()));
        app::ResultStore& results = *m_window->results();
        results.watch<app::LayerResult>(this, [this](const auto& result) {
            m_layerThere = result->revision == document().revision();
            m_replotted = m_histogramPainted = false;
        });
        results.watch<app::AnswerResult>(this, [this](const auto& result) {
            m_answerCounted = false;
            m_answerThere = result->revision == document().revision();
        });
        results.watch<app::TimingResult>(this, [this](const auto& result) { timing = result; });
        results.watch<app::CurveResult>(this, [this](const auto& result) {
            const auto missing = [](double v) { return std::isnan(v); };
            curveDone
                = result->revision == document().revision() && std::ranges::none_of(result->series[0].sqnrDb, missing);
        });
        probe.painted = [this](const QObject* widget) {
            if (widget == m_canvas && m_layerThere && m_replotted) m_histogramPainted = true;
            // Without a model there are no layers to be seen.
            if (widget == equalizer && document().model()) m_equalizerPainted = true;
            if (widget == m_table && document().model()) m_tablePainted = true;
            if (isInside(widget, m_answer)) {
                m_answersPainted += std::exchange(m_answerCounted, true) ? 0 : 1;
                m_answerPainted = m_answerPainted || m_answerThere;
            }
        };
    }
    ~Desk() override { m_probe.painted = {}; }

    MainWindow& window() { return *m_window; }
    app::Document& document() { return *m_window->document(); }
    bool idle() { return !m_window->jobs()->busy(); }

    void arm()
    {
        m_layerThere = m_replotted = m_histogramPainted = m_equalizerPainted = m_tablePainted = false;
        m_answerThere = m_answerPainted = curveDone = false;
    }
    bool allPainted() const { return m_histogramPainted && m_equalizerPainted && m_tablePainted; }
    const char* missing() const
    {
        if (!m_layerThere) return "no result";
        if (!m_histogramPainted) return "histogram";
        return m_equalizerPainted ? "table" : "equalizer";
    }
    bool histogramPainted() const { return m_histogramPainted; }
    bool layersPainted() const { return m_equalizerPainted && m_tablePainted; }
    bool answerPainted() const { return m_answerPainted; }
    int answersPainted() const { return m_answersPainted; }

    bool open(const QString& file)
    {
        m_window->openPaths({file});
        const auto* before = document().model().get();
        return waitFor([&] { return document().model() && document().model().get() != before; }) && settle();
    }
    bool settle()
    {
        linger(50);
        return waitFor([this] { return idle(); }) && (linger(100), waitFor([this] { return idle(); }));
    }

    // A hand on the weights' fader of a layer.
    QPointF placeOf(int column, int bits) const
    {
        const auto& layout = equalizer->layoutNow();
        return {layout.bar(column, Part::Weights, bits).center().x(), layout.yOf(bits)};
    }
    void mouse(QEvent::Type type, const QPointF& at, Qt::MouseButtons held)
    {
        const auto button = type == QEvent::MouseMove ? Qt::NoButton : Qt::LeftButton;
        QMouseEvent event(type, at, equalizer->mapToGlobal(at), button, held, Qt::NoModifier);
        QApplication::sendEvent(equalizer, &event);
    }

    widgets::Equalizer* equalizer = nullptr;
    std::shared_ptr<const app::TimingResult> timing;
    bool curveDone = false;

private slots:
    void replotted() { m_replotted = m_layerThere; }

private:
    static bool isInside(const QObject* widget, const QObject* parent)
    {
        for (; widget; widget = widget->parent())
            if (widget == parent) return true;
        return false;
    }

    Probe& m_probe;
    std::unique_ptr<MainWindow> m_window;
    QWidget *m_canvas = nullptr, *m_table = nullptr, *m_answer = nullptr;
    bool m_layerThere = false, m_replotted = false, m_histogramPainted = false;
    bool m_equalizerPainted = false, m_tablePainted = false, m_answerThere = false, m_answerPainted = false;
    bool m_answerCounted = true;
    int m_answersPainted = 0;
};

// Pulls a fader down and up, one step at a time, with so long between the steps.
std::vector<double> faderSteps(Desk& desk, int layer, int steps, int pauseMs)
{
    std::vector<double> times;
    desk.document().setSelection({layer});
    desk.settle();
    const int start = desk.document().spec(layer, Part::Weights).format.bits;
    desk.mouse(QEvent::MouseButtonPress, desk.placeOf(layer, start), Qt::LeftButton);
    int bits = start, direction = -1;
    for (int i = 0; i < steps; ++i) {
        if (bits == 2) direction = 1;
        if (bits == 12) direction = -1;
        bits += direction;
        desk.arm();
        const auto begin = Clock::now();
        desk.mouse(QEvent::MouseMove, desk.placeOf(layer, bits), Qt::LeftButton);
        if (desk.document().spec(layer, Part::Weights).format.bits != bits)
            std::printf("the fader stands at %d instead of %d\n",
                static_cast<int>(desk.document().spec(layer, Part::Weights).format.bits), bits);
        if (!waitFor([&] { return desk.allPainted(); }, kPatienceMs))
            std::printf("a step was never painted: %s\n", desk.missing());
        times.push_back(msSince(begin));
        linger(pauseMs);
    }
    desk.mouse(QEvent::MouseButtonRelease, desk.placeOf(layer, bits), Qt::NoButton);
    desk.settle();
    return times;
}

// The curve of a layer that nobody has looked at yet: the model is opened anew each time, and opening selects the
// largest layer, so that another one has to be looked at first.
std::vector<double> curves(Desk& desk, const QString& model, int layer, int other, int runs)
{
    std::vector<double> times;
    for (int i = 0; i < runs; ++i) {
        desk.open(model);
        desk.document().setSelection({other});
        desk.settle();
        desk.arm();
        const auto begin = Clock::now();
        desk.document().setSelection({layer});
        if (!waitFor([&] { return desk.curveDone; })) std::printf("a curve was never finished\n");
        times.push_back(msSince(begin));
    }
    desk.settle();
    return times;
}

void answers(Desk& desk, int layer)
{
    std::vector<double> after, excess;
    for (int i = 0; i < 15; ++i) {
        desk.settle();
        const double run = desk.timing ? desk.timing->quantizedTiming.total.median : 0;
        desk.arm();
        const auto begin = Clock::now();
        desk.document().setWidth({layer}, Part::Weights, i % 2 ? 8 : 7 - i % 4, app::EditPhase::End);
        if (!waitFor([&] { return desk.answerPainted(); })) std::printf("an answer was never painted\n");
        after.push_back(msSince(begin));
        excess.push_back(after.back() - run);
    }
    desk.settle();
    print({QStringLiteral("answer after an edit, painted"), {}, after});
    print({QStringLiteral("… beyond one run of the network"), QStringLiteral("≤ 10"), excess});

    std::vector<double> rates;
    desk.document().setSelection({layer});
    for (int repeat = 0; repeat < 3; ++repeat) {
        desk.settle();
        const int start = desk.document().spec(layer, Part::Weights).format.bits;
        desk.mouse(QEvent::MouseButtonPress, desk.placeOf(layer, start), Qt::LeftButton);
        const int before = desk.answersPainted();
        const auto begin = Clock::now();
        // 60 moves a second between 3 and 12 bits, as a hand does it in a second or so.
        for (int i = 0; msSince(begin) < 3000; ++i) {
            const int phase = i / 2 % 18;
            desk.mouse(QEvent::MouseMove, desk.placeOf(layer, phase < 9 ? 12 - phase : phase - 6), Qt::LeftButton);
            const auto next = Clock::now();
            waitFor([&] { return msSince(next) >= 16; });
        }
        rates.push_back((desk.answersPainted() - before) / (msSince(begin) / 1000));
        desk.mouse(QEvent::MouseButtonRelease, desk.placeOf(layer, 8), Qt::NoButton);
    }
    print({QStringLiteral("answers a second while a fader is dragged"), QStringLiteral("≥ 20"), rates,
        QStringLiteral("/s")});
    desk.settle();
}

} // namespace

int main(int argc, char** argv)
{
    app::giveLargeBlocksBack();
    std::setvbuf(stdout, nullptr, _IOLBF, 0);
    QStandardPaths::setTestModeEnabled(true);
    Probe probe(argc, argv);
    QApplication::setApplicationName(QStringLiteral("bench_window"));
    QApplication::setOrganizationName(QStringLiteral("bench_window"));
    QApplication::setStyle(QStringLiteral("Fusion"));
    QSettings().clear();
    QCommandLineParser parser;
    parser.addHelpOption();
    const QCommandLineOption model(
        QStringLiteral("squeezenet"), QStringLiteral("Network for the answers."), QStringLiteral("MODEL"));
    const QCommandLineOption pictures(
        QStringLiteral("pictures"), QStringLiteral("Its pictures."), QStringLiteral("FOLDER"));
    const QCommandLineOption only(
        QStringLiteral("only"), QStringLiteral("One part: open, middle, wide or answers."), QStringLiteral("PART"));
    const QCommandLineOption detail(
        QStringLiteral("detail"), QStringLiteral("Says of every handler how often and how long it ran."));
    parser.addOptions({model, pictures, only, detail});
    parser.process(probe);
    if (parser.isSet(detail)) probe.setDetail(Probe::Detail::All);
    const auto wanted
        = [&](const char* part) { return !parser.isSet(only) || parser.value(only) == QLatin1String(part); };

    QTemporaryDir folder;
    const auto write = [&](const char* name, const graph::Graph& graph) {
        const QString file = folder.filePath(QLatin1String(name));
        if (auto done = onnx::writeModel(graph, file.toStdString()); !done)
            std::printf("%s\n", done.error().message.c_str());
        return file;
    };
    std::printf("%-66s %9s %9s\n", "", "median", "95 %");

    if (wanted("open")) {
        auto resnet = measure::synthesize("resnet50", 1);
        if (!resnet) return 1;
        const QString file = write("resnet50.onnx", *resnet);
        *resnet = {};
        const double size = static_cast<double>(QFileInfo(file).size()) / 1e6;
        std::vector<double> layers, histogram;
        double held = 0, peak = 0;
        for (int i = 0; i < 5; ++i) {
            probe.begin(QStringLiteral("the window appears"));
            Desk desk(probe);
            linger(200);
            probe.begin(QStringLiteral("opening"));
            desk.arm();
            const auto begin = Clock::now();
            desk.window().openPaths({file});
            waitFor([&] { return desk.layersPainted(); });
            layers.push_back(msSince(begin));
            waitFor([&] { return desk.histogramPainted(); });
            histogram.push_back(msSince(begin));
            probe.begin(QStringLiteral("after opening"));
            desk.settle();
            held = memoryMB("VmRSS");
            peak = memoryMB("VmHWM");
            if (i == 0) {
                print({QStringLiteral("memory with ResNet-50 (%1 MB) open, first time").arg(size, 0, 'f', 0),
                    QStringLiteral("≤ %1").arg(2.5 * size + 300, 0, 'f', 0), {held}, QStringLiteral("MB")});
                print({QStringLiteral("… at most until then"), {}, {peak}, QStringLiteral("MB")});
            }
        }
        print({QStringLiteral("opening %1 MB: layers visible").arg(size, 0, 'f', 0), QStringLiteral("≤ 500"), layers});
        print({QStringLiteral("opening %1 MB: first histogram").arg(size, 0, 'f', 0), QStringLiteral("≤ 1000"),
            histogram});
        print({QStringLiteral("memory with ResNet-50 open, fifth time"),
            QStringLiteral("≤ %1").arg(2.5 * size + 300, 0, 'f', 0), {held}, QStringLiteral("MB")});
    }
    if (wanted("middle")) {
        const QString file = write("middle.onnx", middleNetwork());
        probe.begin(QStringLiteral("the window appears"));
        Desk desk(probe);
        linger(200);
        probe.begin(QStringLiteral("opening, small"));
        desk.open(file);
        probe.begin(QStringLiteral("fader, 2.4 M weights"));
        print({QStringLiteral("fader step on 2.4 M weights → all repainted"), QStringLiteral("≤ 16"),
            faderSteps(desk, 1, 30, 100)});
        print({QStringLiteral("… while nothing else runs"), {}, faderSteps(desk, 1, 8, 800)});
        probe.begin(QStringLiteral("curve, 2.4 M weights"));
        print({QStringLiteral("width curve of 64 points, 2.4 M weights"), QStringLiteral("≤ 150"),
            curves(desk, file, 1, 0, 4)});
    }
    if (wanted("wide")) {
        const QString file = write("wide.onnx", wideNetwork());
        probe.begin(QStringLiteral("the window appears"));
        Desk desk(probe);
        linger(200);
        probe.begin(QStringLiteral("opening, 25 M weights"));
        desk.open(file);
        probe.begin(QStringLiteral("fader, 25 M weights"));
        print({QStringLiteral("fader step on 25 M weights → all repainted"), QStringLiteral("≤ 100"),
            faderSteps(desk, 0, 20, 100)});
    }
    if (wanted("answers") && parser.isSet(model)) {
        probe.begin(QStringLiteral("the window appears"));
        Desk desk(probe);
        linger(200);
        probe.begin(QStringLiteral("opening with pictures"));
        desk.open(parser.value(model));
        if (parser.isSet(pictures)) {
            // A few pictures, as a person opens them; a whole folder would be evaluated between the edits.
            QStringList files;
            for (const auto& info :
                QDir(parser.value(pictures))
                    .entryInfoList({QStringLiteral("*.jp*g"), QStringLiteral("*.png")}, QDir::Files))
                if (files.size() < kPictures) files << info.filePath();
            desk.window().openPaths(files);
            desk.settle();
        }
        probe.begin(QStringLiteral("answers"));
        answers(desk, 3);
    }

    std::printf("\nevent handlers of the GUI thread\n");
    std::vector<double> all, computed;
    for (const auto& [name, phase] : probe.phases()) {
        if (name.isEmpty()) continue;
        const bool counts = name != QStringLiteral("the window appears"); // which is before anything that has a limit
        if (counts) all.insert(all.end(), phase.handlerMs.begin(), phase.handlerMs.end());
        if (counts) computed.insert(computed.end(), phase.cpuMs.begin(), phase.cpuMs.end());
        std::printf("%-24s median %.3f ms, 95 %% %.3f ms, longest %.2f ms, n=%zu\n", qPrintable(name),
            quantile(phase.handlerMs, 0.5), quantile(phase.handlerMs, 0.95), quantile(phase.handlerMs, 1),
            phase.handlerMs.size());
        std::vector<std::pair<QString, Probe::Phase::Part>> parts(phase.parts.begin(), phase.parts.end());
        std::ranges::sort(parts, std::greater(), [](const auto& part) { return part.second.ms; });
        constexpr size_t kMostParts = 40;
        for (size_t i = 0; i < std::min(kMostParts, parts.size()); ++i)
            std::printf("    %-64s %5d times, %8.2f ms\n", qPrintable(parts[i].first), parts[i].second.count,
                parts[i].second.ms);
        for (const auto& [what, worst] : phase.slow) {
            std::printf("    %-60s %4d over %.0f ms, longest %.2f ms, of which %.2f ms computing\n", qPrintable(what),
                worst.count, Probe::kLimitMs, worst.ms, worst.cpuMs);
            for (const auto& [part, ms] : worst.parts)
                std::printf("        %-56s %.2f ms\n", qPrintable(part), ms);
        }
    }
    print({QStringLiteral("longest event handler"), QStringLiteral("≤ 8"), {quantile(all, 1)}});
    print({QStringLiteral("longest computing of one, without waits for a processor"), {}, {quantile(computed, 1)}});
    return 0;
}

#include "bench_window.moc"
