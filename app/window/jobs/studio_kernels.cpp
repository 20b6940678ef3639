// The kernels lane: the layer that is looked at, measured at every format and level while nothing else of the studio runs.
#include "app/window/jobs/studio_state.h"

namespace bitladder::app
{

void Studio::askKernels(int layer)
{
    m_kernelLayer = layer;
    scheduleKernels();
}

void Studio::scheduleKernels()
{
    m_kernels.cancel();
    const auto& model = m_document->model();
    // After the network's own times; idle() asks again.
    if (m_networkWorks || m_settling || !model || m_kernelLayer < 0
        || m_kernelLayer >= static_cast<int>(model->layers.size()))
        return;
    const auto& chosen = m_document->recipe().layers[static_cast<size_t>(m_kernelLayer)];
    const measure::KernelRates::Question question {model, m_kernelLayer,
        measure::FormatPair {chosen.weights.format, chosen.activations.format}, m_machine.threads,
        m_machine.floatConvolution};
    m_kernels.request([this, question, revision = m_document->revision()](std::stop_token stop) {
        const auto send = [&](const std::vector<measure::KernelRate>& rates, size_t total, const QString& failure) {
            auto result = std::make_shared<KernelResult>();
            result->revision = revision;
            result->layer = question.layer;
            result->rates = rates;
            result->total = total;
            result->failure = failure;
            deliver<KernelResult>(&Studio::kernelsReady, result);
        };
        const QString text = tr("measuring kernels");
        auto done = m_rates.measure(question,
            [&](const std::vector<measure::KernelRate>& rates, size_t total) {
                send(rates, total, {});
                report(revision, text, static_cast<double>(rates.size()) / static_cast<double>(total));
            },
            {stop, {}});
        if (!done && !done.error().cancelled() && !stop.stop_requested())
            send({}, 0, QString::fromStdString(done.error().message));
        report(revision, {}, 1);
    });
}

} // namespace bitladder::app
