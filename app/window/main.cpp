// bitladder [MODEL] [PICTURE…]: opens the window; --screenshot renders it without a person.
#include "app/window/document/texts.h"
#include "app/window/lessons/lesson_dock.h"
#include "app/window/pages/page_table.h"
#include "app/window/perspectives/perspectives.h"
#include "app/window/preferences/language.h"
#include "app/window/preferences/preferences.h"
#include "app/window/session/session.h"
#include "app/window/shell/heap.h"
#include "app/window/shell/main_window.h"
#include "app/window/shell/samples.h"
#include "widgets/control/icons.h"
#include "widgets/theme/flat_style.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QTimer>
#include <cstdio>

namespace
{

using namespace bitladder::app;

QString listed(const QStringList& words, const char* lastBefore)
{
    if (words.size() < 2) return words.join(QString());
    return words.mid(0, words.size() - 1).join(QStringLiteral(", ")) + QLatin1String(lastBefore) + words.last();
}

QStringList perspectiveIds()
{
    QStringList ids;
    for (const Perspective& perspective : perspectiveTable())
        ids << QString::fromLatin1(perspective.id);
    return ids;
}

QStringList sampleNames()
{
    QStringList names;
    for (const Sample& sample : kSamples)
        names << toText(sample.name);
    return names;
}

struct CommandLine {
    QCommandLineParser parser;
    const QCommandLineOption shot {QStringLiteral("screenshot"),
        QStringLiteral("Render the window into FILE once the first results are in, and leave."),
        QStringLiteral("FILE")};
    const QCommandLineOption size {
        QStringLiteral("window-size"), QStringLiteral("Size of the window."), QStringLiteral("WxH")};
    const QCommandLineOption page {QStringLiteral("page"),
        QStringLiteral("Page that is shown: %1.").arg(listed(pageIds(), " or ")), QStringLiteral("NAME")};
    const QCommandLineOption dark {QStringLiteral("dark"), QStringLiteral("Dark colours.")};
    const QCommandLineOption perspective {QStringLiteral("perspective"),
        QStringLiteral("Layout of the window: %1.").arg(listed(perspectiveIds(), " or ")), QStringLiteral("NAME")};
    const QCommandLineOption text {QStringLiteral("text-size"),
        QStringLiteral("Size of the text in percent of the desktop's, 90 to 175."), QStringLiteral("PERCENT")};
    const QCommandLineOption language {QStringLiteral("language"),
        QStringLiteral("Language of the window: %1; else the one of the preferences.")
            .arg(languages().join(QStringLiteral(" or "))),
        QStringLiteral("CODE")};
    const QCommandLineOption sample {QStringLiteral("sample"),
        QStringLiteral("Open a sample: %1.").arg(listed(sampleNames(), " or ")), QStringLiteral("NAME"),
        sampleNames().first()};
    // Qt takes --session for itself.
    const QCommandLineOption session {QStringLiteral("session-file"),
        QStringLiteral("Save the session in FILE and restore it from there; \"none\" does neither."),
        QStringLiteral("FILE"), SessionFile::defaultPath()};
    const QCommandLineOption lesson {
        QStringLiteral("lesson"), QStringLiteral("Begin a lesson: the path of its file."), QStringLiteral("FILE")};
    const QCommandLineOption step {
        QStringLiteral("step"), QStringLiteral("Step of the lesson, from 1, and what it shows."), QStringLiteral("N")};

