// Everything that a job needs of the document, by value.
#pragma once
#include "app/window/document/results.h"

namespace bitladder::app
{

struct Snapshot {
    quint64 revision = 0;
    std::shared_ptr<const model::Model> model;
    quant::Recipe recipe;
    std::shared_ptr<const quant::Recipe> baseline; // null: none
    PictureSource picture;
    std::vector<model::InputSource> inputs;
    std::shared_ptr<const std::vector<data::LabelledFile>> files; // that the input which is looked at can take
    std::shared_ptr<const NetworkResult> network; // the latest run; null: none yet
    engine::PrepareOptions machine;
    int featureLayer = -1; // the layer whose output is asked for; −1: none
    int calibrationPictures = Document::kUsualCalibration; // of the files

    bool hasFolder() const { return files->size() >= 2; }
};

} // namespace bitladder::app
