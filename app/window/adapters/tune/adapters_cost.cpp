#include "app/window/adapters/tune/adapters_cost.h"

#include "app/window/adapters/tune/adapters_tune.h"
#include "app/window/document/document.h"
#include "app/window/document/texts.h"
#include "widgets/control/theme.h"
#include "widgets/table/csv_text.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <cmath>

namespace bitladder::app
{

namespace
{

struct AdaptersCost {
    Q_DECLARE_TR_FUNCTIONS(AdaptersCost)
};

using widgets::formatBytes;
using widgets::formatNumber;

QString withUnit(double cost, const CostUnit& unit)
{
    return QStringLiteral("%1 %2").arg(formatNumber(cost / unit.size), unit.text);
}

// How many times less than before.
QString ratioOf(double before, double now)
{
    return before > 0 && now > 0 ? widgets::formatWithUnit(before / now, widgets::Unit::Times) : QString();
}

QString countText(double count)
{
    return count >= 1e9 ? AdaptersCost::tr("%1 G").arg(formatNumber(count / 1e9))
        : count >= 1e6  ? AdaptersCost::tr("%1 M").arg(formatNumber(count / 1e6))
        : count >= 1e3  ? AdaptersCost::tr("%1 k").arg(formatNumber(count / 1e3))
                        : formatNumber(count);
}

class RowMaker
{
public:
    RowMaker(const Document& document, const analysis::EnergyTable& table)
        : m_model(*document.model())
        , m_before(analysis::costOf(m_model, engine::floatRecipe(*m_model.graph), table))
        , m_now(analysis::costOf(m_model, document.recipe(), table))
        , m_computed(AdaptersCost::tr("computed"))
        , m_byModel(AdaptersCost::tr("model"))
    {
    }

