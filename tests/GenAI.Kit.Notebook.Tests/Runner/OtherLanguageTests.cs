using System.Text.Json.Nodes;
using GenAI.Kit.Notebook.Format;
using GenAI.Kit.Notebook.Runner;

namespace GenAI.Kit.Notebook.Tests.Runner;

/// <summary>What a file says of its cells' languages is heard: nothing but C# is run as C#.</summary>
public sealed class OtherLanguageTests
{
    private const string Sentence = "this cell is F#: this kernel runs C# only";

    private static NotebookCell Cell(string kernel, string source)
    {
        var cell = NotebookCell.Code(source);
        cell.Metadata["polyglot_notebook"] = new JsonObject { ["kernelName"] = kernel };
        return cell;
    }

    [Fact]
    public async Task MarkupIsShownAndOtherCodeFailsInOneSentence()
    {
        var notebook = NotebookDocument.Create(Cell("html", "<b>hello</b>"), Cell("markdown", "# Hi\nthere"),
            Cell("mermaid", "graph TD\nA-->B"), Cell("fsharp", "let twice x = x * 2"), Cell("csharp", "1 + 1"));
        var options = Kernels.Options() with { AllowErrors = true };
        var result = await new NotebookRunner(options).Run(notebook, TestContext.Current.CancellationToken);
        Assert.Equal((ExitCode.Fine, null), (result.Code, result.Message));
        string Data(int cell, string mime) =>
            NotebookCell.Text(notebook.Cells[cell].Outputs.Single()!["data"]![mime]);
        Assert.Equal("<b>hello</b>", Data(0, "text/html"));
        Assert.Equal("# Hi\nthere", Data(1, "text/markdown"));
        Assert.Equal("graph TD\nA-->B", Data(2, "text/vnd.mermaid"));
        Assert.Equal(Sentence, (string?)notebook.Cells[3].Outputs.Single()!["evalue"]);
        Assert.Equal("2", notebook.Cells[4].Shown());
    }

    [Fact]
    public async Task TheRunStopsAtACellOfAnotherLanguage()
    {
        var notebook = NotebookDocument.Create(Cell("fsharp", "let x = 1"), Cell("csharp", "1 + 1"));
        var result = await new NotebookRunner(Kernels.Options()).Run(notebook, TestContext.Current.CancellationToken);
        Assert.Equal(ExitCode.CellFailed, result.Code);
        Assert.Equal($"Cell 1 (`let x = 1`) failed: {Sentence}.", result.Message);
    }

    [Fact]
    public async Task ANotebookWithoutCodeNeedsNoKernel()
    {
        var options = Kernels.Options() with { Kernel = new KernelProgram("no-such-program") };
        var notebook = NotebookDocument.Create(NotebookCell.Markdown("# Words"), NotebookCell.Code(" \n"));
        var result = await new NotebookRunner(options).Run(notebook, TestContext.Current.CancellationToken);
        Assert.Equal(ExitCode.Fine, result.Code);
    }
}
