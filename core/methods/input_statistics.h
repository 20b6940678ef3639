// Private to the methods: what a layer reads, as rows of a matrix product. One row holds the values of one output
// position, in the order of the layer's weights, [taps, input channels of a group].
#pragma once
#include "core/methods/method.h"

#include <Eigen/Dense>

namespace bitladder::methods
{

// Of the rows x of a layer's input: their mean, and the second moments Σ x·xᵀ. For every group of a grouped
// convolution.
struct InputStatistics {
    std::vector<Eigen::VectorXd> mean; // by group
    std::vector<Eigen::MatrixXd> moments; // by group; empty where they were not asked for
    int64_t rows = 0;

    // Σ over rows of (w·x)²: the energy that weights give the output. Precondition: moments.
    double energy(size_t group, const Eigen::VectorXd& weights) const;
};

enum class Moments : unsigned char { MeanOnly, Second };

// What a layer reads with the layers up to `last` quantized (see Draft::run). Positions are an even choice where there
// are many. Fails for layers that operators compute.
Result<InputStatistics> inputStatistics(const Draft& draft, const graph::Layer& layer, int last, Moments moments);
// Of several layers in one run, in their order.
Result<std::vector<InputStatistics>> inputStatistics(
    const Draft& draft, std::span<const graph::Layer> layers, int last, Moments moments);

} // namespace bitladder::methods
