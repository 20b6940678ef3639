#include "app/cli/sweep_file.h"

#include <cmath>
#include <limits>

namespace bitladder::cli
{

namespace
{

Json cellJson(double value)
{
    if (std::isinf(value)) return "inf";
    return numberJson(value);
}

Result<std::vector<std::vector<double>>> cellsOf(
    const Json& json, const char* field, size_t rows, size_t columns, const std::string& from)
{
    if (!json.contains(field) || !json[field].is_array() || json[field].size() != rows)
        return fail("{}: {} has not one row for each layer", from, field);
    std::vector<std::vector<double>> cells;
    for (const Json& row : json[field]) {
        if (!row.is_array() || row.size() != columns)
            return fail("{}: a row of {} has not one cell for each format", from, field);
        cells.emplace_back();
        for (const Json& cell : row) {
            if (!cell.is_null() && !cell.is_number() && cell != "inf")
                return fail("{}: a cell of {} is no number", from, field);
            cells.back().push_back(cell.is_number() ? cell.get<double>()
                    : cell.is_null()                ? std::numeric_limits<double>::quiet_NaN()
                                                    : std::numeric_limits<double>::infinity());
        }
    }
    return cells;
}

} // namespace

Json sweepJson(const experiment::Ladder& map)
{
    Json j;
    j["layers"] = map.layers;
    j["formats"] = Json::array();
    for (const auto& format : map.formats)
        j["formats"].push_back(quant::name(format));
    for (const auto& [field, cells] : {std::pair("sqnrDb", &map.sqnrDb), std::pair("nsPerMac", &map.nsPerMac)}) {
        j[field] = Json::array();
        for (const auto& row : *cells) {
            Json line = Json::array();
            for (const double value : row)
                line.push_back(cellJson(value));
            j[field].push_back(std::move(line));
        }
    }
    return j;
}

Result<experiment::Ladder> sweepOf(const Json& json, const std::string& from)
{
    experiment::Ladder map;
    for (const char* field : {"layers", "formats"}) {
        if (!json.is_object() || !json.contains(field) || !json[field].is_array())
            return fail("{}: there is no list called {}", from, field);
        for (const Json& name : json[field]) {
            if (!name.is_string()) return fail("{}: {} holds something that is no name", from, field);
            if (field == std::string_view("layers")) {
                map.layers.push_back(name.get<std::string>());
                continue;
            }
            auto format = quant::parseFormat(name.get<std::string>());
            if (!format) return pass(format.error().within(from));
            map.formats.push_back(*format);
        }
    }
    auto sqnr = cellsOf(json, "sqnrDb", map.layers.size(), map.formats.size(), from);
    if (!sqnr) return pass(sqnr.error());
    auto times = cellsOf(json, "nsPerMac", map.layers.size(), map.formats.size(), from);
    if (!times) return pass(times.error());
    map.sqnrDb = *std::move(sqnr);
    map.nsPerMac = *std::move(times);
    return map;
}

} // namespace bitladder::cli
