using System.Text.Json.Nodes;
using GenAI.Kit.Contract;

namespace GenAI.Kit.Notebook.Tests.Contract;

public sealed class ContractTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("genai-kit-test").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("", "abc", 3)]
    [InlineData("kitten", "sitting", 3)]
    [InlineData("vae", "vae", 0)]
    [InlineData("vea", "vae", 2)]
    public void DistanceIsTheNumberOfEdits(string a, string b, int edits)
    {
        Assert.Equal(edits, EditDistance.Between<char>(a, b));
        Assert.Equal(edits, EditDistance.Between<char>(b, a));
    }

    [Fact]
    public void WhatIsWrittenIsRead()
    {
        var progress = new ProgressMessage("Schritt ü", 1, 4, 2.5);
        Assert.Equal(progress, CellMessages.Progressed(JsonNode.Parse(CellMessages.Write(progress))));
        var exercise = new ExerciseMessage("1.1.a", "passed", "<b>");
        Assert.Equal(exercise, CellMessages.Checked(JsonNode.Parse(CellMessages.Write(exercise))));
        var lines = new[] { new ScoreLine("a", double.NaN, "nats", "<= 1", false), new ScoreLine("b", null) };
        var read = CellMessages.Scored(JsonNode.Parse(CellMessages.Write(new ScoreMessage("1.1", lines))))!;
        Assert.Equal("1.1", read.Lesson);
        Assert.Equal(lines, read.Scores!);
    }

    /// <summary>Anybody may write under these mime types.</summary>
    [Theory]
    [InlineData("3")]
    [InlineData("[1]")]
    [InlineData("{\"label\": [\"a\"], \"done\": \"x\"}")]
    [InlineData("{\"scores\": 7, \"exercise\": {}}")]
    public void WhatIsNoMessageIsNone(string json)
    {
        Assert.Null(CellMessages.Progressed(null));
        Assert.Null(CellMessages.Scored(JsonNode.Parse(json))?.Scores);
        Assert.Null(CellMessages.Progressed(JsonNode.Parse(json))?.Label);
        Assert.Null(CellMessages.Checked(JsonNode.Parse(json))?.Status);
    }

    [Fact]
    public void SumsAreThoseOfSha256sum()
    {
        File.WriteAllText(Path.Combine(folder, Sums.FileName), "aa  b.txt\n");
        File.WriteAllText(Path.Combine(folder, "a.txt"), "abc");
        Sums.Renew(folder, "a.txt");
        Assert.Equal("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad  a.txt\naa  b.txt\n",
            File.ReadAllText(Path.Combine(folder, Sums.FileName)));
        Assert.Equal("aa", Sums.Read(folder)["b.txt"]);
    }

    [Fact]
    public void AFailureWhileWritingLosesNothing()
    {
        var path = Path.Combine(folder, "a.txt");
        AtomicFile.Write(path, "old");
        Assert.Throws<FormatException>(() => AtomicFile.Write(path, stream =>
        {
            stream.WriteByte(1);
            throw new FormatException();
        }));
        Assert.Equal("old", File.ReadAllText(path));
        Assert.Single(Directory.GetFiles(folder));
    }

    [Fact]
    public void TheCloneIsFoundFromBelow()
    {
        var deep = Directory.CreateDirectory(Path.Combine(folder, "a", "b")).FullName;
        Assert.Null(Clone.Above(deep));
        File.WriteAllText(Path.Combine(folder, Clone.Marker), "");
        Assert.Equal(folder, Clone.Above(deep + Path.DirectorySeparatorChar));
        Assert.Equal(folder, Clone.Above(folder));
        Assert.Null(Clone.Above(""));
    }
}
