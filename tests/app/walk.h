// What the tests that walk every widget of the window share.
#pragma once
#include "tests/app/window_test.h"

namespace bitladder::app::test
{

// The window on a sample, with a picture, when everything about it is computed; null where that takes too long.
inline std::unique_ptr<MainWindow> windowOn(const char* sample)
{
    auto window = shownWindow();
    if (!window) return nullptr;
    window->openSample(QString::fromLatin1(sample));
    const auto open = [&] { return window->document()->model() && !window->document()->picture().empty(); };
    if (!QTest::qWaitFor(open, bitladder::test::kPatience) || !rests(*window)) return nullptr;
    return window;
}

// Where a widget stands: the classes and names of what it lies in, without the window.
inline QString placeOf(const QWidget& widget)
{
    QStringList names;
    for (const QWidget* w = &widget; w && !w->isWindow(); w = w->parentWidget()) {
        QString name = QString::fromLatin1(w->metaObject()->className()).section(QStringLiteral("::"), -1);
        if (!w->objectName().isEmpty()) name += QLatin1Char('#') + w->objectName();
        names.prepend(name);
    }
    return names.join(QLatin1Char('/'));
}

} // namespace bitladder::app::test
