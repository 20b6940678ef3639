// Candidates, and the history as plain values.
#include "app/window/document/recipe_command.h"
#include "app/window/document/texts.h"

#include <algorithm>

namespace bitladder::app
{

QString formatsText(const quant::Recipe& recipe)
{
    const auto widths = [&](auto spec) {
        const auto [least, most]
            = std::ranges::minmax(recipe.layers, {}, [&](const auto& layer) { return spec(layer).format.bits; });
        const int low = spec(least).format.bits, high = spec(most).format.bits;
        return low == high ? QString::number(low) : QStringLiteral("%1–%2").arg(low).arg(high);
    };
    if (recipe.layers.empty()) return QStringLiteral("–");
    const QString w = widths([](const quant::LayerRecipe& layer) { return layer.weights; });
    const QString a = widths([](const quant::LayerRecipe& layer) { return layer.activations; });
    const bool ranges = w.contains(QChar(0x2013)) || a.contains(QChar(0x2013));
    QString text = QStringLiteral("W%1%2A%3").arg(w, ranges ? QStringLiteral(" ") : QString(), a);
    for (const auto& method : recipe.methods)
        if (method.on) text += QStringLiteral(" + ") + toText(method.method);
    return text;
}

const std::shared_ptr<const quant::Recipe>& Document::baseline() const
{
    static const std::shared_ptr<const quant::Recipe> kNone;
    return m_compared < 0 ? kNone : m_candidates[static_cast<size_t>(m_compared)].recipe;
}

QString Document::baselineName() const
{
    return m_compared < 0 ? QString() : m_candidates[static_cast<size_t>(m_compared)].name;
}

// The name, with a number behind it where a candidate has it already.
QString Document::freeName(const QString& name) const
{
    QString free = name;
    for (int number = 2; std::ranges::count(m_candidates, free, &Candidate::name) > 0; ++number)
        free = QStringLiteral("%1 (%2)").arg(name).arg(number);
    return free;
}

void Document::makeBaseline(const QString& name)
{
    if (!m_model) return;
    const auto kept = std::ranges::find_if(m_candidates, [this](const Candidate& c) { return *c.recipe == m_recipe; });
    if (kept != m_candidates.end()) {
        compareWith(static_cast<int>(kept - m_candidates.begin()));
        return;
    }
    ++m_gesture;
    DocumentState after = state();
    after.compared = static_cast<int>(after.candidates.size());
    after.candidates.push_back(
        {freeName(name.isEmpty() ? formatsText(m_recipe) : name), std::make_shared<const quant::Recipe>(m_recipe)});
    const QString text = tr("keep %1").arg(after.candidates.back().name); // before it is moved away
    push(text, std::move(after));
}

void Document::compareWith(int candidate)
{
    if (candidate == m_compared || candidate < -1 || candidate >= static_cast<int>(m_candidates.size())) return;
    ++m_gesture;
    DocumentState after = state();
    after.compared = candidate;
    const QString text = candidate < 0
        ? tr("compare with none")
        : tr("compare with %1").arg(after.candidates[static_cast<size_t>(candidate)].name);
    push(text, std::move(after));
}

void Document::swapBaseline()
{
    if (m_compared < 0 || *baseline() == m_recipe) return;
    ++m_gesture;
    DocumentState after = state();
    after.recipe = *baseline();
    const auto kept = std::ranges::find_if(m_candidates, [this](const Candidate& c) { return *c.recipe == m_recipe; });
    after.compared = static_cast<int>(kept - m_candidates.begin());
    if (kept == m_candidates.end())
        after.candidates.push_back({freeName(formatsText(m_recipe)), std::make_shared<const quant::Recipe>(m_recipe)});
    const QString text = tr("edit %1, compare with %2")
                             .arg(baselineName(), after.candidates[static_cast<size_t>(after.compared)].name);
    push(text, std::move(after));
}

void Document::adoptBaseline()
{
    if (m_compared < 0 || *baseline() == m_recipe) return;
    ++m_gesture;
    push(tr("adopt %1").arg(baselineName()), {*baseline(), m_candidates, m_compared});
}

void Document::dropBaseline()
{
    if (m_compared < 0) return;
    ++m_gesture;
    DocumentState after = state();
    after.candidates.erase(after.candidates.begin() + m_compared);
    after.compared = -1;
    push(tr("drop %1").arg(baselineName()), std::move(after));
}

void Document::renameBaseline(const QString& name)
{
    if (m_compared < 0 || name.isEmpty() || name == baselineName()) return;
    ++m_gesture;
    DocumentState after = state();
    after.candidates[static_cast<size_t>(m_compared)].name = freeName(name);
    push(tr("rename %1 to %2").arg(baselineName(), name), std::move(after));
}

History Document::history(int most) const
{
    const auto step = [this](int i) { return static_cast<const RecipeCommand*>(m_undo.command(i)); };
    History history;
    // The present step must lie in the window, however far a person has gone back.
    const int first = std::min(std::max(0, m_undo.count() - most), m_undo.index());
    const int last = std::min(m_undo.count(), first + most);
    history.start = first < m_undo.count() ? step(first)->before() : state();
    for (int i = first; i < last; ++i)
        history.steps.push_back({m_undo.text(i), step(i)->after()});
    history.position = m_undo.index() - first;
    const int saved = m_undo.cleanIndex();
    if (saved >= first && saved <= last) history.saved = saved - first;
    return history;
}

void Document::restore(const History& history, const std::filesystem::path& recipeFile)
{
    m_undo.clear();
    m_inGesture = false;
    m_recipeFile = recipeFile;
    {
        // Views hear once, when all is in place.
        const QSignalBlocker quiet(this);
        setState(history.start);
        for (const auto& step : history.steps) {
            ++m_gesture;
            push(step.text, step.after);
        }
        m_undo.resetClean();
        if (history.saved >= 0 && history.saved <= m_undo.count()) {
            m_undo.setIndex(history.saved);
            m_undo.setClean();
        }
        m_undo.setIndex(std::clamp(history.position, 0, m_undo.count()));
    }
    ++m_revision;
    emit baselineChanged();
    emit recipeChanged();
}

} // namespace bitladder::app
