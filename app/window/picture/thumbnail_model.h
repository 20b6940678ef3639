// A list model of the folder's pictures. Thumbnails are loaded when they come into view; pictures whose top answer
// changed are marked, and on request listed first.
#pragma once
#include "app/window/document/document.h"
#include "app/window/picture/image_loader.h"
#include "core/analysis/evaluation.h"
#include "widgets/control/edit_types.h"

#include <QAbstractListModel>
#include <QCache>
#include <QTimer>

namespace bitladder::app
{

class ThumbnailModel : public QAbstractListModel
{
    Q_OBJECT

public:
    enum class Order : unsigned char { Folder, ChangedFirst };
    static constexpr int kSide = 40;

    explicit ThumbnailModel(Document* document, QObject* parent = nullptr);

    // Outcomes of the files so far, by their place in the folder.
    void setOutcomes(const std::vector<analysis::Outcome>& outcomes);
    // Stale: the outcomes are those of older settings, and their marks are pale.
    void setFreshness(widgets::Freshness freshness);
    void setOrder(Order order);
    widgets::Freshness freshness() const { return m_freshness; }
    int changedCount() const { return m_changed; }
    int fileAt(int row) const; // the place in the document's files; −1: none
    int rowOf(int file) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;

private:
    void takeFiles();
    void sort();
    void want(int file) const;
    QImage marked(const QImage& thumbnail, int file) const;
    bool changed(int file) const;

    Document* m_document;
    Order m_order = Order::Folder;
    std::vector<int> m_files; // by row
    std::vector<int> m_rows; // by file
    std::vector<analysis::Outcome> m_outcomes;
    int m_changed = 0;
    widgets::Freshness m_freshness = widgets::Freshness::Fresh;
    ImageLoader m_loader;
    mutable QCache<int, QImage> m_thumbnails; // by file
    mutable std::vector<int> m_wanted;
    mutable QTimer m_ask;
};

} // namespace bitladder::app
