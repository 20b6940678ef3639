#include "widgets/control/microscope_view.h"

#include "widgets/theme/tokens.h"

#include <QAbstractTableModel>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QItemSelectionModel>
#include <QPainter>
#include <QTableView>
#include <QTreeWidget>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>

namespace bitladder::widgets
{

namespace
{

class ProductModel : public QAbstractTableModel
{
public:
    using QAbstractTableModel::QAbstractTableModel;

    void setProducts(const QStringList& heads, const std::vector<QStringList>& products)
    {
        beginResetModel();
        m_heads = heads;
        m_products = products;
        endResetModel();
    }
    int rowCount(const QModelIndex& parent = {}) const override
    {
        return parent.isValid() ? 0 : static_cast<int>(m_products.size());
    }
    int columnCount(const QModelIndex& parent = {}) const override
    {
        return parent.isValid() ? 0 : static_cast<int>(m_heads.size());
    }
    QVariant data(const QModelIndex& index, int role) const override
    {
        if (role == Qt::TextAlignmentRole) return int(Qt::AlignRight | Qt::AlignVCenter);
        if (role != Qt::DisplayRole) return {};
        return m_products[static_cast<size_t>(index.row())].value(index.column());
    }
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override
    {
        if (role == Qt::TextAlignmentRole) return int(Qt::AlignRight | Qt::AlignVCenter);
        if (role != Qt::DisplayRole) return {};
        return orientation == Qt::Horizontal ? QVariant(m_heads.value(section)) : QVariant(section + 1);
    }

private:
    QStringList m_heads;
    std::vector<QStringList> m_products;
};

} // namespace

MicroscopePicture::MicroscopePicture(QWidget* parent)
    : QWidget(parent)
{
}

void MicroscopePicture::setData(const MicroscopeData& shown)
{
    m_data = shown;
    update();
}

QSize MicroscopePicture::sizeHint() const
{
    return {22 * fontMetrics().averageCharWidth() + 80, 16 * fontMetrics().height()};
}

QSize MicroscopePicture::minimumSizeHint() const
{
    return {160, 8 * fontMetrics().height()};
}

void MicroscopePicture::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const int bars = static_cast<int>(m_data.budget.size()) * fontMetrics().height();
    const QRect map(0, 0, width(), std::max(0, height() - bars - 4));
    if (!m_data.map.empty() && map.height() > 24) paintMap(painter, map);
    paintBudget(painter, QRect(0, height() - bars, width(), bars));
}

void MicroscopePicture::paintMap(QPainter& painter, const QRect& area) const
{
    const auto [low, high] = std::ranges::minmax(m_data.map);
    const double span = high > low ? high - low : 1;
    const int side = std::max(1, std::min(area.width() / m_data.mapWidth, area.height() / m_data.mapHeight));
    const QPoint corner(area.center().x() - side * m_data.mapWidth / 2, area.top());
    QImage image(m_data.mapWidth, m_data.mapHeight, QImage::Format_Grayscale8);
    for (int y = 0; y < m_data.mapHeight; ++y)
        for (int x = 0; x < m_data.mapWidth; ++x) {
            const double v
                = m_data.map[static_cast<size_t>(y) * static_cast<size_t>(m_data.mapWidth) + static_cast<size_t>(x)];
            constexpr double kWhite = 255;
            image.scanLine(y)[x] = static_cast<uchar>(std::lround(kWhite * (v - low) / span));
        }
    painter.drawImage(QRect(corner, QSize(side * m_data.mapWidth, side * m_data.mapHeight)), image);
    painter.setPen(QPen(token(Token::Accent, palette()), 2));
    for (const int pixel : m_data.field)
        painter.drawRect(
            QRect(corner + QPoint(pixel % m_data.mapWidth, pixel / m_data.mapWidth) * side, QSize(side, side))
                .adjusted(0, 0, -1, -1));
}

