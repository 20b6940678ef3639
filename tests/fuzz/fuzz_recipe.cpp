// Recipes: what is read can be written, and is read again as the same.
#include "core/exchange/recipe_file.h"
#include "tests/fuzz/fuzz_input.h"

using namespace bitladder;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size)
{
    const std::string text(reinterpret_cast<const char*>(data), size);
    const auto recipe = exchange::recipeFromJson(text, "fuzz");
    fuzz::checkRefusal(recipe);
    if (!recipe) return 0;
    const auto again = exchange::recipeFromJson(exchange::recipeToJson(*recipe), "again");
    if (!again || !(*again == *recipe)) std::abort();
    return 0;
}
