using GenAI.Kit.Notebook.Format;
using GenAI.Kit.Notebook.Sources;

namespace GenAI.Kit.Notebook.Tests.Sources;

/// <summary>What a shipped file was made by: its hash changes with that and with nothing else.</summary>
public sealed class RecipeTests : IDisposable
{
    private const string Start = "var lesson = new Lesson(\"5.2\", mode, seed);";

    private readonly string clone = Directory.CreateTempSubdirectory("genai-kit-test").FullName;

    public RecipeTests()
    {
        Put("src/GenAI.Kit/Diffusion/UNet.cs", "class UNet : Net { }");
        Put("src/GenAI.Kit/Core/Net.cs", "class Net { }");
        Put("src/GenAI.Kit/Shipping/Shipped.cs", "class Shipped { }");
        Put("src/GenAI.Kit/Classifiers/Judge.cs", "class Judge { string ruler = \"1.3-faces\"; }");
        Put("src/GenAI.Kit.Lessons/Lesson.cs", "class Lesson { }");
    }

    public void Dispose() => Directory.Delete(clone, recursive: true);

    private void Put(string path, string text)
    {
        path = Path.Combine(clone, path);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }

    private string? Hash(string name, params string[] cells) => new CodeHash(new KitSources(Path.Combine(clone, "src")))
        .OfRecipe(NotebookDocument.Create(cells.Select(cell => NotebookCell.Code(cell))), clone, name);

    private string Known(string name, params string[] cells) =>
        Hash(name, cells) is { } hash ? hash : throw new InvalidOperationException($"No recipe for {name}.");

    [Theory]
    [InlineData("lesson.Trained(\"noise\", net, () => Learn(net))")]
    [InlineData("lesson.Pretrained(\"noise\", net, () => Learn(net));")]
    [InlineData("var rows = lesson.Table(\"noise\", [\"a\"], [1], () => rows).Numbers(\"a\");")]
    [InlineData("if (mode != \"quick\") { lesson.Trained(\"noise\", net, () => Learn(net)); }")]
    [InlineData("foreach (var n in new[] { 1 }) lesson.Trained(\"no\" + \"ise\", net, () => Learn(net));")]
    public void ALiteralNameHasItsRecipe(string call)
    {
        Assert.NotNull(Hash("5.2-noise", Start, call));
        Assert.Null(Hash("5.2-other", Start, call));
        Assert.Null(Hash("5.3-noise", Start, call));
        Assert.Null(Hash("5.2-noise", call));
        Assert.Null(Hash("5.2-noise", Start.Replace("Lesson", "Other"), call));
    }

    [Fact]
    public void ALessonMayBeDeclaredByItsType() =>
        Assert.NotNull(Hash("5.2-noise", "Lesson l = new(\"5.2\", mode, seed);", "l.Trained(\"noise\", net, () => 1)"));

