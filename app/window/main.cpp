// bitladder [MODEL] [PICTURE…]: opens the window; --screenshot renders it without a person.
#include "app/window/lessons/lesson_dock.h"
#include "app/window/pages/page_table.h"
#include "app/window/preferences/language.h"
#include "app/window/preferences/preferences.h"
#include "app/window/session/session.h"
#include "app/window/shell/heap.h"
#include "app/window/shell/main_window.h"
#include "widgets/control/icons.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QTimer>
#include <cstdio>

int main(int argc, char** argv)
{
    bitladder::app::giveLargeBlocksBack();
    // A picture needs no screen.
    bool screenshot = false;
    for (int i = 1; i < argc; ++i)
        screenshot = screenshot || QByteArray(argv[i]).startsWith("--screenshot");
    const bool display = qEnvironmentVariableIsSet("DISPLAY") || qEnvironmentVariableIsSet("WAYLAND_DISPLAY")
        || qEnvironmentVariableIsSet("QT_QPA_PLATFORM");
    if (screenshot && !display) qputenv("QT_QPA_PLATFORM", "offscreen");
    if (!screenshot && !display) {
        std::fprintf(stderr,
            "There is no display: use bitladder-cli, or --screenshot FILE, which renders the window into a picture.\n");
        return 1;
    }
    QApplication app(argc, argv);
    QApplication::setApplicationName(QStringLiteral("Bitladder"));
    QApplication::setOrganizationName(QStringLiteral("Bitladder"));
    QApplication::setApplicationVersion(QStringLiteral(BITLADDER_VERSION));
    QApplication::setStyle(QStringLiteral("Fusion"));

    QCommandLineParser parser;
    parser.setApplicationDescription(
        QStringLiteral("What happens to a neural network when its numbers shrink from 64 bits to 1"));
    parser.addHelpOption();
    parser.addVersionOption();
    const QCommandLineOption shot(QStringLiteral("screenshot"),
        QStringLiteral("Render the window into FILE once the first results are in, and leave."),
        QStringLiteral("FILE"));
    const QCommandLineOption size(
        QStringLiteral("window-size"), QStringLiteral("Size of the window."), QStringLiteral("WxH"));
    const QCommandLineOption page(QStringLiteral("page"),
        QStringLiteral("Page that is shown: %1.").arg(bitladder::app::pageIds().join(QStringLiteral(", "))),
        QStringLiteral("NAME"));
    const QCommandLineOption dark(QStringLiteral("dark"), QStringLiteral("Dark colours."));
    const QCommandLineOption language(QStringLiteral("language"),
        QStringLiteral("Language of the window: %1; else the one of the preferences.")
            .arg(bitladder::app::languages().join(QStringLiteral(" or "))),
        QStringLiteral("CODE"));
    const QCommandLineOption sample(QStringLiteral("sample"),
        QStringLiteral("Open a sample: digits, restore or spiral."), QStringLiteral("NAME"), QStringLiteral("digits"));
    // Qt takes --session for itself.
    const QCommandLineOption session(QStringLiteral("session-file"),
        QStringLiteral("Save the session in FILE and restore it from there; \"none\" does neither."),
        QStringLiteral("FILE"), bitladder::app::SessionFile::defaultPath());
    const QCommandLineOption lesson(
        QStringLiteral("lesson"), QStringLiteral("Begin a lesson: the path of its file."), QStringLiteral("FILE"));
    const QCommandLineOption step(
        QStringLiteral("step"), QStringLiteral("Step of the lesson, from 1, and what it shows."), QStringLiteral("N"));
    parser.addOptions({shot, size, page, dark, language, sample, session, lesson, step});
    parser.addPositionalArgument(QStringLiteral("model"), QStringLiteral("ONNX model"), QStringLiteral("[MODEL]"));
    parser.addPositionalArgument(QStringLiteral("pictures"), QStringLiteral("pictures, folders, tensors or a recipe"),
        QStringLiteral("[PICTURE…]"));
    parser.process(app);

    QApplication::setWindowIcon(bitladder::widgets::programIcon());
    // A picture of the window has the colours that were asked for, not those that a person prefers.
    using bitladder::app::Theme;
    if (parser.isSet(dark))
        bitladder::app::applyTheme(Theme::Dark);
    else if (!screenshot)
        bitladder::app::applyTheme(bitladder::app::loadPreferences().theme);

    if (parser.isSet(language) && !bitladder::app::languages().contains(parser.value(language))) {
        std::fprintf(stderr, "--language: there is %s, not %s\n",
            qPrintable(bitladder::app::languages().join(QStringLiteral(" and "))), qPrintable(parser.value(language)));
        return 2;
    }
    if (parser.isSet(page) && !bitladder::app::findPage(parser.value(page))) {
        std::fprintf(stderr, "--page: there is %s, not %s\n",
            qPrintable(bitladder::app::pageIds().join(QStringLiteral(", "))), qPrintable(parser.value(page)));
        return 2;
    }
    bitladder::app::useLanguage(
        parser.isSet(language) ? parser.value(language) : bitladder::app::loadPreferences().language);

    bitladder::app::MainWindow window(BITLADDER_SAMPLES);
    const auto takeSize = [&] {
        const QStringList parts = parser.value(size).split(QLatin1Char('x'));
        if (parts.size() == 2) window.resize(parts[0].toInt(), parts[1].toInt());
    };
    takeSize();
    if (parser.isSet(page)) window.showPage(parser.value(page));
    window.show();
    QString failure;
    // A picture of the window neither shows nor touches what a person has open, unless they name the session.
    if (parser.value(session) != QLatin1String("none") && (!screenshot || parser.isSet(session)))
        window.useSession(parser.value(session));
    if (!parser.positionalArguments().isEmpty())
        window.openPaths(parser.positionalArguments());
    else if (parser.isSet(sample) || !window.restoreSession())
        window.openSample(parser.value(sample));
    takeSize(); // goes before the session's
    if (parser.isSet(lesson)) {
        window.openLesson(parser.value(lesson));
        if (const int number = parser.value(step).toInt(); number > 0) {
            window.lesson()->goTo(number - 1);
            QObject::connect(window.jobs(), &bitladder::app::JobScheduler::modelOpened, window.lesson(),
                &bitladder::app::LessonDock::showStep,
                static_cast<Qt::ConnectionType>(Qt::QueuedConnection | Qt::SingleShotConnection));
        }
    }

    if (screenshot) {
        const auto take = [&](const QString& message) {
            std::fprintf(stderr, "%s\n", qPrintable(message));
            failure = message;
        };
        QObject::connect(window.jobs(), &bitladder::app::JobScheduler::failed, &app, take);
        QObject::connect(window.jobs(), &bitladder::app::JobScheduler::refused, &app, take);
        // The first results are in once nothing is left to do; a moment later everything is painted.
        auto* poll = new QTimer(&app);
        QObject::connect(poll, &QTimer::timeout, &app, [&, quiet = 0]() mutable {
            quiet = window.jobs()->busy() || (!window.document()->model() && failure.isEmpty()) ? 0 : quiet + 1;
            if (quiet < 5) return;
            const bool saved = window.grab().save(parser.value(shot));
            if (!saved) std::fprintf(stderr, "%s: cannot be written\n", qPrintable(parser.value(shot)));
            QApplication::exit(saved && window.document()->model() ? 0 : 1);
        });
        poll->start(100);
        QTimer::singleShot(300000, &app, [] { QApplication::exit(1); });
    }
    return QApplication::exec();
}
