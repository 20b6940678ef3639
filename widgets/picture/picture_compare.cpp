#include "widgets/picture/picture_compare.h"

#include "widgets/control/save_dialog.h"
#include "widgets/control/theme.h"
#include "widgets/table/csv_text.h"

#include <QClipboard>
#include <QContextMenuEvent>
#include <QGridLayout>
#include <QGuiApplication>
#include <QLabel>
#include <QMenu>
#include <QPainter>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace bitladder::widgets
{

namespace
{

constexpr int kMuch = 100; // of a stretch, beside one
constexpr int kLastRow = 5;
constexpr int kPad = 8;

QString captionOf(const QString& who, double psnrDb)
{
    if (std::isinf(psnrDb)) return PictureCompare::tr("%1, equal to float").arg(who);
    if (std::isnan(psnrDb)) return who;
    return PictureCompare::tr("%1, PSNR %2").arg(who, formatWithUnit(psnrDb, Unit::Decibels));
}

} // namespace

PictureCompare::PictureCompare(QWidget* parent)
    : QWidget(parent)
{
    m_title = new QLabel(this);
    m_title->setWordWrap(true);
    QFont bold = m_title->font();
    bold.setBold(true);
    m_title->setFont(bold);
    m_grid = new QGridLayout;
    m_grid->setSpacing(4);
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(kPad, kPad, kPad, kPad);
    all->setSpacing(kPad);
    all->addWidget(m_title);
    all->addLayout(m_grid, 1);
    const std::array<QString, PlaceCount> names {
        tr("Float picture"), tr("Picture of the kept recipe"), tr("Quantized picture"), tr("Difference")};
    for (std::size_t i = 0; i < m_views.size(); ++i) {
        m_views[i] = new PictureView(this);
        m_views[i]->setAcceptDrops(false);
        m_views[i]->setContextMenuPolicy(Qt::NoContextMenu); // the comparison has one
        m_views[i]->setAccessibleName(names[i]);
        m_views[i]->setEmptyText(tr("Nothing computed yet."));
        m_captions[i] = new QLabel(this);
        m_captions[i]->setAlignment(Qt::AlignHCenter | Qt::AlignTop); // right below its picture
        m_captions[i]->setWordWrap(true);
        connect(m_views[i], &PictureView::zoomChanged, this, [this](const PictureZoom& zoom) {
            for (PictureView* view : m_views)
                view->setZoom(zoom);
        });
    }
    m_legend = new QLabel(this);
    m_legend->setWordWrap(true);
    m_legend->setTextFormat(Qt::RichText);
    setAccessibleName(tr("Float, quantized and difference"));
    clear();
}

// The one that leaves the pictures clearly more room; a row is easier to compare.
PictureCompare::Arrangement PictureCompare::fittingArrangement() const
{
    const QSize picture = m_views[Float]->picture().size();
    const double aspect = picture.isEmpty() ? 1.0 : static_cast<double>(picture.height()) / picture.width();
    const int caption = 2 * fontMetrics().height();
    const auto widthIn = [&](int columns, int rows) {
        return std::min(
            width() / static_cast<double>(columns), (height() / static_cast<double>(rows) - caption) / aspect);
    };
    const int shown = m_views[Baseline]->isHidden() ? PlaceCount - 1 : PlaceCount;
    constexpr double kClearly = 1.15;
    return widthIn(2, 2) > kClearly * widthIn(shown, 1) ? Arrangement::Square : Arrangement::Row;
}

// Side by side, or in two columns with the legend in the place that is left or below.
void PictureCompare::arrange()
{
    const Arrangement wanted = fittingArrangement();
    const bool compared = !m_views[Baseline]->isHidden();
    if (wanted == m_arrangement && compared == m_compared) return;
    m_arrangement = wanted;
    m_compared = compared;
    const bool square = wanted == Arrangement::Square;
    int shown = 0;
    for (std::size_t i = 0; i < m_views.size(); ++i) {
        if (i == Baseline && !compared) continue;
        const int row = square ? shown / 2 * 2 : 0, column = square ? shown % 2 : shown;
        m_grid->addWidget(m_views[i], row, column);
        m_grid->addWidget(m_captions[i], row + 1, column);
        ++shown;
    }
    for (int column = 0; column < PlaceCount; ++column)
        m_grid->setColumnStretch(column, column < (square ? 2 : shown) ? 1 : 0);
    if (square && !compared)
        m_grid->addWidget(m_legend, 2, 1);
    else
        m_grid->addWidget(m_legend, square ? 4 : 2, 0, 1, square ? 2 : shown);
    m_grid->setRowStretch(0, kMuch);
    m_grid->setRowStretch(2, square ? kMuch : 0);
    m_grid->setRowStretch(kLastRow, 1); // takes what the pictures do not need
}

// No picture's place is higher than the picture itself, so that its caption stands right below.
void PictureCompare::fitHeights()
{
    const QSize picture = m_views[Float]->picture().size();
    const int columns = m_arrangement == Arrangement::Square ? 2 : (m_compared ? PlaceCount : PlaceCount - 1);
    const int width = (this->width() - 2 * kPad - (columns - 1) * m_grid->spacing()) / columns;
    const int height = picture.isEmpty() || width <= 0 ? QWIDGETSIZE_MAX : width * picture.height() / picture.width();
    for (PictureView* view : m_views)
        view->setMaximumHeight(std::max(height, view->minimumSizeHint().height()));
}

void PictureCompare::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    arrange();
    fitHeights();
}

