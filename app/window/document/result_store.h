// Stores the latest result of each kind. A late result of an older revision is dropped. A stored result stays when the
// document changes, and is stale until a newer one replaces it.
#pragma once
#include "app/window/document/results.h"
#include "app/window/runner/post_to_receiver.h"

#include <QObject>
#include <tuple>

namespace bitladder::app
{

// study_results.h has them, for whoever takes or shows one.
struct SearchFound;
struct LadderFound;
struct BlameFound;
struct AdviceFound;
struct EnergyFound;
struct WorkshopResult; // workshop_results.h has it

// Tells that the result of one kind is another one.
class ResultChannel : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

signals:
    void changed();
};

// Belongs to the thread of the document; only post() may be called from any thread.
class ResultStore : public QObject
{
    Q_OBJECT

public:
    explicit ResultStore(Document* document, QObject* parent = nullptr);

    // Takes the result over in the store's thread, unless it belongs to the past by then. Thread-safe; the store must
    // live until the call returns.
    template<typename R> void post(std::shared_ptr<const R> result)
    {
        postToReceiver(this, [this, result = std::move(result)] { take(result); });
    }
    // False: the result belongs to the past and was dropped.
    template<typename R> bool take(const std::shared_ptr<const R>& result)
    {
        if (!belongs(*result)) return false;
        slot<R>().value = result;
        emit slot<R>().channel->changed();
        return true;
    }

    // Null: none since the model was opened.
    template<typename R> const std::shared_ptr<const R>& latest() const { return std::get<Slot<R>>(m_slots).value; }
    // Whether there is a result that the document has moved on from.
    template<typename R> bool isStale() const { return latest<R>() && latest<R>()->revision != m_document->revision(); }
    // Those that adapters take.
    Results results() const;

    // Calls `handler` with each result of the kind that is taken over, as long as `context` lives.
    template<typename R, typename Handler> QMetaObject::Connection watch(QObject* context, Handler handler)
    {
        return connect(slot<R>().channel, &ResultChannel::changed, context,
            [this, handler = std::move(handler)]() mutable { handler(latest<R>()); });
    }

private:
    template<typename R> struct Slot {
        std::shared_ptr<const R> value;
        ResultChannel* channel = nullptr;
    };
    template<typename R> Slot<R>& slot() { return std::get<Slot<R>>(m_slots); }
    // What says of which model it is stays while the recipe changes.
    template<typename R> bool belongs(const R& result) const
    {
        if constexpr (requires { result.model; })
            return result.model == m_document->model();
        else
            return result.revision == m_document->revision();
    }
    bool belongs(const AnswerResult& result) const;
    bool belongs(const BaselineResult& result) const;
    void clear();
    void dropOtherBaseline();

    Document* m_document;
    std::tuple<Slot<AnswerResult>, Slot<NetworkResult>, Slot<IsolatedResult>, Slot<TimingResult>, Slot<BaselineResult>,
        Slot<FolderProgress>, Slot<LayerResult>, Slot<CurveResult>, Slot<FeatureResult>, Slot<KernelResult>,
        Slot<WaysResult>, Slot<MeasuresResult>, Slot<ExportResult>, Slot<SearchFound>, Slot<LadderFound>,
        Slot<SensitivityFound>, Slot<BlameFound>, Slot<AdviceFound>, Slot<EnergyFound>, Slot<WorkshopResult>>
        m_slots;
};

} // namespace bitladder::app
