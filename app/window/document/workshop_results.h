// What the format workshop asks for, and what is computed: a format on the weights of a layer, a printed formula as a
// quantizer, or the picture that is looked at in few bits.
#pragma once
#include "app/window/document/document.h"
#include "core/lesson/posterize.h"
#include "core/lesson/printed_formulas.h"

#include <QImage>
#include <limits>

namespace bitladder::app
{

struct WorkshopQuestion {
    enum class Kind : unsigned char { Nothing, Format, Printed, Picture } kind = Kind::Nothing;
    int layer = -1; // of Format and Printed
    quant::NumberFormat format = quant::kFloat32; // of Format
    std::string printed; // id of the formula
    int bits = 4; // of Printed
    lesson::PosterizeQuestion picture;
    friend bool operator==(const WorkshopQuestion& a, const WorkshopQuestion& b)
    {
        return a.kind == b.kind && a.layer == b.layer && a.format == b.format && a.printed == b.printed
            && a.bits == b.bits && a.picture.bits == b.picture.bits && a.picture.grid == b.picture.grid
            && a.picture.block == b.picture.block && a.picture.rounding == b.picture.rounding;
    }
};

struct WorkshopResult {
    WorkshopQuestion question;
    std::shared_ptr<const model::Model> model;
    // Of a format: SQNR of the layer's weights, as its recipe has them but for the format; NaN: not known.
    double sqnrDb = std::numeric_limits<double>::quiet_NaN();
    struct Rival {
        quant::NumberFormat format;
        double sqnrDb = 0;
    };
    std::vector<Rival> rivals; // of the table, of the same width
    // Magnitudes of the weights in units of the format, |w| / scale: counts by half octave, from 2^(first / 2) on.
    int first = 0;
    std::vector<double> counts;
    int64_t sampleSize = 0; // of so many weights; 0: of all
    // Of a printed formula.
    lesson::PrintedOutcome outcome;
    // Of a picture.
    QImage before, after;
    lesson::Posterized posterized;
    QString failure; // why there is nothing; may be empty
};

} // namespace bitladder::app
