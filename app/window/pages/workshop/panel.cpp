#include "app/window/pages/workshop/panel.h"

#include "app/window/document/texts.h"
#include "widgets/control/theme.h"

#include <QLabel>

namespace bitladder::app
{

QList<int> WorkshopPanel::layersWithWeights() const
{
    QList<int> layers;
    for (const int layer : m_document->selection())
        if (m_document->model()->layers[static_cast<size_t>(layer)].weights) layers << layer;
    return layers;
}

QString WorkshopPanel::verdictOf(const WorkshopResult& result) const
{
    if (!result.failure.isEmpty()) return result.failure;
    const auto decibels = [](double db) { return widgets::formatWithUnit(db, widgets::Unit::Decibels); };
    QString text = tr("%1: SQNR %2 on the weights of %3.")
                       .arg(toText(quant::name(result.question.format)), decibels(result.sqnrDb),
                           m_document->layerName(result.question.layer));
    QStringList rivals;
    for (const auto& rival : result.rivals)
        rivals << tr("%1 %2", "e4m3 31.6 dB").arg(toText(quant::name(rival.format)), decibels(rival.sqnrDb));
    if (!rivals.isEmpty())
        text += QLatin1Char(' ') + tr("With the same width: %1.").arg(rivals.join(QStringLiteral(", ")));
    return text;
}

QLabel* WorkshopPanel::wrapped(QWidget* parent)
{
    auto* label = new QLabel(parent);
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    return label;
}

} // namespace bitladder::app
