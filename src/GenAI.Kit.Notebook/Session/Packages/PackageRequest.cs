using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace GenAI.Kit.Notebook.Session.Packages;

/// <summary>A package that a cell asks for by <c>#r "nuget: Id, version"</c>.</summary>
/// <param name="Version">Null for the newest.</param>
internal sealed partial record PackageRequest(string Id, string? Version)
{
    /// <summary>Whether the same request may mean another version tomorrow.</summary>
    public bool Floats => Version is null || Version.Contains('*');

    public override string ToString() => Version is null ? Id : $"{Id} {Version}";

    /// <returns>Null if the reference names no package.</returns>
    public static PackageRequest? Parse(string reference) => Directive().Match(reference) is { Success: true } m
        ? new(m.Groups["id"].Value, m.Groups["version"] is { Success: true, Length: > 0 } v ? v.Value : null) : null;

    /// <summary>The packages that code asks for, in loaded files too.</summary>
    /// <param name="seen">Files that were read already: one may load itself, or two each other.</param>
    public static IEnumerable<PackageRequest> In(
        string code, string folder, CSharpParseOptions options, HashSet<string>? seen = null)
    {
        seen ??= [];
        if (!code.Contains("#r", StringComparison.Ordinal) && !code.Contains("#load", StringComparison.Ordinal))
            yield break;
        var root = (CompilationUnitSyntax)CSharpSyntaxTree.ParseText(code, options).GetRoot();
        foreach (var directive in root.GetReferenceDirectives())
            if (Parse(directive.File.ValueText) is { } request) yield return request;
        foreach (var load in root.GetLoadDirectives())
        {
            var path = Path.GetFullPath(Path.Combine(folder, load.File.ValueText));
            if (!File.Exists(path) || !seen.Add(path)) continue;
            foreach (var request in In(File.ReadAllText(path), Path.GetDirectoryName(path)!, options, seen))
                yield return request;
        }
    }

    [GeneratedRegex(@"^\s*nuget\s*:\s*(?<id>[\w.-]+)\s*(,\s*(?<version>[\w.*+-]+)\s*)?$", RegexOptions.IgnoreCase)]
    private static partial Regex Directive();
}
