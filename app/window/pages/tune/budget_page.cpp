#include "app/window/pages/tune/budget_page.h"

#include "app/window/adapters/choices.h"
#include "app/window/document/result_store.h"
#include "app/window/jobs/job_scheduler.h"
#include "app/window/preferences/preferences.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QSpinBox>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>

namespace bitladder::app
{

namespace
{

constexpr double kUsualFloor = 95; // percent
constexpr int kSeconds[] = {30, 110, 600};
constexpr size_t kMostMeasured = 64; // recipes that are remembered
constexpr const char* kMethods[] = {"gptq", "bias-correction"}; // that win most answers back for their time

} // namespace

BudgetPage::BudgetPage(Document* document, ResultStore* results, Studies* studies, QWidget* parent)
    : Page(document, parent)
    , m_results(results)
    , m_studies(studies)
    , m_plot(new widgets::FrontPlot(this))
    , m_keep(new QDoubleSpinBox(this))
    , m_most(new QDoubleSpinBox(this))
    , m_objective(new QComboBox(this))
    , m_seconds(new QComboBox(this))
    , m_weights(new QSpinBox(this))
    , m_activations(new QSpinBox(this))
    , m_methods(new QCheckBox(tr("&with methods"), this))
    , m_more(new QToolButton(this))
    , m_search(new QPushButton(this))
    , m_apply(new QPushButton(this))
    , m_trust(new QLabel(this))
{
    makeControls();
    const auto labelled = [this](QHBoxLayout* row, const QString& text, QWidget* field) {
        auto* label = new QLabel(text, this);
        label->setBuddy(field);
        row->addWidget(label);
        row->addWidget(field);
    };
    auto* limitsRow = new QHBoxLayout;
    labelled(limitsRow, tr("&Keep"), m_keep);
    labelled(limitsRow, tr("answers, least"), m_objective);
    labelled(limitsRow, tr("at most"), m_most);
    limitsRow->addStretch();
    limitsRow->addWidget(m_search);
    limitsRow->addWidget(m_seconds);
    auto* formatsRow = new QHBoxLayout;
    labelled(formatsRow, tr("weights from"), m_weights);
    labelled(formatsRow, tr("activations from"), m_activations);
    formatsRow->addWidget(m_methods);
    formatsRow->addWidget(m_more);
    formatsRow->addStretch();
    formatsRow->addWidget(m_apply);
    auto* layout = new QVBoxLayout(this);
    layout->addLayout(limitsRow);
    layout->addLayout(formatsRow);
    layout->addWidget(m_plot, 1);
    layout->addWidget(m_trust);
    connect(m_plot, &widgets::FrontPlot::dotHovered, this, &BudgetPage::preview);
    connect(m_plot, &widgets::FrontPlot::dotClicked, this, &BudgetPage::apply);
    connect(document, &Document::modelChanged, this, [this] {
        m_measured.clear();
        takeUnit();
        refresh();
    });
    for (const auto change : {&Document::recipeChanged, &Document::baselineChanged, &Document::filesChanged})
        connect(document, change, this, &BudgetPage::refresh);
    connect(studies, &Studies::busyChanged, this, &BudgetPage::setBusy);
    takeUnit();
    setBusy();
}

Page* BudgetPage::make(const PageContext& context, QWidget* parent)
{
    auto* page = new BudgetPage(context.document, context.results, &context.jobs->studies(), parent);
    context.results->watch<SearchFound>(page, [page](const auto&) { page->refresh(); });
    // Also while another page is shown: every recipe that ran over the pictures becomes a dot.
    context.results->watch<FolderProgress>(
        page, [page, results = context.results](const auto&) { page->takeMeasured(results->results()); });
    context.results->watch<TimingResult>(
        page, [page, results = context.results](const auto&) { page->takeMeasured(results->results()); });
    return page;
}

void BudgetPage::makeControls()
{
    m_keep->setRange(0, 100);
    m_keep->setDecimals(1);
    m_keep->setSuffix(tr(" %"));
    m_keep->setValue(kUsualFloor);
    m_keep->setAccessibleName(tr("Least share of equal answers"));
    m_keep->setToolTip(
        tr("How many of the pictures must be answered as the float network does; Return begins the search"));
    m_most->setAccessibleName(tr("Highest cost"));
    for (const auto& row : experiment::objectives())
        m_objective->addItem(objectiveText(row.objective));
    m_objective->setAccessibleName(tr("What is made small"));
    m_seconds->addItems({tr("30 s"), tr("2 min"), tr("10 min")}); // in the order of kSeconds
    m_seconds->setCurrentIndex(1);
    m_seconds->setAccessibleName(tr("How long the search may take"));
    m_weights->setRange(2, 8);
    m_weights->setValue(2);
    m_activations->setRange(2, 8);
    m_activations->setValue(8);
    for (QSpinBox* bits : {m_weights, m_activations}) {
        bits->setSuffix(tr(" bits"));
        bits->setToolTip(tr("The narrowest integers that the search may choose; the widest have 8 bits"));
    }
    m_weights->setAccessibleName(tr("Narrowest weights"));
    m_activations->setAccessibleName(tr("Narrowest activations"));
    m_methods->setToolTip(
        tr("Half of the time goes to recipes with GPTQ and bias correction, which may do with fewer bits"));
    fillMore();
    m_trust->setWordWrap(true);
    m_trust->setObjectName(QStringLiteral("trust"));
    m_trust->setContentsMargins(8, 0, 8, 6);
    m_apply->setToolTip(tr("Takes the recipe that costs least and keeps the limits"));
    for (QDoubleSpinBox* box : {m_keep, m_most}) {
        connect(box, &QDoubleSpinBox::valueChanged, this, &BudgetPage::refresh);
        connect(box->findChild<QLineEdit*>(), &QLineEdit::returnPressed, this, [this] {
            if (!m_studies->busy(LaneId::Search)) search();
        });
    }
    connect(m_objective, &QComboBox::currentIndexChanged, this, [this] {
        takeUnit();
        refresh();
    });
    connect(m_search, &QPushButton::clicked, this, [this] {
        if (m_studies->busy(LaneId::Search))
            m_studies->stop(LaneId::Search);
        else
            search();
    });
    connect(m_apply, &QPushButton::clicked, this, [this] { apply(m_front.data.chosen); });
}

void BudgetPage::fillMore()
{
    m_more->setText(tr("more"));
    m_more->setAccessibleName(tr("More to choose from"));
    m_more->setPopupMode(QToolButton::InstantPopup);
    m_more->setFocusPolicy(Qt::StrongFocus);
    auto* menu = new QMenu(m_more);
    menu->setToolTipsVisible(true);
    m_sums = menu->addAction(tr("Layers whose outputs meet in a &sum get the same formats"));
    m_ends = menu->addAction(tr("&First and last layer stay at 8 bits"));
    for (QAction* action : {m_sums, m_ends})
        action->setCheckable(true);
    m_sums->setToolTip(tr("Integers of one width are added without being converted"));
    m_ends->setToolTip(tr("They hurt most when they are narrow, and weigh little"));
    menu->addSection(tr("Weights, beside integers"));
    for (const auto* family : quant::formatFamilies()) {
        bool any = false;
        for (int bits = 1; bits <= 8; ++bits)
            any = any || family->has(bits);
        // Integers are there; what a person designed is one recipe's own.
        if (!any || family->ownDesign || family == quant::intFormat(8).family) continue;
        auto* action = menu->addAction(familyText(*family));
        if (action->toolTip() == action->text()) action->setToolTip(tr("The search may choose it for weights"));
        action->setCheckable(true);
        if (family->kind != quant::CodeKind::Integer && !family->whole)
            action->setToolTip(tr("Simulated: the file becomes smaller, the network not faster"));
        m_families.emplace_back(action, family);
    }
    m_more->setMenu(menu);
}

void BudgetPage::takeUnit()
{
    const auto& row = experiment::objectives()[static_cast<size_t>(m_objective->currentIndex())];
    const QSignalBlocker quiet(m_most);
    m_most->setRange(0, 99999);
    m_most->setDecimals(2);
    m_most->setSpecialValueText(tr("any"));
    m_most->setSuffix(QLatin1Char(' ') + unitOf(row.objective, document()->model().get()).text);
    m_most->setValue(0);
}

FrontLimits BudgetPage::limits() const
{
    FrontLimits limits;
    limits.cost = experiment::objectives()[static_cast<size_t>(m_objective->currentIndex())].objective;
    if (m_keep->value() > 0) limits.minAgreement = m_keep->value() / 100;
    if (m_most->value() > 0) limits.maxCost = m_most->value() * unitOf(limits.cost, document()->model().get()).size;
    return limits;
}

void BudgetPage::search()
{
    if (!document()->model() || document()->files().size() < 2) return;
    const FrontLimits now = limits();
    SearchAsked asked;
    asked.minimize = now.cost;
    asked.limits.minAgreement = now.minAgreement;
    asked.limits.maxCost = now.maxCost;
    if (!now.minAgreement && !now.maxCost) asked.limits.minAgreement = 0;
    asked.leastWeightBits = m_weights->value();
    asked.leastActivationBits = m_activations->value();
    if (m_methods->isChecked())
        for (const char* method : kMethods)
            asked.methods.push_back({method, {}, true});
    asked.items = m_sums->isChecked() ? Items::ResidualGroups : Items::Layers;
    asked.ends = m_ends->isChecked() ? quant::FirstLast::At8 : quant::FirstLast::SameAsRest;
    for (const auto& [action, family] : m_families)
        if (action->isChecked()) asked.families.push_back(family);
    asked.energy = loadEnergies();
    asked.seconds = kSeconds[m_seconds->currentIndex()];
    m_studies->search(asked);
}

void BudgetPage::setBusy()
{
    const bool busy = m_studies->busy(LaneId::Search);
    m_search->setText(busy ? tr("Stop") : tr("&Search"));
    m_search->setEnabled(busy || (document()->model() && document()->files().size() >= 2));
    m_seconds->setEnabled(!busy);
    fillEmptyTexts();
}

void BudgetPage::fillEmptyTexts()
{
    if (!document()->model())
        m_plot->setEmptyText(tr("Open a model with pictures to see what it can do with fewer bits."));
    else if (document()->files().size() < 2)
        m_plot->setEmptyText(tr("Open a folder of pictures: recipes are measured by their answers to them."));
    else if (m_studies->busy(LaneId::Search))
        m_plot->setEmptyText(tr("Searching: first every layer is probed, then whole recipes are measured…"));
    else
        m_plot->setEmptyText(tr("Say how many answers must stay the same, and press Return or Search."));
}

void BudgetPage::showResults(const Results& results)
{
    takeMeasured(results);
    refresh();
}

void BudgetPage::takeMeasured(const Results& results)
{
    const auto& files = document()->sharedFiles();
    if (files != m_files) {
        m_measured.clear();
        m_files = files;
    }
    const auto now = document()->revision();
    if (!document()->model() || !results.folder || !results.folder->finished || results.folder->revision != now) return;
    auto known = std::ranges::find(m_measured, document()->recipe(), &MeasuredRecipe::recipe);
    if (known == m_measured.end()) {
        if (m_measured.size() == kMostMeasured) m_measured.erase(m_measured.begin());
        known = m_measured.insert(m_measured.end(), {document()->recipe(), {}, 0});
    }
    known->agreement = results.folder->evaluation.agreement;
    if (results.timing && results.timing->revision == now)
        known->latencyMs = results.timing->quantizedTiming.total.median;
    if (isVisible()) refresh();
}

void BudgetPage::refresh()
{
    setBusy();
    auto found = m_results->latest<SearchFound>();
    const bool ours = found && found->model == document()->model();
    m_front = document()->model() ? frontOf(*document(), ours ? found.get() : nullptr, m_measured, limits()) : Front {};
    const bool searched = ours && !(found->result.front.empty() && found->result.others.empty());
    // A single dot of the present recipe says less than what to do.
    if (!searched) {
        m_plot->clear();
        m_front = {};
    } else {
        m_plot->setData(m_front.data);
        // What was measured with other pictures is drawn pale.
        const auto& files = document()->sharedFiles();
        const bool same = found->files == files
            || std::ranges::equal(*found->files, *files, {}, &data::LabelledFile::file, &data::LabelledFile::file);
        m_plot->setState(same ? widgets::PlotFrame::State::Fresh : widgets::PlotFrame::State::Stale);
    }
    QStringList told;
    if (searched) told << verdictText(*found) << trustText(found->result);
    told.removeAll(QString());
    const QString trust = told.join(QLatin1Char('\n'));
    m_trust->setText(trust);
    m_trust->setVisible(!trust.isEmpty());
    const int chosen = m_front.data.chosen;
    const bool any = chosen >= 0 && m_front.data.dots[chosen].kind != widgets::FrontDot::Kind::Present;
    m_apply->setEnabled(any);
    m_apply->setText(chosen < 0
            ? tr("&Apply the best")
            : tr("&Apply: %1 %2, %3")
                  .arg(widgets::formatNumber(m_front.data.dots[chosen].cost),
                      unitOf(limits().cost, document()->model().get()).text,
                      widgets::formatWithUnit(m_front.data.dots[chosen].share, widgets::Unit::Percent)));
}

void BudgetPage::preview(int dot)
{
    const bool any = dot >= 0 && static_cast<size_t>(dot) < m_front.recipes.size();
    emit previewed(
        any ? m_front.recipes[static_cast<size_t>(dot)] : nullptr, any ? m_front.data.dots[dot].name : QString());
}

void BudgetPage::apply(int dot)
{
    if (dot < 0 || static_cast<size_t>(dot) >= m_front.recipes.size()) return;
    const auto recipe = m_front.recipes[static_cast<size_t>(dot)];
    const QString name = formatsText(*recipe);
    emit previewed(nullptr, {});
    document()->edit(tr("apply %1").arg(name), *recipe);
}

} // namespace bitladder::app
