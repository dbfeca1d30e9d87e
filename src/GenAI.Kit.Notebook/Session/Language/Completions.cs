using GenAI.Kit.Notebook.Session.Magic;
using Microsoft.CodeAnalysis.Completion;
using Microsoft.CodeAnalysis.Tags;

namespace GenAI.Kit.Notebook.Session.Language;

/// <summary>One thing that could stand at the cursor.</summary>
/// <param name="Kind">What it is: method, property, keyword …</param>
public sealed record CompletionMatch(string Text, string Kind);

/// <summary>What could stand at the cursor in place of the text from <paramref name="Start"/> to
/// <paramref name="End"/>; positions count UTF-16 units.</summary>
public sealed record CompletionMatches(int Start, int End, IReadOnlyList<CompletionMatch> Items);

/// <summary>Completion by Roslyn's own service.</summary>
internal static class Completions
{
    private const int Most = 1000;
    private static readonly string[] NotMembers =
        [WellKnownTags.Keyword, WellKnownTags.Snippet, WellKnownTags.Operator];


    public static async Task<CompletionMatches> AtAsync(
        LanguageWorkspace workspace, string code, int position, CancellationToken token)
    {
        if (OfMagic(code, position) is { } magic) return magic;
        var document = workspace.Next(CellText.Mask(code));
        var service = CompletionService.GetService(document)!;
        var list = await service.GetCompletionsAsync(document, position, cancellationToken: token)
            .ConfigureAwait(false);
        var span = list.ItemsList.Count > 0 ? list.Span : new(position, 0);
        var typed = code[span.Start..position];
        var isMember = IsMember(code, span.Start);
        var items = from item in list.ItemsList
                    where !isMember || !item.Tags.Any(NotMembers.Contains) && item.DisplayText != "this"
                    where item.FilterText.StartsWith(typed, StringComparison.OrdinalIgnoreCase)
                    orderby item.FilterText.StartsWith(typed, StringComparison.Ordinal) descending, item.SortText
                    select new CompletionMatch(item.DisplayText, Kind(item));
        return new(span.Start, position, [.. items.DistinctBy(i => i.Text).Take(Most)]);
    }

    /// <summary>Whether a dot stands before, and so the name of a member at the cursor.</summary>
    private static bool IsMember(string code, int start) => code[..start].TrimEnd() is [.., '.'] before
        && !before.EndsWith("..", StringComparison.Ordinal);

    private static CompletionMatches? OfMagic(string code, int position)
    {
        var start = position == 0 ? 0 : code.LastIndexOf('\n', position - 1) + 1;
        var typed = code[start..position].Trim();
        if (!typed.StartsWith("#!", StringComparison.Ordinal)) return null;
        var names = Magics.Names.Select(n => "#!" + n).Where(n => n.StartsWith(typed, StringComparison.Ordinal));
        return new(start, position, [.. names.Select(n => new CompletionMatch(n, "keyword"))]);
    }

    private static string Kind(CompletionItem item) => item.Tags.FirstOrDefault()?.ToLowerInvariant() switch
    {
        "extensionmethod" => "method",
        "structure" or "delegate" => "class",
        "local" or "parameter" or "rangevariable" => "variable",
        null => "text",
        var kind => kind,
    };
}
