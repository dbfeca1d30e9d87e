using GenAI.Kit.Contract;

namespace GenAI.Kit.Lessons;

/// <summary>Hands every mime type that the lessons' results carry to the notebook's formatter, matched by
/// convention.</summary>
public sealed class Formatters
{
    private static readonly string[] Mimes =
    [
        CellMessages.Score, CellMessages.Progress, CellMessages.Exercise, "text/html", "text/markdown", "text/plain",
    ];

    /// <summary>One formatter for each format, as the convention asks.</summary>
    public IEnumerable<object> CreateTypeFormatters() => Mimes.Select(mime => new MimeFormatter(mime));
}