// Bars to both sides of zero, the longest over the whole width.
void MicroscopePicture::paintBudget(QPainter& painter, const QRect& area) const
{
    double most = 0;
    for (const auto& part : m_data.budget)
        most = std::max(most, std::abs(part.value));
    const int high = fontMetrics().height(), middle = area.left() + area.width() / 2;
    int top = area.top();
    for (const auto& part : m_data.budget) {
        const QRect line(area.left(), top, area.width(), high);
        const int length = most > 0 ? static_cast<int>(std::lround(std::abs(part.value) / most * area.width() / 2)) : 0;
        QColor color = token(part.value < 0 ? Token::Accent : Token::Bad, palette());
        constexpr int kPale = 90;
        color.setAlpha(kPale);
        painter.fillRect(QRect(part.value < 0 ? middle - length : middle, top + 1, length, high - 2), color);
        painter.setPen(palette().color(QPalette::WindowText));
        const int room = line.width() - fontMetrics().horizontalAdvance(part.text) - fontMetrics().averageCharWidth();
        painter.drawText(line.adjusted(2, 0, -2, 0), Qt::AlignLeft | Qt::AlignVCenter,
            fontMetrics().elidedText(part.name, Qt::ElideRight, room));
        painter.drawText(line.adjusted(2, 0, -2, 0), Qt::AlignRight | Qt::AlignVCenter, part.text);
        top += high;
    }
    painter.setPen(token(Token::Edge, palette()));
    if (!m_data.budget.isEmpty()) painter.drawLine(middle, area.top(), middle, area.bottom());
}

MicroscopeView::MicroscopeView(QWidget* parent)
    : QWidget(parent)
    , m_way(new QTreeWidget(this))
    , m_products(new QTableView(this))
    , m_picture(new MicroscopePicture(this))
{
    m_way->setObjectName(QStringLiteral("way"));
    m_way->setHeaderLabels({tr("step"), tr("engine"), tr("float")});
    m_way->setRootIsDecorated(false);
    m_way->setSelectionMode(QAbstractItemView::NoSelection);
    m_way->header()->setSectionResizeMode(QHeaderView::ResizeToContents);
    m_way->setAccessibleName(tr("From the sum to the value"));
    m_products->setModel(new ProductModel(m_products));
    m_products->setObjectName(QStringLiteral("products"));
    m_products->setAccessibleName(tr("Every product"));
    m_products->verticalHeader()->setDefaultSectionSize(fontMetrics().height() + 4);
    m_products->setShowGrid(false);
    m_products->setSelectionBehavior(QAbstractItemView::SelectRows);
    connect(m_products->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
        [this](const QModelIndex& row) { emit productChosen(row.isValid() ? row.row() : -1); });
    auto* top = new QHBoxLayout;
    top->addWidget(m_way, 3);
    top->addWidget(m_picture, 2);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addLayout(top, 3);
    layout->addWidget(m_products, 2);
    clear({});
}

void MicroscopeView::setData(const MicroscopeData& data)
{
    m_data = data;
    m_why.clear();
    m_way->clear();
    for (const auto& line : data.way) {
        auto* item = new QTreeWidgetItem(m_way, {line.name, line.value, line.twin});
        for (int column = 0; column < 3; ++column) {
            item->setToolTip(column, line.toolTip);
            if (column > 0) item->setTextAlignment(column, Qt::AlignRight | Qt::AlignVCenter);
        }
    }
    const int chosen = currentProduct();
    {
        const QSignalBlocker quiet(m_products->selectionModel());
        static_cast<ProductModel*>(m_products->model())->setProducts(data.heads, data.products);
        if (chosen >= 0 && chosen < static_cast<int>(data.products.size()))
            m_products->setCurrentIndex(m_products->model()->index(chosen, 0));
    }
    m_products->resizeColumnsToContents();
    m_picture->setData(data);
    for (QWidget* part : std::initializer_list<QWidget*> {m_way, m_products, m_picture})
        part->show();
    update();
}

int MicroscopeView::currentProduct() const
{
    return m_products->currentIndex().isValid() ? m_products->currentIndex().row() : -1;
}

void MicroscopeView::clear(const QString& why)
{
    m_data = {};
    m_why = why;
    for (QWidget* part : std::initializer_list<QWidget*> {m_way, m_products, m_picture})
        part->hide();
    update();
}

void MicroscopeView::paintEvent(QPaintEvent*)
{
    if (m_why.isEmpty()) return;
    QPainter painter(this);
    painter.setPen(token(Token::Text2, palette()));
    constexpr int kMargin = 16;
    painter.drawText(rect().adjusted(kMargin, kMargin, -kMargin, -kMargin), Qt::AlignCenter | Qt::TextWordWrap, m_why);
}

} // namespace bitladder::widgets
