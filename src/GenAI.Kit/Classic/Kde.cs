using GenAI.Kit.Metrics;
using static TorchSharp.torch;

namespace GenAI.Kit.Classic;

/// <summary>
/// Kernel density estimate: a small Gaussian bump of width h on every data point, p(x) = (1/N) Σₙ N(x; xₙ, h² I).
/// It needs no training at all and keeps all the data.
/// </summary>
/// <remarks>Parzen 1962; Bishop 2006, Pattern Recognition and Machine Learning, eq. 2.250. Lesson 1.2.</remarks>
/// <param name="Data">xₙ, float64, shape [N, D]; its features should have similar scales.</param>
/// <param name="Bandwidth">h, in the units of x.</param>
public sealed record Kde(Tensor Data, double Bandwidth) : IDensity
{
    /// <summary>Keeps a copy of the points.</summary>
    /// <param name="x">Points, shape [N, D].</param>
    /// <param name="bandwidth">h &gt; 0; <see cref="CrossValidate"/> helps to choose it.</param>
    /// <exception cref="ArgumentException">h is not above 0, or a number not finite.</exception>
    public static Kde Fit(Tensor x, double bandwidth)
    {
        if (!(bandwidth > 0)) throw new ArgumentException($"The bandwidth must be above 0, but is {bandwidth}.");
        Points.Finite(x, nameof(x));
        return new(x.to(float64, copy: true), bandwidth);
    }

    /// <inheritdoc/>
    public Tensor LogDensity(Tensor x)
    {
        using var points = x.to(float64, copy: true);
        var norm = Math.Log(Data.shape[0]) + 0.5 * Data.shape[1] * Math.Log(2 * Math.PI * Bandwidth * Bandwidth);
        return Points.Map(points, Data.shape[0], block =>
            (Points.Squares(block, Data) / (-2 * Bandwidth * Bandwidth)).logsumexp(1) - norm);   // [N]
    }

    /// <inheritdoc/>
    public Tensor Sample(int count, long seed = 0)
    {
        using var _ = NewDisposeScope();
        using var generator = Seed.Generator(seed);
        var centre = Data[randint(Data.shape[0], count, int64, CPU, generator: generator).to(Data.device)];  // a bump
        var noise = randn(count, Data.shape[1], float64, CPU, generator: generator).to(Data.device);
        return (centre + Bandwidth * noise).MoveToOuterDisposeScope();            // [N, D]
    }

    /// <summary>
    /// For each bandwidth, how well points held out are predicted by the rest: mean log density in nats per point.
    /// The best bandwidth is where it is highest.
    /// </summary>
    /// <param name="x">Points, shape [N, D].</param>
    /// <param name="bandwidths">Candidates.</param>
    /// <param name="folds">The points are cut into this many parts; each is held out once.</param>
    /// <param name="seed">Of the shuffle before.</param>
    /// <exception cref="ArgumentException">There are fewer than 2 folds, or more than points.</exception>
    public static double[] CrossValidate(Tensor x, IReadOnlyList<double> bandwidths, int folds = 5, long seed = 0)
    {
        if (folds < 2 || folds > x.shape[0])
            throw new ArgumentException(
                $"{x.shape[0]} points can't be cut into {folds} folds: take 2 or more, but no more than points.");
        using var _ = NewDisposeScope();
        using var generator = Seed.Generator(seed);
        var parts = x[randperm(x.shape[0], device: CPU, generator: generator).to(x.device)].tensor_split(folds);
        return [.. bandwidths.Select(h => Enumerable.Range(0, folds).Sum(HeldOut(h)) / x.shape[0])];

        Func<int, double> HeldOut(double h) => fold =>
        {
            using var scope = NewDisposeScope();
            var rest = cat([.. parts.Where((_, i) => i != fold)]);
            return Fit(rest, h).LogDensity(parts[fold]).sum().item<double>();
        };
    }
}
