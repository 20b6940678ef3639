#include "app/window/dialogs/rule_dialog.h"

#include "app/window/layers/layer_model.h"
#include "core/analysis/rule.h"
#include "core/model/model.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QPushButton>
#include <QSpinBox>
#include <QStandardItemModel>
#include <algorithm>
#include <cmath>

namespace bitladder::app
{

namespace
{

constexpr int kNamed = 4; // of the layers that match
constexpr int kMostParameters = 2'000'000'000;

QString formatText(const quant::NumberFormat& format)
{
    return QString::fromStdString(quant::name(format));
}

} // namespace

QString ruleText(const analysis::Rule& rule)
{
    const auto& c = rule.condition;
    QString what;
    switch (c.kernel) {
    case analysis::KernelShape::Any:
        what = c.op.empty() ? RuleDialog::tr("layers") : RuleDialog::tr("%1 layers").arg(QString::fromStdString(c.op));
        break;
    case analysis::KernelShape::OneByOne:
        what = RuleDialog::tr("1×1 convolutions");
        break;
    case analysis::KernelShape::ThreeByThree:
        what = RuleDialog::tr("3×3 convolutions");
        break;
    case analysis::KernelShape::Depthwise:
        what = RuleDialog::tr("depthwise convolutions");
        break;
    }
    QStringList conditions {RuleDialog::tr("all %1").arg(what)};
    if (c.position == analysis::Position::First) conditions << RuleDialog::tr("the first");
    if (c.position == analysis::Position::Last) conditions << RuleDialog::tr("the last");
    if (c.position == analysis::Position::Middle) conditions << RuleDialog::tr("not the first or last");
    if (!c.nameContains.empty()) conditions << RuleDialog::tr("named …%1…").arg(QString::fromStdString(c.nameContains));
    const QLocale locale;
    if (c.atLeast)
        conditions << RuleDialog::tr("at least %1 parameters").arg(locale.toString(static_cast<qlonglong>(*c.atLeast)));
    if (c.atMost)
        conditions << RuleDialog::tr("at most %1 parameters").arg(locale.toString(static_cast<qlonglong>(*c.atMost)));
    if (c.rank == analysis::Rank::HurtsMost) conditions << RuleDialog::tr("the %n that hurt most", nullptr, c.ranked);
    if (c.rank == analysis::Rank::HurtsLeast) conditions << RuleDialog::tr("the %n that hurt least", nullptr, c.ranked);
    if (c.rank == analysis::Rank::SavesMost) conditions << RuleDialog::tr("the %n that save most", nullptr, c.ranked);
    QStringList changes;
    if (rule.weights) changes << RuleDialog::tr("weights %1").arg(formatText(*rule.weights));
    if (rule.activations) changes << RuleDialog::tr("activations %1").arg(formatText(*rule.activations));
    return RuleDialog::tr("%1: %2").arg(conditions.join(QStringLiteral(", ")), changes.join(QStringLiteral(", ")));
}

RuleDialog::RuleDialog(
    std::shared_ptr<const model::Model> model, std::vector<double> harm, std::vector<double> saved, QWidget* parent)
    : QDialog(parent)
    , m_model(std::move(model))
    , m_harm(std::move(harm))
    , m_saved(std::move(saved))
    , m_count(new QLabel(this))
    , m_text(new QLabel(this))
    , m_buttons(new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel, this))
{
    setWindowTitle(tr("Rule"));
    auto* form = new QFormLayout;
    const auto combo = [&](const QString& label, const QString& name, const QStringList& items) {
        auto* box = new QComboBox(this);
        box->setObjectName(name);
        box->addItems(items);
        form->addRow(label, box);
        connect(box, &QComboBox::currentIndexChanged, this, &RuleDialog::showMatches);
        return box;
    };
    const auto limit = [&](const QString& prefix, const QString& name) {
        auto* box = new QSpinBox(this);
        box->setObjectName(name);
        box->setRange(0, kMostParameters);
        box->setGroupSeparatorShown(true);
        box->setStepType(QAbstractSpinBox::AdaptiveDecimalStepType);
        box->setPrefix(prefix);
        box->setAccessibleName(prefix);
        connect(box, &QSpinBox::valueChanged, this, &RuleDialog::showMatches);
        return box;
    };
    QStringList operators {tr("any")};
    for (const auto& layer : m_model->layers)
        if (const QString op = QString::fromStdString(layer.op); !operators.contains(op)) operators << op;
    m_operator = combo(tr("&Operator"), QStringLiteral("operator"), operators);
    m_kernel = combo(tr("&Kernel"), QStringLiteral("kernel"), {tr("any"), tr("1×1"), tr("3×3"), tr("depthwise")});
    m_name = new QLineEdit(this);
    m_name->setObjectName(QStringLiteral("name"));
    m_name->setClearButtonEnabled(true);
    connect(m_name, &QLineEdit::textChanged, this, &RuleDialog::showMatches);
    form->addRow(tr("&Name contains"), m_name);
    auto* limits = new QHBoxLayout;
    m_atLeast = limit(tr("at least "), QStringLiteral("atLeast"));
    m_atMost = limit(tr("at most "), QStringLiteral("atMost"));
    limits->addWidget(m_atLeast, 1);
    limits->addWidget(m_atMost, 1);
    m_atLeast->setSpecialValueText(tr("no lower limit"));
    m_atMost->setSpecialValueText(tr("no upper limit"));
    auto* parameters = new QLabel(tr("Para&meters"), this);
    parameters->setBuddy(m_atLeast);
    form->addRow(parameters, limits);
    m_position = combo(tr("&Position"), QStringLiteral("position"),
        {tr("any"), tr("first"), tr("last"), tr("neither first nor last")});
    addRank(form);
    QStringList formats {tr("as they are")};
    for (const auto& format : LayerModel::formats())
        formats << formatText(format);
    m_weights = combo(tr("&Weights become"), QStringLiteral("weights"), formats);
    m_activations = combo(tr("&Activations become"), QStringLiteral("activations"), formats);

    m_count->setObjectName(QStringLiteral("count"));
    for (QLabel* label : {m_count, m_text})
        label->setWordWrap(true);
    QFont bold = font();
    bold.setBold(true);
    m_count->setFont(bold);
    connect(m_buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(m_buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto* layout = new QVBoxLayout(this);
    layout->addLayout(form);
    layout->addWidget(m_count);
    layout->addWidget(m_text);
    layout->addStretch(1);
    layout->addWidget(m_buttons);
    resize(460, sizeHint().height());
    showMatches();
}

void RuleDialog::addRank(QFormLayout* form)
{
    m_rank = new QComboBox(this);
    m_rank->setObjectName(QStringLiteral("rank"));
    m_rank->addItems({tr("all"), tr("hurt most"), tr("hurt least"), tr("save most")}); // in the order of Rank
    m_ranked = new QSpinBox(this);
    m_ranked->setObjectName(QStringLiteral("ranked"));
    m_ranked->setRange(1, static_cast<int>(std::max<size_t>(m_model->layers.size(), 1)));
    m_ranked->setAccessibleName(tr("How many of them"));
    // How much layers hurt is known once it was measured.
    if (std::ranges::all_of(m_harm, [](double harm) { return std::isnan(harm); })) {
        auto* items = qobject_cast<QStandardItemModel*>(m_rank->model());
        for (const auto rank : {analysis::Rank::HurtsMost, analysis::Rank::HurtsLeast}) {
            items->item(static_cast<int>(rank))->setEnabled(false);
            items->item(static_cast<int>(rank))->setToolTip(tr("Measured on the page Sensitivity"));
        }
    }
    connect(m_rank, &QComboBox::currentIndexChanged, this, &RuleDialog::showMatches);
    connect(m_ranked, &QSpinBox::valueChanged, this, &RuleDialog::showMatches);
    auto* row = new QHBoxLayout;
    row->addWidget(m_rank, 1);
    row->addWidget(m_ranked);
    auto* label = new QLabel(tr("O&f these"), this);
    label->setBuddy(m_rank);
    form->addRow(label, row);
}

analysis::Rule RuleDialog::rule() const
{
    analysis::Rule rule;
    auto& c = rule.condition;
    if (m_operator->currentIndex() > 0) c.op = m_operator->currentText().toStdString();
    c.kernel = static_cast<analysis::KernelShape>(m_kernel->currentIndex());
    c.nameContains = m_name->text().trimmed().toStdString();
    if (m_atLeast->value() > 0) c.atLeast = m_atLeast->value();
    if (m_atMost->value() > 0) c.atMost = m_atMost->value();
    c.position = static_cast<analysis::Position>(m_position->currentIndex());
    const auto chosen = [](const QComboBox* box) {
        return box->currentIndex() > 0
            ? std::optional(LayerModel::formats()[static_cast<size_t>(box->currentIndex() - 1)])
            : std::nullopt;
    };
    c.rank = static_cast<analysis::Rank>(m_rank->currentIndex());
    if (c.rank != analysis::Rank::Any) c.ranked = m_ranked->value();
    rule.weights = chosen(m_weights);
    rule.activations = chosen(m_activations);
    return rule;
}

std::vector<int> RuleDialog::layers() const
{
    return analysis::matching(rule().condition, *m_model->graph, m_model->layers, {m_harm, m_saved});
}

void RuleDialog::showMatches()
{
    m_ranked->setEnabled(m_rank->currentIndex() > 0);
    const auto found = layers();
    const auto r = rule();
    QStringList names;
    for (size_t i = 0; i < std::min<size_t>(found.size(), kNamed); ++i)
        names << QString::fromStdString(m_model->layers[static_cast<size_t>(found[i])].name);
    if (found.size() > kNamed) names << QStringLiteral("…");
    m_count->setText(found.empty() ? tr("No layer matches.")
                                   : tr("%n of %1 layers match: %2", nullptr, static_cast<int>(found.size()))
                                         .arg(m_model->layers.size())
                                         .arg(names.join(QStringLiteral(", "))));
    const bool changes = r.weights || r.activations;
    m_text->setText(changes ? ruleText(r) : tr("Choose what their weights or activations become."));
    m_buttons->button(QDialogButtonBox::Ok)->setEnabled(changes && !found.empty());
}

} // namespace bitladder::app
