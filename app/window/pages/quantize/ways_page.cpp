#include "app/window/pages/quantize/ways_page.h"

#include "app/window/adapters/adapters_methods.h"
#include "app/window/adapters/kernel_text.h"
#include "app/window/document/result_store.h"
#include "app/window/document/texts.h"
#include "app/window/jobs/job_scheduler.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QSpinBox>
#include <QTreeWidget>
#include <QVBoxLayout>
#include <cmath>
#include <numeric>

namespace bitladder::app
{

namespace
{

constexpr int kSwatch = 10;
enum Column { Name, OutputDb, WeightDb, Bytes, Time, ColumnCount };
enum Order { ByOutput, ByWeights, BySize, ByTime };

QString decibels(double db)
{
    if (std::isnan(db)) return QStringLiteral("…");
    return std::isinf(db) ? QStringLiteral("∞") : widgets::formatNumber(db);
}

// ns for each multiply-add; what is simulated says so.
QString timeText(const Way& way, bool finished)
{
    if (std::isnan(way.nsPerMac)) return finished ? WaysPage::tr("not measured") : QStringLiteral("…");
    const QString number = widgets::formatNumber(way.nsPerMac);
    return way.execution == engine::Execution::Executed ? number : WaysPage::tr("%1 simulated").arg(number);
}

QString methodText(const Way& way)
{
    const methods::Method* method = way.method.empty() ? nullptr : methods::findMethod(way.method);
    return method ? methodLabel(*method) : QString();
}

// What the estimator "by width" stands for, so that the present way is found among the others.
bool sameWay(const quant::QuantSpec& a, const quant::QuantSpec& b)
{
    return a.format == b.format && a.symmetry == b.symmetry && a.granularity == b.granularity
        && (a.granularity != quant::Granularity::Group || a.groupSize == b.groupSize)
        && (a.format.family->alwaysBestScale || &a.estimator() == &b.estimator());
}

} // namespace

QString wayText(const quant::QuantSpec& spec)
{
    const auto names = formatNames();
    QStringList parts {toText(quant::name(spec.format))};
    const auto hasScale = spec.format.family->hasScale;
    if (hasScale && !hasScale(spec.format)) return parts.front();
    // Short: what is usual goes without saying.
    if (spec.granularity == quant::Granularity::Group)
        parts << WaysPage::tr("groups of %1").arg(spec.groupSize);
    else
        parts << (spec.granularity == quant::Granularity::Channel ? WaysPage::tr("channel") : WaysPage::tr("tensor"));
    if (spec.symmetry == quant::Symmetry::Asymmetric) parts << names.symmetries[placeOf(spec.symmetry)];
    if (!spec.format.family->alwaysBestScale) parts << names.ranges[placeOf(&spec.estimator())];
    return parts.join(QStringLiteral(" · "));
}

QString wayText(const Way& way)
{
    const QString method = methodText(way);
    return method.isEmpty() ? wayText(way.spec) : QStringLiteral("%1 + %2").arg(wayText(way.spec), method);
}

WaysPage::WaysPage(Document* document, QWidget* parent)
    : Page(document, parent)
    , m_bits(new QSpinBox(this))
    , m_order(new QComboBox(this))
    , m_list(new QTreeWidget(this))
    , m_note(new QLabel(this))
{
    m_bits->setRange(quant::kMinBits, 16);
    m_bits->setKeyboardTracking(false);
    m_bits->setAccessibleName(tr("Width of the weights"));
    m_order->addItems({tr("best output first"), tr("best weights first"), tr("smallest first"),
        tr("fastest first")}); // in order of Order
    m_order->setAccessibleName(tr("Order of the list"));
    m_list->setHeaderLabels({tr("way"), tr("output dB"), tr("weights dB"), tr("size"), tr("ns/MAC")});
    m_list->headerItem()->setToolTip(OutputDb,
        tr("SQNR of what the layer hands on for the present picture when nothing but its weights is quantized"));
    m_list->headerItem()->setToolTip(WeightDb, tr("SQNR of the weights themselves, of a sample where they are many"));
    m_list->headerItem()->setToolTip(Bytes, tr("Theoretical size of the weights with 32 bits for each scale"));
    m_list->headerItem()->setToolTip(Time,
        tr("Time of the layer for each of its multiply-adds, measured here with its present activations; what is "
           "simulated is computed in float"));
    m_list->setRootIsDecorated(false);
    m_list->setUniformRowHeights(true);
    m_list->setAccessibleName(tr("Ways to quantize the weights"));
    m_list->header()->setStretchLastSection(false);
    m_list->header()->setSectionResizeMode(Name, QHeaderView::Stretch);
    for (int column = OutputDb; column < ColumnCount; ++column)
        m_list->header()->setSectionResizeMode(column, QHeaderView::ResizeToContents);
    m_list->setFont(widgets::tabularFont(m_list->font()));
    m_list->setIconSize({kSwatch, kSwatch});
    m_note->setWordWrap(true);
    auto* label = new QLabel(tr("&Weights at"), this);
    label->setBuddy(m_bits);
    auto* row = new QHBoxLayout;
    row->addWidget(label);
    row->addWidget(m_bits);
    row->addWidget(m_order);
    row->addStretch();
    auto* layout = new QVBoxLayout(this);
    layout->addLayout(row);
    layout->addWidget(m_note);
    layout->addWidget(m_list, 1);
    connect(m_bits, &QSpinBox::valueChanged, this, [this] {
        m_bits->setSuffix(widgets::bitsSuffix(m_bits->value()));
        ask();
    });
    connect(m_order, &QComboBox::currentIndexChanged, this, &WaysPage::fill);
    connect(m_list, &QTreeWidget::itemClicked, this, &WaysPage::apply);
    connect(m_list, &QTreeWidget::itemActivated, this, &WaysPage::apply);
    connect(document, &Document::selectionChanged, this, &WaysPage::takeLayer);
    connect(document, &Document::modelChanged, this, &WaysPage::takeLayer);
    connect(document, &Document::recipeChanged, this, &WaysPage::fill);
    m_bits->setSuffix(widgets::bitsSuffix(m_bits->value()));
    fillEmptyTexts();
}

Page* WaysPage::make(const PageContext& context, QWidget* parent)
{
    auto* page = new WaysPage(context.document, parent);
    context.results->watch<WaysResult>(page, [page](const auto& result) { page->showWays(result); });
    connect(page, &WaysPage::asked, context.jobs, &JobScheduler::askWays);
    return page;
}

void WaysPage::showEvent(QShowEvent* event)
{
    Page::showEvent(event);
    takeLayer();
    ask();
}

void WaysPage::hideEvent(QHideEvent* event)
{
    Page::hideEvent(event);
    emit asked({});
}

void WaysPage::clearLayer()
{
    m_result.reset();
    m_list->clear();
    m_rows.clear();
}

void WaysPage::fillEmptyTexts()
{
    const int layer = document()->currentLayer();
    const bool weights = layer >= 0 && document()->model()->layers[static_cast<size_t>(layer)].weights;
    m_note->setText(layer < 0 ? tr("Select a layer to compare all ways to quantize its weights.")
            : !weights        ? tr("This layer has no weights of its own.")
                              : tr("All ways for the weights of %1. A click applies one, a method with it to all "
                                          "layers; Ctrl+Z returns.")
                             .arg(document()->layerName(layer)));
    m_bits->setEnabled(weights);
}

void WaysPage::takeLayer()
{
    const int layer = document()->currentLayer();
    if (layer == m_layer && document()->model() && m_result && m_result->model == document()->model()) return;
    m_layer = layer;
    clearLayer();
    fillEmptyTexts();
    if (layer < 0) return;
    const int present = document()->spec(layer, Part::Weights).format.bits;
    const QSignalBlocker quiet(m_bits);
    m_bits->setValue(present <= m_bits->maximum() ? present : 8);
    m_bits->setSuffix(widgets::bitsSuffix(m_bits->value()));
    ask();
}

void WaysPage::ask()
{
    if (isVisible()) emit asked({document()->currentLayer(), m_bits->value()});
}

void WaysPage::showResults(const Results&) { }

void WaysPage::showWays(const std::shared_ptr<const WaysResult>& result)
{
    if (result->question != WaysQuestion {document()->currentLayer(), m_bits->value()}) return;
    m_result = result;
    fill();
}

void WaysPage::recolor()
{
    fill();
}

void WaysPage::fill()
{
    if (!m_result || m_result->question.layer != document()->currentLayer()) return;
    const auto& ways = m_result->ways;
    m_rows.resize(ways.size());
    std::iota(m_rows.begin(), m_rows.end(), size_t {0});
    const auto keyOf = [&](size_t i) {
        const Way& way = ways[i];
        const double output = std::isnan(way.outputDb) ? -1e9 : way.outputDb;
        switch (m_order->currentIndex()) {
        case ByWeights:
            return std::tuple(-way.weightDb, way.bytes, -output);
        case BySize:
            return std::tuple(way.bytes, -output, -way.weightDb);
        case ByTime:
            return std::tuple(std::isnan(way.nsPerMac) ? 1e9 : way.nsPerMac, -output, way.bytes);
        default:
            return std::tuple(-output, -way.weightDb, way.bytes);
        }
    };
    std::ranges::stable_sort(m_rows, {}, keyOf);
    const quant::QuantSpec& present = document()->spec(m_result->question.layer, Part::Weights);
    const auto& chosen = document()->recipe().methods;
    const auto holds = [&](const Way& way) {
        return std::ranges::any_of(chosen, [&](const auto& m) { return m.on && m.method == way.method; });
    };
    const bool plain = std::ranges::none_of(chosen, [](const auto& m) {
        const methods::Method* method = methods::findMethod(m.method);
        return m.on && method && method->onOneLayer;
    });
    const int scrolled = m_list->topLevelItemCount() > 0 ? m_list->indexOfTopLevelItem(m_list->itemAt(0, 0)) : 0;
    m_list->clear();
    for (const size_t i : m_rows) {
        const Way& way = ways[i];
        const bool now = sameWay(way.spec, present) && (way.method.empty() ? plain : holds(way));
        auto* item = new QTreeWidgetItem(m_list,
            {now ? tr("%1 (now)").arg(wayText(way)) : wayText(way), decibels(way.outputDb), decibels(way.weightDb),
                widgets::formatBytes(way.bytes), timeText(way, m_result->finished)});
        item->setToolTip(Name, wayText(way));
        if (!way.kernel.empty())
            item->setToolTip(Time,
                tr("%1, with %2 activations").arg(kernelText(way.kernel), toText(quant::name(m_result->activations))));
        item->setData(Name, Qt::DecorationRole, widgets::familyColor(toWidget(way.spec.format.family), palette()));
        for (int column = OutputDb; column < ColumnCount; ++column)
            item->setTextAlignment(column, Qt::AlignRight | Qt::AlignVCenter);
        if (!now) continue;
        QFont bold = m_list->font();
        bold.setBold(true);
        for (int column = 0; column < ColumnCount; ++column)
            item->setFont(column, bold);
    }
    if (auto* item = m_list->topLevelItem(scrolled)) m_list->scrollToItem(item, QAbstractItemView::PositionAtTop);
}

void WaysPage::apply(const QTreeWidgetItem* item)
{
    const int row = m_list->indexOfTopLevelItem(const_cast<QTreeWidgetItem*>(item));
    if (!m_result || row < 0 || static_cast<size_t>(row) >= m_rows.size()) return;
    const Way way = m_result->ways[m_rows[static_cast<size_t>(row)]];
    const int layer = m_result->question.layer;
    // Not while the list is at work: the edit fills it anew.
    QMetaObject::invokeMethod(
        this,
        [this, way, layer] {
            quant::Recipe after = document()->recipe();
            auto& asked = after.layers[static_cast<size_t>(layer)];
            if (asked.lock == quant::Lock::Locked) return;
            const auto* rounding = asked.weights.rounding;
            asked.weights = way.spec;
            asked.weights.rounding = rounding;
            if (!way.method.empty()) {
                const auto known = std::ranges::find(after.methods, way.method, &quant::MethodChoice::method);
                if (known == after.methods.end())
                    after.methods.push_back({way.method, {}, true});
                else
                    known->on = true;
            }
            document()->edit(
                tr("%1 → %2").arg(document()->subject({layer}, Part::Weights), wayText(way)), std::move(after));
        },
        Qt::QueuedConnection);
}

} // namespace bitladder::app
