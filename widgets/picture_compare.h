// For networks that answer with a picture: float, chosen and their difference (amplified, the factor shown) beside each
// other, zoomed and panned together, with the PSNR.
#pragma once

#include "widgets/picture_view.h"

#include <array>
#include <limits>

class QLabel;

namespace bitladder::widgets
{

struct PictureComparison {
    QImage floatPicture;
    QImage chosenPicture;
    QImage difference;
    double psnrDb = std::numeric_limits<double>::quiet_NaN(); // +∞: equal
    double amplification = 1; // of the difference
};

class PictureCompare : public QWidget
{
    Q_OBJECT

public:
    explicit PictureCompare(QWidget* parent = nullptr);

    void setComparison(const PictureComparison& comparison);
    void clear();

private:
    std::array<PictureView*, 3> m_views {};
    std::array<QLabel*, 3> m_captions {};
};

} // namespace bitladder::widgets
