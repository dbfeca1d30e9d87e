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

    public static string Time(double seconds)
    {
        if (seconds < 59.95) return string.Create(CultureInfo.InvariantCulture, $"{seconds:0.0} s");
        var whole = (int)Math.Round(seconds);
        return $"{whole / 60} min {whole % 60} s";
    }

    public static string Memory(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e9:0.00} GB");

    public static string Number(double? value)
    {
        if (value is not { } number) return "–";
        var size = Math.Abs(number);
        var format = size is not (>= 1e-3 and < 1e6 or 0) ? "0.###e0" : size < 10 ? "0.####" : "0.##";
        return number.ToString(format, CultureInfo.InvariantCulture);
    }
}
