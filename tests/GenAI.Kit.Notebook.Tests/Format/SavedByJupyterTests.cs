using System.Text.Json.Nodes;
using GenAI.Kit.Cli;
using GenAI.Kit.Notebook.Format;
using GenAI.Kit.Notebook.Runner;

namespace GenAI.Kit.Notebook.Tests.Format;

/// <summary>Opening a notebook and saving it in JupyterLab changes nothing: tests/External asks nbformat itself.
/// </summary>
public sealed class SavedByJupyterTests
{
    public static TheoryData<string> Lessons => [.. new LessonFolder().All.Select(lesson => lesson.Number)];

    [Theory]
    [MemberData(nameof(Lessons))]
    public void A_lesson_is_as_Jupyter_writes_it(string number)
    {
        var path = new LessonFolder().Find(number).Path;
        var notebook = NotebookDocument.Load(path);
        Assert.True(File.ReadAllText(path) == notebook.ToString(), "written anew, it differs");
        Assert.True(JsonNode.DeepEquals(LanguageInfo.Create(), notebook.Metadata["language_info"]));
        Assert.All(notebook.CodeCells.SelectMany(cell => cell.Outputs), output => Assert.True(
            output!.ToJsonString() == Collected((JsonObject)output).ToJsonString(), "collected anew, it differs"));
    }

    // What the runner makes of a message with the same content.
    private static JsonNode Collected(JsonObject output)
    {
        var content = (JsonObject)output.DeepClone();
        var data = content["data"] as JsonObject ?? [];
        foreach (var (mime, value) in data.ToList())
            if (value is JsonArray && !mime.EndsWith("json")) data[mime] = NotebookCell.Text(value);
        if (content["text"] is { } text) content["text"] = NotebookCell.Text(text);
        var (collector, list) = (new OutputCollector(), new JsonArray());
        collector.Begin(list);
        collector.Add((string)content["output_type"]!, content);
        collector.End();
        return JsonNode.Parse(JupyterJson.Write(list.Single()!))!;
    }

    [Fact]
    public void Keys_are_sorted_and_every_number_has_a_line() => Assert.Equal(
        "{\n \"B\": {},\n \"a\": [\n  1,\n  2.5\n ],\n \"b\": []\n}\n",
        JupyterJson.Write(JsonNode.Parse("""{"b":[],"a":[1,2.5],"B":{}}""")!));

    [Theory]                                       // json.dumps(json.loads(…)) of Python
    [InlineData("1E-05", "1e-05")]
    [InlineData("0.0001", "0.0001")]
    [InlineData("1.5e-7", "1.5e-07")]
    [InlineData("0.10", "0.1")]
    [InlineData("1.0", "1.0")]
    [InlineData("-0.0", "-0.0")]
    [InlineData("-0", "0")]
    [InlineData("1.2346E+06", "1234600.0")]
    [InlineData("1e15", "1000000000000000.0")]
    [InlineData("1e16", "1e+16")]
    [InlineData("123456789.125", "123456789.125")]
    [InlineData("1.7976931348623157e308", "1.7976931348623157e+308")]
    [InlineData("5e-324", "5e-324")]
    [InlineData("12345678901234567890", "12345678901234567890")]
    public void Numbers_are_as_Python_spells_them(string json, string expected) =>
        Assert.Equal(expected + "\n", JupyterJson.Write(JsonNode.Parse(json)!));

    [Theory]                                       // the same of JSON.stringify(JSON.parse(…))
    [InlineData("1.0", "1")]
    [InlineData("1.2346E+06", "1234600")]
    [InlineData("-0.0", "0")]
    [InlineData("1e16", "10000000000000000")]
    [InlineData("1e21", "1e+21")]
    [InlineData("0.25", "0.25")]
    [InlineData("-3e-9", "-3e-09")]
    public void Numbers_of_outputs_are_as_a_browser_leaves_them(string json, string expected)
    {
        var content = JsonNode.Parse($$"""{"data":{"application/vnd.x+json":{"a":[{{json}}]} },"metadata":{} }""")!;
        var (collector, list) = (new OutputCollector(), new JsonArray());
        collector.Begin(list);
        collector.Add("display_data", (JsonObject)content);
        collector.End();
        Assert.Equal(expected, list[0]!["data"]!["application/vnd.x+json"]!["a"]![0]!.ToJsonString());
    }

    [Theory]
    [InlineData("a\nb", 2)]
    [InlineData("10%\r20%\r\nend\n", 3)]
    [InlineData("a\u2028b\u0085c\fd", 4)]
    [InlineData("", 0)]
    public void Lines_end_where_Python_ends_them(string text, int count)
    {
        Assert.Equal(count, NotebookCell.Lines(text).Count);
        Assert.Equal(text, NotebookCell.Text(NotebookCell.Lines(text)));
    }
}
