using GenAI.Kit.Contract;
using GenAI.Kit.Notebook.Format;
using GenAI.Kit.Notebook.Sources;

namespace GenAI.Kit.Notebook.Tests.Cli;

/// <summary>`genai train`, `carry` and `list --checkpoints` in a clone of one lesson that ships two tables.</summary>
public sealed class TrainCommandTests : IDisposable
{
    // As the kit's own: makes what it is asked for, and leaves the stamp to genai.
    private const string Lesson = """
        class Lesson(string number, string mode, int seed)
        {
            public void Table(string name, int rows)
            {
                var asked = (Environment.GetEnvironmentVariable("GENAI_KIT_MAKE") ?? "").Split(',');
                if (mode == "train" && asked.Contains($"{number}-{name}"))
                    System.IO.File.WriteAllText($"../data/checkpoints/{number}-{name}.tsv",
                        $"# commit: c\n# seeds: {seed}\n# minutes: 0\n# source: \nrows\n{rows}\n");
            }
        }
        """;

    private readonly Genai genai = new();

    public TrainCommandTests()
    {
        Directory.CreateDirectory(genai.At("src", "GenAI.Kit"));
        Directory.CreateDirectory(genai.At("data", "checkpoints"));
        File.WriteAllText(genai.At("data", "SHA256SUMS"), "");
        Write("lesson.Table(\"a\", 1);", "lesson.Table(\"b\", 2);");
    }

    public void Dispose() => genai.Dispose();

    private void Write(params string[] calls) => NotebookDocument.Create(
        [
            NotebookCell.Code("string mode = \"full\";\nint seed = 1;", "parameters"), NotebookCell.Code(Lesson),
            NotebookCell.Code("var lesson = new Lesson(\"1.1\", mode, seed);"),
            .. calls.Select(call => NotebookCell.Code(call)),
        ]).Save(genai.At("notebooks", "1.1-first.ipynb"));

    private string At(string name) => genai.At("data", "checkpoints", $"1.1-{name}.tsv");

    private async Task<string> Fine(params string[] arguments)
    {
        var run = await genai.Run(arguments);
        Assert.True(run.Code == 0, run.Output + run.Error);
        Assert.All(Sums.Read(genai.At("data")), sum =>
            Assert.Equal(sum.Value, Sums.Of(File.ReadAllBytes(genai.At("data", sum.Key)))));
        return run.Output;
    }

    private async Task Bad(string says, params string[] arguments)
    {
        var run = await genai.Run(arguments);
        Assert.Equal((int)ExitCode.BadArgument, run.Code);
        Assert.Contains(says, run.Error);
    }

    [Fact]
    public async Task WhatIsMissingOrOutdatedIsMadeAndStamped()
    {
        Assert.Contains("makes 1.1-a, 1.1-b", await Fine("train", "1.1"));
        Assert.Matches("^[0-9a-f]{64}$", ShippedFile.Read(At("a"))!.Source!);
        Assert.NotEqual(ShippedFile.Read(At("a"))!.Source, ShippedFile.Read(At("b"))!.Source);
        Assert.Equal(2, Sums.Read(genai.At("data")).Count);
        Assert.Contains("all it ships is current (2 files)", await Fine("train", "1.1"));

        var a = File.ReadAllText(At("a"));
        Write("lesson.Table(\"a\", 1);   // a word", "lesson.Table(\"b\", 3);", "display(1);");
        var said = await Fine("train", "1.1");
        Assert.Contains("makes 1.1-b\n", said);
        Assert.Equal(a, File.ReadAllText(At("a")));
        Assert.EndsWith("rows\n3\n", File.ReadAllText(At("b")));
        Assert.Contains("makes 1.1-a\n", await Fine("train", "1.1", "--only", "1.1-a"));
        Assert.Equal(a, File.ReadAllText(At("a")));
        await Bad("has no recipe for 1.1-c: it has one for 1.1-a, 1.1-b", "train", "1.1", "--only", "1.1-c");
        await Bad("leave one out", "train", "1.1", "--only", "1.1-a", "--all");
    }

    /// <summary>What a recipe needs: cells that declare or change what it uses, and what those use.</summary>
    [Fact]
    public async Task Only_the_cells_run_that_are_needed()
    {
        Write("throw new Exception(\"not needed\");", "var more = new List<int>();", "int Rows(int n) => n + more.Count;",
            "more.Add(1);", "display(more);\nthrow new Exception(\"only shown\");", "lesson.Table(\"a\", Rows(1));",
            "throw new Exception(\"later\");", "lesson.Table(\"b\", 2);");
        await Fine("train", "1.1", "--only", "1.1-a");
        Assert.EndsWith("rows\n2\n", File.ReadAllText(At("a")));
        await Fine("train", "1.1");
        Assert.EndsWith("rows\n2\n", File.ReadAllText(At("b")));
    }

