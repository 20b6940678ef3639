#include "app/window/pages/workshop/float_panel.h"

#include "app/window/document/texts.h"
#include "core/analysis/float_design.h"
#include "core/quant/format/family.h"
#include "widgets/control/bit_cells.h"
#include "widgets/control/theme.h"
#include "widgets/plot/values/binade_plot.h"

#include <QComboBox>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QSpinBox>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>

namespace bitladder::app
{

namespace
{

using quant::FloatDesign;

constexpr size_t kMostTicks = 1024; // values that are drawn one by one

// Known formats to begin with; their names are the same in every language.
constexpr std::pair<const char*, FloatDesign> kKnown[] = {
    {"E4M3", {4, 3, 7, FloatDesign::Sign::Both, FloatDesign::Specials::OneNan}},
    {"E5M2", {5, 2, 15, FloatDesign::Sign::Both, FloatDesign::Specials::Ieee}},
    {"E3M2", {3, 2, 3, FloatDesign::Sign::Both, FloatDesign::Specials::None}},
    {"E2M3", {2, 3, 1, FloatDesign::Sign::Both, FloatDesign::Specials::None}},
    {"E2M1", {2, 1, 1, FloatDesign::Sign::Both, FloatDesign::Specials::None}},
    {"bfloat16", {8, 7, 127, FloatDesign::Sign::Both, FloatDesign::Specials::Ieee}},
    {"float16", {5, 10, 15, FloatDesign::Sign::Both, FloatDesign::Specials::Ieee}},
};

// The formats of blocks, and what their elements are.
std::vector<quant::NumberFormat> blockFormats()
{
    std::vector<quant::NumberFormat> formats;
    for (const quant::FormatFamily* family : quant::formatFamilies())
        for (int bits = quant::kMaxBits; bits >= quant::kMinBits && family->blockSize > 0; --bits)
            if (family->has(bits)) formats.push_back(family->at(bits));
    return formats;
}

std::optional<FloatDesign> elementOf(const quant::NumberFormat& format)
{
    if (!quant::isFloat(format)) return std::nullopt;
    for (const auto& [name, design] : kKnown)
        if (design.exponentBits == format.exponentBits && design.mantissaBits == format.mantissaBits) return design;
    return std::nullopt;
}

} // namespace

FloatPanel::FloatPanel(Kind kind, Document* document, QWidget* parent)
    : WorkshopPanel(document, parent)
    , m_kind(kind)
    , m_start(new QComboBox(this))
    , m_facts(wrapped(this))
    , m_verdict(wrapped(this))
    , m_use(new QPushButton(tr("&Use for this layer"), this))
    , m_useActivations(new QPushButton(tr("Use for its acti&vations"), this))
    , m_plot(new widgets::BinadePlot(this))
{
    m_use->setToolTip(tr("The layer's weights get this format: in the recipe, and a column of the ladder map"));
    m_verdict->setObjectName(QStringLiteral("verdict"));
    m_facts->setObjectName(QStringLiteral("facts"));
    m_use->setObjectName(QStringLiteral("use"));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    makeControls();
    layout->addWidget(m_plot, 1);
    layout->addWidget(m_facts);
    layout->addWidget(m_verdict);
    auto* buttons = new QHBoxLayout;
    buttons->addStretch(1);
    buttons->addWidget(m_useActivations);
    buttons->addWidget(m_use);
    layout->addLayout(buttons);
    connect(m_use, &QPushButton::clicked, this, [this] { use(Part::Weights); });
    connect(m_useActivations, &QPushButton::clicked, this, [this] { use(Part::Activations); });
    refresh();
}

void FloatPanel::makeControls()
{
    auto* layout = static_cast<QVBoxLayout*>(this->layout());
    auto* row = new QHBoxLayout;
    layout->addLayout(row);
    auto* startLabel = new QLabel(m_kind == Kind::Own ? tr("&Start from") : tr("&Format"), this);
    startLabel->setBuddy(m_start);
    row->addWidget(startLabel);
    row->addWidget(m_start);
    if (m_kind == Kind::Blocks) {
        for (const auto& format : blockFormats())
            m_start->addItem(toText(quant::name(format)));
        row->addStretch(1);
        connect(m_start, &QComboBox::activated, this, [this] {
            refresh();
            emit changed();
        });
        return;
    }
    m_start->addItem(tr("one's own"));
    for (const auto& [name, design] : kKnown)
        m_start->addItem(QString::fromLatin1(name));
    m_bias = new QSpinBox(this);
    m_bias->setRange(-FloatDesign::kMostBias, FloatDesign::kMostBias);
    m_bias->setObjectName(QStringLiteral("bias"));
    m_bias->setToolTip(tr("Subtracted from the exponent: one more halves every value"));
    m_specials = new QComboBox(this);
    m_specials->addItems({tr("all are numbers"), tr("last code is NaN"), tr("∞ and NaN as IEEE 754")}); // as Specials
    m_specials->setObjectName(QStringLiteral("specials"));
    m_specials->setAccessibleName(tr("What the top codes mean"));
    auto* biasLabel = new QLabel(tr("&Bias"), this);
    biasLabel->setBuddy(m_bias);
    row->addWidget(biasLabel);
    row->addWidget(m_bias);
    row->addWidget(m_specials);
    row->addStretch(1);
    m_cells
        = new widgets::BitCells(FloatDesign::kMostExponent, FloatDesign::kMostMantissa, FloatDesign::kMostBits, this);
    layout->addWidget(m_cells);
    connect(m_start, &QComboBox::activated, this, [this](int index) {
        if (index > 0) setDesign(kKnown[index - 1].second);
    });
    connect(m_bias, &QSpinBox::valueChanged, this, [this](int bias) {
        FloatDesign design = m_design;
        design.bias = bias;
        setDesign(design);
    });
    connect(m_specials, &QComboBox::activated, this, [this](int index) {
        FloatDesign design = m_design;
        design.specials = static_cast<FloatDesign::Specials>(index);
        setDesign(design);
    });
    connect(m_cells, &widgets::BitCells::splitAsked, this, [this](const widgets::BitSplit& split) {
        FloatDesign design = m_design;
        // A bias that is the usual one stays that.
        if (design.bias == quant::usualBias(design.exponentBits)) design.bias = quant::usualBias(split.exponent);
        design.exponentBits = split.exponent;
        design.mantissaBits = split.mantissa;
        design.sign = split.sign ? FloatDesign::Sign::Both : FloatDesign::Sign::Positive;
        setDesign(design);
    });
}

quant::NumberFormat FloatPanel::format() const
{
    if (m_kind == Kind::Own) return quant::formatOf(m_design);
    const auto formats = blockFormats();
    return formats[static_cast<size_t>(
        std::clamp<int>(m_start->currentIndex(), 0, static_cast<int>(formats.size()) - 1))];
}

void FloatPanel::setDesign(const FloatDesign& design)
{
    if (m_kind != Kind::Own || design == m_design) return;
    m_design = design;
    m_shown = {};
    refresh();
    emit changed();
}

WorkshopQuestion FloatPanel::question() const
{
    WorkshopQuestion question;
    if (m_kind == Kind::Own && !quant::check(m_design)) return question;
    question.kind = WorkshopQuestion::Kind::Format;
    question.format = format();
    return question;
}

// A design of the selected layer is what is worked on.
void FloatPanel::takeLayer()
{
    const int layer = document()->currentLayer();
    m_use->setEnabled(layer >= 0 && !layersWithWeights().isEmpty());
    m_useActivations->setEnabled(layer >= 0);
    if (layer < 0 || m_kind != Kind::Own) return;
    if (const auto design = quant::designOf(document()->spec(layer, Part::Weights).format)) setDesign(*design);
}

void FloatPanel::clear()
{
    m_shown = {};
    m_verdict->clear();
    refresh();
}

void FloatPanel::refresh()
{
    std::optional<FloatDesign> design = m_design;
    if (m_kind == Kind::Own) {
        const QSignalBlocker quiet(m_bias), still(m_specials);
        m_cells->setSplit({m_design.sign == FloatDesign::Sign::Both, m_design.exponentBits, m_design.mantissaBits});
        m_bias->setValue(m_design.bias);
        m_specials->setCurrentIndex(static_cast<int>(m_design.specials));
        const auto* known = std::ranges::find(kKnown, m_design, &std::pair<const char*, FloatDesign>::second);
        m_start->setCurrentIndex(known == std::end(kKnown) ? 0 : static_cast<int>(known - kKnown) + 1);
    } else {
        design = elementOf(format());
    }
    const int layer = document()->currentLayer();
    const auto fine = design ? quant::check(*design) : Result<void>();
    m_use->setEnabled(fine.has_value() && layer >= 0);
    m_useActivations->setEnabled(fine.has_value() && layer >= 0);
    if (!fine || !design) {
        m_plot->clear();
        m_facts->setText(fine ? tr("The elements are whole numbers: evenly spaced.") : toText(fine.error().message));
        return;
    }
    const auto facts = analysis::factsOf(*design);
    widgets::BinadeData drawn;
    for (const auto& binade : facts.binades)
        drawn.binades.push_back(
            {binade.from, binade.step, binade.values, facts.smallestNormal == 0 || binade.from < facts.smallestNormal});
    if (facts.values <= static_cast<int>(kMostTicks)) drawn.values = quant::valuesOf(*design);
    drawn.first = m_shown.first;
    drawn.counts = m_shown.counts;
    if (m_shown.sampleSize > 0)
        drawn.note = tr("weights: a sample of %n", nullptr, static_cast<int>(m_shown.sampleSize));
    m_plot->setData(drawn);
    const auto number = [](double value) { return widgets::formatNumber(value); };
    const double at = std::clamp(1.0, facts.smallestNormal > 0 ? facts.smallestNormal : facts.smallest, facts.largest);
    const double apart
        = facts.smallestNormal > 0 ? std::ldexp(1.0, std::ilogb(at) - design->mantissaBits) : facts.smallest;
    m_facts->setText(
        tr("%1, %2 values; largest %3, smallest normal %4, smallest %5; dynamic range %6; around %7 they are %8 apart.")
            .arg(widgets::formatBits(design->bits()), QString::number(facts.values), number(facts.largest),
                facts.smallestNormal > 0 ? number(facts.smallestNormal) : tr("none"), number(facts.smallest),
                widgets::formatWithUnit(facts.dynamicRangeDb, widgets::Unit::Decibels), number(at), number(apart)));
    if (layer < 0) m_verdict->setText(tr("Select a layer to see what the format does to its weights."));
}

void FloatPanel::show(const WorkshopResult& result)
{
    m_shown = result;
    m_verdict->setText(verdictOf(result));
    refresh();
}

void FloatPanel::use(Part part)
{
    const QList<int> layers = part == Part::Weights ? layersWithWeights() : document()->selection();
    if (!layers.isEmpty()) document()->setFormat(layers, part, format());
}

} // namespace bitladder::app
