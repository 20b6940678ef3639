// What a fallible function returns: a value, or an error with a sentence that a person can read.
#pragma once
#include <fmt/format.h>
#include <string>
#include <tl/expected.hpp>
#include <utility>

namespace bitladder
{

// Names that a message quotes come from files: whatever they hold, it stays one line, and nothing that a terminal
// obeys (text.h).
std::string inOneLine(std::string message);

struct Error {
    enum class Kind {
        Failed, // something is wrong; `message` says what and where
        Unsupported, // the request is legal but this program cannot do it
        TooLarge, // it goes beyond the memory that a file may take by itself; a person can allow more
        Cancelled, // the person (or a newer request) stopped it; never shown as a failure
    };
    Kind kind = Kind::Failed;
    std::string message;

    bool cancelled() const { return kind == Kind::Cancelled; }
    // "reading node conv1 (Conv)" + ": " + message; contexts grow outwards.
    Error within(std::string_view context) const { return {kind, inOneLine(fmt::format("{}: {}", context, message))}; }
};

template<typename T> using Result = tl::expected<T, Error>;

template<typename... Args> tl::unexpected<Error> fail(fmt::format_string<Args...> text, Args&&... args)
{
    return tl::unexpected(Error {Error::Kind::Failed, inOneLine(fmt::format(text, std::forward<Args>(args)...))});
}

template<typename... Args> tl::unexpected<Error> unsupported(fmt::format_string<Args...> text, Args&&... args)
{
    return tl::unexpected(Error {Error::Kind::Unsupported, inOneLine(fmt::format(text, std::forward<Args>(args)...))});
}

template<typename... Args> tl::unexpected<Error> tooLarge(fmt::format_string<Args...> text, Args&&... args)
{
    return tl::unexpected(Error {Error::Kind::TooLarge, inOneLine(fmt::format(text, std::forward<Args>(args)...))});
}

inline tl::unexpected<Error> cancelled()
{
    return tl::unexpected(Error {Error::Kind::Cancelled, "cancelled"});
}

inline tl::unexpected<Error> pass(Error error)
{
    return tl::unexpected(std::move(error));
}

} // namespace bitladder

// Leaves the function with the error of `expr` (a Result), else goes on.
#define BITLADDER_TRY(expr)                                                                                            \
    do {                                                                                                               \
        auto bitladderResult = (expr);                                                                                 \
        if (!bitladderResult) return ::bitladder::pass(std::move(bitladderResult.error()));                            \
    } while (false)
