#include "app/window/picture/thumbnail_model.h"

#include "app/window/adapters/adapters.h"

#include <QGuiApplication>
#include <QPainter>
#include <algorithm>
#include <numeric>

namespace bitladder::app
{

namespace
{

constexpr int kKept = 2000; // thumbnails
constexpr size_t kMostWanted = 100; // older wishes have left the view

} // namespace

ThumbnailModel::ThumbnailModel(Document* document, QObject* parent)
    : QAbstractListModel(parent)
    , m_document(document)
    , m_loader(2 * kSide)
    , m_thumbnails(kKept)
{
    m_ask.setSingleShot(true);
    m_ask.setInterval(0);
    connect(&m_ask, &QTimer::timeout, this, [this] {
        std::vector<std::filesystem::path> files;
        for (auto it = m_wanted.rbegin(); it != m_wanted.rend() && files.size() < kMostWanted; ++it)
            files.push_back(m_document->files()[static_cast<size_t>(*it)].file);
        m_loader.load(std::move(files), m_document->preprocessing());
    });
    connect(&m_loader, &ImageLoader::loaded, this, [this](const std::filesystem::path& path, const QImage& image) {
        // Wishes are few; the file is one of them unless the folder has changed meanwhile.
        const auto it = std::ranges::find_if(
            m_wanted, [&](int file) { return m_document->files()[static_cast<size_t>(file)].file == path; });
        if (it == m_wanted.end()) return;
        const int file = *it;
        m_wanted.erase(it);
        m_thumbnails.insert(file, new QImage(image));
        const QModelIndex index = this->index(rowOf(file));
        emit dataChanged(index, index, {Qt::DecorationRole});
    });
    connect(document, &Document::filesChanged, this, &ThumbnailModel::takeFiles);
    takeFiles();
}

void ThumbnailModel::takeFiles()
{
    beginResetModel();
    m_files.resize(m_document->files().size());
    std::iota(m_files.begin(), m_files.end(), 0);
    m_rows = m_files;
    m_outcomes.clear();
    m_changed = 0;
    m_thumbnails.clear();
    m_wanted.clear();
    endResetModel();
}

bool ThumbnailModel::changed(int file) const
{
    return static_cast<size_t>(file) < m_outcomes.size() && m_outcomes[static_cast<size_t>(file)].changed();
}

void ThumbnailModel::setOutcomes(const std::vector<analysis::Outcome>& outcomes)
{
    const auto same = [](const analysis::Outcome& a, const analysis::Outcome& b) {
        return a.floatTop == b.floatTop && a.chosenTop == b.chosenTop;
    };
    if (std::ranges::equal(outcomes, m_outcomes, same)) return;
    m_outcomes = outcomes;
    m_changed = static_cast<int>(std::ranges::count_if(outcomes, &analysis::Outcome::changed));
    sort();
    if (!m_files.empty()) emit dataChanged(index(0), index(rowCount() - 1));
}

void ThumbnailModel::setFreshness(widgets::Freshness freshness)
{
    if (freshness == m_freshness) return;
    m_freshness = freshness;
    if (m_changed > 0) emit dataChanged(index(0), index(rowCount() - 1), {Qt::DecorationRole});
}

void ThumbnailModel::setOrder(Order order)
{
    if (order == m_order) return;
    m_order = order;
    sort();
}

void ThumbnailModel::sort()
{
    std::vector<int> files(m_files.size());
    std::iota(files.begin(), files.end(), 0);
    if (m_order == Order::ChangedFirst)
        std::stable_partition(files.begin(), files.end(), [this](int file) { return changed(file); });
    if (files == m_files) return;
    emit layoutAboutToBeChanged({}, QAbstractItemModel::VerticalSortHint);
    const QModelIndexList before = persistentIndexList();
    QList<int> held;
    for (const QModelIndex& index : before)
        held << m_files[static_cast<size_t>(index.row())];
    m_files = std::move(files);
    for (size_t row = 0; row < m_files.size(); ++row)
        m_rows[static_cast<size_t>(m_files[row])] = static_cast<int>(row);
    QModelIndexList after;
    for (const int file : held)
        after << index(m_rows[static_cast<size_t>(file)]);
    changePersistentIndexList(before, after);
    emit layoutChanged({}, QAbstractItemModel::VerticalSortHint);
}

int ThumbnailModel::fileAt(int row) const
{
    return row >= 0 && static_cast<size_t>(row) < m_files.size() ? m_files[static_cast<size_t>(row)] : -1;
}

int ThumbnailModel::rowOf(int file) const
{
    return file >= 0 && static_cast<size_t>(file) < m_rows.size() ? m_rows[static_cast<size_t>(file)] : -1;
}

int ThumbnailModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_files.size());
}

void ThumbnailModel::want(int file) const
{
    if (std::ranges::find(m_wanted, file) != m_wanted.end()) return;
    if (m_wanted.size() >= kMostWanted) m_wanted.erase(m_wanted.begin());
    m_wanted.push_back(file);
    m_ask.start();
}

// A changed top answer has a frame and a sign, so that no eye depends on the colour.
QImage ThumbnailModel::marked(const QImage& thumbnail, int file) const
{
    QImage image(kSide, kSide, QImage::Format_ARGB32_Premultiplied);
    image.fill(Qt::transparent);
    QPainter painter(&image);
    if (!thumbnail.isNull()) {
        const bool tiny = std::max(thumbnail.width(), thumbnail.height()) < kSide;
        painter.setRenderHint(QPainter::SmoothPixmapTransform, !tiny);
        QRect place(QPoint(), thumbnail.size().scaled(kSide, kSide, Qt::KeepAspectRatio));
        place.moveCenter(image.rect().center());
        painter.drawImage(place, thumbnail);
    }
    if (changed(file)) {
        constexpr double kPale = 0.4;
        if (m_freshness == widgets::Freshness::Stale) painter.setOpacity(kPale);
        const QColor color = widgets::roleColor(widgets::Role::Bad, QGuiApplication::palette());
        painter.setPen(QPen(color, 4));
        painter.drawRect(image.rect());
        const QRect corner(kSide - 16, 0, 16, 16);
        painter.fillRect(corner, color);
        painter.setPen(widgets::textColorOn(color));
        painter.drawText(corner, Qt::AlignCenter, QStringLiteral("≠"));
    }
    return image;
}

QVariant ThumbnailModel::data(const QModelIndex& index, int role) const
{
    const int file = fileAt(index.row());
    if (!index.isValid() || file < 0) return {};
    const QString name
        = QString::fromStdString(m_document->files()[static_cast<size_t>(file)].file.filename().string());
    switch (role) {
    case Qt::DecorationRole: {
        const QImage* known = m_thumbnails.object(file);
        if (!known) want(file);
        return marked(known ? *known : QImage(), file);
    }
    case Qt::ToolTipRole:
    case Qt::AccessibleTextRole:
        if (!changed(file)) return name;
        return (m_freshness == widgets::Freshness::Fresh
                ? tr("%1: the top answer changed, %2 → %3")
                : tr("%1: with older settings the top answer changed, %2 → %3"))
            .arg(name, className(*m_document, static_cast<int>(m_outcomes[static_cast<size_t>(file)].floatTop)),
                className(*m_document, static_cast<int>(m_outcomes[static_cast<size_t>(file)].chosenTop)));
    default:
        return {};
    }
}

} // namespace bitladder::app