    /// <summary>Everything a recipe uses, whatever declares it.</summary>
    [Theory]
    [InlineData("int a = 1;", "int a = 2;")]
    [InlineData("int b = 1, a = 1;", "int b = 1, a = 2;")]
    [InlineData("int a() => 1;", "int a() => 2;")]
    [InlineData("class a { int x = 1; }", "class a { int x = 2; }")]
    [InlineData("enum a { X }", "enum a { Y }")]
    [InlineData("var (a, c) = (1, 1);", "var (a, c) = (2, 1);")]
    [InlineData("(int a, int c) = (1, 1);", "(int a, int c) = (2, 1);")]
    [InlineData("int.TryParse(\"1\", out var a);", "int.TryParse(\"2\", out var a);")]
    [InlineData("var d = 1 is var a;", "var d = 2 is var a;")]
    [InlineData("using var a = Of(1);", "using var a = Of(2);")]
    [InlineData("int e = 1; int a = e;", "int e = 2; int a = e;")]
    [InlineData("int a = 1; a = 2;", "int a = 1; a = 3;")]
    [InlineData("var a = Of(1); a.Add(2);", "var a = Of(1); a.Add(3);")]
    [InlineData("var a = Of(1); Fill(2, a);", "var a = Of(1); Fill(3, a);")]
    [InlineData("var a = Of(1); foreach (var x in y) { a[0] = 2; }", "var a = Of(1); foreach (var x in y) { a[0] = 3; }")]
    [InlineData("var a = Of(1); (a, y) = (2, 2);", "var a = Of(1); (a, y) = (3, 2);")]
    [InlineData("Seed.Everything(1); var a = new UNet();", "Seed.Everything(2); var a = new UNet();")]
    [InlineData("lesson.Trained(\"b\", 1); var a = 1;", "lesson.Trained(\"b\", 2); var a = 1;", false)]
    [InlineData("int a = 1; int z = 1;", "int a = 1; int z = 2;", false)]
    [InlineData("int a = 1; z.a = 1;", "int a = 1; z.a = 2;", false)]
    [InlineData("int a = 1; display(a, 1);", "int a = 1; display(a, 2);", false)]
    [InlineData("Seed.Everything(1); Seed.Everything(3); var a = 1;", "Seed.Everything(2); Seed.Everything(3); var a = 1;", false)]
    [InlineData("string mode = \"full\"; int a = 1;", "string mode = \"train\"; int a = 1;", false)]
    [InlineData("int a = 1; // one", "int a =\n 1;", false)]
    public void WhatItUsesCounts(string one, string other, bool differs = true)
    {
        const string call = "lesson.Trained(\"noise\", net, () => Learn(a, mode))";
        Assert.Equal(differs, Known("5.2-noise", Start, one, call) != Known("5.2-noise", Start, other, call));
    }

    [Fact]
    public void WhatComesLaterDoesNotCount()
    {
        string[] cells = [Start, "var net = new UNet();", "lesson.Trained(\"noise\", net, () => Learn(net));"];
        Assert.Equal(Known("5.2-noise", [.. cells, "net.Spoil(1);"]), Known("5.2-noise", [.. cells, "net.Spoil(2); var net = 3;"]));
        Assert.NotEqual(Known("5.2-noise", [.. cells]),
            Known("5.2-noise", cells[0], cells[1], "net.Spoil(1);", cells[2]));
    }

    [Fact]
    public void ItsSeedCountsByTheLesson() => Assert.NotEqual(
        Known("5.2-noise", "int seed = 1;", Start, "lesson.Trained(\"noise\", net, () => 1)"),
        Known("5.2-noise", "int seed = 2;", Start, "lesson.Trained(\"noise\", net, () => 1)"));

    /// <summary>What another recipe of the lesson made, and this one reads.</summary>
    [Fact]
    public void ARecipeDependsOnThoseThatItUses()
    {
        string Table(string epochs, string sum)
        {
            Put("data/SHA256SUMS", $"{sum}  checkpoints/5.2-faces.safetensors\n{sum}  checkpoints/5.2-own.tsv\n");
            return Known("5.2-own", Start, "var net = new UNet();",
                $"var made = lesson.Pretrained(\"faces\", net, () => Learn(net, {epochs}));",
                "lesson.Table(\"own\", columns, seeds, () => Judge(net))");
        }

        Assert.NotEqual(Table("1", "aa"), Table("2", "aa"));
        Assert.NotEqual(Table("1", "aa"), Table("1", "bb"));
    }

    [Fact]
    public void ItsOwnFileDoesNotCount()
    {
        string[] cells = [Start, "lesson.Trained(\"noise\", new UNet(), () => 1)", "lesson.Trained($\"w{w}\", new UNet(), () => 1)"];
        Put("data/SHA256SUMS", "aa  checkpoints/5.2-noise.safetensors\naa  checkpoints/5.2-w2.safetensors\n");
        var before = (Known("5.2-noise", cells), Known("5.2-w2", cells));
        Put("data/SHA256SUMS", "bb  checkpoints/5.2-noise.safetensors\nbb  checkpoints/5.2-w2.safetensors\n");
        Assert.Equal(before, (Known("5.2-noise", cells), Known("5.2-w2", cells)));
    }

