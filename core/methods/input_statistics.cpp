#include "core/methods/input_statistics.h"

#include "core/methods/layer_rows.h"

#include <algorithm>

namespace bitladder::methods
{

namespace
{

// Adds the rows of one picture.
class Collector
{
public:
    Collector(const engine::Geometry& geometry, Moments moments, InputStatistics& statistics)
        : m_g(geometry)
        , m_moments(moments)
        , m_statistics(statistics)
        , m_depth(geometry.taps() * geometry.inPerGroup())
        , m_reader(geometry)
    {
        const auto groups = static_cast<size_t>(geometry.groups);
        statistics.mean.assign(groups, Eigen::VectorXd::Zero(m_depth));
        if (moments == Moments::Second) statistics.moments.assign(groups, Eigen::MatrixXd::Zero(m_depth, m_depth));
    }

    void add(const tensor::Tensor& input, int64_t mostRows)
    {
        const int64_t all = m_g.outRows(), used = std::min(all, mostRows);
        if (used == 0) return;
        Eigen::MatrixXd x(m_depth, used);
        for (int64_t group = 0; group < m_g.groups; ++group) {
            for (int64_t i = 0; i < used; ++i)
                m_reader.read(input, i * all / used, group, x.col(i).data());
            const auto at = static_cast<size_t>(group);
            m_statistics.mean[at] += x.rowwise().sum();
            if (m_moments == Moments::Second) m_statistics.moments[at].selfadjointView<Eigen::Lower>().rankUpdate(x);
        }
        m_statistics.rows += used;
    }

    void finish()
    {
        for (auto& mean : m_statistics.mean)
            mean /= static_cast<double>(std::max<int64_t>(1, m_statistics.rows));
        for (auto& moments : m_statistics.moments)
            moments.triangularView<Eigen::StrictlyUpper>() = moments.transpose();
    }

private:
    const engine::Geometry& m_g;
    Moments m_moments;
    InputStatistics& m_statistics;
    int64_t m_depth;
    RowReader m_reader;
};

} // namespace

double InputStatistics::energy(size_t group, const Eigen::VectorXd& weights) const
{
    return weights.dot(moments[group] * weights);
}

Result<InputStatistics> inputStatistics(const Draft& draft, const graph::Layer& layer, int last, Moments moments)
{
    if (layer.arithmetic == graph::Arithmetic::Operator)
        return fail("layer {} ({}): it is computed by its operator", layer.name, layer.op);
    const auto geometry = engine::geometryOf(draft.graph(), layer);
    if (!geometry) return pass(geometry.error());
    InputStatistics statistics;
    Collector collector(*geometry, moments, statistics);
    // Second moments cost depth² a row: a few hundred positions of each picture say as much as all of them.
    constexpr int64_t kMostRows = 256;
    BITLADDER_TRY(draft.run(
        last,
        [&](LayerId id, engine::Tap tap, const tensor::Tensor& value) {
            if (id == layer.id && tap == engine::Tap::LayerInput)
                collector.add(value, moments == Moments::Second ? kMostRows : geometry->outRows());
        },
        &layer));
    if (statistics.rows == 0) return fail("layer {} ({}): no picture reached it", layer.name, layer.op);
    collector.finish();
    return statistics;
}

} // namespace bitladder::methods
