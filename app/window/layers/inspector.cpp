#include "app/window/layers/inspector.h"

#include "app/window/adapters/adapters.h"
#include "app/window/adapters/adapters_export.h"
#include "app/window/adapters/kernel_text.h"
#include "app/window/document/texts.h"
#include "app/window/layers/drawn_levels.h"
#include "app/window/layers/format_editor.h"
#include "app/window/layers/range_parameters.h"
#include "core/quant/format/designed.h"

#include <QEvent>
#include <QFrame>
#include <QLabel>
#include <QLocale>
#include <QVBoxLayout>
#include <algorithm>

namespace bitladder::app
{

namespace
{

QString scaleText(const std::vector<double>& scales)
{
    const auto [low, high] = std::ranges::minmax(scales);
    if (low == high) return widgets::formatNumber(low);
    return QStringLiteral("%1…%2").arg(widgets::formatNumber(low), widgets::formatNumber(high));
}

QString zeroText(const std::vector<int64_t>& points)
{
    const auto [low, high] = std::ranges::minmax(points);
    const QLocale locale;
    const auto text = [&](int64_t point) { return widgets::withMinus(locale.toString(static_cast<qlonglong>(point))); };
    return low == high ? text(low) : QStringLiteral("%1 … %2").arg(text(low), text(high));
}

QString levelsText(const quant::Quantizer& quantizer)
{
    if (quantizer.qmax <= quantizer.qmin) return {};
    return QLocale().toString(static_cast<qulonglong>(quantizer.qmax - quantizer.qmin) + 1);
}

} // namespace

QList<widgets::Fact> computedFacts(const engine::LayerInfo& layer)
{
    const auto part = [](const quant::Quantizer* quantizer, const auto& text) {
        return quantizer && !quantizer->scales.empty() && !quant::isNativeFloat(quantizer->format) ? text(*quantizer)
                                                                                                   : QString();
    };
    const quant::Quantizer* activations = layer.activationQuantizer ? &*layer.activationQuantizer : nullptr;
    const auto fact = [&](const QString& name, const QString& toolTip, const auto& text) {
        widgets::Fact made {name, part(&layer.weightQuantizer, text), part(activations, text), toolTip};
        for (QString* value : {&made.weights, &made.activations})
            if (value->isEmpty()) *value = QStringLiteral("–");
        return made;
    };
    QList<widgets::Fact> facts;
    facts << fact(Inspector::tr("scale"), Inspector::tr("The distance of two neighbouring levels"),
        [](const quant::Quantizer& q) { return scaleText(q.scales); });
    facts << fact(Inspector::tr("scales"), Inspector::tr("How many there are: one for all, per channel, or per group"),
        [](const quant::Quantizer& q) { return QLocale().toString(static_cast<qulonglong>(q.scales.size())); });
    facts << fact(Inspector::tr("zero point"), Inspector::tr("The code that stands for zero"),
        [](const quant::Quantizer& q) { return q.zeroPoints.empty() ? QString() : zeroText(q.zeroPoints); });
    facts << fact(Inspector::tr("levels"), Inspector::tr("How many different values there can be"),
        [](const quant::Quantizer& q) { return levelsText(q); });
    // A width and a family say nothing of what a person has designed.
    const auto design = [](const quant::Quantizer& q) {
        return quant::designOf(q.format) ? QString::fromStdString(quant::name(q.format)) : QString();
    };
    if (!design(layer.weightQuantizer).isEmpty() || (activations && !design(*activations).isEmpty()))
        facts << fact(Inspector::tr("design"),
            Inspector::tr("Exponent, mantissa, bias and what the top codes mean; the "
                          "page Workshop changes it"),
            design);
    return facts;
}

QString whyText(const engine::LayerInfo& layer)
{
    const QString note = noteText(layer.note);
    const QString how = layer.execution == engine::Execution::Executed
        ? Inspector::tr("Executed as chosen.")
        : Inspector::tr("Simulated: rounded to its format, computed in float.");
    // One sentence of both: without the full stop between them.
    return note.isEmpty() ? how : QStringLiteral("%1: %2").arg(how.chopped(1), note);
}

Inspector::Inspector(Document* document, QWidget* parent)
    : QWidget(parent)
    , m_document(document)
    , m_shape(new QLabel(this))
    , m_facts(new widgets::FactsGrid(this))
    , m_obstacle(new QLabel(this))
    , m_why(new QLabel(this))
{
    setBackgroundRole(QPalette::Base);
    setAutoFillBackground(true);
    auto* line = new QFrame(this);
    line->setFrameShape(QFrame::HLine);
    m_shape->setForegroundRole(QPalette::PlaceholderText);
    m_shape->setTextFormat(Qt::PlainText);
    m_shape->setWordWrap(true);
    m_why->setForegroundRole(QPalette::PlaceholderText);
    m_why->setTextFormat(Qt::PlainText);
    m_why->setWordWrap(true);
    m_why->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    m_obstacle->setTextFormat(Qt::RichText);
    m_obstacle->setWordWrap(true);
    m_obstacle->setObjectName(QStringLiteral("obstacle"));
    m_obstacle->setToolTip(tr("Changes the layers that the file cannot hold as little as helps; one step for Undo"));
    connect(m_obstacle, &QLabel::linkActivated, document, &Document::makeExportable);
    auto* editor = new FormatEditor(document, this);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(16, 12, 16, 8);
    layout->setSpacing(8);
    layout->addWidget(editor);
    layout->addWidget(new RangeParameters(document, this));
    layout->addWidget(new DrawnLevels(document, this));
    layout->addWidget(m_obstacle);
    layout->addWidget(line);
    layout->addWidget(m_shape);
    layout->addWidget(m_facts);
    layout->addWidget(m_why, 1);
    for (const auto change : {&Document::modelChanged, &Document::selectionChanged})
        connect(document, change, this, &Inspector::refresh);
    for (const auto change : {&Document::recipeChanged, &Document::exportFormatChanged})
        connect(document, change, this, &Inspector::showObstacle);
    refresh();
}

void Inspector::showResults(const Results& results)
{
    m_results = results;
    refresh();
}

// What the file that a person exports to cannot hold of the layer, and the way out.
void Inspector::showObstacle()
{
    const int layer = m_document->model() ? m_document->currentLayer() : -1;
    const QString why = obstacleText(*m_document, obstaclesOf(*m_document, m_document->exportFormat()).value(layer));
    m_obstacle->setVisible(!why.isEmpty());
    m_obstacle->setText(
        why.isEmpty() ? QString() : tr("⚠ %1 · <a href=\"fix\">Make exportable</a>").arg(why.toHtmlEscaped()));
}

void Inspector::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() != QEvent::PaletteChange) return;
    m_obstacle->clear(); // the same text would keep its link in the colour of before
    showObstacle();
}

void Inspector::refresh()
{
    const int layer = m_document->model() ? m_document->currentLayer() : -1;
    const auto i = static_cast<size_t>(layer);
    m_shape->setVisible(layer >= 0);
    showObstacle();
    const bool known = layer >= 0 && m_results.network && i < m_results.network->layers.size()
        && m_results.network->layers.size() == m_document->recipe().layers.size();
    m_facts->setFacts(known ? computedFacts(m_results.network->layers[i]) : QList<widgets::Fact> {});
    m_why->setText(known ? whyText(m_results.network->layers[i]) : QString());
    m_why->setToolTip(known ? tr("Kernel: %1").arg(kernelText(m_results.network->layers[i].kernel)) : QString());
    if (layer < 0) return;
    const auto& facts = m_document->model()->layers[i];
    m_shape->setText(tr("%1 %2 · %3 weights")
                         .arg(toText(facts.op), toText(tensor::toString(facts.weightShape)),
                             QLocale().toString(static_cast<qlonglong>(facts.parameters))));
}

} // namespace bitladder::app
