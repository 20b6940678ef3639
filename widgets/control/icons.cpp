#include "widgets/control/icons.h"

#include <QFile>
#include <QGuiApplication>
#include <QIconEngine>
#include <QPainter>
#include <QPalette>
#include <QPixmap>
#include <QSvgRenderer>

// Resources of a static library have to be asked for, outside of any namespace.
static void useResources()
{
    Q_INIT_RESOURCE(icons);
}

namespace bitladder::widgets
{

namespace
{

constexpr const char* kInk = "#000";

QString pathOf(const QString& name)
{
    useResources();
    return QStringLiteral(":/icons/%1.svg").arg(name);
}

class TintedEngine : public QIconEngine
{
public:
    explicit TintedEngine(QByteArray drawing)
        : m_drawing(std::move(drawing))
    {
    }

    QIconEngine* clone() const override { return new TintedEngine(m_drawing); }

    void paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State) override
    {
        const QPalette palette = QGuiApplication::palette();
        const QColor ink = mode == QIcon::Disabled ? palette.color(QPalette::Disabled, QPalette::ButtonText)
            : mode == QIcon::Selected              ? palette.color(QPalette::HighlightedText)
                                                   : palette.color(QPalette::ButtonText);
        QByteArray drawing = m_drawing;
        QSvgRenderer(drawing.replace(kInk, ink.name().toLatin1())).render(painter, rect);
    }

    // `size` is in device pixels here: what is drawn is as sharp as the screen.
    QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State state) override
    {
        QPixmap pixmap(size);
        pixmap.fill(Qt::transparent);
        QPainter painter(&pixmap);
        painter.setRenderHint(QPainter::Antialiasing);
        paint(&painter, QRect({}, size), mode, state);
        return pixmap;
    }

private:
    QByteArray m_drawing;
};

} // namespace

QIcon tintedIcon(const QString& name)
{
    QFile file(pathOf(name));
    if (!file.open(QIODevice::ReadOnly)) return {};
    return QIcon(new TintedEngine(file.readAll()));
}

QIcon programIcon()
{
    QIcon icon;
    QSvgRenderer renderer(pathOf(QStringLiteral("bitladder")));
    for (const int size : {16, 24, 32, 48, 64, 128, 256}) {
        QPixmap pixmap(size, size);
        pixmap.fill(Qt::transparent);
        QPainter painter(&pixmap);
        renderer.render(&painter);
        painter.end();
        icon.addPixmap(pixmap);
    }
    return icon;
}

} // namespace bitladder::widgets
