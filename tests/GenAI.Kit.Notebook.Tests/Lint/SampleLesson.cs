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
        + "**You need** nothing. **Data**: seeded toys.\n\n**Time** On the reference machine (two cores; `genai doctor` compares yours): "
        + "full 1 min 12 s, demo 18 s, quick 12 s.";

    internal static NotebookDocument Build()
    {
        var notebook = NotebookDocument.Create(
        [
            NotebookCell.Markdown(Header),
            Heading("## Set-up\n\nThe first cell loads the whole kit."),
            Code("#load \"kit.csx\""),
            Code("string mode = \"full\";   // or quick\nint seed = 1;", ["parameters"]),
            Heading("## The idea\n\nA model learns what each looks like: $p(x, y)$."),
            Code("using MathNet.Numerics;\n\nnew Drawing(\"Two ways\", 720, 260).Alt(\"Two boxes with arrows between them.\")", [], Picture()),
            NotebookCell.Markdown("*Two ways.* In symbols: $$p(y \\mid x)$$"),
            Heading("## From scratch\n\nOne mean and one variance per feature."),
            Code("var a = 1;"), NotebookCell.Markdown("Its parts:"),
            Code("Diagram.Of(model, points)", [], Picture()),
            NotebookCell.Markdown("*The parts of it.*\n\n**Predict.** Which way does the error go?"),
            .. Shown("Train, live", Chart()), .. Shown("Look", Chart(), "cover"), .. Shown("Measure", Scores()),
            NotebookCell.Markdown("**Predict.** And with more?\n\n" + Folded + Folded),
            .. Shown("Experiment", Chart()), NotebookCell.Markdown("Move it:"),
            Code("Figure.Slider(frames)", [], Chart()), NotebookCell.Markdown("It falls at each place."),
            .. Shown("Break it", Chart()),
            NotebookCell.Markdown("## Exercises\n\nFour of them, each checked by the machine."),
            .. Exercise("1.1.a", 12), .. Exercise("1.1.b"), .. Exercise("1.1.c"), .. Exercise("1.1.d"),
            NotebookCell.Markdown(QuizOf(number => number % 3)),
            NotebookCell.Markdown("## In short\n\n" + string.Concat(Enumerable.Repeat("- One thing: `model.Fit`.\n", 5))),
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
        Heading($"## {section}\n\nRun the cell and look at it."),
        Code("Plot.Show(a);", tags, output), NotebookCell.Markdown("The error falls as labels come in."),
    ];

    private const string Folded = "<details><summary>What you saw</summary>\n\nIt falls.\n\n</details>\n\n";

    private static NotebookCell Heading(string text, string tag = "core")
    {
        var cell = NotebookCell.Markdown(text);
        cell.Metadata["tags"] = new JsonArray(tag);
        return cell;
    }

    private static JsonObject Picture() =>
        Pages.Display(("image/png", Pages.Dot), ("text/plain", "Two boxes, and an arrow from the first to the second."));

    private static IEnumerable<NotebookCell> Exercise(string id, int lines = 1)
    {
        var stub = Code("Func<Tensor, Tensor> f = null;", ["exercise"]);
        stub.Metadata["genai_kit"] = new JsonObject
        {
            ["exercise"] = id,
            ["solution"] = string.Concat(Enumerable.Repeat("a = 2 * a;\n", lines - 1)) + "Func<Tensor, Tensor> f = x => x;",
            ["wrong"] = new JsonArray("Func<Tensor, Tensor> f = x => -x;", "Func<Tensor, Tensor> f = x => 0 * x;"),
        };
        return [NotebookCell.Markdown($"### {id[^1]}. Give it back (5 minutes)"), stub, NotebookCell.Markdown("Check it."),
            Code($"Exercises.Check(\"{id}\", f);")];
    }

    /// <summary>Five questions; the right choice of each by its number.</summary>
    internal static string QuizOf(Func<int, int> right) => "## Quiz\n\n" + string.Join("\n\n", Enumerable.Range(1, 5)
        .Select(number => $"**{number}.** What is it?\n\n" + string.Concat("abc".Select((letter, i) =>
            $"<details><summary>{letter}. A choice of one length</summary>\n\n"
            + (i == right(number) ? "Right: it is this." : "No, it is not this.") + "\n\n</details>\n"))));

    private static NotebookCell Code(string source, string[]? tags = null, params JsonObject[] outputs)
    {
        var cell = NotebookCell.Code(source, tags ?? []);
        cell.Outputs = new JsonArray([.. outputs]);
        return cell;
    }
}
