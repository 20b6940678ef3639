// The pages of the window: one table that feeds the tabs, the command line, lessons and sessions.
#pragma once
#include <QStringList>
#include <span>

class QWidget;

namespace bitladder::app
{

class Document;
class JobScheduler;
class Page;
class ResultStore;

// What a page works with; all of it outlives the page.
struct PageContext {
    Document* document = nullptr;
    ResultStore* results = nullptr;
    JobScheduler* jobs = nullptr;
};

struct PageEntry {
    const char* id; // stable: it stands in sessions, in lessons and on the command line
    const char* title; // of the tab; translate with titleOf()
    Page* (*make)(const PageContext& context, QWidget* parent);
};

// In the order of the tabs.
std::span<const PageEntry> pageTable();
QString titleOf(const PageEntry& entry);
QStringList pageIds();
// Null: there is none of that id.
const PageEntry* findPage(const QString& id);
// The id that a saved session means: an id, or as the first sessions had it the name of a C++ class. What is not known
// stays as it is.
QString pageIdOfSession(const QString& saved);

} // namespace bitladder::app
