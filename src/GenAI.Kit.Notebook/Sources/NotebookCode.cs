using GenAI.Kit.Notebook.Format;
using GenAI.Kit.Notebook.Session;
using GenAI.Kit.Notebook.Session.Magic;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace GenAI.Kit.Notebook.Sources;

/// <summary>A notebook's code as syntax trees: one for each cell and each file that a cell loads, in the order of
/// their running.</summary>
/// <remarks>Each cell is parsed by itself, as the kernel does: what a cell ends with swallows nothing of the next.
/// Code that `#if` switches off in the kit's own kernel does not count.</remarks>
internal sealed class NotebookCode
{
    private static readonly CSharpParseOptions Options = new(
        kind: SourceCodeKind.Script, documentationMode: DocumentationMode.None, preprocessorSymbols: ["GENAI_KIT"]);

    private readonly HashSet<string> loaded = [];
    private readonly List<CompilationUnitSyntax> trees = [];
    private readonly List<string> texts = [];
    private readonly Dictionary<NotebookCell, (int From, int To)> treesOf = [];

    /// <param name="notebook">Its code cells count, not its outputs or words.</param>
    /// <param name="folder">From where a `#load` is read.</param>
    public NotebookCode(NotebookDocument notebook, string folder)
    {
        foreach (var cell in notebook.CodeCells)
        {
            var (trees, texts) = (this.trees.Count, this.texts.Count);
            if (CellLanguage.Of(cell, notebook).IsCSharp) Add(cell.Source, folder);
            else this.texts.Add(cell.Source.ReplaceLineEndings("\n"));
            if (this.texts.Count == texts) treesOf[cell] = (trees, this.trees.Count);
        }
    }

    public IReadOnlyList<CompilationUnitSyntax> Trees => trees;

    public Words Words => field ??= Words.Of(trees);

    /// <summary>The types whose source a cell shows: Source.Show&lt;T&gt;(), Source.Show(typeof(T)).</summary>
    public IReadOnlyList<string> Shown => field ??= [.. trees.SelectMany(tree => tree.DescendantNodes())
        .OfType<InvocationExpressionSyntax>().Where(call => call.Expression is MemberAccessExpressionSyntax
        {
            Expression: IdentifierNameSyntax { Identifier.ValueText: "Source" }, Name.Identifier.ValueText: "Show",
        })
        .SelectMany(call => call.DescendantNodes()).Select(node => node switch
        {
            TypeOfExpressionSyntax of => of.Type,
            TypeArgumentListSyntax { Parent.Parent: MemberAccessExpressionSyntax } list => list.Arguments[0],
            _ => null,
        }).OfType<TypeSyntax>().Select(type => type.DescendantNodesAndSelf().OfType<SimpleNameSyntax>().First(
            name => name.Parent is not QualifiedNameSyntax outer || outer.Right == name).Identifier.ValueText)];

    public RecipeBook Recipes => field ??= new RecipeBook(trees);

    /// <summary>Magic commands, and cells in other languages, as they stand.</summary>
    public IReadOnlyList<string> Texts => texts;

    /// <summary>The cells that need not run for recipes: plain C# that none of them uses, directly or through
    /// others.</summary>
    public IReadOnlyList<NotebookCell> NotNeededFor(IReadOnlyList<Recipe> recipes)
    {
        bool Sets(int at) => trees[at].Usings.Count > 0 || trees[at].ContainsDirectives;
        IEnumerable<int> Of((int From, int To) cell) => Enumerable.Range(cell.From, cell.To - cell.From);
        var plain = treesOf.Where(pair => !Of(pair.Value).Any(Sets)).ToList();
        var always = Enumerable.Range(0, trees.Count).Except(plain.SelectMany(pair => Of(pair.Value)));
        var needed = Recipes.Cells(recipes, always);              // those that run anyway need theirs as well
        return [.. plain.Where(pair => !Of(pair.Value).Any(needed.Contains)).Select(pair => pair.Key)];
    }

    private void Add(string source, string folder)
    {
        foreach (var part in CellText.Split(source))
            if (part is CellText.Code code) Parse(code.Text, folder);
            else texts.Add(part switch
            {
                CellText.Command command => $"#!{command.Name} {command.Arguments}",
                CellText.Other other => $"#!{other.Language.Id}\n{other.Text}",
                _ => "",
            });
    }

    private void Parse(string text, string folder)
    {
        var tree = SyntaxFactory.ParseCompilationUnit(text.ReplaceLineEndings("\n"), options: Options);
        foreach (var load in tree.GetLoadDirectives().Where(load => load.IsActive))
        {
            var path = Path.GetFullPath(Path.Combine(folder, load.File.ValueText));
            if (File.Exists(path) && loaded.Add(path)) Parse(File.ReadAllText(path), Path.GetDirectoryName(path)!);
        }

        trees.Add(tree);
    }
}
