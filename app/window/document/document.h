// The document: the model, the recipe with its undo history, the pictures, and the selection. Every edit goes through
// the document; views read it and listen to its signals, and keep no copies. Belongs to the window's thread.
#pragma once
#include "core/data/folder.h"
#include "core/model/inputs.h"
#include "core/quant/recipe.h"
#include "widgets/control/edit_types.h"

#include <QList>
#include <QObject>
#include <QUndoStack>
#include <functional>
#include <memory>
#include <vector>

namespace bitladder::exchange
{
struct ExchangeFormat;
}

namespace bitladder::app
{

using widgets::EditPhase;
using widgets::Part;

// Where the network's input comes from.
struct PictureSource {
    std::filesystem::path file; // or
    std::optional<data::Picture> picture; // pasted, drawn
    int serial = 0; // tells two pasted pictures apart
    friend bool operator==(const PictureSource& a, const PictureSource& b)
    {
        return a.file == b.file && a.serial == b.serial;
    }
    bool empty() const { return file.empty() && !picture; }
};

// A recipe that was kept under a name, to compare with.
struct Candidate {
    QString name;
    std::shared_ptr<const quant::Recipe> recipe; // never null
    friend bool operator==(const Candidate& a, const Candidate& b)
    {
        return a.name == b.name && (a.recipe == b.recipe || *a.recipe == *b.recipe);
    }
};

// "W4A8" where all layers are alike; else the range of widths, "W2–8 A8".
QString formatsText(const quant::Recipe& recipe);

// What undo and redo restore: the recipe that is edited, the candidates, and which of them is compared with.
struct DocumentState {
    quant::Recipe recipe;
    std::vector<Candidate> candidates;
    int compared = -1; // −1: none
    friend bool operator==(const DocumentState&, const DocumentState&) = default;
};

// The undo history as plain values: where it starts, and each step with its text.
struct History {
    struct Step {
        QString text;
        DocumentState after;
        friend bool operator==(const Step&, const Step&) = default;
    };
    DocumentState start;
    std::vector<Step> steps;
    int position = 0; // how many of the steps are done
    int saved = -1; // after so many of the steps the recipe was saved; −1: after none of them
    friend bool operator==(const History&, const History&) = default;
};

// Which of the network's outputs is looked at, and as what; without a kind it is decided by the output itself.
enum class OutputKind : unsigned char { Classes, Picture, Labels, Maps, List, Boxes };
struct OutputChoice {
    int output = 0;
    std::optional<OutputKind> kind;
    friend bool operator==(const OutputChoice&, const OutputChoice&) = default;
};

class Document : public QObject
{
    Q_OBJECT

public:
    explicit Document(QObject* parent = nullptr);

    const std::shared_ptr<const model::Model>& model() const { return m_model; }
    // As it is shown: short, and different for every layer. Precondition: layer is one of the model's.
    QString layerName(int layer) const { return m_layerNames[layer]; }
    const quant::Recipe& recipe() const { return m_recipe; }
    QUndoStack* undoStack() { return &m_undo; }
    // Grows with everything that changes what the network computes.
    quint64 revision() const { return m_revision; }

    // A new model: the recipe is the given one (for its layers), history and selection start anew.
    void setModel(std::shared_ptr<const model::Model> model, quant::Recipe recipe);

    // --- undoable edits. `text` names what was done. Edits of one gesture (Begin … End) become one step. ---
    void edit(const QString& text, quant::Recipe after, EditPhase phase = EditPhase::End);
    // Changes the specs of a part of some layers; locked layers stay as they are.
    void editSpecs(const QString& text, const QList<int>& layers, Part part,
        const std::function<void(quant::QuantSpec&)>& change, EditPhase phase = EditPhase::End);
    void setWidth(const QList<int>& layers, Part part, int bits, EditPhase phase);
    void setFormat(const QList<int>& layers, Part part, const quant::NumberFormat& format);
    void setLock(const QList<int>& layers, quant::Lock lock);
    void applyPreset(const quant::Preset& preset, quant::FirstLast ends);

    const quant::QuantSpec& spec(int layer, Part part) const;
    // How steps name what they change: "conv1 weights", "3 layers activations", "all layers weights".
    QString subject(const QList<int>& layers, Part part) const;
    QString layersText(const QList<int>& layers) const;

    // --- candidates: recipes under names, one of which is compared with while editing goes on. What changes them is
    // one undoable step each. ---
    const std::vector<Candidate>& candidates() const { return m_candidates; }
    int comparedCandidate() const { return m_compared; } // −1: none
    // The recipe that is compared with; null: none.
    const std::shared_ptr<const quant::Recipe>& baseline() const;
    QString baselineName() const; // empty: none
    // Keeps the present recipe and compares with it from now on. One that is kept already is not kept twice. Without
    // a name it gets one after its formats.
    void makeBaseline(const QString& name = {});
    void compareWith(int candidate); // −1: with none
    void swapBaseline(); // keeps the present recipe and edits the one that was compared with
    void adoptBaseline(); // the present recipe becomes what the baseline is, which stays
    void dropBaseline(); // the candidate that is compared with goes
    void renameBaseline(const QString& name);

