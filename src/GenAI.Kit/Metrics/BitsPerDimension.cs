namespace GenAI.Kit.Metrics;

/// <summary>
/// Bits per dimension: how many bits a model needs for each pixel (or other number) of x, −log₂ p(x) / D. Lower is
/// better; a byte that nothing is known of takes 8.
/// </summary>
/// <remarks>Theis, van den Oord and Bethge 2016, arXiv:1511.01844, §3.1. Lessons 1.2 and 5.2.</remarks>
public static class BitsPerDimension
{
    /// <summary>From the log likelihood of whole examples.</summary>
    /// <param name="nats">log p(x) in nats per example: of a probability, or of a density of whole numbers 0 … 255
    /// to which uniform noise in [0, 1) was added.</param>
    /// <param name="dimensions">D, the numbers in one example.</param>
    public static double FromNats(double nats, int dimensions) => -nats / (dimensions * Math.Log(2));

    /// <summary>The same for a density of numbers that had been divided by the levels: log p falls by log(levels)
    /// for each of them.</summary>
    /// <param name="nats">log p(x / levels) in nats per example.</param>
    /// <param name="dimensions">D, the numbers in one example.</param>
    /// <param name="levels">256 for bytes scaled to [0, 1).</param>
    public static double FromScaledNats(double nats, int dimensions, int levels = 256) =>
        FromNats(nats, dimensions) + Math.Log2(levels);
}
