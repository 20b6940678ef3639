#include "core/lesson/expression.h"

#include "core/quant/format.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cmath>

namespace bitladder::lesson
{

namespace
{

using Arguments = std::span<const double>;

double truth(bool holds)
{
    return holds ? 1 : 0;
}

// The value in a format of floats, as the program's own formats round.
double inFloat(Arguments a)
{
    const bool legal = a[1] >= 1 && a[1] <= 11 && a[2] >= 0 && a[2] <= 52;
    return legal ? quant::roundToFloat(a[0], quant::floatFormat(static_cast<int>(a[1]), static_cast<int>(a[2])))
                 : std::nan("");
}

constexpr int kAnyCount = -1;
constexpr FormulaFunction kFunctions[] = {
    {"round", 1, 1, [](Arguments a) { return std::nearbyint(a[0]); }},
    {"floor", 1, 1, [](Arguments a) { return std::floor(a[0]); }},
    {"ceil", 1, 1, [](Arguments a) { return std::ceil(a[0]); }},
    {"trunc", 1, 1, [](Arguments a) { return std::trunc(a[0]); }},
    {"int", 1, 1, [](Arguments a) { return std::trunc(a[0]); }},
    {"abs", 1, 1, [](Arguments a) { return std::abs(a[0]); }},
    {"sign", 1, 1, [](Arguments a) { return a[0] < 0 ? -1.0 : 1.0; }}, // as binary weights have it: no zero
    {"sqrt", 1, 1, [](Arguments a) { return std::sqrt(a[0]); }},
    {"exp", 1, 1, [](Arguments a) { return std::exp(a[0]); }}, {"ln", 1, 1, [](Arguments a) { return std::log(a[0]); }},
    {"log2", 1, 1, [](Arguments a) { return std::log2(a[0]); }},
    {"log10", 1, 1, [](Arguments a) { return std::log10(a[0]); }},
    {"pow", 2, 2, [](Arguments a) { return std::pow(a[0], a[1]); }},
    {"mod", 2, 2, [](Arguments a) { return a[0] - a[1] * std::floor(a[0] / a[1]); }},
    {"min", 1, kAnyCount, [](Arguments a) { return *std::ranges::min_element(a); }},
    {"max", 1, kAnyCount, [](Arguments a) { return *std::ranges::max_element(a); }},
    {"clamp", 3, 3, [](Arguments a) { return std::min(std::max(a[0], a[1]), a[2]); }},
    {"if", 3, 3, [](Arguments a) { return a[0] != 0 ? a[1] : a[2]; }},
    {"not", 1, 1, [](Arguments a) { return truth(a[0] == 0); }},
    {"float16", 1, 1, [](Arguments a) { return quant::roundToFloat(a[0], quant::kFloat16); }},
    {"bfloat16", 1, 1, [](Arguments a) { return quant::roundToFloat(a[0], quant::kBFloat16); }},
    {"float32", 1, 1, [](Arguments a) { return static_cast<double>(static_cast<float>(a[0])); }},
    {"floatof", 3, 3, &inFloat}, // x, exponent bits, mantissa bits
};

// Operators are functions too, behind those of the table.
struct Operator {
    std::string_view sign;
    int strength; // the larger one binds first
    bool rightFirst; // a ^ b ^ c is a ^ (b ^ c)
    double (*compute)(Arguments);
};
constexpr int kUnaryStrength = 6;
constexpr Operator kOperators[] = {
    {"or", 1, false, [](Arguments a) { return truth(a[0] != 0 || a[1] != 0); }},
    {"and", 2, false, [](Arguments a) { return truth(a[0] != 0 && a[1] != 0); }},
    {"<=", 3, false, [](Arguments a) { return truth(a[0] <= a[1]); }},
    {">=", 3, false, [](Arguments a) { return truth(a[0] >= a[1]); }},
    {"==", 3, false, [](Arguments a) { return truth(a[0] == a[1]); }},
    {"!=", 3, false, [](Arguments a) { return truth(a[0] != a[1]); }},
    {"≤", 3, false, [](Arguments a) { return truth(a[0] <= a[1]); }},
    {"≥", 3, false, [](Arguments a) { return truth(a[0] >= a[1]); }},
    {"<", 3, false, [](Arguments a) { return truth(a[0] < a[1]); }},
    {">", 3, false, [](Arguments a) { return truth(a[0] > a[1]); }},
    {"+", 4, false, [](Arguments a) { return a[0] + a[1]; }},
    {"-", 4, false, [](Arguments a) { return a[0] - a[1]; }},
    {"−", 4, false, [](Arguments a) { return a[0] - a[1]; }},
    {"*", 5, false, [](Arguments a) { return a[0] * a[1]; }},
    {"·", 5, false, [](Arguments a) { return a[0] * a[1]; }},
    {"×", 5, false, [](Arguments a) { return a[0] * a[1]; }},
    {"/", 5, false, [](Arguments a) { return a[0] / a[1]; }},
    {"^", 7, true, [](Arguments a) { return std::pow(a[0], a[1]); }},
};
double negative(Arguments a)
{
    return -a[0];
}

bool isLetter(char c)
{
    return std::isalpha(static_cast<unsigned char>(c)) || c == '_';
}

} // namespace

std::span<const FormulaFunction> formulaFunctions()
{
    return kFunctions;
}

// Precedence climbing. The depth is bounded: the text is anybody's.
class Parser
{
public:
    explicit Parser(std::string_view text)
        : m_text(text)
    {
    }

