#include "app/window/layers/drawn_levels.h"

#include "core/quant/format/family.h"
#include "widgets/control/theme.h"

#include <QGridLayout>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <algorithm>
#include <cmath>

namespace bitladder::app
{

std::optional<std::vector<float>> levelsOfText(const QString& text)
{
    std::vector<float> levels;
    QString plain = text;
    plain.replace(QChar(0x2212), QLatin1Char('-'));
    for (const QString& part : plain.split(QLatin1Char(';'), Qt::SkipEmptyParts)) {
        if (part.trimmed().isEmpty()) continue;
        bool ok = false;
        float level = QLocale().toFloat(part.trimmed(), &ok);
        if (!ok) level = part.trimmed().toFloat(&ok);
        if (!ok || !std::isfinite(level)) return std::nullopt;
        levels.push_back(level);
    }
    return levels;
}

QString textOfLevels(const std::vector<float>& levels)
{
    QStringList parts;
    for (const float level : levels)
        parts << widgets::withMinus(QLocale().toString(static_cast<double>(level), 'g', 6));
    return parts.join(QStringLiteral("; "));
}

DrawnLevels::DrawnLevels(Document* document, QWidget* parent)
    : QWidget(parent)
    , m_document(document)
    , m_problem(new QLabel(this))
{
    auto* grid = new QGridLayout(this);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setVerticalSpacing(4);
    m_rows[0] = {Part::Weights, new QLabel(tr("Levels of the weights"), this), new QLineEdit(this)};
    m_rows[1] = {Part::Activations, new QLabel(tr("Levels of the activations"), this), new QLineEdit(this)};
    for (size_t i = 0; i < m_rows.size(); ++i) {
        const Row& row = m_rows[i];
        row.label->setBuddy(row.line);
        row.line->setAccessibleName(row.label->text());
        row.line->setToolTip(tr("Numbers in steps of the scale, with semicolons between them; nothing: an even grid"));
        grid->addWidget(row.label, static_cast<int>(i), 0);
        grid->addWidget(row.line, static_cast<int>(i), 1);
        connect(row.line, &QLineEdit::editingFinished, this, [this, &row] { take(row); });
    }
    m_problem->setWordWrap(true);
    m_problem->hide();
    grid->addWidget(m_problem, static_cast<int>(m_rows.size()), 0, 1, 2);
    for (const auto change : {&Document::modelChanged, &Document::recipeChanged, &Document::selectionChanged})
        connect(document, change, this, &DrawnLevels::refresh);
    refresh();
}

void DrawnLevels::refresh()
{
    const bool layer = m_document->model() && m_document->currentLayer() >= 0 && !m_document->recipe().layers.empty();
    bool any = false;
    for (const Row& row : m_rows) {
        const quant::QuantSpec* spec = layer ? &m_document->spec(m_document->currentLayer(), row.part) : nullptr;
        const bool drawn = spec && spec->format.family->drawn;
        row.label->setVisible(drawn);
        row.line->setVisible(drawn);
        any = any || drawn;
        if (!drawn || row.line->hasFocus()) continue;
        row.line->setText(textOfLevels(spec->levels));
        row.line->setCursorPosition(0);
    }
    m_problem->hide();
    setVisible(any);
}

void DrawnLevels::take(const Row& row)
{
    const QList<int> layers = m_document->selection();
    if (layers.isEmpty() || !m_document->spec(m_document->currentLayer(), row.part).format.family->drawn) return;
    const quant::QuantSpec& spec = m_document->spec(m_document->currentLayer(), row.part);
    auto levels = levelsOfText(row.line->text());
    const size_t most = size_t {1} << spec.format.bits;
    if (!levels || levels->size() > most) {
        m_problem->setText(!levels ? tr("These are not all numbers.")
                                   : tr("There are %1 numbers, but %2 bits hold at most %3.")
                                         .arg(levels->size())
                                         .arg(spec.format.bits)
                                         .arg(most));
        m_problem->show();
        return;
    }
    m_problem->hide();
    if (textOfLevels(*levels) == textOfLevels(spec.levels)) return;
    m_document->editSpecs(
        tr("levels of %1").arg(m_document->subject(layers, row.part)), layers, row.part, [&](quant::QuantSpec& s) {
            if (s.format.family->drawn) s.levels = *levels;
        });
}

} // namespace bitladder::app
