#include "app/cli/options.h"
#include "app/cli/verbs.h"

#include "core/base/files.h"
#include "core/lesson/timelapse.h"

#include <iostream>

namespace bitladder::cli
{

namespace
{

struct Options {
    ModelOptions model;
    PictureOptions pictures;
    QuantOptions quant;
    MachineOptions machine;
    std::string labels, output, title;
};

Result<void> write(const Options& o)
{
    auto session = openSession(o.model, o.pictures, o.machine);
    if (!session) return pass(session.error());
    auto calibration = calibrationOf(*session, o.quant, {});
    if (!calibration) return pass(calibration.error());
    auto frames = lesson::timelapse(*session->experiment, {}, [](const lesson::Frame& frame) {
        std::cerr << fmt::format(
            "{:>2} bits  {:<9} {:>8.0f} bytes  {:.1f} dB\n", frame.bits, frame.format, frame.bytes, frame.sqnrDb);
    });
    if (!frames) return pass(frames.error());
    const auto names
        = data::readClassNames(o.labels.empty() ? std::filesystem::path(o.model.model).parent_path() / "labels.txt"
                                                : std::filesystem::path(o.labels));
    const std::string title = o.title.empty() ? "From 64 bits to 1: " + o.model.model : o.title;
    if (std::filesystem::path(o.output).extension() != ".gif")
        return writeFileAtomically(o.output, lesson::timelapseHtml(*frames, names, title));
    auto gif = lesson::timelapseGif(*frames, names, title);
    if (!gif) return pass(gif.error());
    return writeFileAtomically(o.output, *gif);
}

} // namespace

Action addTimelapse(CLI::App& app)
{
    auto o = std::make_shared<Options>();
    CLI::App* verb = app.add_subcommand("timelapse",
        "one picture's answer while all numbers shrink from 64 bits to 1, as an animated GIF or an HTML file");
    addModelOptions(*verb, o->model);
    addSampleOptions(*verb, o->model, "what inputs get; else seeded noise");
    addPictureOptions(*verb, o->pictures);
    addQuantOptions(*verb, o->quant);
    addMachineOptions(*verb, o->machine);
    verb->add_option("--labels", o->labels, "class names, one a line (default: labels.txt beside the model)");
    verb->add_option("--title", o->title, "a heading");
    verb->add_option("-o,--output", o->output, "the file: .gif, or a page of HTML")->required();
    return [o] { return write(*o); };
}

} // namespace bitladder::cli
