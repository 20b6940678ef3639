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
input{width:100%}#facts{color:#57606a}
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

} // namespace

Result<std::vector<Frame>> timelapse(
    experiment::Experiment& experiment, const Job& job, const std::function<void(const Frame&)>& found)
{
    std::vector<Frame> frames;
    quant::Recipe recipe = engine::floatRecipe(*experiment.model()->graph);
    for (int bits = quant::kMaxBits; bits >= quant::kMinBits; --bits) {
        if (job.stop.stop_requested()) return cancelled();
        const quant::NumberFormat format = quant::dialFormat(bits);
        quant::setAll(recipe, format, format);
        engine::fitToLayers(experiment.model()->layers, recipe);
        auto network = experiment.quantize(recipe, job);
        if (!network) return pass(network.error().within(fmt::format("width {}", bits)));
        // float64, so that every rung has an error and none above looks worse.
        auto run = experiment.compare(**network, job, experiment::Reference::Float64);
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
        list.push_back({{"bits", frame.bits}, {"format", frame.format}, {"size", figureText(frame.bytes, Unit::Bytes)},
            {"sqnr", "SQNR " + figureText(frame.sqnrDb, Unit::Decibels)}, {"top", frame.top}, {"bars", bars}});
    }
    const std::string heading = htmlText(title);
    std::string html = kHead;
    html += fmt::format("<title>{}</title></head><body>\n<h1>{}</h1>\n", heading, heading);
    html += "<div><span id=\"bits\"></span> <span id=\"unit\"></span>, <span id=\"format\"></span></div>\n<p "
            "id=\"facts\"></p>\n"
            "<div id=\"bars\"></div>\n<p><button id=\"play\" aria-label=\"play\">▶</button></p>\n"
            "<input id=\"slider\" type=\"range\" min=\"0\" value=\"0\" aria-label=\"bits\">\n<script>\n";
    html += "const frames = " + scriptJson(list) + ";\n";
    html += "const names = " + scriptJson(nlohmann::ordered_json(std::vector<std::string>(names.begin(), names.end())))
        + ";\n";
    html += fmt::format("const first = {};\n", frames.empty() ? -1 : frames.front().top);
    return html + kScript + "</script>\n</body></html>\n";
}

} // namespace bitladder::lesson