void PictureCompare::setComparison(const PictureComparison& comparison)
{
    const bool compared = !comparison.baselinePicture.isNull();
    m_title->setText(comparison.title);
    m_title->setVisible(!comparison.title.isEmpty());
    for (PictureView* view : m_views)
        view->setFreshness(Freshness::Fresh);
    m_views[Float]->setPicture(comparison.floatPicture);
    m_views[Baseline]->setPicture(comparison.baselinePicture);
    m_views[Quantized]->setPicture(comparison.quantizedPicture);
    m_views[Quantized]->setUnder(comparison.floatPicture);
    m_views[Difference]->setPicture(comparison.difference);
    m_captions[Float]->setText(tr("float"));
    m_captions[Baseline]->setText(captionOf(tr("kept"), comparison.baselinePsnrDb));
    m_captions[Quantized]->setText(captionOf(compared ? tr("now") : tr("quantized"), comparison.psnrDb));
    const QString factor = formatWithUnit(comparison.amplification, Unit::Times);
    m_captions[Difference]->setText(!comparison.differenceCaption.isEmpty() ? comparison.differenceCaption
            : compared ? tr("difference now, amplified %1").arg(factor)
                       : tr("difference, amplified %1").arg(factor));
    m_views[Baseline]->setVisible(compared);
    m_captions[Baseline]->setVisible(compared);
    arrange();
    fitHeights();
    QStringList entries;
    for (const auto& entry : comparison.legend) {
        // Lines break between the entries, not in them, unless one is too long for a line.
        constexpr qsizetype kUnbroken = 18;
        QString text = entry.text.toHtmlEscaped();
        if (entry.text.size() <= kUnbroken) text.replace(QLatin1Char(' '), QStringLiteral("&nbsp;"));
        entries << QStringLiteral("<span style=\"color:%1\">■</span>&nbsp;%2").arg(entry.color.name(), text);
    }
    m_legend->setText(entries.join(QStringLiteral(" &nbsp; ")));
    m_legend->setVisible(!entries.isEmpty());
}

void PictureCompare::clear()
{
    setComparison({});
}

