// A dialog that sets how a picture becomes the network's input: size, crop, channels, range, mean, deviation, layout;
// with presets.
#pragma once
#include "core/data/picture.h"

#include <QDialog>

class QComboBox;
class QLineEdit;
class QSpinBox;

namespace bitladder::app
{

class PreprocessingDialog : public QDialog
{
    Q_OBJECT

public:
    explicit PreprocessingDialog(const data::Preprocessing& rules, QWidget* parent = nullptr);
    data::Preprocessing rules() const;

private:
    void show(const data::Preprocessing& rules);

    QComboBox *m_preset, *m_channels, *m_range, *m_layout, *m_interpolation;
    QSpinBox *m_shorter, *m_width, *m_height, *m_cropWidth, *m_cropHeight;
    QLineEdit *m_mean, *m_deviation;
};

} // namespace bitladder::app
