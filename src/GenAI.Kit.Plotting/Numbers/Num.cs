namespace GenAI.Kit.Plotting;

/// <summary>Numbers as a reader or a file wants them.</summary>
internal static class Num
{
    private static readonly CultureInfo Culture = CultureInfo.InvariantCulture;

    public static string Text(double v) => v is double.NaN ? "NaN" : v == 0 ? "0"
        : Math.Abs(v) is >= 1e6 or (> 0 and < 1e-3) ? v.ToString("0.###e0", Culture)
        : Math.Abs(v) >= 1000 ? v.ToString("#,0.#", Culture)
        : double.Round(v, Decimals(Math.Abs(v) / 1000)).ToString("0.######", Culture);

    /// <summary>Five significant digits: a curve of 1,000 points costs 12 kB.</summary>
    public static string Json(double v) => !double.IsFinite(v) ? "null" : v.ToString("G5", Culture);

    public static string Json(IEnumerable<double> values) => $"[{string.Join(',', values.Select(Json))}]";

    /// <summary>Eight significant digits: enough for ends of axes and steps of grids.</summary>
    public static double Short(double v) =>
        double.IsFinite(v) ? double.Parse(v.ToString("G8", Culture), Culture) : 0;

    public static Interval Range(IEnumerable<double> values)
    {
        var (low, high) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (var v in values)
            if (double.IsFinite(v)) (low, high) = (Math.Min(low, v), Math.Max(high, v));
        return (low, high);
    }

    public static string Span(IEnumerable<double> values)
    {
        var (low, high) = Range(values);
        return low > high ? "nowhere finite" : low == high ? Text(low) : $"{Text(low)} to {Text(high)}";
    }

    /// <summary>How many decimals tell numbers apart that differ by that much.</summary>
    public static int Decimals(double difference) =>
        difference > 0 ? Math.Clamp((int)Math.Ceiling(-Math.Log10(difference)), 0, 15) : 15;
}
