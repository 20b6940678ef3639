#include "app/window/pages/quantize/measures_page.h"

#include "app/window/document/result_store.h"
#include "app/window/document/texts.h"
#include "app/window/jobs/job_scheduler.h"

#include <QCoreApplication>
#include <QHeaderView>
#include <QLabel>
#include <QSplitter>
#include <QTreeWidget>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>

namespace bitladder::app
{

namespace
{

using Values = std::vector<analysis::MetricValue>;

QString labelOf(const analysis::Metric& metric)
{
    const QString label = QCoreApplication::translate("Metric", metric.label);
    return *metric.unit == '\0' ? label : QStringLiteral("%1, %2").arg(label, QLatin1String(metric.unit));
}

QString numberOf(double value)
{
    if (std::isnan(value)) return QStringLiteral("–");
    if (std::isinf(value)) return value > 0 ? QStringLiteral("∞") : widgets::withMinus(QStringLiteral("-∞"));
    return widgets::formatNumber(value);
}

// Empty where the metric is not defined for what was compared.
QString textOf(const Values& values, const analysis::Metric& metric)
{
    const auto found = std::ranges::find(values, &metric, &analysis::MetricValue::metric);
    return found == values.end() ? QString() : numberOf(found->value);
}

QTreeWidget* makeTree(const QString& name, QWidget* parent)
{
    auto* tree = new QTreeWidget(parent);
    tree->setRootIsDecorated(false);
    tree->setUniformRowHeights(true);
    tree->setAccessibleName(name);
    tree->setFont(widgets::tabularFont(tree->font()));
    return tree;
}

void fitColumns(QTreeWidget* tree)
{
    tree->header()->setStretchLastSection(false);
    tree->header()->setSectionResizeMode(QHeaderView::ResizeToContents);
}

// Sorts by numbers, where texts would put 10 before 9.
class NumberItem : public QTreeWidgetItem
{
public:
    using QTreeWidgetItem::QTreeWidgetItem;
    bool operator<(const QTreeWidgetItem& other) const override
    {
        const int column = treeWidget() ? treeWidget()->sortColumn() : 0;
        const double a = data(column, Qt::UserRole).toDouble(), b = other.data(column, Qt::UserRole).toDouble();
        return std::isnan(b) ? !std::isnan(a) : a < b;
    }
};

} // namespace

MeasuresPage::MeasuresPage(Document* document, QWidget* parent)
    : AskingPage(document, parent)
    , m_note(new QLabel(this))
    , m_tensors(makeTree(tr("Measures of the layer"), this))
    , m_channels(makeTree(tr("Measures of the weights by channel"), this))
{
    m_note->setWordWrap(true);
    m_tensors->setHeaderLabels({tr("measure"), tr("weights"), tr("layer's output"), tr("network's answer")});
    m_tensors->headerItem()->setToolTip(1, tr("Of the layer's weights and what became of them"));
    m_tensors->headerItem()->setToolTip(2, tr("Of what the layer hands on for the present picture, all errors so far"));
    m_tensors->headerItem()->setToolTip(3, tr("Of the network's output for the present picture"));
    fitColumns(m_tensors);
    m_channels->setSortingEnabled(true);
    auto* splitter = new QSplitter(Qt::Vertical, this);
    splitter->addWidget(m_tensors);
    splitter->addWidget(m_channels);
    splitter->setChildrenCollapsible(false);
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(m_note);
    layout->addWidget(splitter, 1);
    for (const auto change : {&Document::recipeChanged, &Document::pictureChanged})
        connect(document, change, this, &MeasuresPage::fillEmptyTexts);
    fillEmptyTexts();
}

Page* MeasuresPage::make(const PageContext& context, QWidget* parent)
{
    auto* page = new MeasuresPage(context.document, parent);
    context.results->watch<MeasuresResult>(page, [page](const auto& result) { page->showMeasures(result); });
    connect(page, &MeasuresPage::asked, context.jobs, &JobScheduler::askMeasures);
    return page;
}

void MeasuresPage::clearLayer()
{
    m_result.reset();
    m_tensors->clear();
    m_channels->clear();
}

void MeasuresPage::fillEmptyTexts()
{
    const int layer = document()->currentLayer();
    const bool known = m_result && m_result->layer == layer;
    if (layer < 0)
        m_note->setText(tr("Select a layer to see its error in every measure."));
    else if (!known)
        m_note->setText(missingText());
    else if (m_result->revision != document()->revision())
        m_note->setText(tr("Figures of %1 before the last change.").arg(document()->layerName(layer)));
    else
        m_note->setText(m_result->weights.tensor.empty()
                ? tr("%1: its weights are kept as they are.").arg(document()->layerName(layer))
                : tr("%1 at %2. A click on a head sorts the channels.")
                      .arg(document()->layerName(layer),
                          toText(quant::name(document()->spec(layer, Part::Weights).format))));
    for (QTreeWidget* tree : {m_tensors, m_channels})
        tree->setEnabled(known && m_result->revision == document()->revision());
}

void MeasuresPage::showResults(const Results&) { }

void MeasuresPage::showMeasures(const std::shared_ptr<const MeasuresResult>& result)
{
    if (!result || result->layer != document()->currentLayer()) return;
    m_result = result;
    fillTensors();
    fillChannels();
    fillEmptyTexts();
}

void MeasuresPage::fillTensors()
{
    m_tensors->clear();
    const Values none;
    const Values& answer = m_result->answers.empty() ? none : m_result->answers.front();
    for (const analysis::Metric* metric : analysis::metrics()) {
        const QStringList texts {labelOf(*metric), textOf(m_result->weights.tensor, *metric),
            textOf(m_result->output, *metric), textOf(answer, *metric)};
        if (texts[1].isEmpty() && texts[2].isEmpty() && texts[3].isEmpty()) continue;
        auto* item = new QTreeWidgetItem(m_tensors, texts);
        item->setToolTip(0, toText(metric->formula));
        for (int column = 1; column < texts.size(); ++column)
            item->setTextAlignment(column, Qt::AlignRight | Qt::AlignVCenter);
    }
}

void MeasuresPage::fillChannels()
{
    m_channels->setSortingEnabled(false);
    const int sorted = m_channels->sortColumn();
    m_channels->clear();
    const auto& channels = m_result->weights.channels;
    m_channels->setVisible(!channels.empty());
    if (channels.empty()) return;
    QStringList heads {tr("channel")};
    for (const auto& value : channels.front())
        heads << labelOf(*value.metric);
    m_channels->setColumnCount(static_cast<int>(heads.size()));
    m_channels->setHeaderLabels(heads);
    QList<QTreeWidgetItem*> items;
    for (size_t c = 0; c < channels.size(); ++c) {
        auto* item = new NumberItem(QStringList {QString::number(c)});
        item->setData(0, Qt::UserRole, static_cast<double>(c));
        for (size_t i = 0; i < channels[c].size() && i + 1 < static_cast<size_t>(heads.size()); ++i) {
            const int column = static_cast<int>(i) + 1;
            item->setText(column, numberOf(channels[c][i].value));
            item->setData(column, Qt::UserRole, channels[c][i].value);
            item->setTextAlignment(column, Qt::AlignRight | Qt::AlignVCenter);
        }
        items << item;
    }
    m_channels->addTopLevelItems(items);
    for (int column = 1; column < heads.size(); ++column)
        m_channels->headerItem()->setToolTip(
            column, toText(channels.front()[static_cast<size_t>(column - 1)].metric->formula));
    fitColumns(m_channels);
    m_channels->setSortingEnabled(true);
    m_channels->sortByColumn(
        std::clamp(sorted, 0, static_cast<int>(heads.size()) - 1), m_channels->header()->sortIndicatorOrder());
}

} // namespace bitladder::app
