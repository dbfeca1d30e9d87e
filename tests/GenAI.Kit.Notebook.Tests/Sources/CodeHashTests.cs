using GenAI.Kit.Notebook.Format;
using GenAI.Kit.Notebook.Sources;

namespace GenAI.Kit.Notebook.Tests.Sources;

public sealed class CodeHashTests : IDisposable
{
    private readonly string clone = Directory.CreateTempSubdirectory("genai-kit-test").FullName;
    private string Root => Path.Combine(clone, "src");

    public CodeHashTests()
    {
        Put("GenAI.Kit/Models/Vae.cs", "class Vae : Net { }");
        Put("GenAI.Kit/Core/Plumbing.cs", "class Net { /* Gan */ } class Other { }");
        Put("GenAI.Kit/Models/Gan.cs", "class Gan { }");
        Put("GenAI.Kit/obj/Net.cs", "class Net { int generated; }");
        Put("GenAI.Kit.Lessons/Score.cs", "class Score { }");
        Put("GenAI.Kit.Notebook/Vae.cs", "class Vae { int notTheKits; }");
    }

    public void Dispose() => Directory.Delete(clone, recursive: true);

    private void Put(string path, string text)
    {
        path = Path.Combine(Root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }

    private string Hash(params string[] cells)
    {
        if (cells.Length == 0) cells = ["var x = new Vae(); // Gan"];
        return Of(NotebookDocument.Create(cells.Select(cell => NotebookCell.Code(cell))));
    }

    private string Of(NotebookDocument notebook) => new CodeHash(new KitSources(Root)).OfNotebook(notebook, Root);

    private IEnumerable<string> Used(string code) => new CodeHash(new KitSources(Root))
        .Used(NotebookDocument.Create(NotebookCell.Code(code)), Root)
        .Select(path => Path.GetRelativePath(Root, path).Replace('\\', '/'));

    [Fact]
    public void ATypeIsFoundByItsNameWhereverItStandsAndOnlyByCode() => Assert.Equal(
        ["GenAI.Kit/Core/Plumbing.cs", "GenAI.Kit/Models/Vae.cs"],
        Used("var x = new Vae(); // Gan\nvar s = \"Score\";"));

    [Theory]
    [InlineData("struct Code { }", "Code y;")]
    [InlineData("record Code(int X);", "new Code(1)")]
    [InlineData("interface Code { }", "Code y;")]
    [InlineData("enum Code { A }", "Code.A")]
    [InlineData("delegate int Code(int x);", "Code y;")]
    [InlineData("class Outer { public enum Code { A } }", "using static Outer; Code.A")]
    [InlineData("static class Outer { public static int Code(this int x) => x; }", "1.Code()")]
    [InlineData("static class Outer { extension(int x) { public int Code() => x; } }", "1.Code()")]
    [InlineData("static class Outer { extension(int x) { public int Code => x; } }", "1.Code")]
    [InlineData("namespace A { class Code<T> { } }", "new A.Code<int>()")]
    [InlineData("class Code { }", "$\"{new Code()}\"")]
    [InlineData("class Code { }", "nameof(Code)")]
    [InlineData("class Code { }", "typeof(Code)")]
    [InlineData("class Code : System.Attribute { }", "[Code] class Mine { }")]
    public void EveryKindOfDeclarationAndOfUseCounts(string declaration, string use)
    {
        Put("GenAI.Kit/Any.cs", declaration);
        Assert.Equal(["GenAI.Kit/Any.cs"], Used(use));
    }

    [Fact]
    public void APrivateTypeIsNamedByTheOneAroundItAlone()
    {
        Put("GenAI.Kit/Any.cs", "class Outer { private record Entry(int X); record Another(int X); }");
        Assert.Empty(Used("Entry Another"));
    }

    [Fact]
    public void AllPartsOfAPartialTypeCount()
    {
        Put("GenAI.Kit/One.cs", "partial class Big { }");
        Put("GenAI.Kit/Two.cs", "partial class Big { }");
        Assert.Equal(["GenAI.Kit/One.cs", "GenAI.Kit/Two.cs"], Used("new Big()"));
    }

    [Theory]
    [InlineData("GenAI.Kit/Core/Plumbing.cs", "class Net { int changed; } class Other { }", true)]
    [InlineData("GenAI.Kit/Core/Plumbing.cs", "using X = System.Int32; class Net { } class Other { }", true)]
    [InlineData("GenAI.Kit/Core/Plumbing.cs", "class Net { } class Other { int changed; }", false)]
    [InlineData("GenAI.Kit/Models/Vae.cs", "class Vae : Net { int changed; }", true)]
    [InlineData("GenAI.Kit/Usings.cs", "global using X = System.Int32;", true)]
    [InlineData("GenAI.Kit/Models/Gan.cs", "class Changed { }", false)]
    [InlineData("GenAI.Kit/obj/Net.cs", "class Net { int changed; }", false)]
    [InlineData("GenAI.Kit.Lessons/Score.cs", "class Changed { }", false)]
    [InlineData("GenAI.Kit.Notebook/Vae.cs", "class Vae { int changed; }", false)]
    [InlineData("GenAI.Kit.Plotting/Vae.cs", "class Vae { int changed; }", false)]
    public void OnlyUsedTypesChangeTheHash(string path, string text, bool changes)
    {
        var before = Hash();
        Put(path, text);
        Assert.Equal(changes, before != Hash());
    }

    [Fact]
    public void ATypeMayMoveToAnotherFile()
    {
        var before = Hash();
        File.Delete(Path.Combine(Root, "GenAI.Kit/Models/Vae.cs"));
        Put("GenAI.Kit/Autoencoders/Best.cs", "class Vae : Net { }");
        Assert.Equal(before, Hash());
    }

    [Theory]
    [InlineData("var x = new Vae();", "var  x =\n    new Vae(); // a word", false)]
    [InlineData("var x = new Vae();", "var x = new Vae(1);", true)]
    [InlineData("a\nb", "a\r\nb", false)]
    [InlineData("#!time\n1", "1", true)]
    [InlineData("#r \"nuget: A\"\n1", "#r \"nuget: B\"\n1", true)]
    [InlineData("#i \"nuget: A\"\n1", "#i \"nuget: B\"\n1", true)]
    [InlineData("#!markdown\na b", "#!markdown\na  b", true)]
    [InlineData("#if GENAI_KIT\n1\n#else\n2\n#endif", "#if GENAI_KIT\n1\n#else\n3\n#endif", false)]
    [InlineData("#if GENAI_KIT\n1\n#else\n2\n#endif", "#if GENAI_KIT\n3\n#else\n2\n#endif", true)]
    [InlineData("]] a", "]] b", true)]
    public void TokensOfACellCount(string one, string other, bool differ) => Assert.Equal(differ, Hash(one) != Hash(other));

    /// <summary>The words of a notebook are no code, nor are its outputs.</summary>
    [Fact]
    public void TextDoesNotCount() => Assert.Equal(
        Of(NotebookDocument.Create(NotebookCell.Markdown("a"), NotebookCell.Code("1"))),
        Of(NotebookDocument.Create(NotebookCell.Markdown("b"), NotebookCell.Code("1"))));

    /// <summary>Whatever a cell ends in: the next one's types are seen.</summary>
    [Theory]
    [InlineData("int x = 1;   // x")]
    [InlineData("1 + 1")]
    [InlineData("/* x")]
    [InlineData("foreach (")]
    [InlineData("var s = \"\"\"")]
    public void ACellSwallowsNothingOfTheNext(string first)
    {
        var before = Hash(first, "new Gan()");
        Put("GenAI.Kit/Models/Gan.cs", "class Gan { int changed; }");
        Assert.NotEqual(before, Hash(first, "new Gan()"));
    }

    [Theory]
    [InlineData("var x = new Vae();", false)]
    [InlineData("var x = new Vae(); Source.Show<Vae>()", true)]
    [InlineData("var x = new Vae(); Source.Show(typeof(Vae))", true)]
    public void CommentsCountOnlyInSourcesThatAreShown(string code, bool changes)
    {
        var before = Hash(code);
        Put("GenAI.Kit/Models/Vae.cs", "// a word\n\nclass Vae : Net { }   /* and\nanother */");
        Assert.Equal(changes, before != Hash(code));
        Put("GenAI.Kit/Models/Vae.cs", "class Vae : Net { string a = \"//\"; }");
        Assert.NotEqual(before, Hash(code));
    }

    [Theory]
    [InlineData("class Vae\n    : Net\n{\n}", false)]
    [InlineData("/// <summary>A <see cref=\"Gan\"/>.</summary>\nclass Vae : Net { }", false)]
    [InlineData("class Vae : Net { string a = \" \"; }", true)]
    public void BlankSpaceCountsOnlyInStrings(string source, bool changes)
    {
        var before = Hash();
        Put("GenAI.Kit/Models/Vae.cs", source);
        Assert.Equal(changes, before != Hash());
    }

    /// <summary>In a string, raw or not, and in a character, each blank is part of the program.</summary>
    [Theory]
    [InlineData("\"a b\"", "\"a  b\"")]
    [InlineData("\"\"\"\nif:\n  x\n\"\"\"", "\"\"\"\nif:\n x\n\"\"\"")]
    [InlineData("$\"{1} b\"", "$\"{1}  b\"")]
    [InlineData("' '", "'  '")]
    public void BlankSpaceOfATextCounts(string text, string other)
    {
        Put("GenAI.Kit/Models/Vae.cs", $"class Vae {{ object x = {text}; }}");
        var before = Hash();
        Put("GenAI.Kit/Models/Vae.cs", $"class Vae {{ object x = {other}; }}");
        Assert.NotEqual(before, Hash());
    }

    [Theory]
    [InlineData("\"2.2-vae\"", "checkpoints/2.2-vae.safetensors", true)]
    [InlineData("\"2.2-\" + name", "checkpoints/2.2-vae.safetensors", true)]
    [InlineData("$\"2.2-{name}\"", "checkpoints/2.2-vae.safetensors", true)]
    [InlineData("\"vae\"", "checkpoints/2.2-vae.safetensors", false)]
    [InlineData("$\"{name}.safetensors\"", "checkpoints/2.2-vae.safetensors", false)]
    [InlineData("$\"checkpoints/{name}.safetensors\"", "checkpoints/2.2-vae.safetensors", false)]
    [InlineData("\"2.2-other\"", "checkpoints/2.2-vae.safetensors", false)]
    [InlineData("\"2.2-vae\"", "toys/2.2-vae.gz", false)]
    [InlineData("\"tabular/penguins.csv\"", "tabular/penguins.csv", true)]
    [InlineData("\"penguins.csv\"", "tabular/penguins.csv", true)]
    [InlineData("\"train-\" + \"images.gz\"", "fashion/train-images.gz", true)]
    [InlineData("$\"text/austen-{novel}.txt.gz\"", "text/austen-emma.txt.gz", true)]
    [InlineData("$\"data/text/austen-{novel}.txt.gz\"", "text/austen-emma.txt.gz", true)]
    [InlineData("$\"text/austen-{novel}.txt.gz\"", "text/cmudict.tsv.gz", false)]
    [InlineData("\".gz\"", "text/austen-emma.txt.gz", false)]
    [InlineData("\"gz\"", "text/austen-emma.txt.gz", false)]
    public void ADataFileCountsWhereAStringMeansIt(string literal, string path, bool counts)
    {
        Put("GenAI.Kit/Models/Vae.cs", $"class Vae : Net {{ object x = {literal}; }}");
        Put("../data/SHA256SUMS", $"aa  {path}\nbb  none.gz\n");
        var before = Hash();
        Put("../data/SHA256SUMS", $"xx  {path}\nbb  none.gz\n");
        Assert.Equal(counts, before != Hash());
    }

    /// <summary>A stamp that is carried to a new source makes no output outdated; other rows do.</summary>
    [Fact]
    public void AStampDoesNotCount()
    {
        const string code = "Shipped.Table(\"2.2-rows\")", row = "a\tb\n1\t2\n";
        Put("../data/SHA256SUMS", "aa  checkpoints/2.2-rows.tsv\n");
        Put("../data/checkpoints/2.2-rows.tsv", "# source: 1\n" + row);
        var before = Hash(code);
        Put("../data/SHA256SUMS", "bb  checkpoints/2.2-rows.tsv\n");
        Put("../data/checkpoints/2.2-rows.tsv", "# source: 2\n# carried: why\n" + row);
        Assert.Equal(before, Hash(code));
        Put("../data/checkpoints/2.2-rows.tsv", "# source: 1\n" + row + row);
        Assert.NotEqual(before, Hash(code));
    }

    /// <summary>What a lesson ships is part of its outputs' making, under whatever name.</summary>
    [Fact]
    public void ShippedFilesOfTheLessonCount()
    {
        const string code = "var lesson = new Lesson(\"2.2\", mode, seed);";
        Put("../data/SHA256SUMS", "aa  checkpoints/2.2-vae.safetensors\nbb  checkpoints/2.3-vae.safetensors\n");
        var before = Hash(code);
        Put("../data/SHA256SUMS", "aa  checkpoints/2.2-vae.safetensors\nxx  checkpoints/2.3-vae.safetensors\n");
        Assert.Equal(before, Hash(code));
        Put("../data/SHA256SUMS", "xx  checkpoints/2.2-vae.safetensors\nxx  checkpoints/2.3-vae.safetensors\n");
        Assert.NotEqual(before, Hash(code));
    }

    [Fact]
    public void ALoadedFileCounts()
    {
        const string code = "#load \"kit.csx\"";
        Put("kit.csx", "new Gan();");
        var before = Hash(code);
        Put("kit.csx", "new Gan(); // a word");
        Assert.Equal(before, Hash(code));
        Put("GenAI.Kit/Models/Gan.cs", "class Gan { int changed; }");
        var changed = Hash(code);
        Put("kit.csx", "new Gan(1);");
        Assert.Equal(3, new[] { before, changed, Hash(code) }.Distinct().Count());
    }

    [Fact]
    public void AMissingFolderIsToldWhenTheSourcesAreRead() =>
        Assert.Throws<DirectoryNotFoundException>(() => new KitSources(Path.Combine(Root, "none")));
}
