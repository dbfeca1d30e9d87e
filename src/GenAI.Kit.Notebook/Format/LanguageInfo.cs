using System.Text.Json.Nodes;
using Microsoft.CodeAnalysis.CSharp;

namespace GenAI.Kit.Notebook.Format;

/// <summary>What a notebook's metadata and the kernel's reply say of the language: the same words, or opening a
/// notebook would mark it as changed.</summary>
public static class LanguageInfo
{
    /// <summary>The version of C# that the kernel speaks.</summary>
    public static string Version => LanguageVersion.CSharp14.ToDisplayString();

    /// <summary>A new `language_info`.</summary>
    public static JsonObject Create() => new()
    {
        ["codemirror_mode"] = "text/x-csharp",
        ["file_extension"] = ".cs",
        ["mimetype"] = "text/x-csharp",
        ["name"] = "C#",
        ["nbconvert_exporter"] = "script",
        ["pygments_lexer"] = "csharp",
        ["version"] = Version,
    };
}
