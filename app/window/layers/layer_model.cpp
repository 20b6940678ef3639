#include "app/window/layers/layer_model.h"

#include "widgets/table/bar_delegate.h"
#include "widgets/table/choice_delegate.h"

#include <QGuiApplication>
#include <QLocale>
#include <algorithm>
#include <cmath>

namespace bitladder::app
{

LayerModel::LayerModel(Document* document, QObject* parent)
    : QAbstractTableModel(parent)
    , m_document(document)
{
    connect(document, &Document::modelChanged, this, &LayerModel::reset);
    connect(document, &Document::recipeChanged, this, &LayerModel::refresh);
    connect(document, &Document::baselineChanged, this, &LayerModel::refresh);
    reset();
}

void LayerModel::reset()
{
    beginResetModel();
    m_results = {};
    m_rows = m_document->model() ? static_cast<int>(m_document->model()->layers.size()) : 0;
    endResetModel();
}

void LayerModel::refresh()
{
    // What stands before is of the file.
    if (m_rows > 0) emit dataChanged(index(0, Weights), index(m_rows - 1, ColumnCount - 1));
}

void LayerModel::setResults(const Results& results)
{
    m_results = results;
    refresh();
}

const std::vector<quant::NumberFormat>& LayerModel::formats()
{
    static const std::vector<quant::NumberFormat> kFormats = [] {
        std::vector<quant::NumberFormat> list {quant::kFloat64, quant::kFloat32, quant::floatFormat(8, 10),
            quant::kFloat16, quant::kBFloat16, quant::floatFormat(4, 3), quant::floatFormat(5, 2)};
        for (const int bits : {32, 24, 16, 12, 8, 7, 6, 5, 4, 3, 2})
            list.push_back(quant::intFormat(bits));
        list.push_back(quant::ternaryFormat());
        list.push_back(quant::binaryFormat());
        return list;
    }();
    return kFormats;
}

int LayerModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : m_rows;
}

int LayerModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

double LayerModel::number(int row, int column) const
{
    const auto i = static_cast<size_t>(row);
    const auto& layer = m_document->model()->layers[i];
    const auto& recipe = m_document->recipe().layers[i];
    constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();
    switch (column) {
    case Parameters:
        return static_cast<double>(layer.parameters);
    case Weights:
        return recipe.weights.format.bits;
    case Activations:
        return recipe.activations.format.bits;
    case Sqnr:
        return m_results.isolated && i < m_results.isolated->layers.size() && m_results.isolated->layers[i]
            ? m_results.isolated->layers[i]->sqnrDb()
            : kUnknown;
    case Size:
        return static_cast<double>(layer.parameters) * quant::theoreticalBits(recipe.weights.format) / 8;
    case Time:
        return m_results.timing && i < m_results.timing->quantizedTiming.layers.size()
            ? m_results.timing->quantizedTiming.layers[i].median
            : kUnknown;
    case Speedup:
        if (!m_results.timing || i >= m_results.timing->quantizedTiming.layers.size()
            || m_results.timing->quantizedTiming.layers[i].median <= 0
            || m_results.timing->floatTiming.layers[i].median <= 0) // in float its node is counted with another layer
            return kUnknown;
        return m_results.timing->floatTiming.layers[i].median / m_results.timing->quantizedTiming.layers[i].median;
    case BaselineWeights:
        return m_document->baseline() ? m_document->baseline()->layers[i].weights.format.bits : kUnknown;
    case BaselineActivations:
        return m_document->baseline() ? m_document->baseline()->layers[i].activations.format.bits : kUnknown;
    case BaselineSqnr:
        return m_results.baseline && i < m_results.baseline->isolatedDb.size() ? m_results.baseline->isolatedDb[i]
                                                                               : kUnknown;
    case BaselineTime:
        return m_results.baseline && i < m_results.baseline->timing.layers.size()
            ? m_results.baseline->timing.layers[i].median
            : kUnknown;
    default:
        return kUnknown;
    }
}

