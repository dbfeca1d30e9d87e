using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace GenAI.Kit.Notebook.Session;

/// <summary>The files that cells <c>#load</c>, with <see cref="Weaving"/> as in the cells themselves.</summary>
internal sealed class LoadedFiles(string baseDirectory, CSharpParseOptions options)
    : SourceFileResolver([], baseDirectory)
{
    public override SourceText ReadText(string resolvedPath) =>
        Weaving.Insert(CSharpSyntaxTree.ParseText(base.ReadText(resolvedPath), options)).GetText();
}
