namespace GenAI.Kit.Plotting;

/// <summary>One axis of a panel: label with unit, scale, fixed range if any, categories if any.</summary>
internal sealed class Axis(string label, bool log, Interval? range)
{
    public string Label => label;
    public bool Log => log;
    public Interval? Fixed { get; set; } = range;
    public string[]? Categories { get; set; }
    public bool Reversed { get; set; }

    /// <summary>The ticks, in values, where they were asked for.</summary>
    public Tick[]? Given { get; set; }

    /// <summary>Where a value lies on the drawn axis: its base-10 logarithm if the axis is logarithmic.</summary>
    public double Map(double v) => !log ? v : v > 0 ? Math.Log10(v) : double.NaN;
    public double Unmap(double v) => log ? Math.Pow(10, v) : v;

    /// <summary>How much a number may be off, so that nobody sees it where this range is drawn (in mapped units).
    /// </summary>
    public double Grain(double v, Interval shown) => Num.Grain(shown) * (log ? Math.Abs(v) * Math.Log(10) : 1);

    public Interval Map(Interval r) => (Map(r.Low), Map(r.High));

    /// <summary>The range of the data widened by a margin, in mapped units.</summary>
    public Interval Widen(IEnumerable<double> data, double margin, bool grounded)
    {
        if (Fixed is { } f) return Map(f);
        var (low, high) = Num.Range(data.Select(Map));
        if (low > high) return (0, 1);
        if (low == high) (low, high) = (low - 0.5, high + 0.5);
        var pad = (high - low) * margin;
        return (grounded && low == 0 && !log ? 0 : low - pad, high + pad);
    }
}