    /// <summary>Changes through a function, through what an object was made of, and by the way in a
    /// declaration.</summary>
    [Fact]
    public async Task What_changes_what_is_used_by_a_detour_runs_too()
    {
        Write("class Adder(List<int> to) { public void Go() => to.Add(1); }", "var list = new List<int>();",
            "void Grow() { list.Add(1); }", "Grow();", "var adder = new Adder(list);", "adder.Go();",
            "int Once(List<int> some) { some.Add(1); return some.Count; }", "var times = Once(list);",
            "public static int Twice(this int n) => 2 * n;", "lesson.Table(\"a\", list.Count.Twice());");
        await Fine("train", "1.1");
        Assert.EndsWith("rows\n6\n", File.ReadAllText(At("a")));
    }

    /// <summary>As a killed training leaves it, or another recipe of another day.</summary>
    [Fact]
    public async Task A_file_that_this_run_did_not_make_gets_no_stamp()
    {
        File.WriteAllText(At("b"), "# source: \nrows\n9\n");
        Assert.DoesNotContain("made data/checkpoints/1.1-b", await Fine("train", "1.1", "--only", "a"));
        Assert.Null(ShippedFile.Read(At("b"))!.Source);
        Assert.Matches(@"1\.1-b\.tsv .*outdated", await Fine("list", "--checkpoints"));
        Assert.Contains("makes 1.1-b\n", await Fine("train", "1.1"));
        Assert.EndsWith("rows\n2\n", File.ReadAllText(At("b")));
    }

    /// <summary>Another seed is another recipe: the committed one finds it outdated.</summary>
    [Fact]
    public async Task AParameterIsPartOfTheRecipe()
    {
        await Fine("train", "1.1", "-p", "seed=2", "--only", "1.1-a");
        Assert.Matches(@"1\.1-a\.tsv .*outdated", await Fine("list", "--checkpoints"));
    }

    [Fact]
    public async Task WhatIsAskedForAndNotMadeIsToldAndWhatWasMadeStaysStamped()
    {
        Write("lesson.Table(\"a\", 1);", "if (seed > 1) lesson.Table(\"b\", 2);");
        var run = await genai.Run("train", "1.1");
        Assert.Equal((1, "1.1-first did not make 1.1-b."), (run.Code, run.Error.Trim()));
        Write("lesson.Table(\"a\", 1);", "var two = 2 / (seed - 1);", "lesson.Table(\"b\", two);");
        Assert.Equal(1, (await genai.Run("train", "1.1", "--all")).Code);
        Assert.Matches(@"1\.1-a\.tsv .*current", await Fine("list", "--checkpoints"));
    }

    [Fact]
    public async Task AStampIsCarriedWithAReason()
    {
        await Fine("train", "1.1");
        var source = ShippedFile.Read(At("a"))!.Source;
        Write("lesson.Table(\"a\", 0 + 1);", "lesson.Table(\"b\", 2);");
        await Bad("needs a reason", "carry", "1.1-a");
        await Bad("There is no file 1.1-c", "carry", "1.1-c", "--because", "x");
        Assert.Contains("carried", await Fine("carry", "1.1", "--because", "0 + 1 is 1"));
        var carried = ShippedFile.Read(At("a"))!;
        Assert.NotEqual(source, carried.Source);
        Assert.Matches($@"^0 \+ 1 is 1 \(\d{{4}}-\d\d-\d\d, from {source}\)$", carried["carried"]!);
        Assert.EndsWith("rows\n1\n", File.ReadAllText(At("a")));
        Assert.Null(ShippedFile.Read(At("b"))!["carried"]);
        Assert.Contains("Nothing to carry", await Fine("carry", "all", "--because", "x"));
        Assert.Matches(@"1\.1-a\.tsv .*current, carried", await Fine("list", "--checkpoints"));
    }

    [Fact]
    public async Task Outputs_are_carried_with_a_reason_until_the_next_run()
    {
        string? Stamp(string key) => NotebookDocument.Load(genai.At("notebooks", "1.1-first.ipynb"))
            .Metadata["genai_kit"]?[key]?.ToString();
        await Fine("run", "1.1", "--in-place", "--keep-minutes");
        var first = Stamp("hash");
        Assert.Contains("Nothing to carry", await Fine("carry", "1.1", "--outputs", "--because", "x"));
        var text = File.ReadAllText(genai.At("notebooks", "1.1-first.ipynb"));
        File.WriteAllText(genai.At("notebooks", "1.1-first.ipynb"), text.Replace("rows)", "lines)"));
        await Bad("needs a reason", "carry", "1.1", "--outputs");
        Assert.Contains("carried", await Fine("carry", "1.1", "--outputs", "--because", "a parameter renamed"));
        Assert.NotEqual(first, Stamp("hash"));
        Assert.Contains("a parameter renamed", Stamp("carried"));
        Assert.Contains(first!, Stamp("carried"));
        File.WriteAllText(genai.At("notebooks", "1.1-first.ipynb"), text);
        await Fine("run", "1.1", "--in-place", "--keep-minutes");
        Assert.Equal((first, null), (Stamp("hash"), Stamp("carried")));
    }
}
