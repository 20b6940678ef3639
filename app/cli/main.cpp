// bitladder-cli: the core without a window, for scripts, class rooms and clusters.
#include "app/cli/options.h"
#include "app/cli/verbs.h"

#include "core/base/text.h"

#include <iostream>
#include <streambuf>

namespace
{

// Stands in front of a stream that may be a terminal: whatever a verb prints of a file's text, nothing of it is obeyed.
class PrintableBuffer : public std::streambuf
{
public:
    explicit PrintableBuffer(std::ostream& stream)
        : m_stream(stream)
        , m_behind(stream.rdbuf(this))
    {
    }
    ~PrintableBuffer() override
    {
        flush();
        m_stream.rdbuf(m_behind);
    }
    PrintableBuffer(const PrintableBuffer&) = delete;
    PrintableBuffer& operator=(const PrintableBuffer&) = delete;

protected:
    int overflow(int c) override
    {
        if (c == traits_type::eof()) return traits_type::not_eof(c);
        m_line += static_cast<char>(c);
        if (c == '\n') flush(); // a character never goes over the end of a line
        return c;
    }
    int sync() override
    {
        flush();
        return m_behind->pubsync();
    }

private:
    void flush()
    {
        const std::string text = bitladder::printable(m_line, bitladder::LineBreaks::Kept);
        m_behind->sputn(text.data(), static_cast<std::streamsize>(text.size()));
        m_line.clear();
    }

    std::ostream& m_stream;
    std::streambuf* m_behind;
    std::string m_line;
};

} // namespace

int main(int argc, char** argv)
{
    using namespace bitladder::cli;
    const PrintableBuffer out(std::cout), err(std::cerr);
    CLI::App app(
        "Bitladder: what happens to a neural network when its numbers shrink from 64 bits to 1", "bitladder-cli");
    app.require_subcommand(1);
    app.set_version_flag("--version", BITLADDER_VERSION);
    std::vector<std::pair<std::string, Action>> verbs;
    verbs.emplace_back("info", addInfo(app));
    verbs.emplace_back("run", addRun(app));
    verbs.emplace_back("evaluate", addEvaluate(app));
    verbs.emplace_back("export", addExport(app));
    verbs.emplace_back("quantize", addQuantize(app));
    verbs.emplace_back("sweep", addSweep(app));
    verbs.emplace_back("sensitivity", addSensitivity(app));
    verbs.emplace_back("search", addSearch(app));
    verbs.emplace_back("blame", addBlame(app));
    verbs.emplace_back("doctor", addDoctor(app));
    verbs.emplace_back("train", addTrain(app));
    verbs.emplace_back("merge", addMerge(app));
    verbs.emplace_back("bench", addBench(app));
    verbs.emplace_back("conformance", addConformance(app));
    verbs.emplace_back("operators", addOperators(app));
    verbs.emplace_back("synth", addSynth(app));
    verbs.emplace_back("accumulators", addAccumulators(app));
    verbs.emplace_back("class", addClass(app));
    verbs.emplace_back("grade", addGrade(app));
    verbs.emplace_back("float", addFloat(app));
    verbs.emplace_back("timelapse", addTimelapse(app));
    verbs.emplace_back("articles", addArticles(app));
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : 2;
    }
    try {
        for (const auto& [name, action] : verbs) {
            if (!app.got_subcommand(name)) continue;
            const auto done = action();
            if (done) return 0;
            std::cerr << done.error().message << std::endl;
            return 1;
        }
    } catch (const UsageError& error) {
        std::cerr << error.message << std::endl;
        return 2;
    } catch (const std::bad_alloc&) {
        std::cerr << "there is not enough memory" << std::endl;
        return 1;
    } catch (const std::exception& error) {
        std::cerr << error.what() << std::endl;
        return 1;
    }
    return 0;
}
