#include "app/window/pages/workshop/printed_panel.h"

#include "app/window/document/texts.h"
#include "widgets/control/theme.h"
#include "widgets/plot/values/value_scatter.h"

#include <QComboBox>
#include <QCoreApplication>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QSpinBox>
#include <QVBoxLayout>

namespace bitladder::app
{

PrintedPanel::PrintedPanel(Document* document, QWidget* parent)
    : WorkshopPanel(document, parent)
    , m_formula(new QComboBox(this))
    , m_bits(new QSpinBox(this))
    , m_asked(wrapped(this))
    , m_printed(wrapped(this))
    , m_right(wrapped(this))
    , m_why(wrapped(this))
    , m_printedPlot(new widgets::ValueScatter(this))
    , m_rightPlot(new widgets::ValueScatter(this))
{
    for (const lesson::PrintedFormula& formula : lesson::printedFormulas())
        if (!formula.quantizer.empty())
            m_formula->addItem(toText(std::string(formula.printed)), toText(std::string(formula.id)));
    m_formula->setAccessibleName(tr("Formula as printed"));
    m_formula->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_formula->setMinimumContentsLength(16);
    m_bits->setRange(1, 8);
    m_bits->setValue(4);
    m_bits->setSuffix(widgets::bitsSuffix(4));
    m_bits->setAccessibleName(tr("Width"));
    m_why->setObjectName(QStringLiteral("why"));
    QFont bold = font();
    bold.setBold(true);
    m_why->setFont(bold);
    auto* row = new QHBoxLayout;
    auto* label = new QLabel(tr("As pr&inted"), this);
    label->setBuddy(m_formula);
    row->addWidget(label);
    row->addWidget(m_formula, 1);
    row->addWidget(m_bits);
    auto* grid = new QGridLayout;
    grid->addWidget(m_printed, 0, 0);
    grid->addWidget(m_right, 0, 1);
    grid->addWidget(m_printedPlot, 1, 0);
    grid->addWidget(m_rightPlot, 1, 1);
    grid->setRowStretch(1, 1);
    grid->setColumnStretch(0, 1);
    grid->setColumnStretch(1, 1);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addLayout(row);
    layout->addWidget(m_asked);
    layout->addLayout(grid, 1);
    layout->addWidget(m_why);
    connect(m_formula, &QComboBox::activated, this, [this] {
        refresh();
        emit changed();
    });
    connect(m_bits, &QSpinBox::valueChanged, this, [this](int bits) {
        m_bits->setSuffix(widgets::bitsSuffix(bits));
        emit changed();
    });
    refresh();
}

const lesson::PrintedFormula& PrintedPanel::formula() const
{
    return *lesson::findPrinted(m_formula->currentData().toString().toStdString());
}

WorkshopQuestion PrintedPanel::question() const
{
    WorkshopQuestion question;
    question.kind = WorkshopQuestion::Kind::Printed;
    question.printed = formula().id;
    question.bits = m_bits->value();
    return question;
}

void PrintedPanel::refresh()
{
    m_asked->setText(tr("It is to give %1.").arg(QCoreApplication::translate("Printed", formula().asked)));
    m_why->setText(QCoreApplication::translate("Printed", formula().why));
}

void PrintedPanel::clear()
{
    m_printedPlot->clear();
    m_rightPlot->clear();
    m_printed->clear();
    m_right->clear();
}

void PrintedPanel::show(const WorkshopResult& result)
{
    if (!result.failure.isEmpty()) {
        clear();
        m_printed->setText(result.failure);
        return;
    }
    const auto fill = [&](widgets::ValueScatter* plot, QLabel* label, const QString& title, std::string_view quantizer,
                          const std::vector<double>& values, double db, size_t levels) {
        widgets::ScatterData drawn;
        drawn.title = title;
        drawn.xLabel = tr("weight");
        drawn.yLabel = tr("what it becomes");
        drawn.x = result.outcome.x;
        drawn.y = values;
        if (result.sampleSize > 0)
            drawn.note = tr("a sample of %n weights", nullptr, static_cast<int>(result.sampleSize));
        plot->setData(drawn);
        label->setText(tr("x′ = %1\nSQNR %2, %n different values", nullptr, static_cast<int>(levels))
                           .arg(toText(std::string(quantizer)), widgets::formatWithUnit(db, widgets::Unit::Decibels)));
    };
    const lesson::PrintedFormula& shown = *lesson::findPrinted(result.question.printed);
    fill(m_printedPlot, m_printed, tr("As printed"), shown.quantizer, result.outcome.printed, result.outcome.printedDb,
        result.outcome.printedLevels);
    fill(m_rightPlot, m_right, tr("The right form"), shown.rightQuantizer, result.outcome.right, result.outcome.rightDb,
        result.outcome.rightLevels);
}

} // namespace bitladder::app
