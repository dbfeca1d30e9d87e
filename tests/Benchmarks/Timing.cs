using System.Diagnostics;
using System.Globalization;

namespace GenAI.Kit.Benchmarks;

/// <summary>The clock of the comparisons; peers.py has the same.</summary>
internal static class Timing
{
    /// <summary>With BENCH_CLOCK=cpu the processor's time counts, not the wall's: with one thread it says much the
    /// same on a machine that others use.</summary>
    public static bool OfProcessor { get; } = Environment.GetEnvironmentVariable("BENCH_CLOCK") == "cpu";

    /// <summary>Milliseconds of one: a third of the seconds to warm up, three to guess how many fit into the seconds,
    /// then those.</summary>
    public static double Milliseconds(Action<int> run, double seconds)
    {
        var until = Now + seconds / 3;
        run(2);
        while (Now < until) run(1);
        var one = Seconds(run, 3) / 3;
        var count = (int)Math.Clamp(seconds / one, 3, 5000);
        return Seconds(run, count) / count * 1000;
    }

    /// <summary>One line a measure: side, measure, number.</summary>
    public static void Print(string measure, double value) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"kit\t{measure}\t{value:0.####}"));

    /// <summary>Seconds since some moment.</summary>
    public static double Now => OfProcessor
        ? Environment.CpuUsage.TotalTime.TotalSeconds
        : Stopwatch.GetTimestamp() / (double)Stopwatch.Frequency;

    private static double Seconds(Action<int> run, int count)
    {
        var start = Now;
        run(count);
        return Now - start;
    }
}
