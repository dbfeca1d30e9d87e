using System.Text.Json.Nodes;
using GenAI.Kit.Notebook.Format;

namespace GenAI.Kit.Notebook.Tests.Cli;

public sealed class StartCommandTests : IDisposable
{
    private readonly Genai genai = new();

    public void Dispose() => genai.Dispose();

    [Fact]
    public async Task CopiesALessonWithoutOutputsAndNeverOverwrites()
    {
        var code = NotebookCell.Code("#load \"kit.csx\"");
        code.Outputs.Add(JsonNode.Parse("""{"output_type":"stream","name":"stdout","text":"old"}"""));
        var lesson = NotebookDocument.Create(NotebookCell.Markdown("![alt](figures/2.2.png)"), code);
        lesson.Save(genai.At("notebooks", "2.2-vae.ipynb"));
        var mine = genai.At("notebooks", "my", "2.2-vae.ipynb");

        var first = await genai.Run("start", "2.2");
        Assert.Equal(0, first.Code);
        Assert.EndsWith(Path.Combine("notebooks", "my", "2.2-vae.ipynb"), first.Output.TrimEnd());
        var copy = NotebookDocument.Load(mine);
        Assert.Equal(["![alt](../figures/2.2.png)", "#load \"../kit.csx\""], copy.Cells.Select(cell => cell.Source));
        Assert.Empty(copy.Cells[1].Outputs);

        File.WriteAllText(mine, "my work");
        var second = await genai.Run("start", "2.2");
        Assert.Equal(2, second.Code);
        Assert.Contains("is there already and stays as it is", second.Error);
        Assert.Equal("my work", File.ReadAllText(mine));

        Assert.Equal(0, (await genai.Run("start", "2.2", "--again")).Code);
        Assert.Equal(2, Directory.GetFiles(genai.At("notebooks", "my")).Length);
        Assert.Contains(Directory.GetFiles(genai.At("notebooks", "my")), path => File.ReadAllText(path) == "my work");
    }

    [Fact]
    public async Task ACopyElsewhereLoadsTheSharedKitAndHasItsFigures()
    {
        var text = NotebookCell.Markdown("![alt](figures/2.2.png)");
        NotebookDocument.Create(text, NotebookCell.Code("#load \"kit.csx\""))
            .Save(genai.At("notebooks", "2.2-vae.ipynb"));
        Directory.CreateDirectory(genai.At("notebooks", "figures"));
        File.WriteAllText(genai.At("notebooks", "figures", "2.2.png"), "a picture");
        var run = await genai.Run("start", "2.2", "--to", "mine");
        Assert.Equal((0, ""), (run.Code, run.Error));
        var copy = NotebookDocument.Load(genai.At("mine", "2.2-vae.ipynb"));
        Assert.Equal("![alt](figures/2.2.png)", copy.Cells[0].Source);
        Assert.Equal($"#load \"{genai.At("notebooks", "kit.csx")}\"", copy.Cells[1].Source);
        Assert.Equal("a picture", File.ReadAllText(genai.At("mine", "figures", "2.2.png")));
        Assert.Equal(2, (await genai.Run("start", "2.2", "--to", "notebooks")).Code);
    }

    [Fact]
    public async Task AFolderThatCantBeWrittenIsToldWithItsCure()
    {
        NotebookDocument.Create().Save(genai.At("notebooks", "2.2-vae.ipynb"));
        File.WriteAllText(genai.At("notebooks", "my"), "a file in the way");
        var run = await genai.Run("start", "2.2");
        Assert.Equal(5, run.Code);
        Assert.Contains("can't be written", run.Error);
        Assert.EndsWith("name a folder of your own with --to.", run.Error.TrimEnd());
    }
}
