using System.Text;
using CsCheck;
using GenAI.Kit.Data;
using GenAI.Kit.Sequences;
using static TorchSharp.torch;

namespace GenAI.Kit.Tests.Sequences;

[Collection("torch")]
public sealed class BpeTokenizerTests
{
    private static readonly Lazy<BpeTokenizer> Small =
        new(() => BpeTokenizer.Train(Texts.Austen().Train[..200_000], 512));

    private const string Odd = "naïve “café” 𝒜𝓫 👩‍👩‍👧 日本語\t\r\n  x  \0 ﷽ e\u0301 I'll it's 1813 … \uFEFF\u200B  ";

    private static long[] Tokens(BpeTokenizer bpe, string text)
    {
        using var scope = NewDisposeScope();
        return bpe.Encode(text).data<long>().ToArray();
    }

    [Fact]
    public void TheCommonestPairComesFirst()
    {
        var bpe = BpeTokenizer.Train("abab ab abc", 259);
        Assert.Equal([('a', 'b'), (' ', 256)], bpe.Merges);                       // then no pair comes twice
        Assert.Equal(258, bpe.Size);
        Assert.Equal([256L, 256, 257, 257, 'c'], Tokens(bpe, "abab ab abc"));
        Assert.Equal([' ', 'b', 'a'], Tokens(bpe, " ba"));
        Assert.Equal(" ab", bpe.Decode([257L]));
    }

    [Fact]
    public void EveryTextComesBack()
    {
        var (train, validation) = Texts.Austen();
        foreach (var text in new[] { train, validation, Odd, "", " ", "\n\n\n" })
        {
            Assert.Equal(text, string.Concat(BpeTokenizer.Split(text)));
            Assert.Equal(text, Small.Value.Decode(Tokens(Small.Value, text)));
        }
        Gen.String.Where(text => !text.Any(char.IsSurrogate))
            .Sample(text => Assert.Equal(text, Small.Value.Decode(Tokens(Small.Value, text))), threads: 1);
    }

    [Fact]
    public void MicrosoftsTokenizerFindsTheSame()
    {
        var text = Texts.Austen().Validation;
        var peer = Small.Value.ToMicrosoft();
        foreach (var part in new[] { text, Odd })
        {
            Assert.Equal(Tokens(Small.Value, part), peer.EncodeToIds(part).Select(id => (long)id));
            Assert.Equal(part, peer.Decode(peer.EncodeToIds(part)));
        }
    }

    [Fact]
    public void MicrosoftsTokensAsATensor()
    {
        using var scope = NewDisposeScope();
        Assert.True(Small.Value.EncodeByMicrosoft(Odd).equal(Small.Value.Encode(Odd)).all().item<bool>());
    }

    [Fact]
    public void HalfALetterIsAnErrorOrAQuestionMark()
    {
        Assert.ThrowsAny<ArgumentException>(() => Small.Value.Encode("a\ud835"));
        Assert.Equal("\ufffd", Small.Value.Decode([(long)Encoding.UTF8.GetBytes("é")[0]]));
    }

    [Fact]
    public void SameTextSameMerges() => Assert.Equal(Small.Value.Merges,
        BpeTokenizer.Train(Texts.Austen().Train[..200_000], 512).Merges);
}
