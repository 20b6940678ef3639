#include "app/window/pages/tune/ladder_page.h"

#include "app/window/adapters/tune/adapters_tune.h"
#include "app/window/document/result_store.h"
#include "app/window/document/texts.h"
#include "app/window/jobs/job_scheduler.h"
#include "core/quant/format/designed.h"
#include "widgets/control/color_key.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QSlider>
#include <QSpinBox>
#include <QVBoxLayout>
#include <algorithm>

namespace bitladder::app
{

namespace
{

constexpr int kMostDb = 80, kUsualDb = 30;
constexpr int kColors = 16; // of the key

} // namespace

LadderPage::LadderPage(Document* document, ResultStore* results, Studies* studies, QWidget* parent)
    : Page(document, parent)
    , m_results(results)
    , m_studies(studies)
    , m_map(new widgets::LadderMap(this))
    , m_key(new widgets::ColorKey(this))
    , m_formats(new QComboBox(this))
    , m_times(new QPushButton(tr("&Measure times"), this))
    , m_slider(new QSlider(Qt::Horizontal, this))
    , m_target(new QSpinBox(this))
{
    makeControls();
    auto* title = new QLabel(tr("What does each width buy?"), this);
    QFont bold = title->font();
    bold.setBold(true);
    title->setFont(bold);
    auto* head = new QHBoxLayout;
    head->addWidget(title);
    head->addStretch();
    head->addWidget(m_key, 1);
    head->addWidget(m_formats);
    head->addWidget(m_times);
    auto* narrow = new QLabel(tr("E&very layer as narrow as its weights allow at"), this);
    narrow->setBuddy(m_target);
    auto* foot = new QHBoxLayout;
    foot->addWidget(narrow);
    foot->addWidget(m_slider, 1);
    foot->addWidget(m_target);
    auto* layout = new QVBoxLayout(this);
    layout->addLayout(head);
    layout->addWidget(m_map, 1);
    layout->addLayout(foot);
    connect(m_map, &widgets::LadderMap::assigned, this, &LadderPage::assign);
    connect(m_map, &widgets::RowsView::rowClicked, this, &Page::layerClicked);
    connect(document, &Document::selectionChanged, this,
        [this] { m_map->setCurrentRow(this->document()->currentLayer()); });
    connect(document, &Document::recipeChanged, this, [this] {
        refresh();
        if (isVisible() && ownFormats() != m_own) ask();
    });
    connect(document, &Document::modelChanged, this, [this] {
        m_timed = false;
        refresh();
        ask();
    });
    // Studies stop when these change; the map is of the weights, which do not.
    for (const auto change : {&Document::filesChanged, &Document::inputsChanged})
        connect(document, change, this, &LadderPage::ask);
    connect(studies, &Studies::busyChanged, this, [this] { fillEmptyTexts(); });
    refresh();
}

void LadderPage::recolor()
{
    QList<QColor> colors;
    for (int i = 0; i <= kColors; ++i)
        colors << widgets::sqnrColor(widgets::kSqnrScaleHigh * i / kColors, palette());
    m_key->setScales({{tr("SQNR 0"), tr("60 dB"), colors}});
}

Page* LadderPage::make(const PageContext& context, QWidget* parent)
{
    auto* page = new LadderPage(context.document, context.results, &context.jobs->studies(), parent);
    context.results->watch<LadderFound>(page, [page](const auto&) { page->refresh(); });
    return page;
}

void LadderPage::makeControls()
{
    m_formats->addItems({tr("usual formats"), tr("all formats")}); // in the order of LadderAsked::Formats
    m_formats->setAccessibleName(tr("Which formats the map has"));
    m_times->setToolTip(tr("The whole network in each format, layer by layer; figures are then ps per multiply-add"));
    m_slider->setRange(0, kMostDb);
    m_slider->setValue(kUsualDb);
    m_slider->setAccessibleName(tr("SQNR that every layer's weights keep"));
    m_target->setRange(0, kMostDb);
    m_target->setValue(kUsualDb);
    m_target->setSuffix(tr(" dB"));
    m_target->setKeyboardTracking(false);
    m_target->setAccessibleName(m_slider->accessibleName());
    LadderPage::recolor(); // not virtual: the page is not whole yet
    connect(m_formats, &QComboBox::currentIndexChanged, this, &LadderPage::ask);
    connect(m_times, &QPushButton::clicked, this, [this] {
        m_timed = true;
        ask();
    });
    connect(m_slider, &QSlider::sliderPressed, this, [this] { adapt(m_slider->value(), EditPhase::Begin); });
    connect(m_slider, &QSlider::sliderReleased, this, [this] { adapt(m_slider->value(), EditPhase::End); });
    connect(m_slider, &QSlider::valueChanged, this, [this](int db) {
        const QSignalBlocker quiet(m_target);
        m_target->setValue(db);
        adapt(db, m_slider->isSliderDown() ? EditPhase::Drag : EditPhase::End);
    });
    connect(m_target, &QSpinBox::valueChanged, m_slider, &QSlider::setValue);
}

// Designed floats of the recipe are rungs beside those of the list.
std::vector<quant::NumberFormat> LadderPage::ownFormats() const
{
    std::vector<quant::NumberFormat> own;
    for (const auto& layer : document()->recipe().layers)
        if (const auto& format = layer.weights.format;
            quant::designOf(format) && std::ranges::find(own, format) == own.end())
            own.push_back(format);
    return own;
}

LadderAsked LadderPage::asked() const
{
    return {m_formats->currentIndex() == 0 ? LadderAsked::Formats::Usual : LadderAsked::Formats::All,
        m_timed ? experiment::LadderQuestion::Times::Measured : experiment::LadderQuestion::Times::Left, m_own};
}

void LadderPage::ask()
{
    m_own = ownFormats();
    if (isVisible() && document()->model())
        m_studies->askLadder(asked());
    else
        m_studies->askLadder({});
}

void LadderPage::showEvent(QShowEvent* event)
{
    Page::showEvent(event);
    ask();
    refresh();
}

void LadderPage::hideEvent(QHideEvent* event)
{
    Page::hideEvent(event);
    m_studies->askLadder({});
}

void LadderPage::showResults(const Results&)
{
    refresh();
}

std::shared_ptr<const LadderFound> LadderPage::found() const
{
    const auto& found = m_results->latest<LadderFound>();
    return found && found->model == document()->model() ? found : nullptr;
}

void LadderPage::fillEmptyTexts()
{
    m_map->setEmptyText(
        document()->model() ? missingText() : tr("Open a model to see what each format does to each layer."));
}

void LadderPage::refresh()
{
    if (!isVisible()) return;
    fillEmptyTexts();
    const auto map = found();
    if (!map) {
        m_map->clear();
    } else {
        m_map->setData(ladderMapData(*document(), *map));
        m_map->setCurrentRow(document()->currentLayer());
    }
    for (QWidget* control : {static_cast<QWidget*>(m_slider), static_cast<QWidget*>(m_target)})
        control->setEnabled(map && map->finished);
    m_times->setEnabled(document()->model() && !m_timed);
}

void LadderPage::assign(int layer, int column, EditPhase phase)
{
    const auto map = found();
    if (!map || static_cast<size_t>(column) >= map->ladder.formats.size()) return;
    const auto& format = map->ladder.formats[static_cast<size_t>(column)];
    // A drag is one step, named after the cell that it began with.
    if (phase != EditPhase::Drag && !(phase == EditPhase::End && !m_gesture.isEmpty()))
        m_gesture = tr("%1 → %2").arg(document()->subject({layer}, Part::Weights), toText(quant::name(format)));
    document()->editSpecs(
        m_gesture, {layer}, Part::Weights, [&](quant::QuantSpec& spec) { spec.format = format; }, phase);
    if (phase == EditPhase::End) m_gesture.clear();
}

void LadderPage::adapt(int db, EditPhase phase)
{
    const auto map = found();
    if (!map || !map->finished) return;
    std::vector<quant::NumberFormat> integers;
    for (const auto& format : map->ladder.formats)
        if (format == quant::intFormat(format.bits) && format.bits <= 16) integers.push_back(format);
    document()->edit(tr("every layer at %1 dB").arg(db),
        experiment::adapted(document()->recipe(), map->ladder, integers, db), phase);
}

} // namespace bitladder::app
