#include "app/window/layers/layer_model.h"

#include "app/window/adapters/adapters_export.h"
#include "app/window/adapters/adapters_quantizer.h"
#include "app/window/adapters/kernel_text.h"
#include "app/window/document/texts.h"
#include "core/analysis/rule.h"
#include "widgets/table/bar_delegate.h"
#include "widgets/table/choice_delegate.h"

#include <QCoreApplication>
#include <QGuiApplication>
#include <QLocale>
#include <algorithm>
#include <cmath>

namespace bitladder::app
{

namespace
{

struct ColumnSpec {
    int column;
    const char *title, *tip;
};

constexpr ColumnSpec kColumns[] = {
    {LayerModel::Name, QT_TRANSLATE_NOOP("LayerModel", "layer"),
        QT_TRANSLATE_NOOP("LayerModel", "Name of the layer; sorting goes by the order of execution")},
    {LayerModel::Operator, QT_TRANSLATE_NOOP("LayerModel", "op"), QT_TRANSLATE_NOOP("LayerModel", "Operator")},
    {LayerModel::Shape, QT_TRANSLATE_NOOP("LayerModel", "weights shape"),
        QT_TRANSLATE_NOOP("LayerModel", "Shape of the weights")},
    {LayerModel::Parameters, QT_TRANSLATE_NOOP("LayerModel", "parameters"),
        QT_TRANSLATE_NOOP("LayerModel", "Number of weights and biases")},
    {LayerModel::Weights, QT_TRANSLATE_NOOP("LayerModel", "W"),
        QT_TRANSLATE_NOOP("LayerModel", "Format of the weights; double click changes it for all selected layers")},
    {LayerModel::Activations, QT_TRANSLATE_NOOP("LayerModel", "A"),
        QT_TRANSLATE_NOOP("LayerModel", "Format of the activations; double click changes it for all selected layers")},
    {LayerModel::Sqnr, QT_TRANSLATE_NOOP("LayerModel", "SQNR dB"),
        QT_TRANSLATE_NOOP(
            "LayerModel", "Signal to quantization noise at the layer's output when it alone is quantized")},
    {LayerModel::Size, QT_TRANSLATE_NOOP("LayerModel", "size"),
        QT_TRANSLATE_NOOP("LayerModel", "Theoretical size of the parameters")},
    {LayerModel::Time, QT_TRANSLATE_NOOP("LayerModel", "time"),
        QT_TRANSLATE_NOOP("LayerModel", "Measured time, median")},
    {LayerModel::Speedup, QT_TRANSLATE_NOOP("LayerModel", "×"),
        QT_TRANSLATE_NOOP("LayerModel", "Speed-up against float32, measured in turn")},
    {LayerModel::Hurts, QT_TRANSLATE_NOOP("LayerModel", "hurts"),
        QT_TRANSLATE_NOOP("LayerModel",
            "What the layer does when it alone is quantized: divergence of the answers, in thousandths of a nat")},
    {LayerModel::Saves, QT_TRANSLATE_NOOP("LayerModel", "saves"),
        QT_TRANSLATE_NOOP("LayerModel", "What one bit less for each of the layer's weights would save")},
    {LayerModel::BaselineWeights, QT_TRANSLATE_NOOP("LayerModel", "kept W"),
        QT_TRANSLATE_NOOP("LayerModel", "Format of the weights in the kept recipe")},
    {LayerModel::BaselineActivations, QT_TRANSLATE_NOOP("LayerModel", "kept A"),
        QT_TRANSLATE_NOOP("LayerModel", "Format of the activations in the kept recipe")},
    {LayerModel::BaselineSqnr, QT_TRANSLATE_NOOP("LayerModel", "kept dB"),
        QT_TRANSLATE_NOOP("LayerModel", "Signal to quantization noise in the kept recipe")},
    {LayerModel::BaselineTime, QT_TRANSLATE_NOOP("LayerModel", "kept time"),
        QT_TRANSLATE_NOOP("LayerModel", "Measured time in the kept recipe, median")},
};

QString nameOf(const quant::NumberFormat& format)
{
    return toText(quant::name(format));
}

QColor colorOf(const quant::NumberFormat& format)
{
    return widgets::familyColor(toWidget(format.family), QGuiApplication::palette());
}

} // namespace

struct LayerModel::Cell {
    int row = 0, column = 0;
    double value = 0; // NaN: not known
    const graph::Layer& facts;
    const quant::LayerRecipe& recipe;
    // The format of the present recipe or of the baseline, in their columns; null elsewhere, and where the layer has no
    // such part: a product of two activations has no weights, an embedding reads indices.
    const quant::NumberFormat* format = nullptr;
    bool ofFormat = false; // in a format's column
    bool editable = false; // in one of the present recipe
};

LayerModel::LayerModel(Document* document, QObject* parent)
    : QAbstractTableModel(parent)
    , m_document(document)
{
    connect(document, &Document::modelChanged, this, &LayerModel::reset);
    connect(document, &Document::recipeChanged, this, &LayerModel::refresh);
    connect(document, &Document::baselineChanged, this, &LayerModel::refresh);
    for (const auto change : {&Document::modelChanged, &Document::recipeChanged, &Document::exportFormatChanged})
        connect(document, change, this, &LayerModel::markObstacles);
    reset();
}

void LayerModel::reset()
{
    beginResetModel();
    m_obstacles.clear();
    m_results = {};
    m_rows = m_document->model() ? static_cast<int>(m_document->model()->layers.size()) : 0;
    endResetModel();
}

// Layers that the format which a person exports to cannot hold.
void LayerModel::markObstacles()
{
    const auto obstacles = obstaclesOf(*m_document, m_document->exportFormat());
    if (obstacles == m_obstacles) return;
    m_obstacles = obstacles;
    if (m_rows > 0) emit dataChanged(index(0, Name), index(m_rows - 1, Name));
}

void LayerModel::refresh()
{
    // The columns before the weights show the file, which does not change.
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
    case Hurts:
        return 1000 * m_results.harm(i);
    case Saves:
        return analysis::bytesOfOneBit(layer, recipe.weights.format);
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

bool LayerModel::isStale(int column) const
{
    const auto past = [this](const auto& result) { return result && result->revision != m_document->revision(); };
    switch (column) {
    case Sqnr:
        return past(m_results.isolated);
    case Time:
    case Speedup:
        return past(m_results.timing);
    case Hurts:
        return m_results.harmIsStale(m_document->revision());
    case BaselineSqnr:
    case BaselineTime:
        return past(m_results.baseline);
    default:
        return false;
    }
}

LayerModel::Cell LayerModel::cellAt(const QModelIndex& index) const
{
    const auto i = static_cast<size_t>(index.row());
    const int column = index.column();
    Cell cell {index.row(), column, number(index.row(), column), m_document->model()->layers[i],
        m_document->recipe().layers[i]};
    const bool ofWeights = column == Weights || column == BaselineWeights;
    const bool ofBaseline = column == BaselineWeights || column == BaselineActivations;
    cell.editable = column == Weights || column == Activations;
    cell.ofFormat = cell.editable || ofBaseline;
    const quant::LayerRecipe* recipe = &cell.recipe;
    if (ofBaseline) recipe = m_document->baseline() ? &m_document->baseline()->layers[i] : nullptr;
    const bool there = ofWeights ? cell.facts.weights.valid() : cell.facts.quantizesInput;
    if (cell.ofFormat && recipe && there) cell.format = &(ofWeights ? recipe->weights : recipe->activations).format;
    return cell;
}

QVariant LayerModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
    const Cell cell = cellAt(index);
    switch (role) {
    case Qt::DisplayRole:
        return displayText(cell);
    case Qt::ToolTipRole:
        return toolTip(cell);
    case kFilterRole:
        if (cell.column != Name) return displayText(cell);
        return QString(m_document->layerName(cell.row) + QLatin1Char('\n') + toText(cell.facts.name));
    case kSortRole:
        return sortValue(cell);
    case Qt::TextAlignmentRole:
        return QVariant(
            (cell.column >= Parameters && !cell.ofFormat ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    case Qt::DecorationRole: // a swatch of the family's colour; the text stays readable
        return cell.editable && cell.format ? QVariant(colorOf(*cell.format)) : QVariant();
    case Qt::ForegroundRole:
        return isStale(cell.column) ? QVariant(QGuiApplication::palette().brush(QPalette::Disabled, QPalette::Text))
                                    : QVariant();
    case Qt::EditRole:
    case widgets::kChoicesRole:
    case widgets::kCurrentChoiceRole:
        return choiceData(cell, role);
    default:
        return barData(cell, role);
    }
}

QString LayerModel::displayText(const Cell& cell) const
{
    if (cell.ofFormat) {
        const bool withoutBaseline = !cell.editable && !m_document->baseline();
        return cell.format ? nameOf(*cell.format) : withoutBaseline ? QString() : QStringLiteral("–");
    }
    switch (cell.column) {
    case Name:
        return m_obstacles.contains(cell.row) ? QStringLiteral("⚠ ") + m_document->layerName(cell.row)
                                              : m_document->layerName(cell.row);
    case Operator:
        return toText(cell.facts.op);
    case Shape:
        return toText(tensor::toString(cell.facts.weightShape));
    case Parameters:
        return QLocale().toString(static_cast<qlonglong>(cell.facts.parameters));
    case Size:
    case Saves:
        return sizeText(cell.value);
    default:
        break;
    }
    if (std::isnan(cell.value)) return {};
    switch (cell.column) {
    case Sqnr:
    case BaselineSqnr:
        return std::isinf(cell.value) ? QStringLiteral("∞") : widgets::formatNumber(cell.value);
    case Time:
    case BaselineTime:
        return widgets::formatTime(cell.value);
    case Hurts:
        return widgets::formatNumber(cell.value);
    case Speedup:
        return widgets::formatWithUnit(cell.value, widgets::Unit::Times);
    default:
        return {};
    }
}

QString LayerModel::toolTip(const Cell& cell) const
{
    const auto i = static_cast<size_t>(cell.row);
    QString tip = toText(cell.facts.name);
    if (m_results.network && i < m_results.network->layers.size()) {
        const auto& info = m_results.network->layers[i];
        tip = tr("%1: %2, %3%4")
                  .arg(toText(info.name), kernelText(info.kernel),
                      info.execution == engine::Execution::Executed ? tr("executed") : tr("simulated"),
                      info.note.empty() ? QString() : " (" + noteText(info.note) + ")");
        if (const QString grids = gridsText(*m_document, *m_results.network, cell.row); !grids.isEmpty())
            tip += QLatin1Char('\n') + grids;
    }
    for (const QString& why : m_obstacles.value(cell.row))
        tip += QLatin1Char('\n') + tr("⚠ %1: %2").arg(formatLabel(*m_document->exportFormat()), why);
    return tip;
}

QVariant LayerModel::sortValue(const Cell& cell) const
{
    switch (cell.column) {
    case Name:
        return cell.row; // the order of execution
    case Operator:
        return toText(cell.facts.op);
    case Shape:
        return static_cast<double>(cell.facts.parameters);
    default:
        return std::isnan(cell.value) ? -1.0 : cell.value;
    }
}

// The formats that may be chosen in the cell: the present one stands behind the usual ones where it is none of them.
QVariant LayerModel::choiceData(const Cell& cell, int role) const
{
    if (!cell.editable) return {};
    const auto& recipe = cell.recipe;
    const QString present = nameOf((cell.column == Weights ? recipe.weights : recipe.activations).format);
    if (role == Qt::EditRole) return present;
    QStringList names;
    for (const auto& format : formats())
        names << nameOf(format);
    if (!names.contains(present)) names << present;
    return role == widgets::kChoicesRole ? QVariant(names) : QVariant(names.indexOf(present));
}

QVariant LayerModel::barData(const Cell& cell, int role) const
{
    if (role == widgets::kBarStaleRole) return isStale(cell.column);
    if (cell.column != Time) return {};
    switch (role) {
    case widgets::kBarValueRole:
        return std::isnan(cell.value) ? QVariant() : QVariant(cell.value);
    case widgets::kBarMaximumRole: {
        if (!m_results.timing) return {};
        double most = 1e-9;
        for (const auto& t : m_results.timing->quantizedTiming.layers)
            most = std::max(most, reachOf(t));
        return most;
    }
    case widgets::kBarColorRole:
        return colorOf(cell.recipe.weights.format);
    default:
        return {};
    }
}

QVariant LayerModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal) return {};
    const auto* spec = std::ranges::find(kColumns, section, &ColumnSpec::column);
    if (spec == std::end(kColumns)) return {};
    if (role == Qt::DisplayRole) return QCoreApplication::translate("LayerModel", spec->title);
    if (role == Qt::ToolTipRole) return QCoreApplication::translate("LayerModel", spec->tip);
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
