// What the tests of widgets share: strict about warnings, and a window that is really shown.
#pragma once

#include <QApplication>
#include <QRegularExpression>
#include <QTest>
#include <QWheelEvent>
#include <QWidget>

namespace bitladder::widgets::test
{

// Every warning fails, but for those that the offscreen platform gives for any window.
inline void failOnWarnings()
{
    QTest::failOnWarning(QRegularExpression(QStringLiteral("^(?!This plugin does not support )")));
}

inline bool showAs(QWidget& widget, const QSize& size)
{
    widget.resize(size);
    widget.show();
    return QTest::qWaitForWindowExposed(&widget);
}

// When it returns, everything that waited in the event queue is done, and the widget is laid out and painted.
inline void settle(QWidget& widget)
{
    constexpr int kRounds = 5; // layouts ask for layouts of their parents
    for (int i = 0; i < kRounds; ++i) {
        QCoreApplication::sendPostedEvents();
        QCoreApplication::processEvents();
    }
    static_cast<void>(widget.grab());
}

inline void turnWheel(QWidget& widget, const QPointF& position, int delta, Qt::KeyboardModifiers modifiers = {})
{
    QWheelEvent event(position, widget.mapToGlobal(position), {}, QPoint(0, delta), Qt::NoButton, modifiers,
        Qt::NoScrollPhase, false);
    QApplication::sendEvent(&widget, &event);
}

// A press, some moves in between, and a release, as a hand does it.
inline void drag(
    QWidget& widget, const QPoint& from, const QPoint& to, Qt::KeyboardModifiers modifiers = Qt::NoModifier)
{
    QTest::mousePress(&widget, Qt::LeftButton, modifiers, from);
    constexpr int kSteps = 4;
    for (int i = 1; i <= kSteps; ++i) {
        const QPointF at = from + (to - from) * i / kSteps;
        QMouseEvent move(QEvent::MouseMove, at, widget.mapToGlobal(at), Qt::NoButton, Qt::LeftButton, modifiers);
        QApplication::sendEvent(&widget, &move);
    }
    QTest::mouseRelease(&widget, Qt::LeftButton, modifiers, to);
}

// The mouse without a button.
inline void hover(QWidget& widget, const QPoint& position)
{
    QMouseEvent move(
        QEvent::MouseMove, position, widget.mapToGlobal(QPointF(position)), Qt::NoButton, Qt::NoButton, {});
    QApplication::sendEvent(&widget, &move);
}

inline QPalette darkPalette()
{
    QPalette dark;
    dark.setColor(QPalette::Window, QColor(45, 45, 45));
    dark.setColor(QPalette::WindowText, QColor(235, 235, 235));
    dark.setColor(QPalette::Base, QColor(30, 30, 30));
    dark.setColor(QPalette::AlternateBase, QColor(40, 40, 40));
    dark.setColor(QPalette::Text, QColor(235, 235, 235));
    dark.setColor(QPalette::PlaceholderText, QColor(150, 150, 150));
    dark.setColor(QPalette::Button, QColor(60, 60, 60));
    dark.setColor(QPalette::ButtonText, QColor(235, 235, 235));
    dark.setColor(QPalette::BrightText, Qt::red);
    dark.setColor(QPalette::ToolTipBase, QColor(60, 60, 60));
    dark.setColor(QPalette::ToolTipText, QColor(235, 235, 235));
    dark.setColor(QPalette::Light, QColor(80, 80, 80));
    dark.setColor(QPalette::Midlight, QColor(70, 70, 70));
    dark.setColor(QPalette::Mid, QColor(55, 55, 55));
    dark.setColor(QPalette::Dark, QColor(25, 25, 25));
    dark.setColor(QPalette::Shadow, Qt::black);
    dark.setColor(QPalette::Highlight, QColor(42, 143, 208));
    dark.setColor(QPalette::HighlightedText, Qt::white);
    dark.setColor(QPalette::Link, QColor(42, 143, 208));
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
        dark.setColor(QPalette::Disabled, role, QColor(120, 120, 120));
    return dark;
}

} // namespace bitladder::widgets::test
