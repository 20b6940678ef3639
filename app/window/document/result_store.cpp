#include "app/window/document/result_store.h"

namespace bitladder::app
{

ResultStore::ResultStore(Document* document, QObject* parent)
    : QObject(parent)
    , m_document(document)
{
    std::apply([this](auto&... kinds) { ((kinds.channel = new ResultChannel(this)), ...); }, m_slots);
    connect(document, &Document::modelChanged, this, &ResultStore::clear);
    connect(document, &Document::baselineChanged, this, &ResultStore::dropOtherBaseline);
}

Results ResultStore::results() const
{
    return {latest<NetworkResult>(), latest<IsolatedResult>(), latest<TimingResult>(), latest<FolderProgress>(),
        latest<BaselineResult>(), latest<SensitivityFound>()};
}

bool ResultStore::belongs(const AnswerResult& result) const
{
    return result.model == m_document->model() && result.picture == m_document->picture();
}

bool ResultStore::belongs(const BaselineResult& result) const
{
    const auto& baseline = m_document->baseline();
    return result.revision == m_document->revision() && baseline && *result.recipe == *baseline;
}

void ResultStore::clear()
{
    std::apply([](auto&... kinds) { (kinds.value.reset(), ...); }, m_slots);
}

void ResultStore::dropOtherBaseline()
{
    auto& value = slot<BaselineResult>().value;
    const auto& baseline = m_document->baseline();
    if (value && (!baseline || !(*value->recipe == *baseline))) value.reset();
}

} // namespace bitladder::app
