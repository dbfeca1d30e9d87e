using GenAI.Kit.Notebook.Format;

namespace GenAI.Kit.Notebook.Tests.Format;

/// <summary>Files as Polyglot Notebooks writes them, with kernels of their own below #!meta.</summary>
public sealed class DibFileTests
{
    private static NotebookDocument Parse(string items) => DibFile.Parse(
        "#!meta\n{\"kernelInfo\":{\"defaultKernelName\":\"csharp\",\"items\":[" + items + "]}}\n#!csharp\n1+1\n", "a.dib");

    [Theory]
    [InlineData("""{"name":"vscode","aliases":["frontend"]}""")]
    [InlineData("""{"name":"csharp","aliases":["c#"]},{"name":"vscode","aliases":["frontend"]}""")]
    [InlineData("""{"name":"sql-x","aliases":["sql"]}""")]
    [InlineData("""{"name":"myfs","aliases":["f#"]}""")]
    [InlineData("""{"aliases":[],"name":"csharp"},{"name":"value","languageName":"value"}""")]
    public void Names_that_a_file_gives_to_its_own_kernels_are_theirs(string items)
    {
        var cell = Assert.Single(Parse(items).Cells);
        Assert.Equal("1+1", cell.Source.Trim());
        Assert.Equal("csharp", (string?)cell.Metadata["polyglot_notebook"]!["kernelName"]);
    }

    [Fact]
    public void A_cell_of_such_a_kernel_is_its_own() => Assert.Equal("sql-x",
        (string?)DibFile.Parse("#!meta\n{\"kernelInfo\":{\"defaultKernelName\":\"csharp\",\"items\":[{\"name\":\"sql-x\","
            + "\"aliases\":[\"sql\"]}]}}\n#!sql\nselect 1\n", "a.dib").Cells[0].Metadata["polyglot_notebook"]!["kernelName"]);

    [Theory]
    [InlineData("""{"name":"a"},{"name":"a"}""")]
    [InlineData("""{"name":"a","aliases":["x"]},{"name":"b","aliases":["x"]}""")]
    public void A_name_that_is_there_twice_is_said_in_one_sentence(string items)
    {
        var error = Assert.Throws<NotebookException>(() => Parse(items));
        Assert.StartsWith("a.dib: what stands below #!meta names a kernel twice", error.Message);
    }
}