    Result<Expression> parse()
    {
        BITLADDER_TRY(binary(0));
        skipBlanks();
        if (m_at < m_text.size()) return wrong("is not understood");
        m_result.m_text = m_text;
        return std::move(m_result);
    }

private:
    static constexpr int kMostDepth = 60;

    void skipBlanks()
    {
        while (m_at < m_text.size() && std::isspace(static_cast<unsigned char>(m_text[m_at])))
            ++m_at;
    }
    std::string_view rest() const { return m_text.substr(m_at); }
    bool eat(std::string_view sign)
    {
        skipBlanks();
        if (!rest().starts_with(sign)) return false;
        m_at += sign.size();
        return true;
    }
    tl::unexpected<Error> wrong(std::string_view what) const
    {
        if (m_at >= m_text.size()) return fail("the formula ends too early");
        size_t length = 1; // a character of UTF-8 stays whole
        while (m_at + length < m_text.size() && (static_cast<unsigned char>(m_text[m_at + length]) & 0xC0) == 0x80)
            ++length;
        return fail("character {}: \"{}\" {}", m_at + 1, m_text.substr(m_at, length), what);
    }
    const Operator* operatorHere()
    {
        skipBlanks();
        for (const Operator& o : kOperators) {
            if (!rest().starts_with(o.sign)) continue;
            const bool word = isLetter(o.sign[0]);
            const size_t end = o.sign.size();
            if (word && end < rest().size() && (isLetter(rest()[end]) || rest()[end] == '.')) continue;
            return &o;
        }
        return nullptr;
    }
    void call(size_t index, size_t count)
    {
        m_result.m_code.push_back({Expression::Code::Kind::Call, 0, index, count});
    }

    Result<void> binary(int weakest)
    {
        const Deeper deeper(m_depth);
        if (m_depth > kMostDepth) return fail("the formula is nested too deeply");
        BITLADDER_TRY(unary());
        while (const Operator* o = operatorHere()) {
            if (o->strength < weakest) break;
            m_at += o->sign.size();
            BITLADDER_TRY(binary(o->rightFirst ? o->strength : o->strength + 1));
            call(std::size(kFunctions) + static_cast<size_t>(o - kOperators), 2);
        }
        return {};
    }

    Result<void> unary()
    {
        const Deeper deeper(m_depth);
        if (m_depth > kMostDepth) return fail("the formula is nested too deeply");
        if (eat("-") || eat("−")) {
            BITLADDER_TRY(binary(kUnaryStrength));
            call(std::size(kFunctions) + std::size(kOperators), 1);
            return {};
        }
        if (eat("+")) return unary();
        return operand();
    }

    // The function of that name around what `close` ends.
    Result<void> enclosed(std::string_view close, std::string_view function)
    {
        BITLADDER_TRY(binary(0));
        if (!eat(close)) return m_at < m_text.size() ? wrong("is not understood") : fail("{} is missing", close);
        if (const auto* f = std::ranges::find(kFunctions, function, &FormulaFunction::name); f != std::end(kFunctions))
            call(static_cast<size_t>(f - kFunctions), 1);
        return {};
    }

