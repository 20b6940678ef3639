// One output element of a layer: its way from the sum to the value, where it looks in the input, what its error is made
// of, and every product. Computes nothing; texts are ready to be shown.
#pragma once

#include <QList>
#include <QStringList>
#include <QWidget>
#include <vector>

class QPainter;
class QTableView;
class QTreeWidget;

namespace bitladder::widgets
{

struct MicroscopeData {
    struct Line {
        QString name, value, twin; // a step, its integer or engine value, the same in float
        QString toolTip;
        friend bool operator==(const Line&, const Line&) = default;
    };
    QList<Line> way;
    QStringList heads; // of the products
    std::vector<QStringList> products; // as many texts as heads
    struct Part {
        QString name, text;
        double value = 0;
        friend bool operator==(const Part&, const Part&) = default;
    };
    QList<Part> budget; // of the error
    int mapWidth = 0, mapHeight = 0;
    std::vector<double> map; // the input, by row; empty: it has no rows and columns
    std::vector<int> field; // pixels of the map that are read
};

// Where the element looks, and what its error is made of: painted.
class MicroscopePicture : public QWidget
{
    Q_OBJECT

public:
    explicit MicroscopePicture(QWidget* parent = nullptr);
    void setData(const MicroscopeData& data);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void paintMap(QPainter& painter, const QRect& area) const;
    void paintBudget(QPainter& painter, const QRect& area) const;

    MicroscopeData m_data;
};

class MicroscopeView : public QWidget
{
    Q_OBJECT

public:
    explicit MicroscopeView(QWidget* parent = nullptr);

    void setData(const MicroscopeData& data);
    const MicroscopeData& data() const { return m_data; }
    // Says why there is nothing.
    void clear(const QString& why);
    int currentProduct() const; // −1: none

signals:
    void productChosen(int product);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    MicroscopeData m_data;
    QString m_why;
    QTreeWidget* m_way;
    QTableView* m_products;
    MicroscopePicture* m_picture;
};

} // namespace bitladder::widgets
