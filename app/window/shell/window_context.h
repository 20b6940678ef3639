// What the parts of the window share; all of it outlives them.
#pragma once
#include <filesystem>

namespace bitladder::app
{

class Document;
class JobScheduler;
class Notices;
class ResultStore;

struct WindowContext {
    Document* document = nullptr;
    ResultStore* results = nullptr;
    JobScheduler* jobs = nullptr;
    Notices* notices = nullptr;
    std::filesystem::path samples; // the folder of the samples
};

} // namespace bitladder::app