    Result<void> operand()
    {
        if (eat("(")) return enclosed(")", "");
        if (eat("⌊")) return enclosed("⌋", "floor");
        if (eat("⌈")) return enclosed("⌉", "ceil");
        skipBlanks();
        if (m_at >= m_text.size()) return wrong("");
        const char c = m_text[m_at];
        if (std::isdigit(static_cast<unsigned char>(c)) || c == '.') return number();
        if (isLetter(c)) return word();
        return wrong("is not understood");
    }

    Result<void> number()
    {
        double value = 0;
        const char *begin = m_text.data() + m_at, *end = m_text.data() + m_text.size();
        const auto [behind, error] = std::from_chars(begin, end, value);
        if (error != std::errc()) return wrong("is no number");
        m_at += static_cast<size_t>(behind - begin);
        constexpr double kPercent = 100;
        if (eat("%")) value /= kPercent;
        m_result.m_code.push_back({Expression::Code::Kind::Number, value, 0, 0});
        return {};
    }

    Result<void> word()
    {
        const size_t begin = m_at;
        while (m_at < m_text.size()
            && (isLetter(m_text[m_at]) || m_text[m_at] == '.'
                || std::isdigit(static_cast<unsigned char>(m_text[m_at]))))
            ++m_at;
        const std::string_view name = m_text.substr(begin, m_at - begin);
        if (!eat("(")) {
            auto& names = m_result.m_names;
            auto found = std::ranges::find(names, name);
            if (found == names.end()) found = names.emplace(names.end(), name);
            m_result.m_code.push_back({Expression::Code::Kind::Name, 0, static_cast<size_t>(found - names.begin()), 0});
            return {};
        }
        const auto* f = std::ranges::find(kFunctions, name, &FormulaFunction::name);
        if (f == std::end(kFunctions)) return fail("there is no function {}", name);
        int count = 0;
        if (!eat(")")) {
            do {
                BITLADDER_TRY(binary(0));
                ++count;
            } while (eat(","));
            if (!eat(")")) return m_at < m_text.size() ? wrong("is not understood") : fail(") is missing");
        }
        if (count < f->least || (f->most >= 0 && count > f->most))
            return fail("{} takes {} value{}, not {}", name, f->least, f->least == 1 ? "" : "s", count);
        call(static_cast<size_t>(f - kFunctions), static_cast<size_t>(count));
        return {};
    }

    struct Deeper {
        explicit Deeper(int& depth)
            : m_depth(++depth)
        {
        }
        ~Deeper() { --m_depth; }
        Deeper(const Deeper&) = delete;
        Deeper& operator=(const Deeper&) = delete;
        int& m_depth;
    };

    std::string_view m_text;
    size_t m_at = 0;
    int m_depth = 0;
    Expression m_result;
};

Result<Expression> Expression::parse(std::string_view text)
{
    if (text.size() > kMostCharacters) return fail("the formula is longer than {} characters", kMostCharacters);
    return Parser(text).parse();
}

std::optional<double> Expression::evaluate(const Values& values) const
{
    std::vector<double> known;
    for (const std::string& name : m_names) {
        const auto value = values ? values(name) : std::nullopt;
        if (!value) return std::nullopt;
        known.push_back(*value);
    }
    std::vector<double> stack;
    for (const Code& code : m_code) {
        if (code.kind == Code::Kind::Number) {
            stack.push_back(code.number);
        } else if (code.kind == Code::Kind::Name) {
            stack.push_back(known[code.index]);
        } else {
            const Arguments arguments = Arguments(stack).last(code.count);
            double value = 0;
            if (code.index < std::size(kFunctions))
                value = kFunctions[code.index].compute(arguments);
            else if (code.index < std::size(kFunctions) + std::size(kOperators))
                value = kOperators[code.index - std::size(kFunctions)].compute(arguments);
            else
                value = negative(arguments);
            stack.resize(stack.size() - code.count);
            stack.push_back(value);
        }
    }
    return stack.back();
}

} // namespace bitladder::lesson
