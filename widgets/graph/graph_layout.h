// Places the nodes of an acyclic graph in ranks from top to bottom: ranks by the longest path, few crossings by
// barycentres, straight chains kept vertical. Pure: sizes in, positions out.
#pragma once

#include <QPointF>
#include <QPolygonF>
#include <QSizeF>
#include <vector>

namespace bitladder::widgets
{

struct LayoutEdge {
    int from; // indexes of nodes
    int to;
};

struct LayoutResult {
    std::vector<QPointF> centers; // one a node
    std::vector<int> ranks; // one a node
    std::vector<QPolygonF> routes; // one an edge: points from the source's lower edge to the target's upper edge
};

struct LayoutSpacing {
    double betweenNodes = 28;
    double betweenRanks = 44;
};

// Edges that would close a cycle are drawn, but do not count for the ranks.
LayoutResult layoutGraph(
    const std::vector<QSizeF>& sizes, const std::vector<LayoutEdge>& edges, const LayoutSpacing& spacing = {});

} // namespace bitladder::widgets
