// The layers as a table: data() looks up, setData() asks the document.
#pragma once
#include "app/window/adapters/adapters.h"

#include <QAbstractTableModel>
#include <QMap>

namespace bitladder::app
{

class LayerModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column {
        Name,
        Operator,
        Shape,
        Parameters,
        Weights,
        Activations,
        Sqnr,
        Size,
        Time,
        Speedup,
        Hurts,
        Saves,
        BaselineWeights,
        BaselineActivations,
        BaselineSqnr,
        BaselineTime,
        ColumnCount
    }; // the last four are of the baseline
    static constexpr int kSortRole = Qt::UserRole + 1; // raw numbers and text
    static constexpr int kFilterRole = Qt::UserRole + 2; // what is shown, and a layer's full name

    explicit LayerModel(Document* document, QObject* parent = nullptr);

    void setResults(const Results& results);
    // Rows that an edit in one of them changes together (set by the view from its selection).
    void setEditedRows(const QList<int>& rows) { m_editedRows = rows; }

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;
    bool setData(const QModelIndex& index, const QVariant& value, int role = Qt::EditRole) override;

    // The formats that the format columns offer.
    static const std::vector<quant::NumberFormat>& formats();

private:
    // A cell with what its texts and colours come from.
    struct Cell;
    void reset();
    void refresh();
    void markObstacles();
    Cell cellAt(const QModelIndex& index) const;
    double number(int row, int column) const; // NaN: not known
    bool isStale(int column) const; // its figures are of an earlier revision
    QString displayText(const Cell& cell) const;
    QString toolTip(const Cell& cell) const;
    QVariant sortValue(const Cell& cell) const;
    QVariant choiceData(const Cell& cell, int role) const;
    QVariant barData(const Cell& cell, int role) const;

    Document* m_document;
    Results m_results;
    QList<int> m_editedRows;
    QMap<int, QStringList> m_obstacles; // of layers that cannot be exported
    int m_rows = 0;
};

} // namespace bitladder::app
