using GenAI.Kit.Data;
using GenAI.Kit.Sequences;
using TorchSharp;
using static TorchSharp.torch;

namespace GenAI.Kit.Tests.Data;

[Collection("torch")]
public sealed class TextsTests
{
    [Fact]
    public void TextsAreCounted()
    {
        var (train, validation) = Texts.Austen();
        Assert.Equal(3_340_267, train.Length);
        Assert.StartsWith("EMMA\n", train);
        Assert.StartsWith("PRIDE AND PREJUDICE", validation);
        Assert.DoesNotContain("truth universally acknowledged", train);
        var names = Texts.FirstNames();
        Assert.Equal(8422, names.Length);
        Assert.Equal(("Aaren", 15), (names[0], names.Max(name => name.Length)));
        var words = Texts.Pronunciations();
        Assert.Equal(30_000, words.Rows.Length);
        Assert.Equal(69, words.Column("phonemes").SelectMany(p => p.Split(' ')).Distinct().Count());
    }

    [Fact]
    public void CharactersComeBack()
    {
        using var scope = NewDisposeScope();
        var tokenizer = CharTokenizer.Of("hello, world");
        Assert.Equal(" ,dehlorw", tokenizer.Alphabet);
        Assert.Equal(9, tokenizer.Size);
        Assert.Equal("hello, world", tokenizer.Decode(tokenizer.Encode("hello, world")));
        Assert.Equal([4L, 3], tokenizer.Encode("he").data<long>());
        var error = Assert.Throws<ArgumentException>(() => tokenizer.Encode("hex"));
        Assert.Equal("'x' at 2 is not among the 9 characters of this tokenizer.", error.Message);
    }
}
