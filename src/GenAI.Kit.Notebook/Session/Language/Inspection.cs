using System.Text.RegularExpressions;
using System.Xml.Linq;
using GenAI.Kit.Notebook.Session.Magic;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FindSymbols;
using Microsoft.CodeAnalysis.QuickInfo;

namespace GenAI.Kit.Notebook.Session.Language;

/// <summary>What is known of the name at the cursor, by Roslyn's own service: signature, docs, and a variable's
/// value.</summary>
internal static partial class Inspection
{
    private const string Signature = QuickInfoSectionKinds.Description;

    /// <returns>Null if nothing is known.</returns>
    public static async Task<MimeBundle?> AtAsync(
        LanguageWorkspace workspace, IReadOnlyList<Variable> variables, string code, int position,
        CancellationToken token)
    {
        var document = workspace.Next(CellText.Mask(code));
        var service = QuickInfoService.GetService(document)!;
        foreach (var at in await PlacesAsync(document, position, token).ConfigureAwait(false))
        {
            var info = await service.GetQuickInfoAsync(document, at, token).ConfigureAwait(false);
            if (info is not { Sections.Length: > 0 }) continue;
            var text = await document.GetTextAsync(token).ConfigureAwait(false);
            var parameters = await ParametersAsync(document, at, token).ConfigureAwait(false);
            return Bundle(info, parameters, Value(variables, text.ToString(info.Span)));
        }
        return null;
    }

    /// <summary>The name under the cursor or before it; inside a call's parentheses the method.</summary>
    private static async Task<IEnumerable<int>> PlacesAsync(Document document, int position, CancellationToken token)
    {
        var root = await document.GetSyntaxRootAsync(token).ConfigureAwait(false);
        var end = Math.Min(position, root!.FullSpan.End);
        var tokens = new[] { root.FindToken(end), root.FindToken(Math.Max(0, end - 1)) };
        var names = tokens.Where(t => t.IsKind(SyntaxKind.IdentifierToken) || t.IsKeyword())
            .Where(t => t.FullSpan.Length > 0).Select(t => t.SpanStart);
        var call = tokens[1].Parent?.AncestorsAndSelf().OfType<ArgumentListSyntax>().FirstOrDefault();
        return call is null ? names : names.Append(call.OpenParenToken.GetPreviousToken().SpanStart);
    }

    /// <summary>What the docs say of each parameter: the service leaves that to the help for calls, which Jupyter has
    /// not.</summary>
    private static async Task<string?> ParametersAsync(Document document, int position, CancellationToken token)
    {
        var symbol = await SymbolFinder.FindSymbolAtPositionAsync(document, position, token).ConfigureAwait(false);
        if (symbol?.GetDocumentationCommentXml(cancellationToken: token) is not { Length: > 0 } docs) return null;
        try
        {
            var lines = XElement.Parse($"<docs>{docs}</docs>").Descendants("param")
                .Select(p => $"{p.Attribute("name")?.Value}: {Blanks().Replace(Text(p), " ").Trim()}").ToList();
            return lines.Count > 0 ? string.Join("\n", lines) : null;
        }
        catch (System.Xml.XmlException)
        {
            return null;
        }
    }

    /// <summary>Text of the docs, references by their short names.</summary>
    private static string Text(XElement docs) => string.Concat(docs.Nodes().Select(n => n switch
    {
        XText text => text.Value,
        XElement { IsEmpty: true } one => one.FirstAttribute?.Value.Split('(')[0].Split('.', ':')[^1] ?? "",
        XElement more => Text(more),
        _ => "",
    }));

    private static string? Value(IReadOnlyList<Variable> variables, string name)
    {
        var variable = variables.FirstOrDefault(v => v.Name == name);
        return variable is null ? null : $"Value: {VariableTable.Short(variable.Value)}";
    }

    private static MimeBundle Bundle(QuickInfoItem info, string? parameters, string? value)
    {
        var others = info.Sections.Where(s => s.Kind != Signature).Select(s => s.Text.Trim())
            .Append(parameters).Append(value).OfType<string>().ToList();
        var signature = string.Join("\n", info.Sections.Where(s => s.Kind == Signature).Select(s => s.Text));
        return new MimeBundle(
        [
            new("text/plain", string.Join("\n\n", others.Prepend(signature))),
            new("text/markdown", string.Join("\n\n", others.Prepend($"```csharp\n{signature}\n```"))),
        ]);
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();
}
