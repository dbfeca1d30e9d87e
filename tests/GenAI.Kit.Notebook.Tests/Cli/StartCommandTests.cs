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
}