QVariant LayerModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
    const int row = index.row();
    const auto i = static_cast<size_t>(row);
    const auto& layer = m_document->model()->layers[i];
    const auto& recipe = m_document->recipe().layers[i];
    const double value = number(row, index.column());
    const bool format = index.column() == Weights || index.column() == Activations;
    const quant::NumberFormat& shown = index.column() == Weights ? recipe.weights.format : recipe.activations.format;
    const bool stale
        = (index.column() == Sqnr && m_results.isolated && m_results.isolated->revision != m_document->revision())
        || ((index.column() == Time || index.column() == Speedup) && m_results.timing
            && m_results.timing->revision != m_document->revision())
        || ((index.column() == BaselineSqnr || index.column() == BaselineTime) && m_results.baseline
            && m_results.baseline->revision != m_document->revision());
    const quant::LayerRecipe* baseline = m_document->baseline() ? &m_document->baseline()->layers[i] : nullptr;
    const bool baselineFormat = index.column() == BaselineWeights || index.column() == BaselineActivations;
    // A product of two activations has no weights, an embedding reads indices.
    const bool ofWeights = index.column() == Weights || index.column() == BaselineWeights;
    const bool there = ofWeights ? layer.weights.valid() : layer.quantizesInput;
    switch (role) {
    case Qt::DisplayRole:
        switch (index.column()) {
        case BaselineWeights:
        case BaselineActivations:
            if (!baseline) return QString();
            if (!there) return QStringLiteral("–");
            return QString::fromStdString(quant::name((ofWeights ? baseline->weights : baseline->activations).format));
        case Name:
            return m_document->layerName(row);
        case Operator:
            return QString::fromStdString(layer.op);
        case Shape:
            return QString::fromStdString(tensor::toString(layer.weightShape));
        case Parameters:
            return QLocale().toString(static_cast<qlonglong>(layer.parameters));
        case Weights:
        case Activations:
            if (!there) return QStringLiteral("–");
            return QString::fromStdString(quant::name(shown));
        case Sqnr:
        case BaselineSqnr:
            return std::isnan(value) ? QString()
                                     : (std::isinf(value) ? QStringLiteral("∞") : widgets::formatNumber(value));
        case Size:
            return sizeText(value);
        case Time:
        case BaselineTime:
            return std::isnan(value) ? QString() : widgets::formatTime(value);
        case Speedup:
            return std::isnan(value) ? QString() : widgets::formatWithUnit(value, widgets::Unit::Times);
        default:
            return {};
        }
    case Qt::ToolTipRole:
        if (m_results.network && i < m_results.network->layers.size()) {
            const auto& info = m_results.network->layers[i];
            return tr("%1: %2, %3%4")
                .arg(QString::fromStdString(info.name), QString::fromStdString(info.kernel),
                    info.execution == engine::Execution::Executed ? tr("executed") : tr("simulated"),
                    info.note.empty() ? QString() : " (" + noteText(info.note) + ")");
        }
        return QString::fromStdString(layer.name);
    case kFilterRole:
        if (index.column() != Name) return data(index, Qt::DisplayRole);
        return QString(m_document->layerName(row) + QLatin1Char('\n') + QString::fromStdString(layer.name));
    case kSortRole:
        if (index.column() == Name) return row; // the order of execution
        if (index.column() == Operator) return QString::fromStdString(layer.op);
        if (index.column() == Shape) return static_cast<double>(layer.parameters);
        return std::isnan(value) ? QVariant(-1.0) : QVariant(value);
    case Qt::TextAlignmentRole:
        return index.column() >= Parameters && !format && !baselineFormat ? QVariant(Qt::AlignRight | Qt::AlignVCenter)
                                                                          : QVariant(Qt::AlignLeft | Qt::AlignVCenter);
    case Qt::DecorationRole: // a swatch of the family's colour; the text stays readable
        if (!format || !there) return {};
        return widgets::familyColor(toWidget(shown.family), QGuiApplication::palette());
    case Qt::ForegroundRole:
        if (stale) return QGuiApplication::palette().brush(QPalette::Disabled, QPalette::Text);
        return {};
    case Qt::EditRole:
        return format ? QVariant(QString::fromStdString(quant::name(shown))) : QVariant();
    case widgets::kChoicesRole: {
        if (!format) return {};
        QStringList names;
        for (const auto& f : formats())
            names << QString::fromStdString(quant::name(f));
        if (!names.contains(QString::fromStdString(quant::name(shown))))
            names << QString::fromStdString(quant::name(shown));
        return names;
    }
    case widgets::kCurrentChoiceRole:
        return format
            ? QVariant(
                data(index, widgets::kChoicesRole).toStringList().indexOf(QString::fromStdString(quant::name(shown))))
            : QVariant();
    case widgets::kBarValueRole:
        return index.column() == Time && !std::isnan(value) ? QVariant(value) : QVariant();
    case widgets::kBarMaximumRole: {
        if (index.column() != Time || !m_results.timing) return {};
        double most = 1e-9;
        for (const auto& t : m_results.timing->quantizedTiming.layers)
            most = std::max(most, reachOf(t));
        return most;
    }
    case widgets::kBarColorRole:
        return index.column() == Time
            ? QVariant(widgets::familyColor(toWidget(recipe.weights.format.family), QGuiApplication::palette()))
            : QVariant();
    case widgets::kBarStaleRole:
        return stale;
    default:
        return {};
    }
}

