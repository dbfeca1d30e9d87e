using GenAI.Kit.Notebook.Format;

namespace GenAI.Kit.Cli;

/// <summary>What `genai run` was asked, apart from the lessons.</summary>
internal sealed record RunRequest
{
    public IReadOnlyDictionary<string, string> Parameters { get; init; } = new Dictionary<string, string>();

    public bool Check { get; init; }

    public string? Out { get; init; }

    public bool InPlace { get; init; }

    /// <summary>The lesson keeps the minutes that it states: this machine is busy.</summary>
    public bool KeepMinutes { get; init; }

    public bool Html { get; init; }

    /// <summary>Per cell; null is no limit.</summary>
    public TimeSpan? CellLimit { get; init; } = TimeSpan.FromMinutes(10);

    public TimeSpan StartLimit { get; init; } = TimeSpan.FromSeconds(60);

    public bool AllowErrors { get; init; }

    public string? Folder { get; init; }

    /// <summary>Shipped files to be made: only the cells run that these need. Empty: all cells.</summary>
    public IReadOnlyList<string> Recipes { get; init; } = [];

    /// <summary>Variables that the kernel is started with, beside those of this process.</summary>
    public Dictionary<string, string> Environment { get; init; } = [];

    /// <summary>Reads name=value pairs.</summary>
    public static IReadOnlyDictionary<string, string> Pairs(IEnumerable<string> texts)
    {
        var pairs = new Dictionary<string, string>();
        foreach (var text in texts)
        {
            var equals = text.IndexOf('=');
            if (equals < 1) throw Bad($"-p {text} is not of the form name=value: write for example -p mode=quick.");
            pairs[text[..equals].Trim()] = text[(equals + 1)..];
        }

        return pairs;
    }

    /// <summary>Reads a time: seconds (90, 90s), minutes (5m); 0 is no limit.</summary>
    public static TimeSpan? Time(string text, string option)
    {
        var (number, unit) = text.EndsWith('m') ? (text[..^1], 60) : (text.TrimEnd('s'), 1);
        var valid = double.TryParse(number, System.Globalization.NumberStyles.Float,
            System.Globalization.CultureInfo.InvariantCulture, out var value);               // "1,5" is no time
        if (!valid || !(value >= 0 && value * unit <= 1e6))          // NaN is no time either
            throw Bad($"{option} {text} is no time: write seconds (90) or minutes (5m); 0 means no limit.");
        return value == 0 ? null : TimeSpan.FromSeconds(value * unit);
    }

    internal static NotebookException Bad(string message) => new(message, ExitCode.BadArgument);
}
