using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace GenAI.Kit.Notebook.Session.Compiling;

/// <summary>The files that cells <c>#load</c>, treated as the cells themselves.</summary>
/// <param name="woven">Whether with <see cref="Weaving"/>.</param>
internal sealed class LoadedFiles(string baseDirectory, CSharpParseOptions options, bool woven)
    : SourceFileResolver([], baseDirectory)
{
    public override SourceText ReadText(string resolvedPath)
    {
        var tree = SwitchedOff.Comment(CSharpSyntaxTree.ParseText(base.ReadText(resolvedPath), options));
        return (woven ? Weaving.Insert(tree) : tree).GetText();
    }
}
