namespace GenAI.Kit.Plotting;

/// <summary>Which points of a long series are shown: with all of them a notebook would grow too large.</summary>
internal static class Thinning
{
    /// <summary>Points in one series, at most.</summary>
    public const int Most = 3000;
    private const int Stretches = 500, Extremes = 8;

    /// <summary>Of a line: the ends and extremes of each of 500 stretches, so that no spike is lost. A path with gaps
    /// (contours, arrows) stays as it is.</summary>
    /// <remarks>Jugel et al. 2014, "M4: A Visualization-Oriented Time Series Data Aggregation".</remarks>
    public static int[] Line(Numbers x, Numbers y)
    {
        if (y.Count <= Most || !y.All(double.IsFinite)) return [.. Enumerable.Range(0, y.Count)];
        int Start(int stretch) => (int)((long)stretch * y.Count / Stretches);
        return [.. Enumerable.Range(0, Stretches).SelectMany(s => Notable(Start(s), Start(s + 1), x, y).Order())];
    }

    /// <summary>Of a cloud: every so many-th point, and those at its edges.</summary>
    public static int[] Cloud(params Numbers[] columns)
    {
        var (count, some) = (columns[0].Count, Most - Extremes);
        return count <= Most ? [.. Enumerable.Range(0, count)] :
            [.. Enumerable.Range(0, some).Select(i => (int)((long)i * count / some))
                .Union(Notable(0, count, columns)).Order()];
    }

    // The first, the last, and the lowest and highest in each column.
    private static IEnumerable<int> Notable(int from, int to, params Numbers[] columns)
    {
        var at = Enumerable.Range(from, to - from);
        return columns.SelectMany(column => new[]
            { at.MinBy(i => Finite(column[i], 1)), at.MaxBy(i => Finite(column[i], -1)) })
            .Append(from).Append(to - 1).Distinct();
    }

    private static double Finite(double v, int sign) => double.IsFinite(v) ? v : sign * double.PositiveInfinity;
}
