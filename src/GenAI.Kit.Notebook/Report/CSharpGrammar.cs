using System.Diagnostics.CodeAnalysis;
using ColorCode;
using ColorCode.Common;

namespace GenAI.Kit.Notebook.Report;

/// <summary>C# 14 as notebooks write it, for ColorCode: directives, raw and interpolated strings, types and methods
/// by the shape of their names. ColorCode's own C# stops at version 5.</summary>
/// <remarks>ColorCode compiles rules with IgnorePatternWhitespace and tries them in order.</remarks>
internal sealed class CSharpGrammar : ILanguage
{
    internal const string Method = "Method", Directive = "Directive";

    private const string Keywords =
        "abstract|and|as|async|await|base|bool|break|byte|case|catch|char|checked|class|const|continue|"
        + "decimal|default|delegate|do|double|dynamic|else|enum|event|explicit|extern|false|finally|fixed|"
        + "float|for|foreach|get|goto|if|implicit|in|init|int|interface|internal|is|lock|long|nameof|"
        + "namespace|new|nint|not|null|object|operator|or|out|override|params|partial|private|protected|"
        + "public|readonly|record|ref|required|return|sbyte|scoped|sealed|set|short|sizeof|stackalloc|static|"
        + "string|struct|switch|this|throw|true|try|typeof|uint|ulong|unchecked|unsafe|ushort|using|var|"
        + "virtual|void|volatile|when|where|while|with|yield|from|select|orderby|let|join";

    private const string Text = "\"(?:[^\"\\\\\r\n]|\\\\.)*\"";

    // what stands between the braces of an interpolated string, strings of its own included
    private const string Hole = @"\{(?:[^{}""\r\n]|" + Text + @")*\}";

    public string Id => "csharp";

    public string FirstLinePattern => "";

    public string Name => "C#";

    public string CssClassName => "csharp";

    public IList<LanguageRule> Rules { get; } =
    [
        Rule(@"//[^\r\n]*|/\*[\s\S]*?\*/", ScopeName.Comment),
        Rule(""""\$*"""+[\s\S]*?"""+"""", ScopeName.String),
        Rule(@"(?:\$@|@\$|@)""(?:""""|[^""])*""", ScopeName.String),
        Rule(@"\$""(?:[^""\\{\r\n]|\\.|\{\{|" + Hole + @")*""", ScopeName.String),
        Rule(Text + @"|'(?:[^'\\\r\n]|\\.[^']*)'", ScopeName.String),
        Rule(@"^[ \t]*\#!?\w+", Directive),
        Rule($@"(?<![.\w@])(?:{Keywords})\b(?!\s*=(?![=>]))", ScopeName.Keyword),
        Rule(@"\b0[xXbB][\da-fA-F_]+\b", ScopeName.Number),
        Rule(@"(?<!\w)(?:\d[\d_]*)?\.?\d[\d_]*(?:[eE][+-]?\d+)?[fFdDmMuUlL]*\b", ScopeName.Number),
        Rule(@"\b[A-Za-z_]\w*(?=(?:<[\w\s,.?\[\]]*>)?\()(?<!\bnew\s+\w+)", Method),
        Rule(@"(?<![.\w])[A-Z]\w*\b", ScopeName.ClassName),
    ];

    public bool HasAlias(string lang) => lang is "cs" or "csharp" or "c#" or "csx";

    internal static LanguageRule Rule([StringSyntax(StringSyntaxAttribute.Regex)] string regex, string scope) =>
        new(regex, new Dictionary<int, string> { [0] = scope });
}
