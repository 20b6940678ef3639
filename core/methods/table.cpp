// The table of methods.
#include "core/methods/method.h"

namespace bitladder::methods
{

extern const Method kEqualize, kSmoothQuant, kHadamard, kLowRank, kPrune, kHqq, kSeqMse, kProgressive, kGptq, kAdaRound,
    kBnReestimate, kShiftNegative, kBiasCorrection;
extern const Method kTrained; // comes from training: nobody chooses it from a list

std::span<const Method* const> methods()
{
    // In the order in which they make sense: first what changes floats, then scales, then codes, then what is left.
    static constexpr const Method* kAll[] = {&kEqualize, &kSmoothQuant, &kHadamard, &kLowRank, &kPrune, &kShiftNegative,
        &kHqq, &kSeqMse, &kProgressive, &kGptq, &kAdaRound, &kBnReestimate, &kBiasCorrection};
    return kAll;
}

const Method* findMethod(std::string_view id)
{
    for (const Method* method : methods())
        if (method->id == id) return method;
    return id == kTrained.id ? &kTrained : nullptr;
}

double parameterOf(const Method& method, const quant::MethodChoice& choice, std::string_view name)
{
    if (const auto it = choice.parameters.find(std::string(name)); it != choice.parameters.end()) return it->second;
    for (const MethodParameter& parameter : method.parameters)
        if (parameter.name == name) return parameter.fallback;
    return 0;
}

Result<void> check(const quant::MethodChoice& choice)
{
    const Method* method = findMethod(choice.method);
    if (!method) {
        std::string known;
        for (const Method* m : methods())
            known += (known.empty() ? "" : ", ") + std::string(m->id);
        return fail("method \"{}\" is not known; methods are {}", choice.method, known);
    }
    for (const auto& [name, value] : choice.parameters) {
        const auto parameter = std::ranges::find(method->parameters, name, &MethodParameter::name);
        if (parameter == method->parameters.end()) return fail("method {} has no parameter {}", method->id, name);
        if (value < parameter->least || value > parameter->most)
            return fail("method {}: {} = {} is not between {} and {}", method->id, name, value, parameter->least,
                parameter->most);
    }
    return {};
}

} // namespace bitladder::methods
