using GenAI.Kit.Notebook.Session.Compiling;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Host.Mef;
using Microsoft.CodeAnalysis.Text;

namespace GenAI.Kit.Notebook.Session.Language;

/// <summary>The cells as Roslyn's editor services see them: a chain of script projects, built on demand.</summary>
internal sealed class LanguageWorkspace(SubmissionChain chain)
{
    private readonly Lazy<AdhocWorkspace> workspace = new(() => new AdhocWorkspace(MefHostServices.DefaultHost));
    private readonly Lock gate = new();
    private Solution? solution;
    private ProjectId? last;
    private DocumentId? next;
    private (int Cells, int References) known;

    /// <summary>A document that holds this code as the next cell.</summary>
    public Document Next(string code)
    {
        lock (gate)
        {
            if (next is null || known != (chain.Declaring.Count, chain.FreshReferences.Count)) Follow();
            solution = solution!.WithDocumentText(next!, SourceText.From(code));
            return solution.GetDocument(next)!;
        }
    }

    /// <summary>Adds the cells that have run since, and an empty one that the text is put into.</summary>
    private void Follow()
    {
        var cells = chain.Declaring;
        solution = next is null ? workspace.Value.CurrentSolution : solution!.RemoveProject(next.ProjectId);
        for (var i = known.Cells; i < cells.Count; i++) (solution, last) = Add(solution, last, cells[i], $"cell-{i}");
        var references = chain.FreshReferences;
        (solution, var project) = Add(solution, last, new DeclaringCell("", references), "next");
        next = solution.GetProject(project)!.DocumentIds.Single();
        known = (cells.Count, references.Count);
    }

    private (Solution, ProjectId) Add(Solution to, ProjectId? previous, DeclaringCell cell, string name)
    {
        var id = ProjectId.CreateNewId(name);
        var document = DocumentInfo.Create(DocumentId.CreateNewId(id), name, sourceCodeKind: SourceCodeKind.Script,
            loader: TextLoader.From(TextAndVersion.Create(SourceText.From(cell.Code), VersionStamp.Create())));
        var project = ProjectInfo.Create(id, VersionStamp.Create(), name, name, LanguageNames.CSharp,
            compilationOptions: chain.CompilationOptions("Script", previous is null),
            parseOptions: chain.ParseOptions, documents: [document], metadataReferences: cell.References,
            isSubmission: true,
            projectReferences: previous is null ? [] : [new ProjectReference(previous)]);
        return (to.AddProject(project), id);
    }
}
