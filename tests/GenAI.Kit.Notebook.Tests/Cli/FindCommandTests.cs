using System.Text.RegularExpressions;
using GenAI.Kit.Data;
using GenAI.Kit.Multimodal;
using GenAI.Kit.Plotting;
using TorchSharp;

namespace GenAI.Kit.Notebook.Tests.Cli;

/// <summary>`genai find` with the shipped towers of lesson 4.4.</summary>
public sealed class FindCommandTests : IDisposable
{
    private readonly Genai genai = new();

    public void Dispose() => genai.Dispose();

    [Fact]
    public async Task The_nearest_of_a_folder_comes_first_and_unknown_words_are_named()
    {
        var folder = Directory.CreateDirectory(genai.At("people")).FullName;
        using (torch.NewDisposeScope())
        {
            var people = Datasets.Portraits().Test;
            var hair = people.Attributes.Column("hair");
            foreach (var kind in new[] { "turban", "mohawk", "long", "bald" })
                ImageGrid.Of(people.Pixels[Array.IndexOf(hair, kind)].unsqueeze(0), scale: 2).SavePng(
                    Path.Combine(folder, $"{kind}.png"));
        }
        var found = await genai.Run("find", "a person with a turban and a parrot", folder, "--top", "2", "-o", "a.png");
        Assert.Equal((0, "I can't place “parrot”."), (found.Code, found.Error.Trim()));
        var lines = found.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(3, lines.Length);
        Assert.EndsWith("  turban.png", lines[0]);
        Assert.Equal("a.png", lines[2]);
        Assert.True(new FileInfo(genai.At("a.png")).Length > 1000);
    }

    [Fact]
    public async Task The_kits_own_portraits_are_searched_if_no_folder_is_named()
    {
        var found = await genai.Run("find", "a turban on mint", "--top", "3");
        Assert.Equal((0, ""), (found.Code, found.Error));
        Assert.Matches(@"^ +-?\d+\.\d  person \d+\n( +-?\d+\.\d  person \d+\n){2}found\.png\n$", found.Output);
        Assert.True(File.Exists(genai.At("found.png")));
    }

    [Fact]
    public async Task Looking_twice_tells_pink_hair_from_a_pink_shirt()
    {
        var facts = PortraitCaptions.Facts(Datasets.Portraits().Test.Attributes);
        var found = await genai.Run("find", "someone with pink hair and glasses");
        var people = Regex.Matches(found.Output, @"person (\d+)").Select(m => facts[int.Parse(m.Groups[1].Value) - 1]);
        Assert.InRange(people.Count(all => all.GetValueOrDefault("hair colour") == "pink"
            && all["eyes"] == "glasses"), 8, 12);                                 // 6 by the towers alone
    }

    [Theory]
    [InlineData("I can't place “parrot”; nothing is left that a portrait shows (style, hair, glasses, shirt, …).", "a parrot")]
    [InlineData("--top is a number from 1.", "a beard", "--top", "0")]
    [InlineData("There is no folder nowhere.", "a beard", "nowhere")]
    [InlineData(". holds no PNG files.", "a beard", ".")]
    [InlineData("--output is a file that ends in .png.", "a beard", "-o", "a.jpg")]
    public async Task What_can_not_be_done_is_one_sentence(string sentence, params string[] arguments)
    {
        var end = await genai.Run(["find", .. arguments]);
        Assert.Equal(2, end.Code);
        Assert.StartsWith(sentence, end.Error);
        Assert.Single(end.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }
}
