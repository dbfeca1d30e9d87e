namespace GenAI.Kit.Plotting;

/// <summary>A tick in mapped units (see <see cref="Axis.Map(double)"/>) and its text.</summary>
internal readonly record struct Tick(double At, string Text);

internal static class Ticks
{
    public static Tick[] For(Axis axis, Interval mapped, int about) =>
        axis.Categories is { } names ? [.. names.Select((n, i) => new Tick(i, n))]
        : axis.Given is { } given ? [.. given.Select(t => t with { At = axis.Map(t.At) })
            .Where(t => t.At >= mapped.Low - 1e-9 && t.At <= mapped.High + 1e-9)]
        : axis.Log ? Decades(mapped, about)
        : Linear(mapped, about);

    public static Tick[] Linear(Interval range, int about)
    {
        var step = Step(range.High - range.Low, about);
        var first = Math.Ceiling(range.Low / step - 1e-9);
        var count = (int)(Math.Floor(range.High / step + 1e-9) - first) + 1;
        var largest = Math.Max(Math.Abs(range.Low), Math.Abs(range.High));
        return [.. Enumerable.Range(0, Math.Max(count, 0)).Select(i => (first + i) * step)
            .Select(v => new Tick(v, Text(v, step, largest)))];
    }

    /// <summary>Whether the ticks are written without an exponent.</summary>
    public static bool IsPlain(Interval range, int about) =>
        IsPlain(Math.Max(Math.Abs(range.Low), Math.Abs(range.High)), Step(range.High - range.Low, about));

    private static bool IsPlain(double largest, double step) => largest < 1e6 && step >= 1e-5;

    private static double Step(double span, int about)
    {
        var rough = span / Math.Max(about, 1);
        var power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        return power * (rough / power is var m && m < 1.5 ? 1 : m < 3.5 ? 2 : m < 7.5 ? 5 : 10);
    }

    private static Tick[] Decades(Interval range, int about)
    {
        var span = range.High - range.Low;
        if (span < 0.7) return [.. LinearOnLog(range, about)];
        double[] digits = span * 3 <= about ? [1, 2, 5] : [1];
        var every = Math.Max(1, (int)Math.Ceiling(span / about));
        return [.. from power in Enumerable.Range((int)Math.Floor(range.Low), (int)span + 3)
                   where digits.Length > 1 || power % every == 0
                   from digit in digits
                   let at = power + Math.Log10(digit)
                   where at >= range.Low - 1e-9 && at <= range.High + 1e-9
                   select new Tick(at, LogText(Math.Pow(10, power) * digit))];
    }

    private static IEnumerable<Tick> LinearOnLog(Interval range, int about) =>
        Linear((Math.Pow(10, range.Low), Math.Pow(10, range.High)), about)
            .Where(t => t.At > 0).Select(t => t with { At = Math.Log10(t.At) });

    private static string LogText(double v) => v is >= 0.0009 and < 9.9e5
        ? v.ToString("#,0.###", CultureInfo.InvariantCulture) : v.ToString("0e0", CultureInfo.InvariantCulture);

    private static string Text(double v, double step, double largest)
    {
        if (Math.Abs(v) < step * 1e-6) return "0";
        if (!IsPlain(largest, step))
        {
            var apart = (int)(Math.Floor(Math.Log10(Math.Abs(v))) - Math.Floor(Math.Log10(step) + 1e-9));
            var format = $"0.{new string('#', Math.Clamp(apart, 2, 15))}e0";      // as many digits as differ
            return v.ToString(format, CultureInfo.InvariantCulture).Replace('-', '−');
        }
        var decimals = Math.Max(0, -(int)Math.Floor(Math.Log10(step) + 1e-9));
        return v.ToString("#,0." + new string('0', decimals), CultureInfo.InvariantCulture).Replace('-', '−');
    }
}
