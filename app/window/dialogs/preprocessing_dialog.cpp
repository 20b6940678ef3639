#include "app/window/dialogs/preprocessing_dialog.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLineEdit>
#include <QRegularExpression>
#include <QSpinBox>

namespace bitladder::app
{

namespace
{

QString listText(const std::vector<float>& values)
{
    QStringList parts;
    for (const float v : values)
        parts << QString::number(static_cast<double>(v), 'g', 6);
    return parts.join(QStringLiteral(" "));
}

std::vector<float> listOf(const QString& text)
{
    std::vector<float> values;
    for (const QString& part : text.split(QRegularExpression(QStringLiteral("[\\s;]+")), Qt::SkipEmptyParts)) {
        bool ok = false;
        const float v = part.toFloat(&ok);
        if (ok) values.push_back(v);
    }
    return values;
}

QSpinBox* pixels(QWidget* parent, const QString& zero)
{
    auto* box = new QSpinBox(parent);
    box->setRange(0, 16384);
    box->setSpecialValueText(zero);
    return box;
}

} // namespace

PreprocessingDialog::PreprocessingDialog(const data::Preprocessing& rules, QWidget* parent)
    : QDialog(parent)
    , m_preset(new QComboBox(this))
    , m_channels(new QComboBox(this))
    , m_range(new QComboBox(this))
    , m_layout(new QComboBox(this))
    , m_interpolation(new QComboBox(this))
    , m_shorter(pixels(this, tr("not used")))
    , m_width(pixels(this, tr("not used")))
    , m_height(pixels(this, tr("not used")))
    , m_cropWidth(pixels(this, tr("no crop")))
    , m_cropHeight(pixels(this, tr("no crop")))
    , m_mean(new QLineEdit(this))
    , m_deviation(new QLineEdit(this))
{
    setWindowTitle(tr("Preprocessing"));
    m_preset->addItem(tr("choose a preset…"));
    for (const auto& preset : data::preprocessingPresets())
        m_preset->addItem(QString::fromUtf8(preset.name.data(), static_cast<int>(preset.name.size())));
    m_channels->addItems({tr("RGB"), tr("BGR"), tr("grey")});
    m_range->addItems({tr("0…1"), tr("0…255"), tr("−1…1")});
    m_layout->addItems({tr("NCHW (channels first)"), tr("NHWC (channels last)")});
    m_interpolation->addItems({tr("bilinear"), tr("bicubic"), tr("nearest"), tr("area")});
    m_mean->setPlaceholderText(tr("0, or one number per channel"));
    m_deviation->setPlaceholderText(tr("1, or one number per channel"));
    auto* form = new QFormLayout(this);
    form->addRow(tr("&Preset"), m_preset);
    form->addRow(tr("&Shorter side"), m_shorter);
    form->addRow(tr("&Width"), m_width);
    form->addRow(tr("&Height"), m_height);
    form->addRow(tr("Crop wi&dth"), m_cropWidth);
    form->addRow(tr("Crop h&eight"), m_cropHeight);
    form->addRow(tr("&Interpolation"), m_interpolation);
    form->addRow(tr("&Channels"), m_channels);
    form->addRow(tr("&Range"), m_range);
    form->addRow(tr("&Mean"), m_mean);
    form->addRow(tr("De&viation"), m_deviation);
    form->addRow(tr("&Layout"), m_layout);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel, this);
    form->addRow(buttons);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_preset, &QComboBox::activated, this, [this](int index) {
        if (index < 1) return;
        data::Preprocessing now = this->rules();
        data::applyPreset(now, data::preprocessingPresets()[static_cast<size_t>(index - 1)]);
        show(now);
    });
    show(rules);
}

void PreprocessingDialog::show(const data::Preprocessing& rules)
{
    m_shorter->setValue(rules.resizeShorter);
    m_width->setValue(rules.width);
    m_height->setValue(rules.height);
    m_cropWidth->setValue(rules.cropWidth);
    m_cropHeight->setValue(rules.cropHeight);
    m_channels->setCurrentIndex(static_cast<int>(rules.channels));
    m_range->setCurrentIndex(static_cast<int>(rules.range));
    m_layout->setCurrentIndex(static_cast<int>(rules.layout));
    m_interpolation->setCurrentIndex(static_cast<int>(rules.interpolation));
    m_mean->setText(listText(rules.mean));
    m_deviation->setText(listText(rules.deviation));
}

data::Preprocessing PreprocessingDialog::rules() const
{
    data::Preprocessing rules;
    rules.resizeShorter = m_shorter->value();
    rules.width = m_width->value();
    rules.height = m_height->value();
    rules.cropWidth = m_cropWidth->value();
    rules.cropHeight = m_cropHeight->value();
    rules.channels = static_cast<data::Channels>(m_channels->currentIndex());
    rules.range = static_cast<data::PixelRange>(m_range->currentIndex());
    rules.layout = static_cast<data::TensorLayout>(m_layout->currentIndex());
    rules.interpolation = static_cast<data::Interpolation>(m_interpolation->currentIndex());
    rules.mean = listOf(m_mean->text());
    rules.deviation = listOf(m_deviation->text());
    return rules;
}

} // namespace bitladder::app
