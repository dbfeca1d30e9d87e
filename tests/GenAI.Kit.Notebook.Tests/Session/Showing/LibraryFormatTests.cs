using GenAI.Kit.Notebook.Session;

namespace GenAI.Kit.Notebook.Tests.Session.Showing;

/// <summary>Values of well-known libraries are shown as what they are, with nothing loaded but the library.</summary>
public sealed class LibraryFormatTests
{
    private const string Frame = "new Microsoft.Data.Analysis.DataFrame(new Microsoft.Data.Analysis"
        + ".PrimitiveDataFrameColumn<int>(\"A\", Enumerable.Range(0, 50)))";

    private readonly TestSession session = new(new SessionOptions
    {
        BaseDirectory = AppContext.BaseDirectory, ProbeFolders = [AppContext.BaseDirectory],
    });

    [Fact]
    public async Task A_chart_of_Plotly_NET_is_a_chart()
    {
        var shown = await Value(
            "#r \"Plotly.NET.dll\"\n#r \"Plotly.NET.CSharp.dll\"\nusing Plotly.NET.CSharp;\n"
            + "Chart.Point<int, int, string>(x: Enumerable.Range(0, 4), y: Enumerable.Range(0, 4))");
        Assert.Equal("application/vnd.plotly.v1+json", shown.Keys.First());
        Assert.Contains("\"data\":[{\"type\":\"scatter\"", shown.Values.First());
        Assert.Equal("Plotly chart, 1 trace: scatter", shown["text/plain"]);
        Assert.False(shown.ContainsKey("text/html"));
    }

    [Fact]
    public async Task A_chart_of_XPlot_is_a_chart()
    {
        var shown = await Value("#r \"XPlot.Plotly.dll\"\nXPlot.Plotly.Chart.Line(new[] { 1, 4, 9 })");
        Assert.Contains("[1,4,9]", shown["application/vnd.plotly.v1+json"].Replace(" ", "").Replace(".0", ""));
    }

    [Fact]
    public async Task A_data_frame_is_a_table_of_its_first_rows_with_a_count()
    {
        var shown = await Value("#r \"Microsoft.Data.Analysis.dll\"\n" + Frame);
        Assert.Contains("<th>A</th>", shown["text/html"]);
        Assert.Contains("<td>19</td><td>19</td>", shown["text/html"]);
        Assert.DoesNotContain("<td>20</td>", shown["text/html"]);
        Assert.Contains("20 of 50 rows", shown["text/html"]);
        Assert.Contains("20 of 50 rows", shown["text/plain"]);
        Assert.Contains("20 of 50 rows", (await Value($"new {{ Frame = {Frame} }}"))["text/html"]);
        Assert.Contains("20 of 50 rows", (await Value($"{Frame}[\"A\"]"))["text/html"]);
    }

    [Fact]
    public async Task A_data_table_is_a_table()
    {
        var shown = await Value("""
            var t = new System.Data.DataTable(); t.Columns.Add("Name"); t.Columns.Add("N", typeof(int));
            t.Rows.Add("<a>", 1); t.Rows.Add(null, 2);
            t
            """);
        Assert.Contains("<th>Name</th><th>N</th>", shown["text/html"]);
        Assert.Contains("<td>&lt;a&gt;</td><td>1</td>", shown["text/html"]);
        Assert.Equal(["Name  N", " <a>  1", "      2", "2 rows"], shown["text/plain"].Split('\n'));
    }

    [Theory]
    [InlineData("System.Text.Json.Nodes.JsonNode.Parse(\"{\\\"a\\\":[1,2]}\")")]
    [InlineData("System.Text.Json.JsonDocument.Parse(\"{\\\"a\\\":[1,2]}\")")]
    [InlineData("System.Text.Json.JsonDocument.Parse(\"{\\\"a\\\":[1,2]}\").RootElement")]
    [InlineData("#r \"Newtonsoft.Json.dll\"\nNewtonsoft.Json.Linq.JObject.Parse(\"{\\\"a\\\":[1,2]}\")")]
    [InlineData("#r \"Newtonsoft.Json.dll\"\nNewtonsoft.Json.Linq.JToken.Parse(\"{\\\"a\\\":[1,2]}\")")]
    public async Task Json_is_shown_as_json(string code)
    {
        var shown = await Value(code);
        Assert.Equal("{\"a\":[1,2]}", shown["text/plain"].Replace("\n", "").Replace(" ", ""));
        Assert.Contains("&quot;a&quot;", shown["text/html"]);
        Assert.InRange(shown["text/html"].Length, 20, 300);
    }

