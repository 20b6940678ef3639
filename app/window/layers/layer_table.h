// The table of layers: which columns come first and how wide they are. The figures that count most are seen without scrolling;
// the names take what is left.
#pragma once
#include <QTableView>

namespace bitladder::app
{

class LayerTable : public QTableView
{
    Q_OBJECT

public:
    explicit LayerTable(QWidget* parent = nullptr);

    // Lays the columns out. Precondition: the model is a proxy of a LayerModel.
    void arrange();
    // The columns of the kept recipe, each beside its own figure, are seen only while there is one.
    enum class Baseline { Hidden, Shown };
    void showBaseline(Baseline baseline);

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void placeBaseline();
    void fitNames();

    bool m_nameChosen = false; // the person gave the names a width
    bool m_fitting = false;
};

} // namespace bitladder::app