    // The newest steps, at most so many, and the present one always among them.
    History history(int most) const;
    // Takes the place of recipe, candidates and undo stack at once. The layers must be the model's. `recipeFile`: that
    // it was loaded from or saved in; empty: none.
    void restore(const History& history, const std::filesystem::path& recipeFile = {});
    // Says anew what each step did, as far as the recipes tell: for a history in another language.
    History retold(History history) const;

    // --- selection: positions of layers, the last one is the current ---
    const QList<int>& selection() const { return m_selection; }
    int currentLayer() const { return m_selection.isEmpty() ? -1 : m_selection.last(); }
    void setSelection(const QList<int>& layers);
    // The selection, or all layers where nothing is selected.
    QList<int> targets() const;

    // --- pictures ---
    const std::vector<data::LabelledFile>& files() const { return *m_files; }
    // The same list for whoever computes with it; another list is another pointer.
    const std::shared_ptr<const std::vector<data::LabelledFile>>& sharedFiles() const { return m_files; }
    const std::map<int, std::string>& classNames() const { return m_classNames; }
    const PictureSource& picture() const { return m_picture; }
    void setFiles(std::vector<data::LabelledFile> files, std::map<int, std::string> classNames,
        std::filesystem::path folder,
        int shown = 0); // the file that is looked at
    void setPicture(PictureSource source);
    void setCurrentFile(int index);
    const std::filesystem::path& folder() const { return m_folder; }
    int labelOf(const PictureSource& source) const; // −1: not known

    // --- where the network's inputs come from, one entry for each ---
    const std::vector<model::InputSource>& inputs() const { return m_inputs; }
    void setInputs(std::vector<model::InputSource> inputs);
    std::optional<size_t> shownInput() const { return model::shownInput(m_inputs); }
    // How pictures become the input that is looked at; none where it is no picture.
    const std::optional<data::Preprocessing>& preprocessing() const;
    void setPreprocessing(const data::Preprocessing& rules);

    // So many pictures of the folder calibrate, spread evenly over it.
    static constexpr int kUsualCalibration = 16, kMostCalibration = 4096;
    int calibrationPictures() const { return m_calibrationPictures; }
    void setCalibrationPictures(int count);

    // The format whose obstacles are marked while editing; null: none.
    const exchange::ExchangeFormat* exportFormat() const { return m_exportFormat; }
    void setExportFormat(const exchange::ExchangeFormat* format);
    // Changes the layers that it cannot hold as little as helps; one step.
    void makeExportable();

    const OutputChoice& outputChoice() const { return m_outputChoice; }
    void setOutputChoice(const OutputChoice& choice);

    // The last saved or loaded recipe file; empty: none.
    const std::filesystem::path& recipeFile() const { return m_recipeFile; }
    void setRecipeFile(const std::filesystem::path& file);

signals:
    void modelAboutToChange(); // what is open is about to go
    void modelChanged();
    void recipeChanged();
    void baselineChanged();
    void selectionChanged();
    void filesChanged();
    void pictureChanged();
    void inputsChanged();
    void preprocessingChanged();
    void outputChoiceChanged();
    void calibrationPicturesChanged();
    void exportFormatChanged();
    void recipeFileChanged(); // the recipe was saved or loaded

private:
    friend class RecipeCommand;
    void setState(const DocumentState& state);
    void push(const QString& text, DocumentState after);
    QString widthText(const quant::Recipe& before, const quant::Recipe& after) const;
    QString stepText(const DocumentState& before, const DocumentState& after) const;
    QString freeName(const QString& name) const;
    DocumentState state() const { return {m_recipe, m_candidates, m_compared}; }

    std::shared_ptr<const model::Model> m_model;
    QStringList m_layerNames;
    quant::Recipe m_recipe;
    std::vector<Candidate> m_candidates;
    int m_compared = -1;
    int m_calibrationPictures = kUsualCalibration;
    const exchange::ExchangeFormat* m_exportFormat = nullptr; // what a person takes along does not depend on the model
    QUndoStack m_undo;
    quint64 m_revision = 0;
    int m_gesture = 0;
    bool m_inGesture = false;
    quant::Recipe m_gestureStart; // what the gesture that goes on began with
    QList<int> m_selection;
    std::shared_ptr<const std::vector<data::LabelledFile>> m_files
        = std::make_shared<const std::vector<data::LabelledFile>>();
    std::map<int, std::string> m_classNames;
    std::filesystem::path m_folder;
    PictureSource m_picture;
    OutputChoice m_outputChoice;
    std::vector<model::InputSource> m_inputs;
    std::filesystem::path m_recipeFile;
};

} // namespace bitladder::app
