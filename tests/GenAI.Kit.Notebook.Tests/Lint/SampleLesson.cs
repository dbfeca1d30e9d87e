using System.Text.Json.Nodes;
using GenAI.Kit.Notebook.Format;
using GenAI.Kit.Notebook.Tests.Report;

namespace GenAI.Kit.Notebook.Tests.Lint;

/// <summary>A lesson of which every part is there and nothing more.</summary>
internal static class SampleLesson
{
    internal const string Header =
        "# Two ways to know a cat\n\nYou will make a model that draws new animals.\n\n"
        + "![Two clouds of points, cats and dogs](figures/1.1.png)\n\n"
        + "**You will learn**\n- one thing,\n- another thing,\n  told longer,\n- a third.\n\n"
        + "**You need** nothing. **Data**: seeded toys.\n\n**Minutes** on two cores: full 1.2, quick 0.2, demo 0.3.";

    internal static NotebookDocument Build()
    {
        var notebook = NotebookDocument.Create(
        [
            NotebookCell.Markdown(Header),
            NotebookCell.Markdown("## Set-up\n\nThe first cell loads the whole kit."),
            Code("#load \"kit.csx\""),
            Code("string mode = \"full\";   // or quick\nint seed = 1;", ["parameters"]),
            NotebookCell.Markdown("## The idea\n\nA model learns what each looks like: $p(x, y)$."),
            NotebookCell.Markdown("## From scratch\n\nOne mean and one variance per feature."),
            Code("using MathNet.Numerics;\n\nvar a = 1;"),
            .. Shown("Train, live", Chart()), .. Shown("Look", Chart(), "cover"), .. Shown("Measure", Scores()),
            .. Shown("Experiment", Chart()), .. Shown("Break it", Chart()),
            NotebookCell.Markdown("## Exercises\n\nThree of them, each checked by the machine."),
            .. Exercise("1.1.a"), .. Exercise("1.1.b"), .. Exercise("1.1.c"),
            NotebookCell.Markdown("## Quiz\n\n" + string.Join("\n\n", Enumerable.Range(1, 5).Select(Question))),
            NotebookCell.Markdown("## References and what comes next\n\n1. Ng and Jordan, 2001.\n\nNext: densities."),
        ]);
        var count = 0;
        foreach (var cell in notebook.CodeCells) cell.ExecutionCount = ++count;
        notebook.Metadata["genai_kit"] = new JsonObject
        {
            ["lesson"] = "1.1", ["mode"] = "full", ["hash"] = "abc", ["seconds"] = 72.4, ["threads"] = 2,
            ["minutes"] = new JsonObject { ["full"] = 1.2, ["quick"] = 0.2, ["demo"] = 0.3 },
        };
        return notebook;
    }

    internal static JsonObject Chart()
    {
        JsonObject Title(string text) => new() { ["title"] = new JsonObject { ["text"] = text } };
        var layout = Title("Error by labels");
        (layout["xaxis"], layout["yaxis"]) = (Title("labels"), Title("error (nats)"));
        var data = new JsonArray(new JsonObject { ["type"] = "scatter" });
        return Pages.Display((LessonLint.Plotly, new JsonObject { ["data"] = data, ["layout"] = layout }),
            ("image/png", Pages.Dot), ("text/plain", "Error falls from 0.4 to 0.1 nats."));
    }

    private static JsonObject Scores() => Pages.Display(
        ("text/html", "<table></table>"), ("text/plain", "one goal, met"),
        ("application/vnd.genai-kit.score+json", new JsonObject
        {
            ["lesson"] = "1.1",
            ["scores"] = new JsonArray(new JsonObject { ["name"] = "accuracy", ["value"] = 0.9, ["passed"] = true }),
        }));

    private static IEnumerable<NotebookCell> Shown(string section, JsonObject output, params string[] tags) =>
    [
        NotebookCell.Markdown($"## {section}\n\nRun the cell and look at it."),
        Code("Plot.Show(a);", tags, output), NotebookCell.Markdown("The error falls as labels come in."),
    ];

    private static IEnumerable<NotebookCell> Exercise(string id)
    {
        var stub = Code("Func<Tensor, Tensor> f = null;", ["exercise"]);
        stub.Metadata["genai_kit"] = new JsonObject
        {
            ["exercise"] = id, ["solution"] = "Func<Tensor, Tensor> f = x => x;",
            ["wrong"] = new JsonArray("Func<Tensor, Tensor> f = x => -x;", "Func<Tensor, Tensor> f = x => 0 * x;"),
        };
        return [NotebookCell.Markdown($"**{id}** Give it back."), stub, NotebookCell.Markdown("Check it."),
            Code($"Exercises.Check(\"{id}\", f);")];
    }

    private static string Question(int number) => $"**{number}.** What is it?\n\n"
        + "<details><summary>This</summary>\n\nNo, it is not this.\n\n</details>\n"
        + "<details>\n<summary>That</summary>\n\nYes, it is that.\n\n</details>";

    private static NotebookCell Code(string source, string[]? tags = null, params JsonObject[] outputs)
    {
        var cell = NotebookCell.Code(source, tags ?? []);
        cell.Outputs = new JsonArray([.. outputs]);
        return cell;
    }
}