QVariant LayerModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal) return {};
    static const char* const kTitles[] = {QT_TR_NOOP("layer"), QT_TR_NOOP("op"), QT_TR_NOOP("weights shape"),
        QT_TR_NOOP("parameters"), QT_TR_NOOP("W"), QT_TR_NOOP("A"), QT_TR_NOOP("SQNR dB"), QT_TR_NOOP("size"),
        QT_TR_NOOP("time"), QT_TR_NOOP("×"), QT_TR_NOOP("kept W"), QT_TR_NOOP("kept A"), QT_TR_NOOP("kept dB"),
        QT_TR_NOOP("kept time")};
    static const char* const kTips[] = {QT_TR_NOOP("Name of the layer; sorting goes by the order of execution"),
        QT_TR_NOOP("Operator"), QT_TR_NOOP("Shape of the weights"), QT_TR_NOOP("Number of weights and biases"),
        QT_TR_NOOP("Format of the weights; double click changes it for all selected layers"),
        QT_TR_NOOP("Format of the activations; double click changes it for all selected layers"),
        QT_TR_NOOP("Signal to quantization noise at the layer's output when it alone is quantized"),
        QT_TR_NOOP("Theoretical size of the parameters"), QT_TR_NOOP("Measured time, median"),
        QT_TR_NOOP("Speed-up against float32, measured in turn"),
        QT_TR_NOOP("Format of the weights in A, the kept recipe"),
        QT_TR_NOOP("Format of the activations in A, the kept recipe"),
        QT_TR_NOOP("Signal to quantization noise in A, the kept recipe"),
        QT_TR_NOOP("Measured time in A, the kept recipe, median")};
    if (section < 0 || section >= ColumnCount) return {};
    if (role == Qt::DisplayRole) return tr(kTitles[section]);
    if (role == Qt::ToolTipRole) return tr(kTips[section]);
    return {};
}

Qt::ItemFlags LayerModel::flags(const QModelIndex& index) const
{
    Qt::ItemFlags flags = QAbstractTableModel::flags(index);
    if (!index.isValid() || (index.column() != Weights && index.column() != Activations)) return flags;
    const auto row = static_cast<size_t>(index.row());
    const auto& layer = m_document->model()->layers[row];
    const bool there = index.column() == Weights ? layer.weights.valid() : layer.quantizesInput;
    const bool open = m_document->recipe().layers[row].lock == quant::Lock::Open;
    if (there && open) flags |= Qt::ItemIsEditable;
    return flags;
}

bool LayerModel::setData(const QModelIndex& index, const QVariant& value, int role)
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return false;
    if (index.column() != Weights && index.column() != Activations) return false;
    quant::NumberFormat format;
    if (role == widgets::kCurrentChoiceRole) {
        const QStringList names = data(index, widgets::kChoicesRole).toStringList();
        if (value.toInt() < 0 || value.toInt() >= names.size()) return false;
        auto parsed = quant::parseFormat(names[value.toInt()].toStdString());
        if (!parsed) return false;
        format = *parsed;
    } else if (role == Qt::EditRole) {
        auto parsed = quant::parseFormat(value.toString().trimmed().toStdString());
        if (!parsed) return false;
        format = *parsed;
    } else {
        return false;
    }
    const QList<int> rows = m_editedRows.contains(index.row()) ? m_editedRows : QList<int> {index.row()};
    m_document->setFormat(rows, index.column() == Weights ? Part::Weights : Part::Activations, format);
    return true;
}

} // namespace bitladder::app
