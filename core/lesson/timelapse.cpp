#include "core/lesson/timelapse.h"

#include "core/lesson/report.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <numeric>

namespace bitladder::lesson
{

namespace
{

constexpr size_t kBars = 5;

constexpr const char* kHead = R"(<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<style>
body{font:16px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:40rem;padding:0 1rem;color:#1b1f24;background:#fff}
#bits{font-size:4rem;font-weight:700;line-height:1}
.bar{display:grid;grid-template-columns:8rem 1fr 4rem;gap:.5rem;align-items:center;margin:.2rem 0}
.bar div{height:1.1rem;background:#0072b2}.bar.other div{background:#d55e00}
.bar span:last-child{text-align:right;font-variant-numeric:tabular-nums}
#plane{width:16rem;height:16rem;image-rendering:pixelated}input{width:100%}#facts{color:#57606a}
</style>
)";

// Everything that moves: numbers and bars. The data stand in front of it as `frames`, `names` and `first`.
constexpr const char* kScript = R"(
const at = id => document.getElementById(id), slider = at("slider");
slider.max = frames.length - 1;
const show = i => {
  const f = frames[i];
  slider.value = i;
  at("bits").textContent = f.bits;
  at("unit").textContent = f.bits == 1 ? "bit" : "bits";
  at("format").textContent = f.format;
  at("facts").textContent = f.size + " · " + f.sqnr + (f.top < 0 ? "" : f.top === first ? " · ✓ same answer" : " · ✗ another answer");
  const plane = at("plane");
  if (f.regions) {
    plane.hidden = false;
    plane.width = plane.height = side;
    const pen = plane.getContext("2d"), image = pen.createImageData(side, side);
    [...f.regions].forEach((c, i) => image.data.set([...colors[c], 255], 4 * i));
    pen.putImageData(image, 0, 0);
  }
  at("bars").replaceChildren(...f.bars.map(b => {
    const row = document.createElement("div"), name = document.createElement("span"), bar = document.createElement("div"),
          share = document.createElement("span");
    row.className = b.index === first ? "bar" : "bar other";
    name.textContent = names[b.index] ?? b.index;
    bar.style.width = 100 * b.share + "%";
    share.textContent = (100 * b.share).toFixed(1) + " %";
    row.append(name, bar, share);
    return row;
  }));
};
let playing = null;
const stop = () => { clearInterval(playing); playing = null; at("play").textContent = "▶"; };
at("play").onclick = () => {
  if (playing) return stop();
  at("play").textContent = "■";
  playing = setInterval(() => show((Number(slider.value) + 1) % frames.length), 400);
};
slider.oninput = () => { stop(); show(Number(slider.value)); };
show(0);
)";

// "</script>" in a name would end the script: every "<" is written as an escape.
std::string scriptJson(const nlohmann::ordered_json& value)
{
    std::string out;
    for (const char c : value.dump(-1, ' ', true, nlohmann::json::error_handler_t::replace))
        if (c == '<')
            out += "\\u003c";
        else
            out += c;
    return out;
}

// A network of two numbers in and a few scores out; the class of every point, in the range that calibration has seen.
bool hasRegions(const graph::Graph& graph)
{
    if (graph.inputs.size() != 1 || graph.outputs.size() != 1) return false;
    const auto countOf = [&](ValueId id) {
        int64_t count = graph.value(id).shape ? 1 : 0;
        if (count > 0)
            for (const int64_t extent : *graph.value(id).shape)
                count *= extent;
        return count;
    };
    const int64_t classes = countOf(graph.outputs[0]);
    return graph.value(graph.inputs[0]).type == tensor::ElementType::Float32 && countOf(graph.inputs[0]) == 2
        && classes >= 2 && classes <= kMostRegionClasses;
}

std::vector<uint8_t> regionsOf(engine::Executable& network, const tensor::Shape& shape, double reach, const Job& job)
{
    std::vector<uint8_t> regions;
    const auto at = [&](int i) { return static_cast<float>(reach * ((i + 0.5) / kRegionSide * 2 - 1)); };
    for (int y = kRegionSide - 1; y >= 0; --y)
        for (int x = 0; x < kRegionSide; ++x) {
            if (job.stopped()) return {};
            const std::array<float, 2> point {at(x), at(y)};
            const std::array inputs {tensor::Tensor::of<float>(shape, point)};
            const auto trace = network.run(inputs);
            if (!trace) return {};
            int best = 0;
            for (int64_t i = 1; i < trace->outputs[0].count(); ++i)
                if (trace->outputs[0].at(i) > trace->outputs[0].at(best)) best = static_cast<int>(i);
            regions.push_back(static_cast<uint8_t>(best));
        }
    return regions;
}

// How far from 0 the points lie that calibration has seen.
double reachOf(experiment::Experiment& experiment, const Job& job)
{
    const auto calibration = experiment.calibration(job);
    const auto& layers = experiment.model()->layers;
    const auto* seen = calibration && *calibration && !layers.empty() ? (*calibration)->find(layers[0].name) : nullptr;
    const double reach = seen && !seen->empty() ? std::max(std::fabs(seen->low()), std::fabs(seen->high())) : 1;
    constexpr double kMargin = 1.1;
    return reach > 0 && std::isfinite(reach) ? kMargin * reach : 1;
}

} // namespace

std::array<uint8_t, 3> regionColor(size_t label)
{
    // Okabe and Ito's, mixed with white.
    constexpr std::array<uint8_t, 3> kColors[kMostRegionClasses] = {{255, 196, 120}, {137, 198, 234}, {120, 203, 180},
        {245, 238, 150}, {120, 172, 210}, {234, 160, 120}, {226, 180, 206}, {190, 190, 190}};
    return kColors[label % kMostRegionClasses];
}

Result<std::vector<Frame>> timelapse(
    experiment::Experiment& experiment, const Job& job, const std::function<void(const Frame&)>& found)
{
    std::vector<Frame> frames;
    quant::Recipe recipe = engine::floatRecipe(*experiment.model()->graph);
    const auto& graph = *experiment.model()->graph;
    const bool regions = hasRegions(graph);
    const double reach = regions ? reachOf(experiment, job) : 1;
    const graph::Value plane = regions ? graph.value(graph.inputs[0]) : graph::Value {};
    const Job quiet {job.stop, {}};
    for (int bits = quant::kMaxBits; bits >= quant::kMinBits; --bits) {
        if (job.stop.stop_requested()) return cancelled();
        const quant::NumberFormat format = quant::dialFormat(bits);
        quant::setAll(recipe, format, format);
        engine::fitToLayers(experiment.model()->layers, recipe);
        auto network = experiment.quantize(recipe, quiet);
        if (!network) return pass(network.error().within(fmt::format("width {}", bits)));
        // float64, so that every rung has an error and none above looks worse.
        auto run = experiment.compare(**network, quiet, experiment::Reference::Float64);
        if (!run) return pass(run.error().within(fmt::format("width {}", bits)));
        Frame frame;
        frame.bits = bits;
        frame.format = quant::name(format);
        frame.bytes = (*network)->sizes().theoreticalBytes;
        frame.sqnrDb = run->output.sqnrDb();
        if (!run->answers.empty() && static_cast<size_t>(run->answers[0].count()) <= kMostClasses
            && run->answers[0].count() > 0) {
            frame.shares = analysis::sharesOf(run->answers[0]);
            frame.top = static_cast<int>(std::ranges::max_element(frame.shares) - frame.shares.begin());
        }
        if (regions) {
            frame.regions = regionsOf(**network, *plane.shape, reach, job);
            if (job.stopped()) return cancelled();
        }
        job.report(static_cast<double>(quant::kMaxBits - bits + 1) / quant::kMaxBits, frame.format);
        if (found) found(frame);
        frames.push_back(std::move(frame));
    }
    return frames;
}

std::string timelapseHtml(std::span<const Frame> frames, std::span<const std::string> names, const std::string& title)
{
    nlohmann::ordered_json list = nlohmann::ordered_json::array();
    for (const Frame& frame : frames) {
        nlohmann::ordered_json bars = nlohmann::ordered_json::array();
        std::vector<size_t> order(frame.shares.size());
        std::iota(order.begin(), order.end(), size_t {0});
        const size_t shown = std::min(kBars, order.size());
        std::ranges::partial_sort(order, order.begin() + static_cast<std::ptrdiff_t>(shown), std::ranges::greater {},
            [&](size_t i) { return frame.shares[i]; });
        for (size_t i = 0; i < shown; ++i)
            bars.push_back({{"index", order[i]}, {"share", frame.shares[order[i]]}});
        std::string regions;
        for (const uint8_t label : frame.regions)
            regions += static_cast<char>('0' + label % 10);
        list.push_back({{"regions", regions}, {"bits", frame.bits}, {"format", frame.format},
            {"size", figureText(frame.bytes, Unit::Bytes)},
            {"sqnr", "SQNR " + figureText(frame.sqnrDb, Unit::Decibels)}, {"top", frame.top}, {"bars", bars}});
    }
    const std::string heading = htmlText(title);
    std::string html = kHead;
    html += fmt::format("<title>{}</title></head><body>\n<h1>{}</h1>\n", heading, heading);
    html += "<div><span id=\"bits\"></span> <span id=\"unit\"></span>, <span id=\"format\"></span></div>\n<p "
            "id=\"facts\"></p>\n"
            "<canvas id=\"plane\" hidden></canvas>\n<div id=\"bars\"></div>\n<p><button id=\"play\" "
            "aria-label=\"play\">▶</button></p>\n"
            "<input id=\"slider\" type=\"range\" min=\"0\" value=\"0\" aria-label=\"bits\">\n<script>\n";
    html += "const frames = " + scriptJson(list) + ";\n";
    html += "const names = " + scriptJson(nlohmann::ordered_json(std::vector<std::string>(names.begin(), names.end())))
        + ";\n";
    nlohmann::ordered_json colors = nlohmann::ordered_json::array();
    for (size_t i = 0; i < kMostRegionClasses; ++i)
        colors.push_back(regionColor(i));
    html += fmt::format("const side = {}, colors = {};\n", kRegionSide, colors.dump());
    html += fmt::format("const first = {};\n", frames.empty() ? -1 : frames.front().top);
    return html + kScript + "</script>\n</body></html>\n";
}

} // namespace bitladder::lesson
