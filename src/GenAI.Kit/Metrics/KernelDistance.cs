using static TorchSharp.torch;

namespace GenAI.Kit.Metrics;

/// <summary>
/// Kernel distance (KID when the features are a network's): the MMD² of two sets of features with the kernel
/// (xᵀy/F + 1)³, which compares means, variances and skewness. Lower is better, 0 for equal distributions.
/// </summary>
/// <remarks>
/// Bińkowski et al. 2018, arXiv:1801.01401. Lesson 1.3. Unlike the Fréchet distance it is unbiased: its mean does
/// not depend on how many points there are, and it can fall below 0. Figures of other networks can't be compared.
/// Deviation: all pairs at once instead of the mean over small subsets.
/// </remarks>
public static class KernelDistance
{
    /// <summary>Between two sets of features.</summary>
    /// <param name="real">Shape [N, F].</param>
    /// <param name="fake">Shape [M, F].</param>
    /// <exception cref="ArgumentException">Fewer than 2 points in a set, or a number that is not finite.</exception>
    public static double Between(Tensor real, Tensor fake)
    {
        using var _ = NewDisposeScope();
        var (x, y) = Points.CheckMany(real, fake, 2);                             // no point is its own pair
        return Mmd.Unbiased(x, y, (a, b) => (a.matmul(b.T) / a.shape[1] + 1).pow(3));
    }
}
