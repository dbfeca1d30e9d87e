using static TorchSharp.torch;

namespace GenAI.Kit.Classic;

/// <summary>
/// Histogram density: space is cut into equal cells, and p(x) = (share of the points in x's cell) / (volume of it).
/// With b bins along each of D axes there are bᴰ cells: that is the curse of dimension.
/// </summary>
/// <remarks>Bishop 2006, Pattern Recognition and Machine Learning, §2.5. Lesson 1.2.</remarks>
/// <param name="Low">The lower corner, float64, shape [D].</param>
/// <param name="Cell">The sides of a cell, float64, shape [D].</param>
/// <param name="Shares">The share of each cell, they sum to 1, float64, D axes of b bins.</param>
public sealed record Histogram(Tensor Low, Tensor Cell, Tensor Shares) : IDensity
{
    private const int MaxCells = 10_000_000;

    /// <summary>Counts points in cells that span the data's range.</summary>
    /// <param name="x">Points, shape [N, D].</param>
    /// <param name="bins">b, along each axis.</param>
    /// <param name="pseudoCount">
    /// Added to every cell's count. At 0 an empty cell has density 0, and a new point there a log density of −∞.
    /// </param>
    /// <exception cref="ArgumentException">b is below 1, bᴰ over ten million, or a number not finite.</exception>
    public static Histogram Fit(Tensor x, int bins, double pseudoCount = 0)
    {
        if (bins < 1) throw new ArgumentException($"A histogram needs at least 1 bin along each axis, not {bins}.");
        var dimensions = (int)x.shape[1];
        if (Math.Pow(bins, dimensions) > MaxCells)
            throw new ArgumentException(
                $"{bins} bins along each of {dimensions} axes are {Math.Pow(bins, dimensions):0.#e0} cells, " +
                $"over {MaxCells:N0}: take fewer bins or fewer features.");
        Metrics.Points.Finite(x, nameof(x));
        using var _ = NewDisposeScope();
        var points = x.to(float64);
        var low = points.amin([0]);                                               // [D]
        var cell = ((points.amax([0]) - low) / bins).clamp_min(1e-12);
        var flat = Flat(((points - low) / cell).floor().clamp(0, bins - 1).to(int64), bins);
        var counts = flat.bincount(null, (long)Math.Pow(bins, dimensions)).to(float64) + pseudoCount;
        var shares = (counts / counts.sum()).reshape([.. Enumerable.Repeat((long)bins, dimensions)]);
        return new(
            low.MoveToOuterDisposeScope(), cell.MoveToOuterDisposeScope(), shares.MoveToOuterDisposeScope());
    }

    /// <inheritdoc/>
    public Tensor LogDensity(Tensor x)
    {
        using var _ = NewDisposeScope();
        var bins = Shares.shape[0];
        var place = (x.to(float64) - Low) / Cell;                                 // in cells from the corner   [N, D]
        var inside = place.ge(0).logical_and(place.le(bins)).all(1);              // the upper edge belongs to it
        var flat = Flat(place.floor().clamp(0, bins - 1).to(int64), bins);
        var logDensity = (Shares.flatten()[flat] / Cell.prod()).log();
        return logDensity.masked_fill(inside.logical_not(), double.NegativeInfinity).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public Tensor Sample(int count, long seed = 0)
    {
        using var _ = NewDisposeScope();
        using var generator = Seed.Generator(seed);
        var flat = Shares.cpu().flatten().multinomial(count, replacement: true, generator);   // a cell each
        var place = stack(Unravel(flat), dim: 1) + rand(count, Low.shape[0], float64, CPU, generator: generator);
        return (Low + Cell * place.to(Low.device)).MoveToOuterDisposeScope();     // anywhere in it, evenly   [N, D]

        IEnumerable<Tensor> Unravel(Tensor index) => Strides(Low.shape[0], Shares.shape[0])
            .Select(stride => index.div(stride, RoundingMode.floor).remainder(Shares.shape[0]));
    }

    private static Tensor Flat(Tensor cells, long bins) =>
        (cells * tensor(Strides(cells.shape[1], bins), device: cells.device)).sum(dim: 1);    // [N, D] to [N]

    private static long[] Strides(long dimensions, long bins) =>
        [.. Enumerable.Range(1, (int)dimensions).Select(d => (long)Math.Pow(bins, dimensions - d))];
}
