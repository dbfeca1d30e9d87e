using GenAI.Kit.Notebook.Session.Magic;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.QuickInfo;

namespace GenAI.Kit.Notebook.Session.Language;

/// <summary>What is known of the name at the cursor, or of the call in whose arguments it stands: signature, docs of
/// it and of each parameter, and a variable's value.</summary>
internal static class Inspection
{
    private const int Widest = 100;

    private static readonly SymbolDisplayFormat FullSignature = SymbolDisplayFormat.MinimallyQualifiedFormat
        .WithMemberOptions(SymbolDisplayFormat.MinimallyQualifiedFormat.MemberOptions
            & ~SymbolDisplayMemberOptions.IncludeAccessibility & ~SymbolDisplayMemberOptions.IncludeModifiers)
        .AddMiscellaneousOptions(SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier);

    private static readonly SymbolDisplayFormat BareSignature =
        FullSignature.RemoveMemberOptions(SymbolDisplayMemberOptions.IncludeParameters);

    /// <returns>Null if nothing is known.</returns>
    public static async Task<MimeBundle?> AtAsync(
        LanguageWorkspace workspace, IReadOnlyList<Variable> variables, string code, int position,
        CancellationToken token)
    {
        var document = workspace.Next(CellText.Mask(code));
        var root = (await document.GetSyntaxRootAsync(token).ConfigureAwait(false))!;
        var model = (await document.GetSemanticModelAsync(token).ConfigureAwait(false))!;
        foreach (var name in Names(root, position))
        {
            var subject = Subject.OfName(name, model);
            if (subject?.Symbol is IMethodSymbol) return Page(Signature(subject), subject, model).ToBundle();
            var info = await QuickInfoService.GetService(document)!
                .GetQuickInfoAsync(document, name.SpanStart, token).ConfigureAwait(false);
            if (info is not { Sections.Length: > 0 }) continue;
            var page = Page(Section(info, QuickInfoSectionKinds.Description), subject, model);
            page.Add(Section(info, QuickInfoSectionKinds.AnonymousTypes));
            page.Add(Value(variables, name.ValueText));
            AddArgument(page, Subject.OfArguments(root, position, model), model);
            return page.ToBundle();
        }
        return Subject.OfArguments(root, position, model) is { } call
            ? Page(Signature(call), call, model).ToBundle() : null;
    }

    /// <summary>The names and keywords under the cursor or before it.</summary>
    private static IEnumerable<SyntaxToken> Names(SyntaxNode root, int position)
    {
        var end = Math.Min(position, root.FullSpan.End);
        return new[] { root.FindToken(end), root.FindToken(Math.Max(0, end - 1)) }
            .Where(t => t.IsKind(SyntaxKind.IdentifierToken) || t.IsKeyword())
            .Where(t => t.Span.Length > 0 && t.SpanStart <= end && end <= t.Span.End);
    }

    /// <summary>In one line, or with a line for each parameter.</summary>
    private static string Signature(Subject subject)
    {
        var text = subject.Symbol.ToDisplayString(FullSignature);
        if (text.Length > Widest && subject.Symbol is IMethodSymbol method)
            text = $"{method.ToDisplayString(BareSignature)}(\n    "
                + $"{string.Join(",\n    ", method.Parameters.Select(p => p.ToDisplayString(FullSignature)))})";
        return subject.Others switch
        {
            0 => text,
            1 => $"{text} (+ 1 overload)",
            var more => $"{text} (+ {more} overloads)",
        };
    }

    private static string Section(QuickInfoItem info, string kind) =>
        string.Join('\n', info.Sections.Where(s => s.Kind == kind).Select(s => s.Text.Trim()));

    private static HelpPage Page(string heading, Subject? subject, SemanticModel model)
    {
        var page = new HelpPage(heading);
        if (subject is null) return page;
        var docs = SymbolDocs.Of(subject.Symbol, model.Compilation);
        page.Add(docs.Element("summary"));
        var named = docs.Elements("param").ToLookup(p => p.Attribute("name")?.Value);
        foreach (var parameter in Subject.ParametersOf(subject.Symbol))
        {
            var isCurrent = parameter.Ordinal == subject.Current?.Ordinal;
            page.Add(parameter, named[parameter.Name].FirstOrDefault(), isCurrent);
        }
        foreach (var type in docs.Elements("typeparam")) page.Add(type.Attribute("name")?.Value ?? "", type);
        page.Add(docs.Element("returns"), "Returns: ");
        page.Add(docs.Element("value"), "Value: ");
        foreach (var error in docs.Elements("exception")) page.Add(error, $"Throws {DocText.Name(error)}: ");
        page.Add(docs.Element("remarks"));
        return page;
    }

    /// <summary>Of a name in an argument list: the parameter that it is for.</summary>
    private static void AddArgument(HelpPage page, Subject? call, SemanticModel model)
    {
        if (call?.Current is not { } parameter) return;
        var docs = SymbolDocs.Of(call.Symbol, model.Compilation).Elements("param")
            .FirstOrDefault(p => p.Attribute("name")?.Value == parameter.Name);
        page.Add($"As an argument of {call.Symbol.ToDisplayString(BareSignature)}:");
        page.Add(parameter, docs, isCurrent: true);
    }

    private static string? Value(IReadOnlyList<Variable> variables, string name)
    {
        var variable = variables.FirstOrDefault(v => v.Name == name);
        return variable is null ? null : $"Value: {VariableTable.Short(variable.Value)}";
    }
}
