using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Host.Mef;
using Microsoft.CodeAnalysis.Text;

namespace GenAI.Kit.Notebook.Session;

/// <summary>The cells as Roslyn's editor services see them: a chain of script projects, built when first asked.</summary>
internal sealed class LanguageWorkspace(SubmissionChain chain)
{
    private readonly Lazy<AdhocWorkspace> workspace = new(() => new AdhocWorkspace(MefHostServices.DefaultHost));
    private readonly Lock gate = new();
    private Solution? solution;
    private ProjectId? last;
    private int known;

    /// <summary>A document that holds this code as the next cell.</summary>
    public Document Next(string code)
    {
        lock (gate)
        {
            solution ??= workspace.Value.CurrentSolution;
            var cells = chain.Declaring;
            for (; known < cells.Count; known++) (solution, last) = Add(solution, last, cells[known], $"cell-{known}");
            var (next, project) = Add(solution, last, new DeclaringCell(code, chain.References), "next");
            return next.GetProject(project)!.Documents.Single();
        }
    }

    private (Solution, ProjectId) Add(Solution to, ProjectId? previous, DeclaringCell cell, string name)
    {
        var id = ProjectId.CreateNewId(name);
        var document = DocumentInfo.Create(DocumentId.CreateNewId(id), name, sourceCodeKind: SourceCodeKind.Script,
            loader: TextLoader.From(TextAndVersion.Create(SourceText.From(cell.Code), VersionStamp.Create())));
        var project = ProjectInfo.Create(id, VersionStamp.Create(), name, name, LanguageNames.CSharp,
            compilationOptions: chain.CompilationOptions("Script"), parseOptions: chain.ParseOptions,
            documents: [document], metadataReferences: cell.References, isSubmission: true,
            projectReferences: previous is null ? [] : [new ProjectReference(previous)]);
        return (to.AddProject(project), id);
    }
}
