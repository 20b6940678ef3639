#include "app/window/layers/range_parameters.h"

#include "app/window/adapters/choices.h"
#include "core/quant/range.h"
#include "widgets/control/theme.h"

#include <QDoubleSpinBox>
#include <QFormLayout>
#include <algorithm>
#include <cmath>
#include <tuple>

namespace bitladder::app
{

namespace
{

constexpr double kFar = 1e9; // of a number without a bound

} // namespace

RangeParameters::RangeParameters(Document* document, QWidget* parent)
    : QWidget(parent)
    , m_document(document)
    , m_form(new QFormLayout(this))
{
    m_form->setContentsMargins(0, 0, 0, 0);
    m_form->setVerticalSpacing(4);
    m_form->setRowWrapPolicy(QFormLayout::WrapLongRows);
    for (const auto change : {&Document::modelChanged, &Document::recipeChanged, &Document::selectionChanged})
        connect(document, change, this, &RangeParameters::refresh);
    refresh();
}

void RangeParameters::refresh()
{
    QList<std::tuple<Part, const quant::Parameter*, double>> wanted;
    QStringList of;
    const QList<int> layers = m_document->selection();
    if (m_document->model() && !layers.isEmpty() && !m_document->recipe().layers.empty())
        for (const Part part : {Part::Weights, Part::Activations}) {
            const quant::QuantSpec& spec = m_document->spec(m_document->currentLayer(), part);
            for (const quant::Parameter* parameter : toldParameters(spec)) {
                const double value = quant::valueOf(spec, *parameter);
                wanted.append({part, parameter, value});
                of << QStringLiteral("%1 %2 %3 %4")
                          .arg(m_document->subject(layers, part), parameterText(*parameter))
                          .arg(value, 0, 'g', 17)
                          .arg(m_document->currentLayer());
            }
        }
    setVisible(!wanted.isEmpty());
    if (of == m_formOf) return;
    m_formOf = of;
    while (m_form->rowCount() > 0)
        m_form->removeRow(0);
    for (const auto& [part, parameter, value] : wanted) {
        auto* box = new QDoubleSpinBox(this);
        box->setDecimals(4);
        box->setRange(std::max(parameter->least, -kFar), std::min(parameter->most, kFar));
        box->setSingleStep(parameter->most <= 100 ? 0.01 : 1);
        box->setValue(std::isnan(value) ? 0 : value);
        box->setKeyboardTracking(false);
        // As wide as a number that people use, not as 10⁹ with four places: that makes the window wider.
        box->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
        box->setMinimumWidth(12 * fontMetrics().averageCharWidth());
        const QString label = parameterText(*parameter);
        const QString name
            = part == Part::Weights ? tr("%1 of the weights").arg(label) : tr("%1 of the activations").arg(label);
        box->setAccessibleName(name);
        m_form->addRow(name, box);
        // The edit makes the form anew, and this box with it: not while it is at work.
        connect(box, &QDoubleSpinBox::valueChanged, this,
            [this, part = part, parameter = parameter, layers](double number) {
                QMetaObject::invokeMethod(
                    this,
                    [this, part, parameter, layers, number] {
                        m_document->editSpecs(tr("%1: %2 %3", "conv1 weights: percentile 99.9")
                                                  .arg(m_document->subject(layers, part), parameterText(*parameter),
                                                      widgets::formatNumber(number)),
                            layers, part,
                            [&](quant::QuantSpec& spec) { spec.parameters[std::string(parameter->name)] = number; });
                    },
                    Qt::QueuedConnection);
            });
    }
}

} // namespace bitladder::app