void PictureCompare::markStale(Changed changed)
{
    if (m_views[Quantized]->picture().isNull()) return;
    if (changed == Changed::Input) {
        for (const Place place : {Float, Baseline})
            m_views[place]->setFreshness(Freshness::Stale);
        m_captions[Float]->setText(tr("float, of another picture"));
        m_captions[Baseline]->setText(tr("kept, of another picture"));
    }
    for (const Place place : {Quantized, Difference})
        m_views[place]->setFreshness(Freshness::Stale);
    const QString who = m_compared ? tr("now") : tr("quantized");
    m_captions[Quantized]->setText(m_views[Float]->freshness() == Freshness::Stale
            ? tr("%1, of another picture").arg(who)
            : tr("%1, of older settings").arg(who));
    m_captions[Difference]->setText(tr("difference"));
}

bool PictureCompare::paintOn(QPaintDevice* device) const
{
    QPainter painter;
    if (!painter.begin(device)) return false;
    painter.fillRect(QRect(QPoint(0, 0), size()), palette().color(QPalette::Window));
    for (QWidget* child : findChildren<QWidget*>(Qt::FindDirectChildrenOnly))
        if (child->isVisibleTo(this)) child->render(&painter, child->pos(), QRegion(), QWidget::DrawChildren);
    return true;
}

QImage PictureCompare::picture() const
{
    QImage image(size() * devicePixelRatioF(), QImage::Format_ARGB32_Premultiplied);
    image.setDevicePixelRatio(devicePixelRatioF());
    paintOn(&image);
    return image;
}

SaveResult PictureCompare::savePicture(const QString& path) const
{
    return savePictureFile(
        path, size(), devicePixelRatioF(), m_title->text(), [this](QPaintDevice* device) { return paintOn(device); });
}

QString PictureCompare::dataAsCsv() const
{
    std::vector<std::pair<QString, QImage>> columns;
    const std::array<std::pair<Place, QString>, 3> named {
        {{Float, QStringLiteral("float")}, {Baseline, QStringLiteral("A")}, {Quantized, QStringLiteral("quantized")}}};
    for (const auto& [place, name] : named)
        if (const QImage& image = m_views[place]->picture(); !image.isNull()) columns.emplace_back(name, image);
    QStringList head {QStringLiteral("x"), QStringLiteral("y")};
    for (const auto& [name, image] : columns)
        for (const char* color : {"red", "green", "blue"})
            head << QStringLiteral("%1 %2").arg(name, QString::fromLatin1(color));
    QString text = csvLine(head);
    const QSize size = columns.empty() ? QSize() : columns.front().second.size();
    for (int y = 0; y < size.height(); ++y) {
        for (int x = 0; x < size.width(); ++x) {
            QStringList cells {QString::number(x), QString::number(y)};
            for (const auto& [name, image] : columns) {
                const QColor color = image.valid(x, y) ? image.pixelColor(x, y) : QColor();
                for (const int part : {color.red(), color.green(), color.blue()})
                    cells << (image.valid(x, y) ? QString::number(part) : QString());
            }
            text += csvLine(cells);
        }
    }
    return text;
}

void PictureCompare::contextMenuEvent(QContextMenuEvent* event)
{
    const PictureView* meant = m_views[Quantized];
    for (const PictureView* view : m_views)
        if (view->isVisible() && (view->geometry().contains(event->pos()) || view->hasFocus())) meant = view;
    if (meant->picture().isNull()) return;
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(
        tr("&Copy picture"), this, [image = meant->picture()] { QGuiApplication::clipboard()->setImage(image); });
    menu->addAction(tr("Copy &all, side by side"), this, [this] { QGuiApplication::clipboard()->setImage(picture()); });
    addSaveActions(menu, this,
        {[this](const QString& path) { return savePicture(path); },
            [this](const QString& path) { return saveTextFile(path, dataAsCsv()); },
            [this](const QString& message) { emit failed(message); }});
    menu->addSeparator();
    menu->addAction(tr("&Reset view"), m_views[Float], &PictureView::resetZoom)
        ->setEnabled(m_views[Float]->zoom().zoom > 1);
    menu->popup(event->globalPos());
}

} // namespace bitladder::widgets
