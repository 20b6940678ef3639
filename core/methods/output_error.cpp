#include "core/methods/output_error.h"

#include <cmath>
#include <limits>

namespace bitladder::methods
{

Eigen::VectorXd channelOf(const quant::ChannelValues& values, size_t channel)
{
    Eigen::VectorXd w(values.perChannel);
    for (Eigen::Index i = 0; i < w.size(); ++i)
        w[i] = values.isDouble() ? values.channel64(channel)[static_cast<size_t>(i)]
                                 : static_cast<double>(values.channel32(channel)[static_cast<size_t>(i)]);
    return w;
}

Eigen::VectorXd channelOf(const quant::QuantizedTensor& tensor, size_t channel)
{
    Eigen::VectorXd w(tensor.perChannel);
    tensor.dequantize(channel, 0, std::span<double>(w.data(), static_cast<size_t>(w.size())));
    return w;
}

double outputSqnr(const InputStatistics& statistics, const quant::ChannelValues& values,
    const quant::QuantizedTensor& tensor, const Threads& threads)
{
    const auto channels = static_cast<size_t>(values.channels), perGroup = channels / statistics.moments.size();
    std::vector<double> signal(channels), error(channels);
    threads.each(channels, [&](size_t c) {
        const Eigen::VectorXd w = channelOf(values, c);
        signal[c] = statistics.energy(c / perGroup, w);
        error[c] = statistics.energy(c / perGroup, channelOf(tensor, c) - w);
    });
    double signals = 0, errors = 0;
    for (size_t c = 0; c < channels; ++c) {
        signals += signal[c];
        errors += error[c];
    }
    if (errors <= 0) return std::numeric_limits<double>::infinity();
    return 10 * std::log10(signals / errors);
}

} // namespace bitladder::methods
