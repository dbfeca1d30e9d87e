using System.Globalization;

namespace GenAI.Kit.Cli;

/// <summary>How paths, times and sizes are shown.</summary>
internal static class Shown
{
    /// <summary>Relative to the current directory where it lies below it.</summary>
    public static string Path(string path)
    {
        var relative = System.IO.Path.GetRelativePath(Environment.CurrentDirectory, path);
        return relative.StartsWith("..", StringComparison.Ordinal) ? System.IO.Path.GetFullPath(path) : relative;
    }

    public static string Time(double seconds) => seconds < 60
        ? string.Create(CultureInfo.InvariantCulture, $"{seconds:0.0} s")
        : string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(seconds / 60):0} min {seconds % 60:0} s");

    public static string Memory(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e9:0.00} GB");

    public static string Number(double? value)
    {
        if (value is not { } number) return "–";
        var format = Math.Abs(number) is >= 1e-3 and < 1e6 or 0 ? "0.####" : "0.###e0";
        return number.ToString(format, CultureInfo.InvariantCulture);
    }
}
