// One node of the network, as a person reads it beside the graph.
#pragma once
#include "app/window/document/document.h"

#include <QList>
#include <QString>

namespace bitladder::app
{

struct NodeFact {
    QString name, value;
    friend bool operator==(const NodeFact&, const NodeFact&) = default;
};

// Name, operator, what flows in and out with its shapes and types, and the attributes; long lists are cut. `id`: of the
// graph's view, where −1 is the first input, −2 the second. Empty where there is no such node.
QList<NodeFact> nodeFacts(const Document& document, int id);

} // namespace bitladder::app