    [Theory]
    [InlineData("Newtonsoft.Json.Linq.JToken.Parse(\"[1,2]\")")]
    [InlineData("new { Json = Newtonsoft.Json.Linq.JObject.Parse(\"{\\\"a\\\":1}\") }")]
    [InlineData("new List<Newtonsoft.Json.Linq.JObject> { Newtonsoft.Json.Linq.JObject.Parse(\"{\\\"a\\\":1}\") }")]
    [InlineData("new { Json = System.Text.Json.Nodes.JsonNode.Parse(\"[1]\") }")]
    public async Task Json_inside_other_values_is_no_noise(string code) => Assert.InRange(
        (await Value("#r \"Newtonsoft.Json.dll\"\n" + code))["text/html"].Length, 20, 2500);

    [Fact]
    public async Task Long_json_is_cut_and_says_so()
    {
        var shown = await Value("var a = new System.Text.Json.Nodes.JsonArray();\n"
            + "for (var i = 0; i < 5000; i++) a.Add(i);\na");
        Assert.EndsWith("characters in all)", shown["text/plain"]);
        Assert.InRange(shown["text/html"].Length, 100, 30_000);
    }

    [Theory]
    [InlineData("new[,] { { 1, 2 }, { 3, 14 } }", "1   2\n3  14\nInt32[2, 2]")]
    [InlineData("new string[1, 2] { { \"a\", null } }", "a  <null>\nString[1, 2]")]
    [InlineData("new int[2, 1, 2]", "0  0\n0  0\nInt32[2, 1, 2]")]
    [InlineData("new double[0, 3]", "Double[0, 3]")]
    public async Task An_array_of_several_dimensions_has_rows_and_columns(string code, string text)
    {
        var shown = await Value(code);
        Assert.Equal(text, shown["text/plain"]);
        Assert.StartsWith("<table>", shown["text/html"]);
    }

    [Fact]
    public async Task A_large_array_is_cut() => Assert.EndsWith("Int32[1000, 1000], cut to 20 rows of 30",
        (await Value("new int[1000, 1000]"))["text/plain"]);

    [Fact]
    public async Task A_matrix_of_MathNet_has_rows_and_columns()
    {
        var shown = await Value("#r \"MathNet.Numerics.dll\"\n"
            + "MathNet.Numerics.LinearAlgebra.Matrix<double>.Build.DenseIdentity(2)");
        Assert.Equal(
            ["DenseMatrix 2x2-Double", "1  0", "0  1"], shown["text/plain"].Split('\n').Select(l => l.Trim()));
        Assert.StartsWith("<div class=\"dni-plaintext\"><pre>DenseMatrix", shown["text/html"]);
    }

    [Fact]
    public async Task A_tensor_has_its_shape_and_its_first_numbers()
    {
        var torch = new TestSession(LibraryFolder.Options(AppContext.BaseDirectory));
        Assert.Equal("[2x3], type = Float32, device = cpu\n 1 1 1\n 1 1 1",
            await torch.Run("TorchSharp.torch.ones(2, 3)"));
        var large = (await torch.Try("new { X = TorchSharp.torch.zeros(400, 2) }")).Value!;
        Assert.Contains("[400x2], type = Float32", large["text/html"]);
        Assert.InRange(large["text/html"].Split('\n').Length, 10, 60);
        var deep = await torch.Run("TorchSharp.torch.zeros(64, 3, 64, 64)");
        Assert.StartsWith("[64x3x64x64]", deep);
        Assert.InRange(deep.Split('\n').Length, 10, 80);
    }

    [Fact]
    public async Task What_a_cell_registers_wins() => Assert.Equal("mine", (await Value(
        "#r \"Newtonsoft.Json.dll\"\nusing Newtonsoft.Json.Linq;\n"
        + "Formatter.Register<JObject>(t => \"mine\", \"text/html\");\nnew JObject()"))
        ["text/html"]);

    private async Task<MimeBundle> Value(string code)
    {
        var result = await session.Try(code);
        Assert.True(result.Succeeded, result.Error is null ? "" : string.Join("\n", result.Error.Traceback));
        return result.Value!;
    }
}
