using System.Text;
using GenAI.Kit.Notebook.Sources;
using GenAI.Kit.Notebook.Tests.Lint;

namespace GenAI.Kit.Notebook.Tests.Sources;

public sealed class ShippedFileTests : IDisposable
{
    private static readonly string Checkpoints = Path.Combine(LessonsTests.Root, "data", "checkpoints");
    private readonly string folder = Directory.CreateTempSubdirectory("genai-kit-test").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    public static TheoryData<string> Names => [.. Directory.GetFiles(Checkpoints).Select(path => Path.GetFileName(path))];

    /// <summary>Every shipped file is written as it was read, to the last byte; a new stamp changes the stamp.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void RenewingAStampKeepsAllElse(string name)
    {
        var bytes = File.ReadAllBytes(Path.Combine(Checkpoints, name));
        var file = ShippedFile.Read(Path.Combine(Checkpoints, name))!;
        Assert.Equal(bytes, file.ToBytes());
        var (content, commit) = (file.Content, file["commit"]);
        file.Say("source", "abc");
        file.Say("carried", "why,\nwhen");
        var copy = Path.Combine(folder, name);
        File.WriteAllBytes(copy, file.ToBytes());
        var read = ShippedFile.Read(copy)!;
        Assert.Equal(("abc", "why, when", commit, content),
            (read.Source, read["carried"], read["commit"], read.Content));
        Assert.Equal(bytes[^20..], read.ToBytes()[^20..]);
    }

    [Theory]
    [InlineData("a.safetensors", "")]
    [InlineData("a.safetensors", "12345678")]
    [InlineData("a.safetensors", "\u0004\0\0\0\0\0\0\0nope")]
    [InlineData("a.safetensors", "\u0002\0\0\0\0\0\0\0[]")]
    public void WhatIsNoneIsNone(string name, string text)
    {
        var path = Path.Combine(folder, name);
        File.WriteAllBytes(path, Encoding.Latin1.GetBytes(text));
        Assert.Null(ShippedFile.Read(path));
        Assert.Null(ShippedFile.Read(path + ".gone"));
    }

    /// <summary>What a table says beside pairs stays, and so does a table without a stamp.</summary>
    [Theory]
    [InlineData("a\tb\n1\t2\n")]
    [InlineData("# source: \n# a remark\na\tb\n")]
    [InlineData("# source: 1\na\tb\n")]
    public void ATableStaysAsItIs(string text)
    {
        var path = Path.Combine(folder, "a.tsv");
        File.WriteAllText(path, text);
        Assert.Equal(text, Encoding.UTF8.GetString(ShippedFile.Read(path)!.ToBytes()));
    }

    /// <summary>An element of the header counts, whatever the stamp.</summary>
    [Fact]
    public void AnotherTensorIsAnotherContent()
    {
        string Content(string key)
        {
            var header = $$$"""{"__metadata__":{"source":"{{{key}}}"},"{{{key}}}":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}""";
            var path = Path.Combine(folder, "x.safetensors");
            File.WriteAllBytes(path, [.. BitConverter.GetBytes((long)header.Length), .. Encoding.UTF8.GetBytes(header), 7]);
            return ShippedFile.Read(path)!.Content;
        }

        Assert.NotEqual(Content("a"), Content("b"));
    }
}
