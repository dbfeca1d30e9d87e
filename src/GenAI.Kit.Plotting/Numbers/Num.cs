namespace GenAI.Kit.Plotting;

/// <summary>Numbers as a reader or a file wants them.</summary>
internal static class Num
{
    private static readonly CultureInfo Culture = CultureInfo.InvariantCulture;

    public static string Text(double v) => v is double.NaN ? "NaN" : v == 0 ? "0"
        : Math.Abs(v) is >= 1e6 or (> 0 and < 1e-3) ? v.ToString("0.###e0", Culture)
        : Math.Abs(v) >= 1000 ? v.ToString("#,0.#", Culture)
        : double.Round(v, Decimals(Math.Abs(v) / 1000)).ToString("0.######", Culture);

    /// <summary>Differences too small to be seen, on an axis or a bar of colours that shows this range.</summary>
    public static double Grain(Interval shown) => (shown.High - shown.Low) / 10_000;

    /// <summary>Five significant digits (a curve of 1,000 points costs 12 kB), and more for numbers that are large
    /// beside their differences.</summary>
    /// <param name="grain">Of each number, how much it may be off.</param>
    public static string Json(IEnumerable<double> values, Func<double, double> grain) =>
        $"[{string.Join(',', values.Select(v => double.IsFinite(v) ? Text(v, 5, grain(v)) : "null"))}]";

    /// <summary>Eight significant digits, or more: enough for ends of axes and steps of grids.</summary>
    public static double Short(double v, double grain = double.PositiveInfinity) =>
        double.IsFinite(v) ? double.Parse(Text(v, 8, grain), Culture) : 0;

    private static string Text(double v, int least, double grain)
    {
        var digits = v == 0 || !(grain > 0) ? least : Math.Max(least, 1 + Power(v) - Power(grain));
        return v.ToString(digits > 15 ? "R" : $"G{digits}", Culture);
    }

    private static int Power(double v) => double.IsFinite(v) ? (int)Math.Floor(Math.Log10(Math.Abs(v))) : 999;

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
        if (low > high) return "nowhere finite";
        if (low == high) return Text(low);
        return Text(low) != Text(high) ? $"{Text(low)} to {Text(high)}" : $"{Fine(low)} to {Fine(high)}";

        string Fine(double v) => Short(v, Grain((low, high))).ToString(Culture);
    }

    /// <summary>How many decimals tell numbers apart that differ by that much.</summary>
    public static int Decimals(double difference) =>
        difference > 0 ? Math.Clamp((int)Math.Ceiling(-Math.Log10(difference)), 0, 15) : 15;
}
