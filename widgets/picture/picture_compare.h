// Compares the pictures that networks answer with: float, quantized and their difference (amplified, with the factor
// shown) side by side, zoomed and panned together, with the PSNR. With a baseline its picture stands before the
// quantized one. The menu copies one picture or all of them, and saves their pixels as CSV.
#pragma once

#include "widgets/picture/picture_file.h"
#include "widgets/picture/picture_view.h"

#include <QColor>

#include <array>
#include <limits>
#include <vector>

class QGridLayout;
class QLabel;
class QPaintDevice;

namespace bitladder::widgets
{

struct PictureComparison {
    QImage floatPicture;
    QImage quantizedPicture;
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
    QImage baselinePicture; // of the baseline; null: none
    double baselinePsnrDb = std::numeric_limits<double>::quiet_NaN();
    QString title; // empty: none is shown
};

class PictureCompare : public QWidget
{
    Q_OBJECT

public:
    explicit PictureCompare(QWidget* parent = nullptr);

    void setComparison(const PictureComparison& comparison);
    void clear();

    // What is shown turns pale and says why, until the next comparison: the recipe has changed since (the float picture
    // stays), or what the network looks at.
    enum class Changed { Recipe, Input };
    void markStale(Changed changed);

    // Everything, as it stands here.
    QImage picture() const;
    SaveResult savePicture(const QString& path) const;
    // A line for each pixel of the answers: x, y, then red, green and blue (0…255) of float, A where there is one, and
    // chosen.
    QString dataAsCsv() const;

signals:
    void failed(const QString& message);

protected:
    void resizeEvent(QResizeEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;

private:
    enum Place { Float, Baseline, Quantized, Difference, PlaceCount };
    enum class Arrangement { Undecided, Row, Square };
    Arrangement fittingArrangement() const;
    bool paintOn(QPaintDevice* device) const;
    void arrange();
    void fitHeights();

    Arrangement m_arrangement = Arrangement::Undecided;
    QGridLayout* m_grid = nullptr;
    std::array<PictureView*, PlaceCount> m_views {};
    std::array<QLabel*, PlaceCount> m_captions {};
    bool m_compared = false; // the kept picture has its place
    QLabel *m_title = nullptr, *m_legend = nullptr;
};

} // namespace bitladder::widgets
