using GenAI.Kit.Notebook.Format;

namespace GenAI.Kit.Notebook.Tests.Format;

public sealed class ContentHashTests : IDisposable
{
    private readonly string clone = Directory.CreateTempSubdirectory("genai-kit-test").FullName;
    private string Root => Path.Combine(clone, "src");

    public ContentHashTests()
    {
        Put("GenAI.Kit/Models/Vae.cs", "class Vae : Net { }");
        Put("GenAI.Kit/Core/Net.cs", "class Net { } // Gan");
        Put("GenAI.Kit/Models/Gan.cs", "class Gan { }");
        Put("GenAI.Kit/obj/Net.cs", "generated");
        Put("GenAI.Kit.Lessons/Score.cs", "class Score { }");
        Put("GenAI.Kit.Notebook/Vae.cs", "not the kit's");
    }

    public void Dispose() => Directory.Delete(clone, recursive: true);

    private void Put(string path, string text)
    {
        path = Path.Combine(Root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }

    private string Hash(string code = "var x = new Vae(); // Gan", string text = "words")
    {
        var notebook = NotebookDocument.Create(NotebookCell.Markdown(text), NotebookCell.Code(code));
        return new ContentHash(Root).Of(notebook, Root);
    }

    [Fact]
    public void SourcesAreFoundFromFileToFileAndOnlyByCode() => Assert.Equal(
        ["GenAI.Kit/Core/Net.cs", "GenAI.Kit/Models/Vae.cs"],
        new ContentHash(Root).Used("var x = new Vae(); // Gan\nvar s = \"Score\";")
            .Select(path => Path.GetRelativePath(Root, path).Replace('\\', '/')));

    [Theory]
    [InlineData("GenAI.Kit/Core/Net.cs", true)]
    [InlineData("GenAI.Kit/Models/Vae.cs", true)]
    [InlineData("GenAI.Kit/Models/Gan.cs", false)]
    [InlineData("GenAI.Kit/obj/Net.cs", false)]
    [InlineData("GenAI.Kit.Lessons/Score.cs", false)]
    [InlineData("GenAI.Kit.Notebook/Vae.cs", false)]
    [InlineData("GenAI.Kit.Plotting/Vae.cs", false)]
    public void OnlyUsedSourcesChangeTheHash(string path, bool changes)
    {
        var before = Hash();
        Put(path, "class Changed { }");
        Assert.Equal(changes, before != Hash());
    }

    [Fact]
    public void CodeChangesTheHashAndTextDoesNot()
    {
        Assert.Equal(Hash(text: "a"), Hash(text: "b"));
        Assert.NotEqual(Hash(), Hash("var x = new Vae(); // Gan "));
        Assert.Equal(Hash("a\nb"), Hash("a\r\nb"));
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
    [InlineData("classVae : Net { }", true)]
    [InlineData("class Vae : Net { string a = \" \"; }", true)]
    public void BlankSpaceCountsOnlyInWordsAndStrings(string source, bool changes)
    {
        var before = Hash();
        Put("GenAI.Kit/Models/Vae.cs", source);
        Assert.Equal(changes, before != Hash());
    }

    /// <summary>In a string, raw or not, and in a character, each blank is part of the program.</summary>
    [Theory]
    [InlineData("\"a b\"", "\"a  b\"")]
    [InlineData("\"\"\"\nif:\n  x\n\"\"\"", "\"\"\"\nif:\n x\n\"\"\"")]
    [InlineData("' '", "'  '")]
    public void BlankSpaceOfATextCounts(string text, string other)
    {
        Put("GenAI.Kit/Models/Vae.cs", $"class Vae {{ object x = {text}; }}");
        var before = Hash();
        Put("GenAI.Kit/Models/Vae.cs", $"class Vae {{ object x = {other}; }}");
        Assert.NotEqual(before, Hash());
    }

    [Fact]
    public void ShippedResultsCountWhereTheyAreNamed()
    {
        Put("GenAI.Kit/Models/Vae.cs", "class Vae : Net { void Load() => Shipped.Load(\"2.2-vae\"); }");
        Put("../data/SHA256SUMS", "aa  checkpoints/2.2-vae.safetensors\nbb  checkpoints/2.2-other.tsv\ncc  toys/2.2-vae.gz\n");
        var before = Hash();
        Put("../data/SHA256SUMS", "aa  checkpoints/2.2-vae.safetensors\nxx  checkpoints/2.2-other.tsv\nxx  toys/2.2-vae.gz\n");
        Assert.Equal(before, Hash());
        Put("../data/SHA256SUMS", "xx  checkpoints/2.2-vae.safetensors\n");
        Assert.NotEqual(before, Hash());
    }

    [Fact]
    public void ALoadedFileCounts()
    {
        const string code = "#load \"kit.csx\"";
        Put("kit.csx", "new Gan();");
        var before = Hash(code);
        Put("GenAI.Kit/Models/Gan.cs", "class Gan { int changed; }");
        var changed = Hash(code);
        Put("kit.csx", "new Gan(); ");
        Assert.Equal(3, new[] { before, changed, Hash(code) }.Distinct().Count());
    }

    [Fact]
    public void AMissingFolderIsToldWhenTheClassIsMade() =>
        Assert.Throws<DirectoryNotFoundException>(() => new ContentHash(Path.Combine(Root, "none")));
}
