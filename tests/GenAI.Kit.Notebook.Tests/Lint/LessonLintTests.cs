using System.Text.Json.Nodes;
using GenAI.Kit.Notebook.Format;
using GenAI.Kit.Notebook.Tests.Report;

namespace GenAI.Kit.Notebook.Tests.Lint;

public sealed class LessonLintTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("lint").FullName;

    public LessonLintTests()
    {
        Directory.CreateDirectory(Path.Combine(folder, "figures"));
        File.WriteAllBytes(Path.Combine(folder, "figures", "1.1.png"), []);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void A_lesson_with_every_part_has_no_findings() => Assert.Empty(Check(SampleLesson.Build()));

    public static TheoryData<string, string> Replacements => new()
    {
        { "title", "# Two ways=>## Two ways" },
        { "title", "One mean and one=># One mean\n\nand one" },
        { "promise", "You will make a model that draws new animals.\n\n=>" },
        { "cover", "figures/1.1.png=>figures/other.png" },
        { "cover", "Two clouds of points, cats and dogs=>" },
        { "facts", "**You need**=>You need" },
        { "facts", "**Data**=>Data" },
        { "facts", "- a third.=>" },
        { "facts", ", quick 12 s=>" },
        { "facts", "**Time** On=>On" },
        { "sections", "## Look=>## See" },
        { "sections", "## Break it=>### Break it" },
        { "sections", "The first cell loads the whole kit.=>" },
        { "references", "Ng and Jordan, 2001.=>Ng and Jordan." },
        { "load", "#load \"kit.csx\"=>#load \"other.csx\"" },
        { "load", "#load \"kit.csx\"=>#load \"kit.csx\"\nvar b = 2;" },
        { "usings", "#load \"kit.csx\"=>using MathNet.Numerics;\n#load \"kit.csx\"" },
        { "usings", "string mode=>using MathNet.Numerics;\nstring mode" },
        { "usings", "var a = 1;=>var a = 1;\nusing System.IO;" },
        { "usings", "Plot.Show(a);=>using System.IO;\nPlot.Show(a);" },
        { "usings", "using MathNet.Numerics;=>using GenAI.Kit.Data;" },
        { "usings", "using MathNet.Numerics;=>using static TorchSharp.torch;" },
        { "parameters", "mode = \"full\"=>mode = \"quick\"" },
        { "parameters", "int seed = 1;=>" },
        { "links", "One mean=>[One](9.9-gone.ipynb) mean" },
        { "alt", "One mean=>![](figures/1.1.png) One mean" },
        { "picture", "One mean=>![A mean of many points in a cloud](https://example.org/a.png) One mean" },
        { "picture", "One mean=><img src=\"figures/1.1.png\" alt=\"x\"> One mean" },
        { "machine", "var a = 1;=>var a = \"/home/me/data\";" },
        { "width", "var a = 1;=>var a = 1; // " + new string('x', 120) },
        { "exercises", "Exercises.Check(\"1.1.b\", f)=>f(2)" },
        { "quiz", "**5.** What is it?=>" },
        { "quiz", "**3.** What=>**4.** What" },
        { "quiz", "No, it is not this.=>" },
        { "quiz", "<summary>a. A choice of one length</summary>=>" },
        { "quiz", "Right: it is this.\n\n</details>=>Right: it is this." },
        { "quiz", "Right: it is this.=>So it is this." },
        { "quiz", "b. A choice of one length</summary>\n\nRight=>b. A choice of the greatest length</summary>\n\nRight" },
        { "projector", "var a = 1;=>var a = 1; // " + new string('x', 80) },
        { "drawings", "Diagram.Of(model=>Plot.Of(model" },
        { "drawings", "$p(x, y)$=>$$p(x, y)$$" },
        { "slider", "Figure.Slider=>Figure.Grid" },
        { "pictures", "One mean and one=>" + string.Concat(Enumerable.Repeat("A sentence with five words. ", 81)) },
        { "predictions", "**Predict.** And=>And" },
        { "predictions", "<details><summary>What you saw=><div><summary>What you saw" },
        { "core", "One mean and one=>" + string.Concat(Enumerable.Repeat("A sentence with five words. ", 1200)) },
        { "building", "### b. Give it back (5 minutes)=>### b. Give it back" },
        { "in short", "- One thing=>One thing" },
    };

    [Theory]
    [MemberData(nameof(Replacements))]
    public void A_changed_text_is_found(string rule, string change)
    {
        var (old, text) = (change.Split("=>")[0], change.Split("=>", 2)[1]);
        var notebook = SampleLesson.Build();
        var cell = notebook.Cells.First(cell => cell.Source.Contains(old));
        cell.Source = cell.Source.Replace(old, text);
        AssertFound(rule, notebook);
    }

    public static TheoryData<string, string, Action<NotebookCell>> Faults => new()
    {
        { "length", "var a", cell => cell.Source = string.Concat(Enumerable.Repeat("a++;\n", 26)) },
        { "run", "var a", cell => cell.ExecutionCount = null },
        { "run", "var a", cell => cell.ExecutionCount = 9 },
        { "parameters", "string mode", cell => cell.Metadata.Remove("tags") },
        { "error", "var a", cell => cell.Outputs.Add(new JsonObject { ["output_type"] = "error" }) },
        { "error", "var a", cell => cell.Outputs.Add(Pages.Stream("warn", "stderr")) },
        { "machine", "var a", cell => cell.Outputs.Add(Pages.Stream("saved to /tmp/x.png")) },
        { "progress", "var a", cell => cell.Outputs.Add(
            Pages.Display(("application/vnd.genai-kit.progress+json", new JsonObject()))) },
        { "outputs", "Plot.Show", cell => cell.Outputs = [] },
        { "alt", "Plot.Show", cell => Bundle(cell).Remove("text/plain") },
        { "alt", "Plot.Show", cell => Bundle(cell)["text/plain"] = "GenAI.Kit.Plotting.Figure" },
        { "bundle", "Plot.Show", cell => Bundle(cell)["text/html"] = "<p>x</p>" },
        { "bundle", "Plot.Show", cell => Bundle(cell).Remove("image/png") },
        { "labels", "Plot.Show", cell => Layout(cell).Remove("title") },
        { "labels", "Plot.Show", cell => Layout(cell).Remove("yaxis") },
        { "building", "> f = null", cell => cell.Metadata.Remove("tags") },
        { "exercises", "> f = null", cell => cell.Metadata["genai_kit"]!.AsObject().Remove("solution") },
        { "exercises", "> f = null", cell => cell.Metadata["genai_kit"]!["wrong"]!.AsArray().RemoveAt(0) },
        { "exercises", "> f = null", cell => cell.Metadata["genai_kit"]!["solution"] = cell.Source },
        { "exercises", "> f = null", cell => cell.Metadata["genai_kit"]!["exercise"] = "1.1.b" },
        { "building", "> f = null", cell => cell.Metadata["genai_kit"]!["solution"] = "Func<Tensor, Tensor> f = x => x;" },
    };

    [Theory]
    [MemberData(nameof(Faults), DisableDiscoveryEnumeration = true)]
    public void A_fault_in_a_cell_is_found(string rule, string cell, Action<NotebookCell> fault)
    {
        var notebook = SampleLesson.Build();
        fault(notebook.CodeCells.First(code => code.Source.Contains(cell)));
        AssertFound(rule, notebook);
    }

    /// <summary>"Always b" earns nothing.</summary>
    [Fact]
    public void Right_answers_are_spread()
    {
        var notebook = SampleLesson.Build();
        var quiz = notebook.Cells.First(cell => cell.Source.StartsWith("## Quiz", StringComparison.Ordinal));
        quiz.Source = SampleLesson.QuizOf(_ => 1);
        AssertFound("quiz", notebook);
    }

    [Fact]
    public void A_heading_says_core_or_extra()
    {
        var notebook = SampleLesson.Build();
        notebook.Cells.First(cell => cell.Source.StartsWith("## Look", StringComparison.Ordinal)).Metadata.Remove("tags");
        AssertFound("core", notebook);
    }

    [Fact]
    public void A_missing_sentence_is_found()
    {
        var notebook = SampleLesson.Build();
        notebook.Keep(cell => cell.Source != "Check it.");
        AssertFound("code after code", notebook);
        notebook = SampleLesson.Build();
        notebook.Keep(cell => !cell.Source.StartsWith("The error falls", StringComparison.Ordinal));
        AssertFound("sentence below", notebook);
    }

    [Fact]
    public void Faults_of_the_whole_file_are_found()
    {
        AssertFound("hash", SampleLesson.Build(), hash: "other");
        var notebook = SampleLesson.Build();
        notebook.Metadata["genai_kit"]!["mode"] = "quick";
        AssertFound("metadata", notebook);
        notebook = SampleLesson.Build();
        notebook.CodeCells.Last().Outputs.Add(Pages.Stream(new string('x', 2_000_001)));
        AssertFound("size", notebook);
        notebook = SampleLesson.Build();
        notebook.CodeCells.First(cell => cell.HasTag("cover")).Metadata.Remove("tags");
        AssertFound("cover", notebook);
        File.Delete(Path.Combine(folder, "figures", "1.1.png"));
        AssertFound("cover", SampleLesson.Build());
    }

    /// <summary>OUTDATED lets outputs be older than their code, and nothing else.</summary>
    [Fact]
    public void The_list_of_the_outdated_hides_nothing()
    {
        Assert.Empty(Check(SampleLesson.Build(), "other", outdated: true));
        var current = Assert.Single(Check(SampleLesson.Build(), "abc", outdated: true));
        Assert.Equal(("outdated", "the outputs are current: take 1.1 out of OUTDATED"), (current.Rule, current.Text));
        var notebook = SampleLesson.Build();
        notebook.Metadata["genai_kit"]!.AsObject().Remove("hash");
        Assert.Contains(Check(notebook, "other", outdated: true), finding => finding.Rule == "hash");
        notebook = SampleLesson.Build();
        notebook.CodeCells.First(cell => cell.Source.EndsWith("var a = 1;")).ExecutionCount = null;
        Assert.DoesNotContain(Check(notebook, "other", outdated: true), finding => finding.Rule == "run");
        Assert.Contains(Check(notebook, "other"), finding => finding.Rule == "run");
        Bundle(notebook.CodeCells.First(cell => cell.Source.Contains("Plot.Show"))).Remove("text/plain");
        Assert.Contains(Check(notebook, "other", outdated: true), finding => finding.Rule == "alt");
    }

    [Fact]
    public void The_list_of_the_outdated_names_lessons_once_each()
    {
        var list = new OutdatedList(["# since the new rule", "1.1", "", "  2.3   # soon", "9.9", "2.3", "4.1 4.2"]);
        Assert.True(list.Names("1.1") && list.Names("2.3") && !list.Names("4.1") && !list.Names("4.2"));
        Assert.Equal(["OUTDATED names 9.9, which is no lesson", "OUTDATED names 4.1 4.2, which is no lesson",
            "OUTDATED names 2.3 twice"], list.Check(["1.1", "2.3", "4.1", "4.2"]).Select(finding => finding.Text));
        Assert.Empty(OutdatedList.Of(folder).Check([]));
        File.WriteAllText(Path.Combine(folder, "OUTDATED"), "4.1\r\n");
        Assert.True(OutdatedList.Of(folder).Names("4.1"));
    }

    [Fact]
    public void Scores_missing_or_missed_are_found()
    {
        var notebook = SampleLesson.Build();
        var bundle = notebook.CodeCells.SelectMany(cell => cell.Outputs).Select(output => output!["data"]!.AsObject())
            .First(data => data.ContainsKey("application/vnd.genai-kit.score+json"));
        bundle["application/vnd.genai-kit.score+json"]!["scores"]![0]!["passed"] = false;
        AssertFound("scores", notebook);
        bundle.Remove("application/vnd.genai-kit.score+json");
        AssertFound("scores", notebook);
    }

    private static JsonObject Bundle(NotebookCell cell) => cell.Outputs[0]!["data"]!.AsObject();

    private static JsonObject Layout(NotebookCell cell) => Bundle(cell)[LessonLint.Plotly]!["layout"]!.AsObject();

    private IReadOnlyList<Finding> Check(NotebookDocument notebook, string hash = "abc", bool outdated = false) =>
        new LessonLint("1.1", folder, _ => hash, outdated).Check(notebook);

    private void AssertFound(string rule, NotebookDocument notebook, string hash = "abc") =>
        Assert.Contains(Check(notebook, hash), finding => finding.Rule == rule);
}
