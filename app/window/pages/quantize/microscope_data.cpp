#include "app/window/pages/quantize/microscope_data.h"

#include "widgets/control/theme.h"

#include <QCoreApplication>
#include <QLocale>
#include <algorithm>
#include <cmath>
#include <set>

namespace bitladder::app
{

// The context of this file's texts; as short as the tools for translations find it written.
struct MicroscopeTexts {
    Q_DECLARE_TR_FUNCTIONS(MicroscopeTexts)
};

namespace
{

QString plain(double value, int digits = 5)
{
    return QLocale().toString(value, 'g', digits).replace(QLatin1Char('-'), QChar(0x2212));
}

QString whole(int64_t value)
{
    return QLocale().toString(static_cast<qlonglong>(value)).replace(QLatin1Char('-'), QChar(0x2212));
}

void fillWay(widgets::MicroscopeData& data, const analysis::Microscope& m)
{
    const auto add = [&](const QString& name, const QString& value, const QString& twin = {}, const QString& tip = {}) {
        data.way.append({name, value, twin, tip});
    };
    const double floatSum = m.terms.empty() ? 0 : m.terms.back().floatSum;
    add(MicroscopeTexts::tr("Σ of %1 products").arg(m.terms.size()), whole(m.sumOfProducts), plain(floatSum),
        MicroscopeTexts::tr("(q_x − z_x)·(q_w − z_w), exact; in float: x·w"));
    add(MicroscopeTexts::tr("widest partial sum"), widgets::formatBits(m.partialBits));
    add(MicroscopeTexts::tr("+ bias"), m.biasCode ? whole(*m.biasCode) : MicroscopeTexts::tr("in float"), plain(m.bias),
        MicroscopeTexts::tr("In units of s_x·s_w = %1·%2").arg(plain(m.inputScale), plain(m.weightScale)));
    add(MicroscopeTexts::tr("sum"), whole(m.sum), plain(floatSum + m.bias));
    const analysis::DyadicFactor dyadic = analysis::dyadicOf(static_cast<double>(m.factor));
    add(MicroscopeTexts::tr("× M"), plain(static_cast<double>(m.factor)), {},
        MicroscopeTexts::tr("M = s_x·s_w/s_y as a float32; without floats: %1·2^−%2")
            .arg(whole(dyadic.m0))
            .arg(dyadic.shift));
    add(MicroscopeTexts::tr("scaled"), plain(static_cast<double>(m.scaled)));
    if (m.output) {
        add(MicroscopeTexts::tr("rounded, + z_y"), whole(m.output->rounded), {},
            MicroscopeTexts::tr("The zero point of the output is %1").arg(whole(m.output->zero)));
        add(MicroscopeTexts::tr("clamped: the code"), whole(m.output->code), {},
            MicroscopeTexts::tr("Codes from %1 to %2 are left by the format and by a Relu or Clip")
                .arg(whole(m.output->low), whole(m.output->high)));
    }
    add(MicroscopeTexts::tr("value"), plain(m.value), plain(m.floatValue));
    add(MicroscopeTexts::tr("error"), plain(m.value - m.floatValue));
}

void fillBudget(widgets::MicroscopeData& data, const analysis::ErrorBudget& b)
{
    const std::pair<QString, double> parts[]
        = {{MicroscopeTexts::tr("weights"), b.weights}, {MicroscopeTexts::tr("input, rounding"), b.rounding},
            {MicroscopeTexts::tr("input, clipping"), b.clipping}, {MicroscopeTexts::tr("both together"), b.both},
            {MicroscopeTexts::tr("bias"), b.bias}, {MicroscopeTexts::tr("accumulator"), b.accumulator},
            {MicroscopeTexts::tr("limits"), b.limits}, {MicroscopeTexts::tr("output"), b.output}};
    for (const auto& [name, value] : parts)
        data.budget.append({name, plain(value, 3), value});
}

// The map of the input channel that has the largest product.
void fillMap(widgets::MicroscopeData& data, const analysis::Microscope& m, const tensor::Tensor& input)
{
    if (m.inSpatial.size() != 2 || m.terms.empty()) return;
    const auto largest
        = std::ranges::max_element(m.terms, {}, [](const analysis::MicroscopeTerm& t) { return std::abs(t.product); });
    data.mapHeight = static_cast<int>(m.inSpatial[0]);
    data.mapWidth = static_cast<int>(m.inSpatial[1]);
    for (int64_t i = 0; i < m.inPixels; ++i)
        data.map.push_back(input.at(largest->inChannel * m.inPixels + i));
    std::set<int> field;
    for (const auto& term : m.terms)
        if (term.inPixel >= 0) field.insert(static_cast<int>(term.inPixel));
    data.field.assign(field.begin(), field.end());
}

} // namespace

widgets::MicroscopeData microscopeData(
    const analysis::Microscope& m, const tensor::Tensor& input, const analysis::Microscope* engine)
{
    widgets::MicroscopeData data;
    fillWay(data, m);
    if (engine)
        data.way.append(
            {MicroscopeTexts::tr("value without the changes"), plain(engine->value), plain(engine->floatValue),
                MicroscopeTexts::tr("What the engine holds; everything else here is what it would be")});
    fillBudget(data, m.budget);
    fillMap(data, m, input);
    data.heads = {MicroscopeTexts::tr("tap"), MicroscopeTexts::tr("from"), QStringLiteral("x"), QStringLiteral("q_x"),
        QStringLiteral("w"), QStringLiteral("q_w"), MicroscopeTexts::tr("product"), MicroscopeTexts::tr("sum"),
        MicroscopeTexts::tr("Σ w·x")};
    for (const auto& t : m.terms)
        data.products.push_back({whole(t.tap), t.inPixel < 0 ? MicroscopeTexts::tr("padding") : whole(t.inChannel),
            plain(t.x), whole(t.qx), plain(t.w), whole(t.qw), whole(t.product), whole(t.sum), plain(t.floatSum)});
    return data;
}

} // namespace bitladder::app