    CostRow theory() const
    {
        CostRow all = bytes(AdaptersCost::tr("Size in theory"), m_before.total.bytes, m_now.total.bytes);
        all.toolTip = AdaptersCost::tr("Bits × elements, biases at 32 bits");
        for (const auto& format : m_now.formats)
            all.parts << bytes(AdaptersCost::tr("%1 weights in %n layer(s)", nullptr, format.layers)
                                   .arg(toText(quant::name(format.weights))),
                qQNaN(), format.bytes);
        return all;
    }
    CostRow onDisk(const ExportResult* written) const
    {
        const QFileInfo file(written ? written->file : QString());
        const bool there = written && file.isFile();
        CostRow all = bytes(AdaptersCost::tr("Size on disk"), static_cast<double>(m_model.fileBytes),
            there ? static_cast<double>(file.size()) : qQNaN());
        if (!there) all.now = AdaptersCost::tr("not exported yet");
        all.origin = AdaptersCost::tr("file");
        all.toolTip = there
            ? QString(AdaptersCost::tr("Of the file as it was opened, and of the last export: %1")).arg(file.fileName())
            : AdaptersCost::tr("Of the file as it was opened; the page Export writes another one");
        return all;
    }
    CostRow inMemory(const Results& results) const
    {
        CostRow all = bytes(AdaptersCost::tr("Size in memory"), qQNaN(),
            results.network ? results.network->sizes.residentBytes : qQNaN());
        all.toolTip
            = AdaptersCost::tr("What the running network holds: packed weights with padding, scales and tables");
        return all;
    }
    CostRow products() const
    {
        const auto row = [&](const QString& what, double before, double now) {
            return rowOf(what, before, now, QStringLiteral("operations"), m_computed, countText);
        };
        CostRow all = row(AdaptersCost::tr("Multiply-adds of a run"), m_before.total.macs, m_now.total.macs);
        for (const auto& pair : m_now.pairs) {
            CostRow part = row(AdaptersCost::tr("weights %1, activations %2")
                                   .arg(toText(quant::name(pair.weights)), toText(quant::name(pair.activations))),
                qQNaN(), pair.macs);
            if (m_now.total.macs > 0)
                part.ratio = widgets::formatWithUnit(pair.macs / m_now.total.macs, widgets::Unit::Percent);
            all.parts << part;
        }
        return all;
    }
    CostRow bops() const
    {
        const CostUnit unit = unitOf(experiment::Objective::Bops, &m_model);
        CostRow all = rowOf(AdaptersCost::tr("Bit operations of a run"), m_before.total.bops, m_now.total.bops,
            QStringLiteral("bit operations"), m_computed, [&](double bops) { return withUnit(bops, unit); });
        all.toolTip = AdaptersCost::tr("Multiply-adds × bits of the weights × bits of the activations");
        return all;
    }
    CostRow energy() const
    {
        const CostUnit unit = unitOf(experiment::Objective::Energy, &m_model);
        const auto row = [&](const QString& what, double before, double now) {
            return rowOf(what, before, now, QStringLiteral("µJ"), m_byModel,
                [&](double energy) { return withUnit(energy, unit); });
        };
        const auto &b = m_before.total, &n = m_now.total;
        CostRow all = row(AdaptersCost::tr("Energy of a run"), b.energyUj, n.energyUj);
        all.toolTip = AdaptersCost::tr(
            "A model, nothing that was measured: energy of single operations at 45 nm, weights read once from memory, "
            "activations through the cache");
        all.parts << row(AdaptersCost::tr("arithmetic"), b.arithmeticUj, n.arithmeticUj)
                  << row(AdaptersCost::tr("memory and cache"), b.energyUj - b.arithmeticUj,
                         n.energyUj - n.arithmeticUj);
        return all;
    }
    CostRow images() const
    {
        const double before = m_before.imagesPerJoule(), now = m_now.imagesPerJoule();
        CostRow all
            = rowOf(AdaptersCost::tr("Runs for a joule"), before, now, QStringLiteral("1/J"), m_byModel, countText);
        all.ratio = ratioOf(now, before);
        return all;
    }
    CostRow measured(const Document& document, const EnergyFound* found) const
    {
        CostRow row {AdaptersCost::tr("Energy of a run, counter of the processor"), {}, {}, {},
            AdaptersCost::tr("measured"),
            AdaptersCost::tr("RAPL: of the whole processor, with what it takes while nothing runs")};
        row.unit = QStringLiteral("µJ");
        if (found && found->energy.runs > 0) row.to = found->energy.microjoules;
        if (!found)
            row.now = AdaptersCost::tr("not measured yet");
        else if (found->energy.runs == 0)
            row.now = AdaptersCost::tr("cannot be read here: %1").arg(toText(found->reason));
        else
            row.now = found->revision == document.revision()
                ? AdaptersCost::tr("%1 µJ in %n run(s)", nullptr, found->energy.runs)
                      .arg(formatNumber(found->energy.microjoules))
                : AdaptersCost::tr("%1 µJ, of an older recipe").arg(formatNumber(found->energy.microjoules));
        return row;
    }

private:
    template<typename Text>
    static CostRow rowOf(
        const QString& what, double from, double to, const QString& unit, const QString& origin, const Text& text)
    {
        CostRow row {what, {}, {}, ratioOf(from, to), origin};
        if (!std::isnan(from)) row.before = text(from);
        if (!std::isnan(to)) row.now = text(to);
        row.from = from;
        row.to = to;
        row.unit = unit;
        return row;
    }
    CostRow bytes(const QString& what, double from, double to) const
    {
        return rowOf(what, from, to, QStringLiteral("bytes"), m_computed, formatBytes);
    }

    const model::Model& m_model;
    analysis::Cost m_before, m_now;
    QString m_computed, m_byModel;
};

} // namespace

QList<CostRow> costRows(const Document& document, const Results& results, const analysis::EnergyTable& table,
    const ExportResult* written, const EnergyFound* energy)
{
    const RowMaker maker(document, table);
    return {maker.theory(), maker.onDisk(written), maker.inMemory(results), maker.products(), maker.bops(),
        maker.energy(), maker.images(), maker.measured(document, energy)};
}

QString costCsv(const QList<CostRow>& rows)
{
    QString text = widgets::csvLine({QStringLiteral("cost"), QStringLiteral("part"), QStringLiteral("unit"),
        QStringLiteral("in the file"), QStringLiteral("now"), QStringLiteral("origin")});
    const auto add = [&](const CostRow& row, const QString& cost, const QString& part) {
        text += widgets::csvLine({widgets::csvText(cost), widgets::csvText(part), row.unit,
            widgets::csvNumber(row.from), widgets::csvNumber(row.to), widgets::csvText(row.origin)});
    };
    for (const CostRow& row : rows) {
        add(row, row.what, {});
        for (const CostRow& part : row.parts)
            add(part, row.what, part.what);
    }
    return text;
}

} // namespace bitladder::app
