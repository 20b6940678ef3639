// The numbers that the range and rounding methods of the selected layers can be told: a percentile, an exponent, a
// seed.
#pragma once
#include "app/window/document/document.h"

#include <QStringList>
#include <QWidget>

class QFormLayout;

namespace bitladder::app
{

// Hidden while there is none.
class RangeParameters : public QWidget
{
    Q_OBJECT

public:
    explicit RangeParameters(Document* document, QWidget* parent = nullptr);

private:
    void refresh();

    Document* m_document;
    QFormLayout* m_form;
    QStringList m_formOf; // what the boxes are of; they are not made anew while it stays
};

} // namespace bitladder::app
