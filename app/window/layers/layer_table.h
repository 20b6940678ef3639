// The table view of the layers: it orders and sizes the columns so that the figures that count most need no scrolling;
// the names take the room that is left.
#pragma once
#include <QTableView>

class QMenu;

namespace bitladder::app
{

class LayerTable : public QTableView
{
    Q_OBJECT

public:
    explicit LayerTable(QWidget* parent = nullptr);

    // Lays the columns out. Precondition: the model is a proxy of a LayerModel.
    void arrange();
    // The columns of the baseline, each beside its own figure, are seen only while there is one.
    enum class Baseline { Hidden, Shown };
    void showBaseline(Baseline baseline);
    // Which columns are seen, to be ticked; it belongs to whoever asked. The head of the table shows it on a right
    // click.
    QMenu* columnMenu();

protected:
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void placeBaseline();
    void fitNames();

    bool m_nameChosen = false; // a person has set the width of the names
    bool m_fitting = false;
    int m_digitWidth = 0; // of the present font; 0: not asked yet
};

} // namespace bitladder::app
