// A layer whose readers all ask for signs: it writes their bytes at once, and floats only for somebody who looks on.
#include "core/engine/step.h"

#include <utility>

namespace bitladder::engine
{

namespace
{

class SignStep final : public Step
{
public:
    SignStep(std::unique_ptr<Step> floats, std::unique_ptr<Step> signs)
        : m_floats(std::move(floats))
        , m_signs(std::move(signs))
    {
    }
    Result<void> run(RunState& state) override
    {
        if (state.observed) BITLADDER_TRY(m_floats->run(state));
        return m_signs->run(state);
    }
    void bind(const std::vector<std::byte*>& memory) override
    {
        m_floats->bind(memory);
        m_signs->bind(memory);
    }
    size_t residentBytes() const override { return m_signs->residentBytes(); }

private:
    std::unique_ptr<Step> m_floats, m_signs;
};

} // namespace

std::unique_ptr<Step> makeSigns(LayerPlan plan, const kernels::KernelTable& table)
{
    const LayerPlan::Signs signs = *std::exchange(plan.signs, std::nullopt);
    auto floats = makeLayer(plan, table);
    plan.to = signs.slot;
    plan.outputForm = signs.form;
    return std::make_unique<SignStep>(std::move(floats), makeLayer(std::move(plan), table));
}

} // namespace bitladder::engine
