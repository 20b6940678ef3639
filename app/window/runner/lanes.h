// The lanes: what runs beside what. Each is one worker thread; this table says which there are.
#pragma once
#include "app/window/runner/worker.h"

#include <span>

namespace bitladder::app
{

enum class LaneId : unsigned char {
    Open,
    List,
    Export,
    Network,
    Kernels,
    Layer,
    Detail,
    Curve,
    Features,
    Ways,
    Measures,
    Workshop,
    Lesson,
    Search,
    Ladder,
    Sensitivity,
    Blame,
    Advice,
    Energy,
    Train
};

struct LaneSpec {
    LaneId id;
    Priority priority;
    Policy policy;
    MeasuringGate::Entry entry;
};

// In the order in which their progress is shown: a person looks at one line of it.
inline constexpr LaneSpec kLanes[] = {
    {LaneId::Open, Priority::Normal, Policy::NewestWins, MeasuringGate::Entry::Urgent},
    {LaneId::List, Priority::Normal, Policy::NewestWins, MeasuringGate::Entry::Urgent},
    {LaneId::Export, Priority::Normal, Policy::Queue, MeasuringGate::Entry::Patient},
    {LaneId::Network, Priority::Normal, Policy::NewestWins, MeasuringGate::Entry::Urgent},
    {LaneId::Kernels, Priority::Normal, Policy::NewestWins, MeasuringGate::Entry::Patient},
    // Short, and a hand waits for it.
    {LaneId::Layer, Priority::High, Policy::NewestWins, MeasuringGate::Entry::Urgent},
    {LaneId::Detail, Priority::Normal, Policy::NewestWins, MeasuringGate::Entry::Patient},
    // Asked by the layer's job, so it goes last.
    {LaneId::Curve, Priority::Low, Policy::NewestWins, MeasuringGate::Entry::Patient},
    {LaneId::Features, Priority::Normal, Policy::NewestWins, MeasuringGate::Entry::Urgent},
    {LaneId::Measures, Priority::Normal, Policy::NewestWins, MeasuringGate::Entry::Patient},
    // Short, and a hand waits for it.
    {LaneId::Workshop, Priority::Normal, Policy::NewestWins, MeasuringGate::Entry::Urgent},
    {LaneId::Lesson, Priority::Normal, Policy::NewestWins, MeasuringGate::Entry::Patient},
    {LaneId::Ways, Priority::Low, Policy::NewestWins, MeasuringGate::Entry::Patient},
    // Studies of the whole network.
    {LaneId::Blame, Priority::Low, Policy::NewestWins, MeasuringGate::Entry::Patient},
    {LaneId::Ladder, Priority::Low, Policy::NewestWins, MeasuringGate::Entry::Patient},
    {LaneId::Energy, Priority::Low, Policy::NewestWins, MeasuringGate::Entry::Patient},
    {LaneId::Advice, Priority::Low, Policy::NewestWins, MeasuringGate::Entry::Patient},
    {LaneId::Sensitivity, Priority::Low, Policy::NewestWins, MeasuringGate::Entry::Patient},
    {LaneId::Search, Priority::Low, Policy::NewestWins, MeasuringGate::Entry::Patient},
    {LaneId::Train, Priority::Normal, Policy::NewestWins, MeasuringGate::Entry::Patient},
};

} // namespace bitladder::app
