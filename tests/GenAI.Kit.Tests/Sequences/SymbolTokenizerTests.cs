using GenAI.Kit.Metrics;
using GenAI.Kit.Sequences;
using static TorchSharp.torch;

namespace GenAI.Kit.Tests.Sequences;

[Collection("torch")]
public sealed class SymbolTokenizerTests
{
    [Fact]
    public void SequencesEndArePaddedAndComeBack()
    {
        using var scope = NewDisposeScope();
        string[][] sounds = [["K", "AA", "R"], ["AA"], []];
        var tokens = new SymbolTokenizer(sounds);
        Assert.Equal(6, tokens.Size);
        var rows = tokens.Encode(sounds);
        Assert.Equal([4, 3, 5, 2, 3, 2, 0, 0, 2, 0, 0, 0], rows.data<long>().ToArray());
        Assert.Equal(sounds, tokens.Decode(rows));
        Assert.Equal([2, 2], SymbolTokenizer.Trim(rows[1..]).shape);
        Assert.Contains("\"ZH\"", Assert.Throws<ArgumentException>(() => tokens.Encode([["ZH"]])).Message);
        Assert.Equal(["a", " ", "b"], SymbolTokenizer.Characters("a b"));
    }

    [Fact]
    public void EditDistanceCountsTheFewestChanges()
    {
        static string[] Of(string text) => SymbolTokenizer.Characters(text);
        Assert.Equal(3, EditDistance.Between(Of("kitten"), Of("sitting")));
        Assert.Equal(0, EditDistance.Between(Of("same"), Of("same")));
        Assert.Equal(4, EditDistance.Between(Of(""), Of("four")));
        Assert.Equal(EditDistance.Between(Of("abcde"), Of("xbcd")), EditDistance.Between(Of("xbcd"), Of("abcde")));
        Assert.Equal(5 / 11.0, EditDistance.Rate([Of("kitten"), Of("sum")], [Of("sitting"), Of("same")]), 1e-9);
        Assert.Throws<ArgumentException>(() => EditDistance.Rate([Of("a")], []));
    }
}
