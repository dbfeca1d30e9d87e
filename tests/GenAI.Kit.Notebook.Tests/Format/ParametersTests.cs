using CsCheck;
using GenAI.Kit.Notebook.Format;

namespace GenAI.Kit.Notebook.Tests.Format;

public sealed class ParametersTests
{
    private const string Cell = """
        // turn these
        string mode = "full";   // or "quick"
        int seed = 1, steps = 300;
        var beta = -1.5;
        float rate = 1e-3f;
        bool live = true;
        long big = 5;
        int[] widths = [2, 4];
        Console.WriteLine(mode);
        """;

    private static NotebookDocument Notebook() => NotebookDocument.Create(
        NotebookCell.Code("string mode = \"other\";"), NotebookCell.Code(Cell, "parameters"));

    private static string Replace(string name, string value)
    {
        var notebook = Notebook();
        Parameters.Replace(notebook, new Dictionary<string, string> { [name] = value });
        Assert.Equal("string mode = \"other\";", notebook.Cells[0].Source);
        return notebook.Cells[1].Source;
    }

    [Theory]
    [InlineData("mode", "quick", "\"full\";   //", "\"quick\";   //")]
    [InlineData("steps", "-5", "steps = 300", "steps = -5")]
    [InlineData("beta", "4", "-1.5", "4.0")]
    [InlineData("beta", "1e-5", "-1.5", "1E-05")]
    [InlineData("rate", "0.25", "1e-3f", "0.25f")]
    [InlineData("live", "False", "live = true", "live = false")]
    [InlineData("big", "7000000000", "big = 5", "big = 7000000000L")]
    public void OnlyTheInitialiserChanges(string name, string value, string before, string after) =>
        Assert.Equal(Cell.Replace(before, after), Replace(name, value));

    [Fact]
    public void AnyTextIsQuotedAsCSharp() => Gen.String.Sample(text =>
    {
        var notebook = NotebookDocument.Create(NotebookCell.Code("var name = \"\";", "parameters"));
        Parameters.Replace(notebook, new Dictionary<string, string> { ["name"] = text });
        var literal = notebook.Cells[0].Source["var name = ".Length..^1];
        var token = Microsoft.CodeAnalysis.CSharp.SyntaxFactory.ParseToken(literal);
        Assert.Equal(text, token.Value);
    });

    [Theory]
    [InlineData("seeed", "1", "no parameter seeed; it has mode, seed, steps, beta, rate, live, big, widths")]
    [InlineData("seed", "1.5", "seed is of type int, but '1.5' is a double")]
    [InlineData("seed", "99999999999", "seed is of type int, but '99999999999' is a long")]
    [InlineData("beta", "high", "beta is of type double, but 'high' is a string")]
    [InlineData("live", "1", "live is of type bool, but '1' is an int")]
    [InlineData("mode", "fast", "choose one of full, quick, demo, train")]
    [InlineData("widths", "3", "widths is of type int[], which can't be set from outside")]
    public void AWrongNameOrTypeIsOneSentence(string name, string value, string expected)
    {
        var error = Assert.Throws<NotebookException>(() => Replace(name, value));
        Assert.Equal(ExitCode.BadArgument, error.Code);
        Assert.Contains(expected, error.Message);
    }

    [Fact]
    public void ANotebookWithoutTheCellSaysSo() => Assert.Contains("no cell tagged `parameters`",
        Assert.Throws<NotebookException>(() => Parameters.Replace(
            NotebookDocument.Create(), new Dictionary<string, string> { ["a"] = "1" })).Message);

    [Theory]
    [InlineData("int seed = 1; int seed = 2;")]
    [InlineData("int seed = 1;\nstring mode = \"full\", seed = \"x\";")]
    public void ANameDeclaredTwiceIsOneSentence(string code)
    {
        var notebook = NotebookDocument.Create(NotebookCell.Code(code, "parameters"));
        var values = new Dictionary<string, string> { ["seed"] = "3" };
        var error = Assert.Throws<NotebookException>(() => Parameters.Replace(notebook, values));
        Assert.Equal("The cell tagged `parameters` declares seed twice: remove one of the two.", error.Message);
        Assert.Equal(ExitCode.BadArgument, error.Code);
    }

    [Fact]
    public void ListsNamesTypesAndValues() => Assert.Equal(
        [("mode", "string", "\"full\""), ("seed", "int", "1"), ("steps", "int", "300"), ("beta", "double", "-1.5")],
        Parameters.List(Notebook()).Take(4));
}
