// What the file of the model says: its inputs and outputs, how large it is, and which of its nodes are not offered as
// layers, with the reasons.
#pragma once
#include <QDialog>

namespace bitladder::app
{

class Document;

class ModelDialog : public QDialog
{
    Q_OBJECT

public:
    explicit ModelDialog(const Document& document, QWidget* parent = nullptr);
};

} // namespace bitladder::app
