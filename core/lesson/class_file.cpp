#include "core/lesson/class_file.h"

#include "core/base/files.h"
#include "core/exchange/recipe_file.h"
#include "core/lesson/lesson_reader.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace bitladder::lesson
{

using nlohmann::json;
using nlohmann::ordered_json;

namespace
{

constexpr const char* kVersionField = "bitladderClass";
constexpr size_t kMostTitle = 60, kMostPath = 1000, kMostBytes = size_t {8} << 20;

Result<std::filesystem::path> pathAt(const json& o, const char* field, const std::filesystem::path& folder)
{
    auto text = textAt(o, field, kMostPath);
    if (!text) return pass(text.error());
    const std::filesystem::path path(*text);
    if (path.is_absolute() || std::ranges::find(path, std::filesystem::path("..")) != path.end())
        return fail("{}: {} does not lie beside the file", field, *text);
    return (folder / path).lexically_normal();
}

} // namespace

std::string classToJson(const ClassFile& file, const std::filesystem::path& folder)
{
    const auto relative = [&](const std::filesystem::path& path) {
        const auto inside = path.lexically_relative(folder);
        return inside.empty() ? path.string() : inside.string();
    };
    ordered_json j;
    j[kVersionField] = ClassFile::kVersion;
    j["title"] = file.title;
    j["model"] = relative(file.model);
    if (!file.pictures.empty()) j["pictures"] = relative(file.pictures);
    if (file.recipe) j["recipe"] = ordered_json::parse(exchange::recipeToJson(*file.recipe), nullptr, false);
    if (!file.lessonText.empty()) j["lesson"] = ordered_json::parse(file.lessonText, nullptr, false);
    return j.dump(2, ' ', false, json::error_handler_t::replace) + "\n";
}

Result<ClassFile> classFromJson(const std::string& text, const std::string& from, const std::filesystem::path& folder)
{
    const json o = json::parse(text, nullptr, false);
    if (!o.is_object() || !o.contains(kVersionField) || !o.at(kVersionField).is_number_integer())
        return fail("{}: not a class file: {} is missing", from, kVersionField);
    if (o.at(kVersionField).get<int64_t>() != ClassFile::kVersion)
        return fail("{}: the class file has version {}, this program knows {}", from, o.at(kVersionField).dump(),
            ClassFile::kVersion);
    if (auto known = onlyKnows(o, {kVersionField, "title", "model", "pictures", "recipe", "lesson"}); !known)
        return pass(known.error().within(from));
    ClassFile file;
    auto title = textAt(o, "title", kMostTitle);
    if (!title) return pass(title.error().within(from));
    file.title = *title;
    auto model = pathAt(o, "model", folder);
    if (!model) return pass(model.error().within(from));
    file.model = *std::move(model);
    if (o.contains("pictures")) {
        auto pictures = pathAt(o, "pictures", folder);
        if (!pictures) return pass(pictures.error().within(from));
        file.pictures = *std::move(pictures);
    }
    if (o.contains("recipe")) {
        auto recipe = exchange::recipeFromJson(o.at("recipe").dump(), from);
        if (!recipe) return pass(recipe.error());
        file.recipe = *std::move(recipe);
    }
    if (o.contains("lesson")) {
        file.lessonText = o.at("lesson").dump();
        if (auto lesson = lessonFromJson(file.lessonText, from); !lesson) return pass(lesson.error());
    }
    return file;
}

Result<ClassFile> readClass(const std::filesystem::path& path)
{
    auto text = readTextFile(path, kMostBytes);
    if (!text) return pass(text.error());
    return classFromJson(*text, path.string(), std::filesystem::absolute(path).parent_path());
}

} // namespace bitladder::lesson
