// The layers as a table: data() looks up, setData() asks the document.
#pragma once
#include "app/window/adapters/adapters.h"

#include <QAbstractTableModel>

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
        BaselineWeights,
        BaselineActivations,
        BaselineSqnr,
        BaselineTime,
        ColumnCount
    }; // the last four: A, for comparing
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
    void reset();
    void refresh();
    double number(int row, int column) const; // NaN: not known

    Document* m_document;
    Results m_results;
    QList<int> m_editedRows;
    int m_rows = 0;
};

} // namespace bitladder::app
