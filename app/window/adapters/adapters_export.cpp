#include "app/window/adapters/adapters_export.h"

#include "app/window/document/texts.h"
#include "widgets/control/theme.h"

#include <QCoreApplication>
#include <algorithm>
#include <cmath>

namespace bitladder::app
{

struct ExportTexts {
    Q_DECLARE_TR_FUNCTIONS(ExportTexts)
};

namespace
{

QString gridText(const exchange::StoredTensor& tensor)
{
    if (!tensor.quantized) return QStringLiteral("–");
    const auto range = [](const std::vector<double>& values) {
        const auto [least, most] = std::ranges::minmax(values);
        return least == most
            ? widgets::formatNumber(least)
            : ExportTexts::tr("%1 … %2").arg(widgets::formatNumber(least), widgets::formatNumber(most));
    };
    QString text = tensor.scales.empty() ? ExportTexts::tr("computed") : range(tensor.scales);
    if (tensor.scales.size() > 1)
        text = ExportTexts::tr("%n scales %1", nullptr, static_cast<int>(tensor.scales.size())).arg(text);
    if (!tensor.zeroPoints.empty() && std::ranges::any_of(tensor.zeroPoints, [](double z) { return z != 0; }))
        text += ExportTexts::tr(", zero point %1").arg(range(tensor.zeroPoints));
    return text;
}

} // namespace

QString formatLabel(const exchange::ExchangeFormat& format)
{
    return QCoreApplication::translate("Exchange", format.label);
}

QList<const exchange::ExchangeFormat*> demandingFormats()
{
    QList<const exchange::ExchangeFormat*> formats;
    for (const auto* format : exchange::exchangeFormats())
        if (format->obstacles) formats << format;
    return formats;
}

QMap<int, QStringList> obstaclesOf(const Document& document, const exchange::ExchangeFormat* format)
{
    QMap<int, QStringList> reasons;
    if (!format || !format->obstacles || !document.model() || document.recipe().layers.empty()) return reasons;
    for (const auto& obstacle : format->obstacles(*document.model()->graph, document.recipe())) {
        QString why = QCoreApplication::translate("Exchange", obstacle.why.text);
        if (!obstacle.why.value.empty()) why = why.arg(toText(obstacle.why.value));
        reasons[static_cast<int>(obstacle.layer)] << why;
    }
    return reasons;
}

QString obstacleText(const Document& document, const QStringList& reasons)
{
    if (reasons.isEmpty() || !document.exportFormat()) return {};
    return QStringLiteral("%1: %2").arg(formatLabel(*document.exportFormat()), reasons.join(QStringLiteral("; ")));
}

QString reportHead(const exchange::FileReport& report)
{
    QStringList parts {widgets::formatBytes(static_cast<double>(report.bytes))};
    for (const auto& [domain, version] : report.opsets)
        parts << (domain.empty() ? ExportTexts::tr("opset %1").arg(version)
                                 : ExportTexts::tr("opset %1 of %2").arg(version).arg(toText(domain)));
    if (!std::isnan(report.largestDifference))
        parts << ExportTexts::tr("its answer differs from ours by at most %1, of values up to %2")
                     .arg(widgets::formatNumber(report.largestDifference), widgets::formatNumber(report.largestAnswer));
    return parts.join(QStringLiteral(" · "));
}

std::vector<ReportRow> reportRows(const exchange::FileReport& report)
{
    std::vector<ReportRow> rows;
    for (const auto& layer : report.layers)
        rows.push_back({toText(layer.name), layer.weights ? toText(layer.weights->type) : QStringLiteral("–"),
            layer.weights ? gridText(*layer.weights) : QStringLiteral("–"), toText(layer.input.type),
            gridText(layer.input)});
    return rows;
}

} // namespace bitladder::app
