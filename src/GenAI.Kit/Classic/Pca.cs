using static TorchSharp.torch;

namespace GenAI.Kit.Classic;

/// <summary>
/// Principal component analysis: the directions in which data spread most. Of all linear maps to a few numbers and
/// back, it loses least.
/// </summary>
/// <remarks>Bishop 2006, Pattern Recognition and Machine Learning, §12.1. Lesson 2.1.</remarks>
/// <param name="Mean">Of the data, float64, shape [D].</param>
/// <param name="Directions">Orthonormal columns, the widest first, float64, shape [D, D].</param>
/// <param name="Variances">Of the data along each direction, float64, shape [D].</param>
public sealed record Pca(Tensor Mean, Tensor Directions, Tensor Variances)
{
    /// <summary>The eigenvectors of the covariance (§12.1.1), all of them.</summary>
    /// <param name="x">Points, shape [N, D].</param>
    /// <exception cref="ArgumentException">A number is not finite.</exception>
    public static Pca Fit(Tensor x)
    {
        Metrics.Points.Finite(x, nameof(x));
        using var _ = NewDisposeScope();
        var points = x.to(float64);
        var mean = points.mean([0L]);
        var centred = points - mean;
        var (variances, directions) = linalg.eigh(centred.T.matmul(centred) / x.shape[0]);   // the narrowest first
        return new(
            mean.MoveToOuterDisposeScope(),
            directions.flip(1).MoveToOuterDisposeScope(),
            variances.flip(0).MoveToOuterDisposeScope());
    }

    /// <summary>The coordinates along the first directions, z = Uᵀ(x − μ).</summary>
    /// <param name="x">Points, shape [N, D].</param>
    /// <param name="width">How many directions, 1 … D.</param>
    /// <returns>float64, shape [N, width].</returns>
    public Tensor Encode(Tensor x, int width)
    {
        using var _ = NewDisposeScope();
        return (x.to(float64) - Mean).matmul(Directions[.., ..width]).MoveToOuterDisposeScope();
    }

    /// <summary>Back to the data's space, x̃ = μ + U z (eq. 12.10).</summary>
    /// <param name="z">Coordinates, shape [N, width].</param>
    /// <returns>float64, shape [N, D].</returns>
    public Tensor Decode(Tensor z)
    {
        using var _ = NewDisposeScope();
        return (Mean + z.to(float64).matmul(Directions[.., ..(int)z.shape[1]].T)).MoveToOuterDisposeScope();
    }
}
