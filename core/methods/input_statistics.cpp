#include "core/methods/input_statistics.h"

#include "core/methods/float_product.h"
#include "core/methods/layer_rows.h"

#include <algorithm>
#include <map>
#include <mutex>

namespace bitladder::methods
{

namespace
{

// Second moments cost depth² a row: a few hundred positions of each picture say as much as all of them.
constexpr int64_t kMostRows = 256;

// Sums over pictures that come in any order, from several threads, added up in the order of the pictures.
class Collector
{
public:
    Collector(engine::Geometry geometry, Moments moments)
        : m_g(std::move(geometry))
        , m_moments(moments)
    {
        const auto groups = static_cast<size_t>(m_g.groups);
        const int64_t depth = RowReader(m_g).depth();
        m_sum.mean.assign(groups, Eigen::VectorXd::Zero(depth));
        if (moments == Moments::Second) m_sum.moments.assign(groups, Eigen::MatrixXd::Zero(depth, depth));
    }

    void add(int64_t picture, const tensor::Tensor& input)
    {
        Part part = m_moments == Moments::Second ? momentsOf(input) : meanOf(input);
        const std::lock_guard lock(m_mutex);
        m_waiting.emplace(picture, std::move(part));
        for (auto next = m_waiting.find(m_next); next != m_waiting.end(); next = m_waiting.find(++m_next)) {
            take(next->second);
            m_waiting.erase(next);
        }
    }

    InputStatistics finish()
    {
        for (const auto& [_, part] : m_waiting) // behind pictures that do not reach the layer
            take(part);
        for (auto& mean : m_sum.mean)
            mean /= static_cast<double>(std::max<int64_t>(1, m_sum.rows));
        return std::move(m_sum);
    }

private:
    struct Part { // of one picture
        int64_t rows = 0;
        std::vector<Eigen::VectorXd> sums;
        std::vector<FloatRows> products;
    };

    Part momentsOf(const tensor::Tensor& input) const
    {
        RowReader reader(m_g);
        const int64_t all = m_g.outRows();
        Part part;
        part.rows = std::min(all, kMostRows);
        FloatRows x(part.rows, reader.depth());
        const Threads alone(1);
        FloatProduct multiply;
        for (int64_t group = 0; group < m_g.groups; ++group) {
            for (int64_t i = 0; i < part.rows; ++i)
                reader.read(input, i * all / part.rows, group, x.row(i).data());
            part.sums.emplace_back(x.cast<double>().colwise().sum());
            const FloatRows transposed = x.transpose();
            FloatRows& product = part.products.emplace_back(x.cols(), x.cols());
            multiply.setRight(x.data(), x.rows(), x.cols(), x.cols());
            multiply.multiply(
                transposed.data(), transposed.rows(), transposed.cols(), product.data(), product.cols(), alone);
        }
        return part;
    }
    Part meanOf(const tensor::Tensor& input) const
    {
        RowReader reader(m_g);
        Part part;
        part.rows = m_g.outRows();
        Eigen::VectorXd x(reader.depth());
        for (int64_t group = 0; group < m_g.groups; ++group) {
            Eigen::VectorXd& sum = part.sums.emplace_back(Eigen::VectorXd::Zero(reader.depth()));
            for (int64_t i = 0; i < part.rows; ++i) {
                reader.read(input, i, group, x.data());
                sum += x;
            }
        }
        return part;
    }
    void take(const Part& part)
    {
        m_sum.rows += part.rows;
        for (size_t g = 0; g < part.sums.size(); ++g)
            m_sum.mean[g] += part.sums[g];
        for (size_t g = 0; g < part.products.size(); ++g) // sums of the same products in the same order: symmetric
            m_sum.moments[g] += part.products[g].cast<double>();
    }

    const engine::Geometry m_g;
    const Moments m_moments;
    std::mutex m_mutex;
    std::map<int64_t, Part> m_waiting; // for pictures before them
    int64_t m_next = 0;
    InputStatistics m_sum;
};

} // namespace

double InputStatistics::energy(size_t group, const Eigen::VectorXd& weights) const
{
    return weights.dot(moments[group] * weights);
}

Result<InputStatistics> inputStatistics(const Draft& draft, const graph::Layer& layer, int last, Moments moments)
{
    auto all = inputStatistics(draft, std::span(&layer, 1), last, moments);
    if (!all) return pass(all.error());
    return std::move(all->front());
}

Result<std::vector<InputStatistics>> inputStatistics(
    const Draft& draft, std::span<const graph::Layer> layers, int last, Moments moments)
{
    std::map<int32_t, Collector> collectors;
    std::vector<LayerId> ids;
    for (const graph::Layer& layer : layers) {
        if (layer.arithmetic == graph::Arithmetic::Operator)
            return fail("layer {} ({}): it is computed by its operator", layer.name, layer.op);
        auto geometry = engine::geometryOf(draft.graph(), layer);
        if (!geometry) return pass(geometry.error());
        collectors.try_emplace(layer.id.index, *std::move(geometry), moments);
        ids.push_back(layer.id);
    }
    BITLADDER_TRY(draft.inputs(last, ids, [&](int64_t picture, LayerId id, const tensor::Tensor& value) {
        collectors.find(id.index)->second.add(picture, value);
    }));
    std::vector<InputStatistics> found;
    for (const graph::Layer& layer : layers) {
        found.push_back(collectors.find(layer.id.index)->second.finish());
        if (found.back().rows == 0) return fail("layer {} ({}): no picture reached it", layer.name, layer.op);
    }
    return found;
}

} // namespace bitladder::methods
