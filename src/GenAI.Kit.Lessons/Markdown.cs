namespace GenAI.Kit.Lessons;

/// <summary>Text that the notebook shows as Markdown.</summary>
/// <param name="Text">In Markdown.</param>
[TypeFormatterSource(typeof(Formatters), PreferredMimeTypes = ["text/markdown", "text/plain"])]
public sealed record Markdown(string Text) : IMimeBundle
{
    public IReadOnlyDictionary<string, string> ToMimeBundle() => new Dictionary<string, string>
    {
        ["text/markdown"] = Text,
        ["text/plain"] = Text,
    };

    public override string ToString() => Text;

    internal static Markdown Code(string source) => new($"```csharp\n{source.Trim()}\n```");
}
