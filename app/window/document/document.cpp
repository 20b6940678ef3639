#include "app/window/document/document.h"

#include "core/engine/executable.h"
#include "core/model/layer_names.h"
#include "core/quant/format/family.h"

#include <QSet>
#include <QUndoCommand>
#include <algorithm>

namespace bitladder::app
{

// Holds the state before and after: recipes are small. Edits of one gesture merge; a gesture that ends where it began
// leaves no step behind.
class RecipeCommand : public QUndoCommand
{
public:
    RecipeCommand(Document* document, const QString& text, DocumentState before, DocumentState after, int gesture)
        : QUndoCommand(text)
        , m_document(document)
        , m_before(std::move(before))
        , m_after(std::move(after))
        , m_gesture(gesture)
    {
    }
    const DocumentState& before() const { return m_before; }
    const DocumentState& after() const { return m_after; }
    void undo() override { m_document->setState(m_before); }
    void redo() override { m_document->setState(m_after); }
    int id() const override { return 1; }
    bool mergeWith(const QUndoCommand* next) override
    {
        const auto* other = static_cast<const RecipeCommand*>(next);
        if (other->m_gesture != m_gesture) return false;
        m_after = other->m_after;
        setText(other->text());
        setObsolete(m_after == m_before);
        return true;
    }

private:
    Document* m_document;
    DocumentState m_before, m_after;
    int m_gesture;
};

Document::Document(QObject* parent)
    : QObject(parent)
{
}

void Document::setModel(std::shared_ptr<const model::Model> model, quant::Recipe recipe)
{
    m_model = std::move(model);
    m_layerNames.clear();
    if (m_model)
        for (const std::string& name : model::shownNames(*m_model->graph, m_model->layers))
            m_layerNames << QString::fromStdString(name);
    m_recipe = std::move(recipe);
    m_baseline.reset();
    m_undo.clear();
    m_inGesture = false;
    m_recipeFile.clear();
    m_selection.clear();
    m_files = std::make_shared<const std::vector<data::LabelledFile>>();
    m_classNames.clear();
    m_folder.clear();
    m_picture = {};
    m_outputChoice = {};
    m_inputs = m_model ? model::defaultInputs(*m_model) : std::vector<model::InputSource> {};
    ++m_revision;
    emit modelChanged();
    emit filesChanged();
    emit inputsChanged();
    emit preprocessingChanged();
    emit baselineChanged();
    emit recipeChanged();
    // The layer with the most weights has the most to show.
    if (!m_model || m_model->layers.empty()) return;
    const auto& layers = m_model->layers;
    setSelection({static_cast<int>(std::ranges::max_element(layers, {}, &graph::Layer::parameters) - layers.begin())});
}

void Document::setState(const DocumentState& state)
{
    const bool baselineMoves = !(DocumentState {m_recipe, state.baseline} == this->state());
    const bool recipeMoves = !(state.recipe == m_recipe);
    m_recipe = state.recipe;
    m_baseline = state.baseline;
    if (baselineMoves) emit baselineChanged();
    if (!recipeMoves) return;
    ++m_revision;
    emit recipeChanged();
}

void Document::push(const QString& text, DocumentState after)
{
    m_undo.push(new RecipeCommand(this, text, state(), std::move(after), m_gesture));
}

void Document::edit(const QString& text, quant::Recipe after, EditPhase phase)
{
    // Outside a gesture, and at its beginning, a new step starts.
    if (phase == EditPhase::Begin || !m_inGesture) {
        ++m_gesture;
        m_gestureStart = m_recipe;
    }
    m_inGesture = phase == EditPhase::Begin || (m_inGesture && phase == EditPhase::Drag);
    if (m_model) engine::fitToLayers(m_model->layers, after);
    if (after == m_recipe) return;
    push(text, {std::move(after), m_baseline});
}

void Document::editSpecs(const QString& text, const QList<int>& layers, Part part,
    const std::function<void(quant::QuantSpec&)>& change, EditPhase phase)
{
    quant::Recipe after = m_recipe;
    for (const int i : layers) {
        if (i < 0 || i >= static_cast<int>(after.layers.size())) continue;
        auto& layer = after.layers[static_cast<size_t>(i)];
        if (layer.lock == quant::Lock::Locked) continue;
        change(part == Part::Weights ? layer.weights : layer.activations);
    }
    edit(text, std::move(after), phase);
}

QString Document::layersText(const QList<int>& layers) const
{
    if (layers.size() == 1) return layerName(layers.first());
    if (layers.size() == static_cast<int>(m_recipe.layers.size())) return tr("all layers");
    return tr("%n layers", nullptr, static_cast<int>(layers.size()));
}

QString Document::subject(const QList<int>& layers, Part part) const
{
    return tr("%1 %2", "conv1 weights")
        .arg(layersText(layers), part == Part::Weights ? tr("weights") : tr("activations"));
}

// What happened between two recipes, in widths: "conv1 weights 8 → 4 bits".
QString Document::widthText(const quant::Recipe& before, const quant::Recipe& after) const
{
    QList<int> layers;
    QSet<int> from, to, steps;
    bool weights = false, activations = false;
    for (size_t i = 0; i < after.layers.size(); ++i) {
        const auto &b = before.layers[i], &a = after.layers[i];
        const auto compare = [&](const quant::QuantSpec& old, const quant::QuantSpec& now, bool& part) {
            if (old.format == now.format) return false;
            from << old.format.bits;
            to << now.format.bits;
            steps << now.format.bits - old.format.bits;
            return part = true;
        };
        const bool w = compare(b.weights, a.weights, weights), n = compare(b.activations, a.activations, activations);
        if (w || n) layers << static_cast<int>(i);
    }
    if (layers.isEmpty()) return {};
    const QString who = weights && activations ? tr("%1 weights and activations").arg(layersText(layers))
                                               : subject(layers, weights ? Part::Weights : Part::Activations);
    if (from.size() == 1 && to.size() == 1) return tr("%1 %2 → %3 bits").arg(who).arg(*from.begin()).arg(*to.begin());
    if (to.size() == 1) return tr("%1 → %2 bits", "from different widths").arg(who).arg(*to.begin());
    if (steps.size() == 1) {
        const int step = *steps.begin();
        return step > 0 ? tr("%1 up by %n bits", nullptr, step).arg(who)
                        : tr("%1 down by %n bits", nullptr, -step).arg(who);
    }
    return tr("%1: widths").arg(who);
}

namespace
{

// A family that no stop of the dial stands for stays, where it has the width; else the dial's meaning counts.
quant::NumberFormat formatOnDial(const quant::FormatFamily& present, int bits)
{
    for (int stop = quant::kMinBits; stop <= quant::kMaxBits; ++stop)
        if (quant::dialFormat(stop).family == &present) return quant::dialFormat(bits);
    return present.has(bits) ? present.at(bits) : quant::dialFormat(bits);
}

} // namespace

void Document::setWidth(const QList<int>& layers, Part part, int bits, EditPhase phase)
{
    if (layers.isEmpty()) return;
    quant::Recipe after = m_recipe;
    for (const int i : layers) {
        auto& layer = after.layers[static_cast<size_t>(i)];
        if (layer.lock == quant::Lock::Locked) continue;
        quant::QuantSpec& spec = part == Part::Weights ? layer.weights : layer.activations;
        spec.format = formatOnDial(*spec.format.family, bits);
    }
    // A gesture is one step, named by all that it did and not by its last move.
    const bool goesOn = m_inGesture && phase != EditPhase::Begin;
    edit(widthText(goesOn ? m_gestureStart : m_recipe, after), after, phase);
}

void Document::setFormat(const QList<int>& layers, Part part, const quant::NumberFormat& format)
{
    if (layers.isEmpty()) return;
    const QString text = tr("%1 → %2").arg(subject(layers, part), QString::fromStdString(quant::name(format)));
    editSpecs(text, layers, part, [&](quant::QuantSpec& s) { s.format = format; });
}

void Document::setLock(const QList<int>& layers, quant::Lock lock)
{
    if (layers.isEmpty()) return;
    quant::Recipe after = m_recipe;
    for (const int i : layers)
        after.layers[static_cast<size_t>(i)].lock = lock;
    edit(lock == quant::Lock::Locked ? tr("lock %1").arg(layersText(layers)) : tr("unlock %1").arg(layersText(layers)),
        std::move(after));
}

void Document::applyPreset(const quant::Preset& preset, quant::FirstLast ends)
{
    quant::Recipe after = m_recipe;
    quant::apply(after, preset, ends);
    const QString name = QString::fromUtf8(preset.name.data(), static_cast<int>(preset.name.size()));
    edit(ends == quant::FirstLast::At8 ? tr("preset %1, ends at 8 bits").arg(name) : tr("preset %1").arg(name),
        std::move(after));
}

const quant::QuantSpec& Document::spec(int layer, Part part) const
{
    const auto& l = m_recipe.layers[static_cast<size_t>(layer)];
    return part == Part::Weights ? l.weights : l.activations;
}

void Document::makeBaseline()
{
    if (!m_model || (m_baseline && *m_baseline == m_recipe)) return;
    ++m_gesture;
    push(tr("keep as A"), {m_recipe, std::make_shared<const quant::Recipe>(m_recipe)});
}

void Document::swapBaseline()
{
    if (!m_baseline) return;
    ++m_gesture;
    push(tr("swap A and B"), {*m_baseline, std::make_shared<const quant::Recipe>(m_recipe)});
}

void Document::adoptBaseline()
{
    if (!m_baseline || *m_baseline == m_recipe) return;
    ++m_gesture;
    push(tr("adopt A"), {*m_baseline, m_baseline});
}

void Document::dropBaseline()
{
    if (!m_baseline) return;
    ++m_gesture;
    push(tr("drop A"), {m_recipe, nullptr});
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
    return history;
}

void Document::restore(const History& history)
{
    m_undo.clear();
    m_inGesture = false;
    {
        // Views hear once, when all is in place.
        const QSignalBlocker quiet(this);
        setState(history.start);
        for (const auto& step : history.steps) {
            ++m_gesture;
            push(step.text, step.after);
        }
        m_undo.setIndex(std::clamp(history.position, 0, m_undo.count()));
    }
    ++m_revision;
    emit baselineChanged();
    emit recipeChanged();
}

void Document::setSelection(const QList<int>& layers)
{
    if (layers == m_selection) return;
    m_selection = layers;
    emit selectionChanged();
}

QList<int> Document::targets() const
{
    if (!m_selection.isEmpty()) return m_selection;
    QList<int> all;
    for (size_t i = 0; i < m_recipe.layers.size(); ++i)
        all << static_cast<int>(i);
    return all;
}

void Document::setFiles(
    std::vector<data::LabelledFile> files, std::map<int, std::string> classNames, std::filesystem::path folder)
{
    m_files = std::make_shared<const std::vector<data::LabelledFile>>(std::move(files));
    m_classNames = std::move(classNames);
    m_folder = std::move(folder);
    ++m_revision;
    emit filesChanged();
    if (!m_files->empty()) setCurrentFile(0);
}

void Document::setPicture(PictureSource source)
{
    m_picture = std::move(source);
    ++m_revision;
    emit pictureChanged();
}

void Document::setCurrentFile(int index)
{
    if (index < 0 || index >= static_cast<int>(m_files->size())) return;
    setPicture({(*m_files)[static_cast<size_t>(index)].file, {}, 0});
}

int Document::labelOf(const PictureSource& source) const
{
    if (source.file.empty()) return -1;
    const auto it = std::ranges::find(*m_files, source.file, &data::LabelledFile::file);
    return it == m_files->end() ? -1 : it->label;
}

void Document::setInputs(std::vector<model::InputSource> inputs)
{
    if (!m_model || inputs.size() != m_inputs.size() || inputs == m_inputs) return;
    const auto rules = preprocessing();
    m_inputs = std::move(inputs);
    ++m_revision;
    emit inputsChanged();
    if (preprocessing() != rules) emit preprocessingChanged();
}

const std::optional<data::Preprocessing>& Document::preprocessing() const
{
    static const std::optional<data::Preprocessing> kNone;
    const auto shown = shownInput();
    return shown ? m_inputs[*shown].rules : kNone;
}

void Document::setPreprocessing(const data::Preprocessing& rules)
{
    auto inputs = m_inputs;
    if (const auto shown = shownInput()) inputs[*shown].rules = rules;
    setInputs(std::move(inputs));
}

void Document::setOutputChoice(const OutputChoice& choice)
{
    if (choice == m_outputChoice) return;
    m_outputChoice = choice;
    emit outputChoiceChanged();
}

void Document::setRecipeFile(const std::filesystem::path& file)
{
    m_recipeFile = file;
    m_undo.setClean();
}

} // namespace bitladder::app
