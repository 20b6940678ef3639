#include "app/window/document/document.h"

#include "app/window/document/recipe_command.h"
#include "core/engine/executable.h"
#include "core/exchange/exchange_format.h"
#include "core/exchange/exportable.h"
#include "core/model/layer_names.h"
#include "core/quant/format/family.h"

#include <QCoreApplication>
#include <algorithm>

namespace bitladder::app
{

Document::Document(QObject* parent)
    : QObject(parent)
    , m_exportFormat(exchange::findExchangeFormat("qdq"))
{
}

void Document::setModel(std::shared_ptr<const model::Model> model, quant::Recipe recipe)
{
    if (m_model) emit modelAboutToChange();
    m_model = std::move(model);
    m_layerNames.clear();
    if (m_model)
        for (const std::string& name : model::shownNames(*m_model->graph, m_model->layers))
            m_layerNames << QString::fromStdString(name);
    m_recipe = std::move(recipe);
    m_candidates.clear();
    m_compared = -1;
    m_calibrationPictures = kUsualCalibration;
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
    const bool baselineMoves = state.compared != m_compared || !(state.candidates == m_candidates);
    const bool recipeMoves = !(state.recipe == m_recipe);
    m_recipe = state.recipe;
    m_candidates = state.candidates;
    m_compared = state.compared;
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
    push(text, {std::move(after), m_candidates, m_compared});
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

void Document::setFiles(std::vector<data::LabelledFile> files, std::map<int, std::string> classNames,
    std::filesystem::path folder, int shown)
{
    m_files = std::make_shared<const std::vector<data::LabelledFile>>(std::move(files));
    m_classNames = std::move(classNames);
    m_folder = std::move(folder);
    ++m_revision;
    emit filesChanged();
    if (!m_files->empty()) setCurrentFile(shown);
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

void Document::setExportFormat(const exchange::ExchangeFormat* format)
{
    if (format == m_exportFormat) return;
    m_exportFormat = format;
    emit exportFormatChanged();
}

void Document::makeExportable()
{
    if (!m_exportFormat || !m_model) return;
    edit(tr("make exportable as %1").arg(QCoreApplication::translate("Exchange", m_exportFormat->label)),
        exchange::madeExportable(*m_exportFormat, *m_model->graph, m_recipe));
}

void Document::setCalibrationPictures(int count)
{
    count = std::clamp(count, 1, kMostCalibration);
    if (count == m_calibrationPictures) return;
    m_calibrationPictures = count;
    ++m_revision;
    emit calibrationPicturesChanged();
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
    emit recipeFileChanged();
}

} // namespace bitladder::app
