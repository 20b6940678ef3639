// What a network is fed with: for each of its inputs a picture or tensor from a file, or seeded noise.
#pragma once
#include "core/data/folder.h"
#include "core/model/model.h"

#include <span>

namespace bitladder::model
{

// Where one input comes from.
struct InputSource {
    enum class Kind : unsigned char {
        Shown, // the picture or tensor that is looked at; the files of a folder take turns here. At most one input
        File, // always this file
        Noise, // seeded
    };
    Kind kind = Kind::Noise;
    std::filesystem::path file; // of File
    uint32_t seed = 1; // of Noise
    std::optional<data::Preprocessing> rules; // of pictures; none where the input is no picture
    friend bool operator==(const InputSource&, const InputSource&) = default;
};

// As long as nobody says otherwise: the first input that looks like a picture is the one that is looked at, else the
// first of all; the others are noise.
std::vector<InputSource> defaultInputs(const Model& model);
// The position of the input that is looked at.
std::optional<size_t> shownInput(std::span<const InputSource> sources);
// A tensor for every input. The one that is looked at is noise too, until its place is taken.
// Precondition: as many sources as inputs. Fails as readInputFile does.
Result<std::vector<tensor::Tensor>> readInputs(const Model& model, std::span<const InputSource> sources);

// The inputs of a network, one of which is read from file after file.
struct InputBinding {
    std::vector<tensor::Tensor> inputs; // of all inputs
    size_t position = 0; // of the one that changes
    std::optional<data::Preprocessing> rules;

    // Puts a file into its place.
    Result<void> take(const Model& model, const std::filesystem::path& file);
};

// A file as a tensor for one input of the model: .npy, .pb and .csv as they are, pictures preprocessed. A missing batch
// extent is added and the type converted where the numbers allow it; the numbers of a .csv are taken row by row. The
// shape may differ from the model's present one only in extents that are free in the file.
Result<tensor::Tensor> readInputFile(const Model& model, size_t input, const std::filesystem::path& file,
    const std::optional<data::Preprocessing>& rules);
// A picture as a tensor for one input; a network that takes the pixels as a flat vector gets them row by row, and one
// with a fixed batch gets the picture as often as that wants.
Result<tensor::Tensor> pictureInput(const Model& model, size_t input, const data::Picture& picture,
    const data::Preprocessing& rules, const std::string& from);
// How often one picture stands in an input: along a batch that the file fixes, a picture is repeated. 1 elsewhere.
int64_t repeatsOf(const Model& model, size_t input);
// The answer to the first sample: a batch of one of an output that has an answer for each of `batch` samples; else
// the output as it is.
tensor::Tensor firstOfBatch(const tensor::Tensor& output, int64_t batch);
// The first of the files that holds what its name promises, whatever the network makes of it; the first of all where
// none does. Precondition: there is one.
std::filesystem::path firstReadable(std::span<const data::LabelledFile> files);
// A .npy, .pb or .csv file as it is.
Result<tensor::Tensor> readTensorFile(const std::filesystem::path& file);
// Checks and adapts a tensor to an input, as above.
Result<tensor::Tensor> fitInput(const Model& model, size_t input, tensor::Tensor tensor, const std::string& from);

// Seeded noise: floats uniform in 0…1, 8-bit integers uniform over their range, bools and wider integers 0 or 1 (they
// count or index something).
Result<tensor::Tensor> noiseInput(const Model& model, size_t input, uint32_t seed);
Result<std::vector<tensor::Tensor>> noiseInputs(const Model& model, uint32_t seed); // of all inputs, from seed on

} // namespace bitladder::model
