using GenAI.Kit.Cli;
using GenAI.Kit.Notebook.Format;
using GenAI.Kit.Notebook.Sources;
using GenAI.Kit.Notebook.Tests.Lint;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace GenAI.Kit.Notebook.Tests.Sources;

/// <summary>The hash of every committed lesson sees every source that the lesson uses.</summary>
public sealed class LessonHashTests
{
    private static readonly string Root = Path.Combine(LessonsTests.Root, "src");
    private static readonly KitSources Kit = new(Root);

    private static readonly Dictionary<string, NotebookCode> Lessons = new LessonFolder(LessonsTests.Root).All
        .ToDictionary(lesson => lesson.Number, lesson => new NotebookCode(
            NotebookDocument.Load(lesson.Path), Path.GetDirectoryName(lesson.Path)!));

    public static TheoryData<string> Numbers => [.. Lessons.Keys];

    /// <summary>Files whose name is not that of a type that the notebook names.</summary>
    [Theory]
    [InlineData("3.1", "PointGan.cs")]
    [InlineData("3.2", "Dcgan.cs")]
    [InlineData("3.2", "ProjectionGan.cs")]
    [InlineData("4.2", "TransformerLayers.cs")]
    [InlineData("2.3", "Datasets.cs")]
    [InlineData("1.2", "MoonsToy.cs")]
    public void AFileOfAnyNameIsSeen(string lesson, string file)
    {
        if (Directory.GetFiles(Root, file, SearchOption.AllDirectories) is not [var path])
        {
            Assert.Skip($"{file} has gone; the test of all files holds what took its place.");
            return;
        }

        Assert.Contains(path, new CodeHash(Kit).Reached(Lessons[lesson]).Select(type => type.Path));
    }

    /// <summary>In every type that lessons use a constant or a name is changed, in a copy: each of them notices.
    /// </summary>
    [Fact]
    public void AChangedTokenIsNoticedAndACommentIsNot()
    {
        var hash = new CodeHash(Kit);
        var before = Lessons.ToDictionary(lesson => lesson.Key, lesson => hash.OfNotebook(lesson.Value));
        var used = Lessons.SelectMany(lesson => hash.Reached(lesson.Value), (lesson, type) => (lesson.Key, Type: type))
            .ToLookup(use => use.Type, use => use.Key);
        Assert.NotEmpty(used);
        foreach (var type in used)
        {
            var root = Parse(File.ReadAllText(type.Key.Path));
            var changed = new CodeHash(Kit.With(type.Key.Path, Changed(root, type.Key.Name)));
            var commented = new CodeHash(Kit.With(type.Key.Path, Commented(root, type.Key.Name)));
            foreach (var lesson in type)
                if (changed.OfNotebook(Lessons[lesson]) == before[lesson])
                    Assert.Fail($"{lesson} does not see {type.Key.Name} in {type.Key.Path}.");
            Assert.Equal(before[type.First()], commented.OfNotebook(Lessons[type.First()]));
        }
    }

    [Theory]
    [MemberData(nameof(Numbers))]
    public void EveryPublicTypeThatACellNamesIsUsed(string lesson)
    {
        var types = Directory.EnumerateFiles(Root, "*.cs", SearchOption.AllDirectories)
            .Where(path => Path.GetRelativePath(Root, path).Split(Path.DirectorySeparatorChar)
                is ["GenAI.Kit" or "GenAI.Kit.Lessons", not ("bin" or "obj"), ..])
            .SelectMany(path => Parse(File.ReadAllText(path)).DescendantNodes().OfType<BaseTypeDeclarationSyntax>()
                .Where(type => type.Modifiers.Any(SyntaxKind.PublicKeyword))
                .Select(type => (Name: type.Identifier.ValueText, Path: path)))
            .Where(type => Lessons[lesson].Words.Names.Contains(type.Name)).ToList();
        var used = new CodeHash(Kit).Reached(Lessons[lesson]).Select(type => type.Path).ToHashSet();
        Assert.NotEmpty(types);
        Assert.Subset(used, types.Select(type => type.Path).ToHashSet());
    }

    private static CompilationUnitSyntax Parse(string text) => SyntaxFactory.ParseCompilationUnit(text);

    // The last number, string or name of the type's own text.
    private static string Changed(CompilationUnitSyntax root, string type)
    {
        var token = TypeOf(root, type).DescendantTokens().Last(token => token.Kind() is SyntaxKind.NumericLiteralToken
            or SyntaxKind.StringLiteralToken or SyntaxKind.IdentifierToken);
        var changed = token.Kind() switch
        {
            SyntaxKind.NumericLiteralToken => "7" + token.Text,
            SyntaxKind.StringLiteralToken => "\"changed\"",
            _ => token.Text + "Changed",
        };
        return root.ToFullString().Remove(token.SpanStart, token.Span.Length).Insert(token.SpanStart, changed);
    }

    private static string Commented(CompilationUnitSyntax root, string type) => root.ToFullString()
        .Insert(TypeOf(root, type).GetLastToken().SpanStart, "  // a word: UNet, Gpt\n\n  /* another */ ");

    private static SyntaxNode TypeOf(CompilationUnitSyntax root, string type) => root.DescendantNodes().First(node =>
        node is BaseTypeDeclarationSyntax named && named.Identifier.ValueText == type
        || node is DelegateDeclarationSyntax called && called.Identifier.ValueText == type);
}
