using System.Text;
using System.Text.RegularExpressions;
using GenAI.Kit.Notebook.Format;

namespace GenAI.Kit.Notebook.Tests.Lint;

/// <summary>The words that lessons define, each where it is defined first: a lesson prints such a word in bold, and the
/// sentence around it says what it means.</summary>
/// <param name="Term">In small letters, but for names.</param>
/// <param name="Sentence">Its definition, as the lesson has it.</param>
/// <param name="Notebook">The lesson's file.</param>
internal sealed partial record Glossary(string Term, string Sentence, string Notebook)
{
    /// <summary>All words of a folder of lessons, in the order of the alphabet.</summary>
    public static IReadOnlyList<Glossary> Of(string folder) =>
    [
        .. Directory.GetFiles(folder, "?*.?*-*.ipynb").Order(StringComparer.Ordinal).SelectMany(Words)
            .DistinctBy(word => word.Term.ToLowerInvariant())
            .OrderBy(word => word.Term, StringComparer.InvariantCultureIgnoreCase),
    ];

    /// <summary>The page that is committed as docs/glossary.md.</summary>
    /// <param name="types">Names of the kit's public types: a word that one is named after leads to it.</param>
    public static string Page(string folder, IReadOnlySet<string> types)
    {
        var page = new StringBuilder("""
            # Glossary

            Each word where a lesson first explains it, in that lesson's own sentence. Made from the lessons: `GENAI_APPROVE=1
            dotnet test --project tests/GenAI.Kit.Notebook.Tests -c Release --filter-class '*GlossaryTests*'` writes it anew.

            | word | in the lesson's words | lesson | in the kit |
            |---|---|---|---|

            """);
        foreach (var (term, sentence, notebook) in Of(folder))
        {
            var lesson = Path.GetFileName(notebook);
            var type = types.FirstOrDefault(type => Letters(type) == Letters(term));
            page.Append($"| **{term}** | {sentence.Replace("|", "\\|")} | [{lesson.Split('-')[0]}](../notebooks/{lesson}) | ")
                .AppendLine(type is null ? "|" : $"`{type}` |");
        }
        return page.ToString().ReplaceLineEndings("\n");
    }

    private static string Letters(string name) =>
        string.Concat(name.Where(char.IsLetterOrDigit)).ToLowerInvariant();

    private static IEnumerable<Glossary> Words(string path) =>
        from cell in NotebookDocument.Load(path).Cells
        where !cell.IsCode
        from block in Blocks().Split(Aside().Replace(cell.Source, " "))
        let sentences = Ends().Split(block.ReplaceLineEndings(" "))
        from pair in sentences.Index()
        from Match bold in Bold().Matches(pair.Item)
        where IsWord(bold, pair.Item)
        select new Glossary(Spelled(bold), Clean(Whole(sentences, pair.Index)), path);

    // "This is the bandwidth." says little without the sentence before it.
    private static string Whole(string[] sentences, int at) =>
        at > 0 && (Pointing().IsMatch(sentences[at]) || sentences[at].Length < 60)
            ? $"{sentences[at - 1]} {sentences[at]}" : sentences[at];

    // No heading, question, number, reference or whole sentence.
    private static bool IsWord(Match bold, string sentence)
    {
        var term = bold.Groups[1].Value;
        return !Heading().IsMatch(term) && !term.Contains('$') && term.Split(' ').Length <= 3
            && sentence.Length > bold.Length + 12;
    }

    // "Expectation–maximization" begins a sentence, "GPT" is a name.
    private static string Spelled(Match bold)
    {
        var term = bold.Groups[1].Value;
        return bold.Index == 0 && term.Length > 1 && term[1..].All(c => !char.IsUpper(c) && !char.IsDigit(c))
            ? char.ToLowerInvariant(term[0]) + term[1..] : term;
    }

    private static string Clean(string sentence) => Blank().Replace(sentence.Replace("**", ""), " ").Trim(' ', '-');

    [GeneratedRegex(@"\*\*([^*\n]{2,40})\*\*")]
    private static partial Regex Bold();

    [GeneratedRegex(@"^(You will learn|You need|Data|Time|In short|\d.*|.*[.?!:]|First|Second|How .*|Why .*|What .*|Where .*|The (loss|way).*"
        + "|Blur.*|[Tt]he copies|Copies|Missing kinds|Noise|many levels|usual|draw|Learned)$")]
    private static partial Regex Heading();

    [GeneratedRegex(@"<details>.*?</details>|\$\$.*?\$\$|!\[[^\]]*\]\([^)]*\)", RegexOptions.Singleline)]
    private static partial Regex Aside();

    [GeneratedRegex(@"\n\s*\n|\n(?=[-#>|])")]
    private static partial Regex Blocks();

    [GeneratedRegex(@"(?<=[.?!:]['""*)]{0,3})\s+(?=[*(""]{0,2}[A-Z$])")]
    private static partial Regex Ends();

    [GeneratedRegex(@"^[-*# ]*(This|That|These|Such|It|So|Hence|They)\b")]
    private static partial Regex Pointing();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blank();
}
