using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace GenAI.Kit.Notebook.Report;

/// <summary>A part of a text and its class.</summary>
internal readonly record struct CodeToken(TextSpan Span, string Class);

/// <summary>The parts of a text that have a colour, by Roslyn's own parser.</summary>
/// <remarks>Roslyn's classifier needs the workspace services, and libraries to tell types by: here a name is a type
/// by where it stands. The parser takes minutes for some texts that nobody writes, and no token ends it: of these,
/// names have no colour.</remarks>
internal static partial class CodeTokens
{
    private const string Keyword = "keyword", Type = "className", Method = "method", Text = "string",
        Number = "number", Comment = "comment", Directive = "directive";

    private const int Longest = 600;                                     // tokens between two of ; { }
    private const int Deepest = 60;                                      // brackets within brackets

    private static readonly CSharpParseOptions Options =
        new(LanguageVersion.CSharp14, DocumentationMode.None, SourceCodeKind.Script);

    public static IEnumerable<CodeToken> OfCSharp(string code)
    {
        var lexed = SyntaxFactory.ParseTokens(code, options: Options).ToList();
        if (!IsTame(lexed)) return lexed.SelectMany(OfToken);
        var root = CSharpSyntaxTree.ParseText(code, Options).GetRoot();
        return root.DescendantTokens(descendIntoTrivia: true).SelectMany(OfToken);
    }

    /// <summary>JSON's tokens are such of C# too.</summary>
    public static IEnumerable<CodeToken> OfJson(string json) => SyntaxFactory.ParseTokens(json).SelectMany(OfToken);

    private static bool IsTame(List<SyntaxToken> tokens)
    {
        var (row, depth) = (0, 0);
        foreach (var token in tokens)
        {
            row = token.Kind() is SyntaxKind.SemicolonToken or SyntaxKind.OpenBraceToken or SyntaxKind.CloseBraceToken
                ? 0 : row + 1;
            depth += token.Text is "(" or "[" or "{" ? 1 : token.Text is ")" or "]" or "}" ? -1 : 0;
            if (row > Longest || depth > Deepest) return false;
            if (token.Text.StartsWith('$') && token.Text.AsSpan().Count('{') > Deepest) return false;
        }
        return true;
    }

    private static IEnumerable<CodeToken> OfToken(SyntaxToken token)
    {
        foreach (var trivia in token.LeadingTrivia.Concat(token.TrailingTrivia))
            foreach (var part in OfTrivia(trivia)) yield return part;
        if (ClassOf(token) is { } kind) yield return new(token.Span, kind);
    }

    private static IEnumerable<CodeToken> OfTrivia(SyntaxTrivia trivia)
    {
        if (trivia.Kind() is SyntaxKind.SingleLineCommentTrivia or SyntaxKind.MultiLineCommentTrivia
            or SyntaxKind.SingleLineDocumentationCommentTrivia or SyntaxKind.MultiLineDocumentationCommentTrivia
            or SyntaxKind.DisabledTextTrivia) yield return new(trivia.Span, Comment);
        if (!trivia.IsDirective) yield break;
        var word = DirectiveWord().Match(trivia.ToFullString());
        yield return new(new(trivia.FullSpan.Start + word.Index, word.Length), Directive);
    }

    private static string? ClassOf(SyntaxToken token) => token.Kind() switch
    {
        SyntaxKind.IdentifierToken => ClassOfName(token),
        SyntaxKind.NumericLiteralToken => Number,
        SyntaxKind.StringLiteralToken or SyntaxKind.Utf8StringLiteralToken or SyntaxKind.CharacterLiteralToken
            or SyntaxKind.SingleLineRawStringLiteralToken or SyntaxKind.MultiLineRawStringLiteralToken
            or SyntaxKind.Utf8SingleLineRawStringLiteralToken or SyntaxKind.Utf8MultiLineRawStringLiteralToken
            or SyntaxKind.InterpolatedStringToken or SyntaxKind.InterpolatedStringTextToken
            or SyntaxKind.InterpolatedStringStartToken
            or SyntaxKind.InterpolatedVerbatimStringStartToken or SyntaxKind.InterpolatedStringEndToken
            or SyntaxKind.InterpolatedSingleLineRawStringStartToken or SyntaxKind.InterpolatedRawStringEndToken
            or SyntaxKind.InterpolatedMultiLineRawStringStartToken => Text,
        var kind when SyntaxFacts.IsKeywordKind(kind) => Keyword,
        _ => null,
    };

    private static string? ClassOfName(SyntaxToken name) => name.Parent switch
    {
        IdentifierNameSyntax { Identifier.Text: "var" or "dynamic" or "nint" or "nuint" or "nameof" } word
            when IsAlone(word) => Keyword,
        MethodDeclarationSyntax or LocalFunctionStatementSyntax => Method,
        BaseTypeDeclarationSyntax or DelegateDeclarationSyntax or TypeParameterSyntax
            or ConstructorDeclarationSyntax or DestructorDeclarationSyntax => Type,
        SimpleNameSyntax simple when IsCalled(simple) => Method,
        SimpleNameSyntax simple when IsType(simple) => Type,
        _ => null,
    };

    private static bool IsAlone(SimpleNameSyntax name) =>
        name.Parent is not (MemberAccessExpressionSyntax or QualifiedNameSyntax or AssignmentExpressionSyntax);

    private static bool IsCalled(SimpleNameSyntax name) => name.Parent switch
    {
        MemberAccessExpressionSyntax { Parent: InvocationExpressionSyntax call } access =>
            access.Name == name && call.Expression == access,
        MemberBindingExpressionSyntax { Parent: InvocationExpressionSyntax } => true,
        InvocationExpressionSyntax call => call.Expression == name,
        _ => false,
    };

    /// <summary>A name where only a type can stand; else one in capitals that nothing stands before, as in
    /// <c>Math.Max</c>.</summary>
    private static bool IsType(SimpleNameSyntax name)
    {
        TypeSyntax whole = name;
        while (whole.Parent is QualifiedNameSyntax qualified && qualified.Right == whole) whole = qualified;
        if (whole.Parent is QualifiedNameSyntax or UsingDirectiveSyntax { StaticKeyword.RawKind: 0, Alias: null }
            or BaseNamespaceDeclarationSyntax or NameColonSyntax or NameEqualsSyntax) return false;
        if (name.Parent is MemberAccessExpressionSyntax access && access.Name == name) return false;
        return name is GenericNameSyntax || SyntaxFacts.IsInTypeOnlyContext(whole)
            || char.IsUpper(name.Identifier.Text.FirstOrDefault());
    }

    [GeneratedRegex(@"\#!?\w*")]
    private static partial Regex DirectiveWord();
}
