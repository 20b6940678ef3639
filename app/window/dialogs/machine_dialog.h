// A dialog that shows, for every pair of formats, the kernel that executes it at each instruction set level.
#pragma once
#include <QDialog>

#include "core/measure/machine.h"

namespace bitladder::app
{

class MachineDialog : public QDialog
{
    Q_OBJECT

public:
    explicit MachineDialog(QWidget* parent = nullptr);

    // The rows of the table: every format with itself, then the mixed pairs that people use.
    static std::vector<measure::FormatPair> pairs();
};

} // namespace bitladder::app
