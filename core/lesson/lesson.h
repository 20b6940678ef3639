// Lessons: guided tours that ask, one file each in resources/lessons. A lesson is data. Its steps set the program up,
// ask for a prediction, for a formula, or for a goal to be reached; what is right comes from the figures of that
// moment, never from the file. resources/lessons/README.md explains the file.
#pragma once
#include "core/lesson/figures.h"
#include "core/quant/recipe.h"

#include <filesystem>
#include <map>

namespace bitladder::lesson
{

// What is asked for of some layers; a part that is not spoken of stays as it is.
struct Edit {
    std::string layers; // "all", "first", "last", "largest" (the one with the most weights), or a layer's name
    std::optional<quant::QuantSpec> weights, activations;
    friend bool operator==(const Edit&, const Edit&) = default;
};

// How the program stands for a step.
struct Scene {
    std::string page; // an id of the window's table of pages; empty: the one that is shown
    bool activations = false; // on the distribution page
    std::string section; // of the workshop: an id of workshopParts(); empty: the one that is shown
    std::string select; // layers as above; empty: as they are
    std::vector<Edit> edits;
    std::optional<std::vector<quant::MethodChoice>> methods; // none: as they are
    std::string look; // the part of the window to look at: an id of lookPlaces(); empty: none
    bool empty() const { return page.empty() && select.empty() && edits.empty() && !methods && look.empty(); }
    friend bool operator==(const Scene&, const Scene&) = default;
};
// The parts of the window that a step may point at.
std::span<const std::string_view> lookPlaces();
// The sections of the page "workshop".
std::span<const std::string_view> workshopParts();

// A number or one of several answers, given before the figures are shown.
struct Prediction {
    struct Option {
        std::string text;
        std::string when; // a formula of figures: this one is right where it holds
    };
    // A curve against widths, drawn by hand: at each of them the answer is measured with those layers at that width.
    struct Curve {
        enum class Part : unsigned char { Weights, Activations, Both };
        static constexpr size_t kMostPoints = 16;
        std::vector<int> bits; // 2 to kMostPoints of them, each once, descending
        std::string layers = "all"; // as in Edit
        Part part = Part::Both;
        double low = 0, high = 1; // ends of the drawing, as values are typed: a share in percent
        friend bool operator==(const Curve&, const Curve&) = default;
    };
    std::string question;
    std::vector<Option> options; // empty: a number is asked for, or a curve
    std::optional<Curve> curve;
    std::string answer; // a formula of figures: the number, or the curve's value at one width
    Unit unit = Unit::Number; // of the number; a share is given in percent
    // How far off may be, as a share of the answer; of decibels: in dB; of a curve: on average, as a share of the
    // drawing's height.
    double tolerance = 0.1;
    Scene reveal; // what is set up once the prediction is locked; empty: the step's own scene stands
};

// Goals that are looked at while the learner works; all of them have to hold.
struct Task {
    struct Goal {
        std::string text;
        std::string when; // a formula of figures
    };
    std::vector<Goal> goals;
};

// A formula to write, checked on values.
struct FormulaQuestion {
    struct Mistake {
        std::string formula, why; // a usual wrong one, recognized by its values
    };
    std::string question;
    std::string answer; // the right formula
    std::vector<std::string> variables;
    std::vector<std::vector<double>> cases; // values of the variables, in their order
    std::vector<Mistake> mistakes;
};

struct Step {
    std::string title, text;
    Scene scene;
    // At most one of these; none: the step shows something.
    std::optional<Prediction> prediction;
    std::optional<Task> task;
    std::optional<FormulaQuestion> formula;
    Scene solution; // of a task: one way to reach its goals; tests play it
    std::vector<std::string> hints;
    std::string explanation; // after the answer
    bool asks() const { return prediction || task || formula; }
};

struct Lesson {
    static constexpr int kVersion = 2; // 1: without questions
    static constexpr size_t kMostBytes = size_t {1} << 18;

    std::string id; // of the file's name
    std::string title;
    std::string sample; // what its texts speak of
    std::vector<Step> steps; // at least one
    std::vector<std::string> reading; // references, as they are printed
};

// `from` names the text in errors. What is missing, unknown or misspelt is refused with its place: the step and the
// field. Formulas and the braces of texts are checked against the tables of figures.
Result<Lesson> lessonFromJson(const std::string& text, const std::string& from);
// Puts the words of another language into the lesson, step by step.
Result<void> translate(Lesson& lesson, const std::string& words);
// The file, and the words beside it in FOLDER/LANGUAGE/ where they are there.
Result<Lesson> readLesson(const std::filesystem::path& path, const std::string& language = "en");

// `recipe` as the scene wants it: its edits one after the other, and its methods. Locked layers stay.
quant::Recipe applied(const Scene& scene, const model::Model& model, quant::Recipe recipe);

// What has to be computed for the step to be checked and its texts to be filled in.
std::vector<Needs> needsOf(const Step& step);

} // namespace bitladder::lesson
