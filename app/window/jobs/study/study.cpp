#include "app/window/jobs/study/study.h"

#include "app/window/jobs/calibration.h"

namespace bitladder::app
{

bool Study::canBegin(const Snapshot& s)
{
    return s.model && s.network && s.network->basis && s.network->basis->model == s.model
        && s.network->basis->calibration && s.network->basis->calibrationFiles == calibrationFiles(s);
}

experiment::Experiment& Study::experimentOf(const Snapshot& s)
{
    const auto& basis = s.network->basis;
    const auto same = [&](const experiment::Basis& a, const experiment::Basis& b) {
        return a.model == b.model && a.calibration == b.calibration && a.taps == b.taps
            && a.machine.level == b.machine.level && a.machine.threads == b.machine.threads
            && a.machine.floatConvolution == b.machine.floatConvolution;
    };
    if (!m_experiment || !same(*m_basis, *basis)) m_experiment = std::make_unique<experiment::Experiment>(*basis);
    m_basis = basis;
    return *m_experiment;
}

Job Study::jobOf(const JobContext& context, const QString& text)
{
    return {context.stop(), [&context, text](double fraction, std::string_view) {
                context.report(text, fraction);
                context.giveWay();
            }};
}

} // namespace bitladder::app