    explicit CommandLine(const QCoreApplication& app)
    {
        parser.setApplicationDescription(
            QStringLiteral("What happens to a neural network when its numbers shrink from 64 bits to 1"));
        parser.addHelpOption();
        parser.addVersionOption();
        parser.addOptions({shot, size, page, perspective, dark, text, language, sample, session, lesson, step});
        parser.addPositionalArgument(QStringLiteral("model"), QStringLiteral("ONNX model"), QStringLiteral("[MODEL]"));
        parser.addPositionalArgument(QStringLiteral("pictures"),
            QStringLiteral("pictures, folders, tensors or a recipe"), QStringLiteral("[PICTURE…]"));
        parser.process(app);
    }
    bool has(const QCommandLineOption& option) const { return parser.isSet(option); }
    QString value(const QCommandLineOption& option) const { return parser.value(option); }
    // False: a word is none of those that there are, which is said on standard error.
    bool namesExist() const
    {
        return exists(language, QStringLiteral("--language"), languages())
            && exists(perspective, QStringLiteral("--perspective"), perspectiveIds())
            && exists(page, QStringLiteral("--page"), pageIds())
            && exists(sample, QStringLiteral("--sample"), sampleNames());
    }

private:
    bool exists(const QCommandLineOption& option, const QString& name, const QStringList& words) const
    {
        if (!has(option) || words.contains(value(option))) return true;
        std::fprintf(stderr, "%s: there is %s, not %s\n", qPrintable(name), qPrintable(listed(words, " and ")),
            qPrintable(value(option)));
        return false;
    }
};

// A picture of the window has the colours that were asked for, not those that a person prefers.
void useLooks(const CommandLine& line)
{
    if (line.has(line.dark))
        applyTheme(Theme::Dark);
    else
        applyTheme(line.has(line.shot) ? Theme::Light : loadPreferences().theme);
    const int textSize = line.has(line.text) ? line.value(line.text).toInt() : 0;
    if (textSize > 0)
        useTextSize(std::clamp(textSize, Preferences::kLeastTextSize, Preferences::kMostTextSize));
    else if (!line.has(line.shot))
        useTextSize(loadPreferences().textSize);
    useLanguage(line.has(line.language) ? line.value(line.language) : loadPreferences().language);
}

void takeSize(QWidget& window, const QString& size)
{
    const QStringList parts = size.split(QLatin1Char('x'));
    if (parts.size() == 2) window.resize(parts[0].toInt(), parts[1].toInt());
}

void openWhatIsAsked(MainWindow& window, const CommandLine& line)
{
    // A picture of the window neither shows nor touches what a person has open, unless they name the session.
    const bool touches = !line.has(line.shot) || line.has(line.session);
    if (line.value(line.session) != QLatin1String("none") && touches) window.useSession(line.value(line.session));
    if (const QStringList paths = line.parser.positionalArguments(); !paths.isEmpty())
        window.openPaths(paths);
    else if (line.has(line.sample) || !window.restoreSession())
        window.openSample(line.value(line.sample));
    takeSize(window, line.value(line.size)); // goes before the session's
    if (!line.has(line.lesson)) return;
    window.openLesson(line.value(line.lesson));
    const int step = line.value(line.step).toInt();
    if (step <= 0) return;
    window.lesson()->goTo(step - 1);
}

// Leaves the program once the picture is saved: the first results are in when nothing is left to do, and a moment later
// everything is painted.
void renderInto(const QString& file, MainWindow& window)
{
    constexpr int kPollMs = 100, kQuietPolls = 5, kMostMs = 300'000;
    auto* poll = new QTimer(&window);
    const auto tell = [poll](const QString& message) {
        std::fprintf(stderr, "%s\n", qPrintable(message));
        poll->setProperty("failed", true);
    };
    QObject::connect(window.jobs(), &JobScheduler::failed, poll, tell);
    QObject::connect(window.jobs(), &JobScheduler::refused, poll, tell);
    QObject::connect(poll, &QTimer::timeout, &window, [poll, file, &window, quiet = 0]() mutable {
        const bool opening = !window.document()->model() && !poll->property("failed").toBool();
        quiet = window.jobs()->busy() || opening ? 0 : quiet + 1;
        if (quiet < kQuietPolls) return;
        const bool saved = window.grab().save(file);
        if (!saved) std::fprintf(stderr, "%s: cannot be written\n", qPrintable(file));
        QApplication::exit(saved && window.document()->model() ? 0 : 1);
    });
    poll->start(kPollMs);
    QTimer::singleShot(kMostMs, &window, [] { QApplication::exit(1); });
}

// False: there is no display, and none can be done without.
bool findDisplay(int argc, char** argv)
{
    bool screenshot = false;
    for (int i = 1; i < argc; ++i)
        screenshot = screenshot || QByteArray(argv[i]).startsWith("--screenshot");
    const bool display = qEnvironmentVariableIsSet("DISPLAY") || qEnvironmentVariableIsSet("WAYLAND_DISPLAY")
        || qEnvironmentVariableIsSet("QT_QPA_PLATFORM");
    // A picture needs no screen.
    if (screenshot && !display) qputenv("QT_QPA_PLATFORM", "offscreen");
    return screenshot || display;
}

} // namespace

int main(int argc, char** argv)
{
    giveLargeBlocksBack();
    if (!findDisplay(argc, argv)) {
        std::fprintf(stderr,
            "There is no display: use bitladder-cli, or --screenshot FILE, which renders the window into a picture.\n");
        return 1;
    }
    QApplication app(argc, argv);
    QApplication::setApplicationName(QStringLiteral("Bitladder"));
    QApplication::setOrganizationName(QStringLiteral("Bitladder"));
    QApplication::setApplicationVersion(QStringLiteral(BITLADDER_VERSION));
    QApplication::setStyle(new bitladder::widgets::FlatStyle);
    const CommandLine line(app);
    QApplication::setWindowIcon(bitladder::widgets::programIcon());
    if (!line.namesExist()) return 2;
    useLooks(line);
    const std::filesystem::path programs = QCoreApplication::applicationDirPath().toStdString();
    MainWindow window(samplesFolder(programs / BITLADDER_SHARE / "samples", BITLADDER_SAMPLES));
    // A picture has the size that was asked for, whatever the screen is.
    if (line.has(line.shot)) window.resize(1280, 800);
    takeSize(window, line.value(line.size));
    if (line.has(line.perspective)) window.showPerspective(line.value(line.perspective));
    window.show();
    openWhatIsAsked(window, line);
    if (line.has(line.page)) window.showPage(line.value(line.page)); // goes before the sample's
    if (line.has(line.shot)) renderInto(line.value(line.shot), window);
    return QApplication::exec();
}
