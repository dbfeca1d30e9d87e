using static TorchSharp.torch;

namespace GenAI.Kit.Metrics;

/// <summary>
/// What a metric says of real against real: the figure that a perfect model would reach with so many points. A metric
/// without its floor says little, for with few points none of them is 0.
/// </summary>
/// <remarks>Lesson 1.3.</remarks>
/// <param name="Mean">Over the repeats, in the metric's unit.</param>
/// <param name="Deviation">From repeat to repeat: smaller differences than this mean nothing.</param>
public readonly record struct Floor(double Mean, double Deviation)
{
    /// <summary>Draws two disjoint sets of real points and compares them, again and again.</summary>
    /// <param name="real">Shape [N, …], N at least twice the count.</param>
    /// <param name="count">Points in each set: as many as the fakes that will be judged.</param>
    /// <param name="metric">Such as FrechetDistance.Between.</param>
    /// <param name="repeats">At least 2.</param>
    /// <param name="seed">Of the draws.</param>
    /// <exception cref="ArgumentException">Too few points or repeats, or a number that is not finite.</exception>
    public static Floor Of(
        Tensor real, int count, Func<Tensor, Tensor, double> metric, int repeats = 5, long seed = 0)
    {
        if (repeats < 2) throw new ArgumentException($"A deviation needs at least 2 repeats, not {repeats}.");
        if (count < 1 || 2 * count > real.shape[0])
            throw new ArgumentException(
                $"Two disjoint sets of {count} need {2 * count} real points, but there are {real.shape[0]}.");
        Points.Finite(real, "real");                                              // not by chance, in some draws only
        using var _ = NewDisposeScope();
        using var generator = Seed.Generator(seed);
        var values = new double[repeats];
        for (var i = 0; i < repeats; i++)
        {
            using var scope = NewDisposeScope();
            var order = randperm(real.shape[0], device: CPU, generator: generator).to(real.device);
            values[i] = metric(real[order[..count]], real[order[count..(2 * count)]]);
        }
        var mean = values.Average();
        return new(mean, Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / (repeats - 1)));
    }
}
