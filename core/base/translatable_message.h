// A sentence that a person reads, with a place, "%1", for a value where it has one. The two stay apart, so that whoever
// shows the sentence can translate it.
#pragma once
#include <string>
#include <string_view>

// The mark by which the tools for translations find a sentence; core has no Qt.
#ifndef QT_TRANSLATE_NOOP
#define QT_TRANSLATE_NOOP(context, text) text
#endif

namespace bitladder
{

struct TranslatableMessage {
    const char* text = ""; // a literal
    std::string value;

    bool empty() const { return *text == '\0'; }
    // With the value in its place.
    std::string english() const
    {
        std::string all = text;
        if (const size_t place = all.find("%1"); place != std::string::npos) all.replace(place, 2, value);
        return all;
    }
    friend bool operator==(const TranslatableMessage& a, const TranslatableMessage& b)
    {
        return std::string_view(a.text) == b.text && a.value == b.value;
    }
};

} // namespace bitladder
