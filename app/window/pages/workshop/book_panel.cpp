#include "app/window/pages/workshop/book_panel.h"

#include "app/window/layers/drawn_levels.h"
#include "core/quant/format/family.h"
#include "widgets/control/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QSpinBox>
#include <QVBoxLayout>
#include <algorithm>

namespace bitladder::app
{

namespace
{

const quant::FormatFamily& drawnFamily()
{
    return **std::ranges::find(quant::formatFamilies(), true, &quant::FormatFamily::drawn);
}

} // namespace

BookPanel::BookPanel(Document* document, QWidget* parent)
    : WorkshopPanel(document, parent)
    , m_bits(new QSpinBox(this))
    , m_levels(wrapped(this))
    , m_verdict(wrapped(this))
    , m_draw(new QPushButton(tr("&Draw its levels"), this))
{
    m_bits->setRange(1, 8);
    m_bits->setValue(3);
    m_bits->setSuffix(widgets::bitsSuffix(3));
    m_bits->setAccessibleName(tr("Width of the code book"));
    m_draw->setObjectName(QStringLiteral("draw"));
    m_draw->setToolTip(
        tr("Gives the layer's weights a code book and opens Distribution, where its levels are dragged"));
    auto* text = wrapped(this);
    text->setText(
        tr("A code book is a list of levels, wherever you want them: 2^b for b bits. Each is dragged with the "
           "mouse on the page Distribution, among the weights that it is for, or typed in the inspector."));
    auto* row = new QHBoxLayout;
    row->addWidget(m_bits);
    row->addWidget(m_draw);
    row->addStretch(1);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(text);
    layout->addLayout(row);
    layout->addWidget(m_levels);
    layout->addWidget(m_verdict);
    layout->addStretch(1);
    connect(m_bits, &QSpinBox::valueChanged, this, [this](int bits) {
        m_bits->setSuffix(widgets::bitsSuffix(bits));
        emit changed();
    });
    connect(m_draw, &QPushButton::clicked, this, &BookPanel::draw);
    takeLayer();
}

WorkshopQuestion BookPanel::question() const
{
    WorkshopQuestion question;
    question.kind = WorkshopQuestion::Kind::Format;
    const int layer = document()->currentLayer();
    const auto drawn = layer >= 0 ? document()->spec(layer, Part::Weights).format : quant::kFloat32;
    question.format = drawn.family->drawn ? drawn : drawnFamily().at(m_bits->value());
    return question;
}

void BookPanel::show(const WorkshopResult& result)
{
    m_verdict->setText(verdictOf(result));
}

void BookPanel::takeLayer()
{
    const int layer = document()->currentLayer();
    m_draw->setEnabled(layer >= 0 && !layersWithWeights().isEmpty());
    m_levels->clear();
    m_verdict->clear();
    if (layer < 0) {
        m_levels->setText(tr("Select a layer: its weights get the code book."));
        return;
    }
    const quant::QuantSpec& spec = document()->spec(layer, Part::Weights);
    const bool drawn = spec.format.family->drawn;
    m_bits->setEnabled(!drawn);
    if (drawn && !spec.levels.empty())
        m_levels->setText(tr("Levels of %1: %2").arg(document()->layerName(layer), textOfLevels(spec.levels)));
    else
        m_levels->setText(drawn ? tr("The levels of %1 are even until one is moved.").arg(document()->layerName(layer))
                                : tr("%1 has no code book of yours yet.").arg(document()->layerName(layer)));
}

void BookPanel::draw()
{
    const QList<int> layers = layersWithWeights();
    if (layers.isEmpty()) return;
    if (!document()->spec(document()->currentLayer(), Part::Weights).format.family->drawn)
        document()->setFormat(layers, Part::Weights, drawnFamily().at(m_bits->value()));
    emit pageAsked(QStringLiteral("distribution"));
}

} // namespace bitladder::app
