// Texts and paths between the core and Qt.
#pragma once
#include <QString>
#include <filesystem>
#include <string>
#include <string_view>

namespace bitladder::app
{

inline QString toText(std::string_view text)
{
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

inline QString toText(const std::string& text)
{
    return QString::fromStdString(text);
}

inline QString toText(const std::filesystem::path& path)
{
    return QString::fromStdString(path.string());
}

inline std::filesystem::path toPath(const QString& text)
{
    return {text.toStdString()};
}

} // namespace bitladder::app
