using static TorchSharp.torch;

namespace GenAI.Kit.Data;

/// <summary>One Gaussian in the plane.</summary>
/// <param name="X">Mean of the first feature.</param>
/// <param name="Y">Mean of the second.</param>
/// <param name="DeviationX">Standard deviation of the first.</param>
/// <param name="DeviationY">Standard deviation of the second.</param>
/// <param name="Correlation">Between the two, in (-1, 1).</param>
public sealed record Bell(double X, double Y, double DeviationX, double DeviationY, double Correlation = 0);

/// <summary>Equally many points of K Gaussians in the plane: their numbers are the classes.</summary>
/// <param name="bells">The K Gaussians.</param>
/// <param name="features">Two names with units.</param>
/// <param name="classes">K names.</param>
public sealed class GaussianToy(Bell[] bells, string[] features, string[] classes) : IToy
{
    /// <summary>The K Gaussians: the means are the modes.</summary>
    public IReadOnlyList<Bell> Bells => bells;

    /// <inheritdoc/>
    public LabeledPoints Sample(int count, long seed)
    {
        using var scope = NewDisposeScope();
        using var generator = Seed.Generator(seed);
        var y = randint(0, bells.Length, [count], ScalarType.Int64, generator: generator);
        var e = randn(count, 2, ScalarType.Float64, generator: generator);
        var (meanX, meanY, sx, sy, r) = Parameters(y);
        var along = r * e[.., 0] + (1 - r * r).sqrt() * e[.., 1];                 // correlation r with e₀
        var x = stack([meanX + sx * e[.., 0], meanY + sy * along], 1);            // [N, 2]
        return new LabeledPoints(x.@float(), y, features, classes).Outer(scope);
    }

    /// <summary>log p(x, class) in nats, float64 [N, K]: its softmax is Bayes' posterior.</summary>
    public Tensor LogJoint(Tensor x)
    {
        using var scope = NewDisposeScope();
        var (meanX, meanY, sx, sy, r) = Parameters(arange(bells.Length, device: x.device));       // [K] each
        var zx = (x[.., 0, TensorIndex.Null] - meanX) / sx;                       // [N, K]
        var zy = (x[.., 1, TensorIndex.Null] - meanY) / sy;
        var square = (zx * zx - 2 * r * zx * zy + zy * zy) / (1 - r * r);         // Mahalanobis distance²
        var volume = (2 * Math.PI * bells.Length * sx * sy * (1 - r * r).sqrt()).log();
        return (-0.5 * square - volume).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public Tensor LogDensity(Tensor x)
    {
        using var joint = LogJoint(x);
        return joint.logsumexp(1);
    }

    private (Tensor MeanX, Tensor MeanY, Tensor Sx, Tensor Sy, Tensor R) Parameters(Tensor k)
    {
        Tensor Of(Func<Bell, double> part) => tensor(bells.Select(part).ToArray(), device: k.device)[k];
        return (Of(b => b.X), Of(b => b.Y), Of(b => b.DeviationX), Of(b => b.DeviationY), Of(b => b.Correlation));
    }
}