    [Theory]
    [InlineData("src/GenAI.Kit/Core/Net.cs", "class Net { int changed; }", true)]
    [InlineData("src/GenAI.Kit.Lessons/Lesson.cs", "class Lesson { int changed; }", false)]
    [InlineData("src/GenAI.Kit/Shipping/Shipped.cs", "class Shipped { int changed; }", false)]
    public void ModelsCountAndLessonsDoNot(string path, string text, bool counts)
    {
        const string call = "lesson.Trained(\"noise\", new UNet(), () => Shipped)";
        var before = Known("5.2-noise", Start, call);
        Put(path, text);
        Assert.Equal(counts, before != Known("5.2-noise", Start, call));
    }

    [Fact]
    public void TheWeightsOfAJudgeCount()
    {
        Put("data/SHA256SUMS", "aa  checkpoints/1.3-faces.safetensors\n");
        var before = Known("5.2-noise", Start, "lesson.Table(\"noise\", c, s, () => new Judge())");
        Put("data/SHA256SUMS", "bb  checkpoints/1.3-faces.safetensors\n");
        Assert.NotEqual(before, Known("5.2-noise", Start, "lesson.Table(\"noise\", c, s, () => new Judge())"));
    }

    /// <summary>A name that the notebook computes stands for what it may be, unless a literal names that.</summary>
    [Fact]
    public void AComputedNameStandsForWhatItMayBe()
    {
        string[] cells =
        [
            Start, "foreach (var w in widths) { var net = new UNet(w); lesson.Trained($\"w{w}\", net, () => 1); }",
            "lesson.Trained(\"w8\", net, () => 8)",
        ];
        Assert.Equal(Known("5.2-w2", cells), Known("5.2-w4", cells));
        Assert.NotEqual(Known("5.2-w2", cells), Known("5.2-w8", cells));
        Assert.Null(Hash("5.2-faces", cells));
        Assert.NotEqual(Known("5.2-w2", cells), Known("5.2-w2", cells[0], cells[1].Replace("UNet(w)", "UNet(1)"), cells[2]));
    }

    /// <summary>A helper's callers say the name, and their part of the recipe.</summary>
    [Theory]
    [InlineData("T Trained<T>(string name, T net, int rounds) { return lesson.Trained(name, net, () => rounds); }")]
    [InlineData("var Trained = (string name, object net, int rounds) => lesson.Trained(name, net, () => rounds);")]
    public void AHelperIsSeenThrough(string helper)
    {
        string[] cells =
        [
            Start, helper, "var a = new UNet(1); Trained(\"one\", a, 1);",
            "var b = Trained(rounds: 2, name: \"two\", net: new UNet(2));", "foreach (var w in ws) Trained($\"w{w}\", a, 3);",
        ];
        string[] Edited(int cell, string from, string to) => [.. cells.Select((c, i) => i == cell ? c.Replace(from, to) : c)];
        Assert.Equal(3, new[] { "5.2-one", "5.2-two", "5.2-w2" }.Select(name => Known(name, cells)).Distinct().Count());
        Assert.Null(Hash("5.2-three", cells));
        Assert.NotEqual(Known("5.2-one", cells), Known("5.2-one", Edited(2, "UNet(1)", "UNet(9)")));
        Assert.NotEqual(Known("5.2-one", cells), Known("5.2-one", Edited(1, "=> rounds", "=> rounds + 1")));
        Assert.Equal(Known("5.2-one", cells), Known("5.2-one", Edited(3, "UNet(2)", "UNet(9)")));
    }

    [Fact]
    public void ALessonSaysWhatItShips() => Assert.Equal(
        [("5.2-noise", false), ("5.2-samplers", true), ("5.2-w*", false)],
        CodeHash.Recipes(NotebookDocument.Create(NotebookCell.Code(Start), NotebookCell.Code(
            "lesson.Trained(\"noise\", n, f); lesson.Table(\"samplers\", c, s, f); lesson.Trained($\"w{w}\", n, f);")), clone));
}
