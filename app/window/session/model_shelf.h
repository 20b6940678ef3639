// What belongs to each model that was open: recipe with its history, candidates, pictures, preprocessing. A model is
// known by its content, wherever its file lies. Each has a file of its own, which is a session without a window.
#pragma once
#include "app/window/session/session.h"

#include <map>

namespace bitladder::app
{

class ModelShelf
{
public:
    static constexpr int kMostFiles = 200; // those that were used longest ago go first

    // Without a folder it remembers for as long as it lives. A folder that does not exist is made when it is needed.
    explicit ModelShelf(QString folder = {});

    // Fails where the file cannot be written; it is remembered all the same, as long as the shelf lives.
    Result<void> put(uint64_t content, Session session);
    // None: nothing is known of the model. Fails where there is a file that cannot be read.
    Result<std::optional<Session>> find(uint64_t content) const;

private:
    QString fileOf(uint64_t content) const;
    void dropOldest() const;

    QString m_folder;
    std::map<uint64_t, Session> m_sessions;
};

} // namespace bitladder::app
