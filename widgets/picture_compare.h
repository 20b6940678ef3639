// For networks that answer with a picture: float, chosen and their difference (amplified, the factor shown) beside each
// other, zoomed and panned together, with the PSNR; while two recipes are compared, the kept one's picture (A) before the chosen (B).
#pragma once

#include "widgets/picture_view.h"

#include <QColor>

#include <array>
#include <limits>
#include <vector>

class QGridLayout;
class QLabel;

namespace bitladder::widgets
{

struct PictureComparison {
    QImage floatPicture;
    QImage chosenPicture;
    QImage difference;
    double psnrDb = std::numeric_limits<double>::quiet_NaN(); // +∞: equal
    double amplification = 1; // of the difference
    // Where the third picture is no amplified difference of colours, its caption; and what the colours mean.
    QString differenceCaption;
    struct Entry {
        QColor color;
        QString text;
    };
    std::vector<Entry> legend;
    QImage keptPicture; // of a recipe that was kept to compare with; null: none
    double keptPsnrDb = std::numeric_limits<double>::quiet_NaN();
};

class PictureCompare : public QWidget
{
    Q_OBJECT

public:
    explicit PictureCompare(QWidget* parent = nullptr);

    void setComparison(const PictureComparison& comparison);
    void clear();

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    enum Place { Float, Kept, Chosen, Difference, PlaceCount };
    enum class Arrangement { Undecided, Row, Square };
    void arrange();
    void fitHeights();

    Arrangement m_arrangement = Arrangement::Undecided;
    QGridLayout* m_grid = nullptr;
    std::array<PictureView*, PlaceCount> m_views {};
    std::array<QLabel*, PlaceCount> m_captions {};
    bool m_compared = false; // the kept picture has its place
    QLabel* m_legend = nullptr;
};

} // namespace bitladder::widgets
