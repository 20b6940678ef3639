// Losses of one sample: each returns its value and adds ∂loss/∂output, both times `weight`, to `gradient`. Templates,
// so that the tests can hold them against central differences in float64.
#pragma once
#include <algorithm>
#include <cmath>
#include <span>
#include <vector>

namespace bitladder::train
{

// Shares of scores at a temperature: exp(x/T) / Σ exp(x/T).
template<typename T> std::vector<T> sharesOf(std::span<const T> scores, T temperature)
{
    std::vector<T> shares(scores.begin(), scores.end());
    const T top = *std::ranges::max_element(shares);
    T sum {};
    for (T& share : shares)
        sum += share = std::exp((share - top) / temperature);
    for (T& share : shares)
        share /= sum;
    return shares;
}

// −log of the label's share. Precondition: 0 ≤ label < scores.
template<typename T> T crossEntropy(std::span<const T> scores, size_t label, T weight, std::span<T> gradient)
{
    const auto shares = sharesOf<T>(scores, T {1});
    for (size_t i = 0; i < scores.size(); ++i)
        gradient[i] += weight * (shares[i] - (i == label ? T {1} : T {0}));
    return -weight * std::log(std::max(shares[label], std::numeric_limits<T>::min()));
}

// T²·KL(teacher ‖ student), both at temperature T, so that its gradients stay as large as those of labels (Hinton et
// al. 2015, Distilling the Knowledge in a Neural Network, section 2).
template<typename T>
T divergence(std::span<const T> scores, std::span<const T> teacher, T temperature, T weight, std::span<T> gradient)
{
    const auto mine = sharesOf<T>(scores, temperature), wanted = sharesOf<T>(teacher, temperature);
    constexpr T kLeast = std::numeric_limits<T>::min();
    T sum {};
    for (size_t i = 0; i < scores.size(); ++i) {
        gradient[i] += weight * temperature * (mine[i] - wanted[i]);
        if (wanted[i] > kLeast) sum += wanted[i] * std::log(wanted[i] / std::max(mine[i], kLeast));
    }
    return weight * temperature * temperature * sum;
}

// Mean of squared differences; in units of the teacher's mean square where `relative` is that, else 1.
template<typename T>
T meanSquare(std::span<const T> values, std::span<const T> teacher, T relative, T weight, std::span<T> gradient)
{
    const T factor = weight / (static_cast<T>(values.size()) * relative);
    T sum {};
    for (size_t i = 0; i < values.size(); ++i) {
        const T d = values[i] - teacher[i];
        gradient[i] += 2 * factor * d;
        sum += d * d;
    }
    return factor * sum;
}

} // namespace bitladder::train
