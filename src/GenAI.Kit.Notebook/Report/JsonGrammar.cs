using ColorCode;
using ColorCode.Common;

namespace GenAI.Kit.Notebook.Report;

/// <summary>JSON for ColorCode, whose own pattern takes minutes for a page of it.</summary>
internal sealed class JsonGrammar : ILanguage
{
    private const string Text = @"""(?>[^""\\\r\n]+|\\.)*""";

    public string Id => "json";

    public string FirstLinePattern => "";

    public string Name => "JSON";

    public string CssClassName => "json";

    public IList<LanguageRule> Rules { get; } =
    [
        CSharpGrammar.Rule(Text + @"(?=\s{0,99}:)", ScopeName.ClassName),
        CSharpGrammar.Rule(Text, ScopeName.String),
        CSharpGrammar.Rule(@"//[^\r\n]*", ScopeName.Comment),
        CSharpGrammar.Rule(@"\b(?:true|false|null)\b", ScopeName.Keyword),
        CSharpGrammar.Rule(@"(?<!\w)-?\d[\d.]*(?:[eE][+-]?\d+)?\b", ScopeName.Number),
    ];

    public bool HasAlias(string lang) => lang is "json" or "jsonc" or "json5" or "jsonl" or "geojson" or "ipynb";
}
