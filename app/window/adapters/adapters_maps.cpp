// From what layers and networks hand on to maps and lists of numbers.
#include "app/window/document/outputs.h"

#include <QCoreApplication>
#include <QLocale>
#include <cmath>
#include <limits>

namespace bitladder::app
{

// The context of this file's texts; as short as the tools for translations find it written.
struct AdaptersMaps {
    Q_DECLARE_TR_FUNCTIONS(AdaptersMaps)
};

namespace
{

QString sqnrText(const analysis::ErrorStats& stats)
{
    const double sqnr = stats.sqnrDb();
    return std::isinf(sqnr) ? AdaptersMaps::tr("equal to float")
                            : AdaptersMaps::tr("SQNR %1").arg(widgets::formatWithUnit(sqnr, widgets::Unit::Decibels));
}

QString noteOf(const tensor::Shape& shape, const analysis::ErrorStats& stats, const Planes& planes,
    const std::optional<analysis::ErrorStats>& baseline = {}, const std::vector<float>* baselineValues = nullptr)
{
    // The difference of a single number has a sign.
    if (planes.reference && planes.reference->size() == 1) {
        const auto difference = [&](const std::vector<float>& values) {
            return widgets::formatNumber(
                static_cast<double>(values.front()) - static_cast<double>(planes.reference->front()));
        };
        const QString quantized = difference(*planes.quantized);
        return AdaptersMaps::tr("1 number (%1); %2; difference from float %3")
            .arg(QString::fromStdString(tensor::toString(shape)), qualityText(stats, baseline),
                baselineValues ? AdaptersMaps::tr("kept %1, now %2").arg(difference(*baselineValues), quantized)
                               : quantized);
    }
    const QString largest = widgets::formatNumber(stats.maxAbs);
    QString note
        = AdaptersMaps::tr("%Ln numbers (%1); %2; largest difference %3", nullptr,
            static_cast<int>(std::min<uint64_t>(stats.count, std::numeric_limits<int>::max())))
              .arg(QString::fromStdString(tensor::toString(shape)), qualityText(stats, baseline),
                  baseline ? AdaptersMaps::tr("kept %1, now %2").arg(widgets::formatNumber(baseline->maxAbs), largest)
                           : largest);
    if (!planes.complete) note += AdaptersMaps::tr("; only the first ones are drawn");
    return note;
}

widgets::FeatureMaps mapsOf(const Planes& planes)
{
    widgets::FeatureMaps maps;
    maps.channels = planes.channels;
    maps.height = planes.height;
    maps.width = planes.width;
    maps.reference = planes.reference;
    maps.quantized = planes.quantized;
    maps.low = planes.low;
    maps.high = planes.high;
    maps.largestDifference = planes.largestDifference;
    return maps;
}

widgets::VectorData vectorOf(const Planes& planes)
{
    widgets::VectorData data;
    data.reference.assign(planes.reference->begin(), planes.reference->end());
    data.quantized.assign(planes.quantized->begin(), planes.quantized->end());
    return data;
}

QString featureTitle(const Document& document, const FeatureResult& result)
{
    return AdaptersMaps::tr("What does the layer see? The output of %1").arg(document.layerName(result.layer));
}

} // namespace

QString qualityText(const analysis::ErrorStats& stats, const std::optional<analysis::ErrorStats>& baseline)
{
    return baseline ? AdaptersMaps::tr("kept %1, now %2").arg(sqnrText(*baseline), sqnrText(stats)) : sqnrText(stats);
}

widgets::FeatureMaps featureMaps(const Document& document, const FeatureResult& result)
{
    widgets::FeatureMaps maps = mapsOf(result.planes);
    maps.title = featureTitle(document, result);
    maps.note = noteOf(result.shape, result.stats, result.planes);
    return maps;
}

widgets::VectorData featureVector(const Document& document, const FeatureResult& result)
{
    widgets::VectorData data = vectorOf(result.planes);
    data.title = featureTitle(document, result);
    data.note = noteOf(result.shape, result.stats, result.planes);
    data.keyLabel = AdaptersMaps::tr("channel");
    data.valueLabel = AdaptersMaps::tr("value");
    return data;
}

QString outputTitle(const QString& name)
{
    return AdaptersMaps::tr("What does the network answer? Output %1").arg(name);
}

widgets::FeatureMaps outputMaps(const OutputData& data, const QString& name)
{
    widgets::FeatureMaps maps = mapsOf(data.planes);
    maps.title = outputTitle(name);
    maps.note = noteOf(data.shape, data.stats, data.planes, data.baselineStats);
    return maps;
}

widgets::VectorData outputList(
    const OutputData& output, const QString& name, const std::map<int, std::string>& classNames)
{
    if (output.planes.empty()) return {};
    widgets::VectorData data = vectorOf(output.planes);
    if (output.baseline) data.baseline.assign(output.baseline->begin(), output.baseline->end());
    data.title = outputTitle(name);
    data.note = noteOf(output.shape, output.stats, output.planes, output.baselineStats, output.baseline.get());
    data.keyLabel = AdaptersMaps::tr("element");
    data.valueLabel = AdaptersMaps::tr("value");
    for (size_t i = 0; !classNames.empty() && i < data.reference.size(); ++i) {
        const auto it = classNames.find(static_cast<int>(i));
        data.names << (it == classNames.end() ? QString() : QString::fromStdString(it->second));
    }
    return data;
}

} // namespace bitladder::app
