using TorchSharp;
using static TorchSharp.torch;

namespace GenAI.Kit.Classifiers;

/// <summary>Labelled points as the classifiers want them.</summary>
internal static class Labels
{
    /// <summary>Points as float64 [N, D] and labels as one-hot rows [N, K]; K is the largest label + 1.</summary>
    public static (Tensor X, Tensor OneHot) Check(Tensor x, Tensor y)
    {
        if (x.dim() != 2 || y.dim() != 1 || x.shape[0] != y.shape[0] || y.dtype != int64)
            throw new ArgumentException(
                $"x must be points [N, D] and y int64 labels [N], but they are [{string.Join(", ", x.shape)}] " +
                $"and {y.dtype} [{string.Join(", ", y.shape)}]: give one label for each row of x.");
        Metrics.Points.Finite(x, "x");
        var oneHot = nn.functional.one_hot(y).to(float64);                        // [N, K]
        var missing = oneHot.sum(dim: 0).eq(0).nonzero();
        if (missing.shape[0] > 0)
            throw new ArgumentException(
                $"Class {missing[0].item<long>()} has no example among the {y.shape[0]} labels: " +
                "number the classes 0 to K−1 and give each at least one example.");
        return (x.to(float64), oneHot);
    }
}
