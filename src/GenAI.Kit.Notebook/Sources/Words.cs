using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace GenAI.Kit.Notebook.Sources;

/// <summary>What a piece of C# says: its tokens without comments, line breaks and blank space between them.</summary>
/// <param name="Text">The tokens, each ended by \0.</param>
/// <param name="Names">Every identifier, also those in holes of strings, attributes and `nameof`.</param>
/// <param name="Literals">Every string.</param>
internal sealed record Words(string Text, IReadOnlySet<string> Names, IReadOnlyList<Literal> Literals)
{
    public static Words Of(params IEnumerable<SyntaxNode> nodes)
    {
        var all = nodes.ToList();
        var tokens = all.SelectMany(Tokens).ToList();
        return new(
            string.Concat(tokens.Select(token => token.Text + '\0')),
            tokens.Where(token => token.IsKind(SyntaxKind.IdentifierToken)).Select(token => token.ValueText)
                .ToHashSet(),
            [.. all.SelectMany(node => node.DescendantNodesAndSelf()).Select(Literal.Of).OfType<Literal>()]);
    }

    // A directive that brings something in is part of the code, and so is what the parser could make nothing of.
    private static IEnumerable<SyntaxToken> Tokens(SyntaxNode node) => node
        .DescendantTokens(inner => !inner.IsStructuredTrivia || Counts(inner), descendIntoTrivia: true)
        .Where(token => token.Text.Length > 0);

    private static bool Counts(SyntaxNode trivia) => trivia switch
    {
        ReferenceDirectiveTriviaSyntax or LoadDirectiveTriviaSyntax or BadDirectiveTriviaSyntax =>
            ((DirectiveTriviaSyntax)trivia).IsActive,
        _ => trivia is SkippedTokensTriviaSyntax,
    };
}

/// <summary>A string of the code: what stands before, between and behind its holes; one part where it has none.
/// </summary>
internal sealed record Literal(IReadOnlyList<string> Parts)
{
    public bool HasHoles => Parts.Count > 1;

    public string Start => Parts[0];

    public string End => Parts[^1];

    /// <summary>A hole and nothing else.</summary>
    public static Literal Any { get; } = new(["", ""]);

    /// <summary>The string that a node is; null for one of another kind.</summary>
    public static Literal? Of(SyntaxNode? node) => node switch
    {
        LiteralExpressionSyntax { Token.Value: string text } => new([text]),
        InterpolatedStringExpressionSyntax interpolated => interpolated.Contents.Select(content =>
                content is InterpolatedStringTextSyntax text ? new([text.TextToken.ValueText])
                : Of(((InterpolationSyntax)content).Expression) ?? Any)
            .Aggregate(new Literal([""]), (before, next) => before.Then(next)),
        ParenthesizedExpressionSyntax inner => Of(inner.Expression),
        _ => null,
    };

    /// <summary>The string that an expression comes to, as far as it says so.</summary>
    public static Literal OfSum(ExpressionSyntax? expression) => expression switch
    {
        BinaryExpressionSyntax { RawKind: (int)SyntaxKind.AddExpression } sum =>
            OfSum(sum.Left).Then(OfSum(sum.Right)),
        _ => Of(expression) ?? Any,
    };

    /// <summary>Could the string be this text, whatever its holes hold?</summary>
    public bool Matches(string text)
    {
        if (!HasHoles) return text == Start;
        if (!text.StartsWith(Start, StringComparison.Ordinal)) return false;
        var at = Start.Length;
        foreach (var part in Parts.Skip(1).SkipLast(1))
        {
            at = text.IndexOf(part, at, StringComparison.Ordinal);
            if (at < 0) return false;
            at += part.Length;
        }

        return text.Length - at >= End.Length && text.EndsWith(End, StringComparison.Ordinal);
    }

    /// <summary>One behind the other; the last part of the first and the first of the second become one.</summary>
    public Literal Then(Literal next) =>
        new([.. Parts.SkipLast(1), End + next.Start, .. next.Parts.Skip(1)]);
}
