using System.Text;

namespace GenAI.Kit.Notebook.Tests.Cli;

/// <summary>`genai draw` with the shipped painter of lesson 5.4.</summary>
public sealed class DrawCommandTests : IDisposable
{
    private readonly Genai genai = new();

    public void Dispose() => genai.Dispose();

    [Fact]
    public async Task The_file_says_how_it_was_made_and_what_can_not_be_drawn_is_named()
    {
        const string words = "a toon person with pink hair, sunglasses and a parrot";
        var drawn = await genai.Run("draw", words, "--count", "2", "--seed", "7", "-o", "a.png");
        Assert.Equal(0, drawn.Code);
        Assert.Equal(["I can't place “parrot”.",
            "None of the 9000 portraits has style: toon with eyes: sunglasses; expect a mixture."],
            drawn.Error.Trim().ReplaceLineEndings("\n").Split('\n'));
        Assert.Equal("a.png", drawn.Output.Trim());
        var text = Encoding.UTF8.GetString(File.ReadAllBytes(genai.At("a.png")));
        string[] parts = ["5.4-painter", words, "Seed\0\0\0\0\07"];
        foreach (var told in parts)
            Assert.Contains(told, text);
    }

    [Theory]
    [InlineData("I can't place “parrot”; nothing is left that a portrait shows (style, hair, glasses, shirt, …).",
        "a parrot")]
    [InlineData("--avoid: I can't place “zebra”; nothing is left", "a beard and a parrot", "--avoid", "a zebra")]
    [InlineData("eyes: glasses is wished for and avoided.", "glasses, long hair", "--avoid", "a beard and glasses")]
    [InlineData("I can't place “no glasses”; nothing is left", "no glasses")]
    [InlineData("--count is a number from 1 to 60.", "a beard", "--count", "0")]
    [InlineData("--count is a number from 1 to 60.", "a beard", "--count", "61")]
    [InlineData("--output is a file that ends in .png.", "a beard", "-o", "a.jpg")]
    [InlineData("--output is a file that ends in .png.", "a beard", "-o", "")]
    [InlineData("--avoid needs a --weight above 1.", "a beard", "--avoid", "glasses", "--weight", "1")]
    [InlineData("--weight is a number above 0, at most 10, such as 2.5.", "a beard", "--weight", "-1")]
    [InlineData("--weight is a number above 0, at most 10, such as 2.5.", "a beard", "--weight", "0")]
    [InlineData("--weight is a number above 0, at most 10, such as 2.5: see `genai draw --help`.",
        "a beard", "--weight", "1,5")]
    [InlineData("--weight is a number above 0, at most 10, such as 2.5.", "a beard", "--weight", "NaN")]
    public async Task What_can_not_be_done_is_one_sentence(string sentence, params string[] arguments)
    {
        var end = await genai.Run(["draw", .. arguments]);
        Assert.Equal(2, end.Code);
        Assert.StartsWith(sentence, end.Error);
        Assert.Equal(sentence.Contains("“no glasses”"), end.Error.Contains("What should not be there goes into --avoid."));
        Assert.Single(end.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }
}
