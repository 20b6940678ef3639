// What the readers of this room's files share: fields of JSON with errors that name them.
#pragma once
#include "core/base/result.h"

#include <initializer_list>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

namespace bitladder::lesson
{

// A misspelt field would otherwise be one that quietly does nothing.
Result<void> onlyKnows(const nlohmann::json& o, std::initializer_list<const char*> fields);
// Characters, not bytes, are counted. A missing or empty text is an error.
Result<std::string> textAt(const nlohmann::json& o, const char* field, size_t most);
// An empty text where the field is missing.
Result<std::string> wordAt(const nlohmann::json& o, const char* field, size_t most);
Result<double> numberAt(const nlohmann::json& o, const char* field, double missing);
// An empty list where the field is missing.
Result<std::vector<std::string>> textsAt(const nlohmann::json& o, const char* field, size_t most, size_t mostCount);

} // namespace bitladder::lesson
