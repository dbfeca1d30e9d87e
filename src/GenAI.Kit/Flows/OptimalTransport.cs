using GenAI.Kit.Metrics;
using TorchSharp;
using static TorchSharp.torch;

namespace GenAI.Kit.Flows;

/// <summary>Pairs of noise and data whose roads cross less: those that are shortest together.</summary>
/// <remarks>Tong et al. 2023, arXiv:2302.00482, OT-CFM with minibatches: the optimal plan between two batches, which
/// for batches of one size is a permutation. Solved exactly by <see cref="Assignment"/>. Lesson 5.5.</remarks>
public static class OptimalTransport
{
    /// <summary>The noise in such an order that the sum of the squared distances to the data is least.</summary>
    /// <param name="noise">Shape [B, …].</param>
    /// <param name="data">As the network sees them, of the same shape.</param>
    /// <returns>The rows of the noise, shape [B, …].</returns>
    /// <exception cref="ArgumentException">Shapes differ, or numbers are not finite.</exception>
    public static Tensor Pair(Tensor noise, Tensor data)
    {
        data.Require(nameof(OptimalTransport), noise.shape);
        using var scope = NewDisposeScope();
        var n = (int)noise.shape[0];
        var costs = cdist(data.detach().flatten(1), noise.detach().flatten(1)).square().to(float64).cpu()
            .contiguous().data<double>().ToArray();
        var columns = Assignment.Solve(n, (row, column) => costs[row * n + column]);
        return scope.MoveToOuter(noise.index_select(0,
            tensor(columns.Select(column => (long)column).ToArray(), device: noise.device)));
    }
}
