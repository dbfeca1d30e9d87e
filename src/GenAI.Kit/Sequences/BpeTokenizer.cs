using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.ML.Tokenizers;
using static TorchSharp.torch;

namespace GenAI.Kit.Sequences;

/// <summary>Byte pair encoding: the commonest pair of neighbours becomes a token of its own, again and again. It
/// starts from bytes, so that no text is foreign to it.</summary>
/// <remarks>Sennrich, Haddow and Birch 2015, arXiv:1508.07909, algorithm 1, over bytes as in GPT-2 (Radford et al.
/// 2019, "Language Models are Unsupervised Multitask Learners", §2.2). For one thread at a time: words once encoded
/// are kept. Lesson 4.1.</remarks>
/// <param name="merges">Merge m joins two tokens to token 256 + m; tokens 0 … 255 are the bytes.</param>
public sealed partial class BpeTokenizer(IReadOnlyList<(int Left, int Right)> merges) : ITokenizer
{
    private static readonly UTF8Encoding Utf8 = new(false, throwOnInvalidBytes: true);
    private readonly Dictionary<(int, int), int> ranks = merges.Index().ToDictionary(m => m.Item, m => m.Index);
    private readonly List<byte[]> bytes = BytesOf(merges);
    private readonly Dictionary<string, int[]> known = [];

    /// <summary>The merges, in the order in which they were learned.</summary>
    public IReadOnlyList<(int Left, int Right)> Merges => merges;

    /// <summary>How many tokens there are: 256 and one for each merge.</summary>
    public int Size => bytes.Count;

    /// <summary>Learns merges from a text. Pairs are merged within a word (with the blank before it), never across
    /// words.</summary>
    /// <param name="text">Any.</param>
    /// <param name="size">Tokens in all; there are fewer if no pair comes twice any more.</param>
    public static BpeTokenizer Train(string text, int size)
    {
        var words = Split(text).CountBy(word => word).Select(w => (Tokens: Bytes(w.Key), Often: w.Value)).ToArray();
        var pairs = new Dictionary<(int, int), int>();
        foreach (var (tokens, often) in words) Count(pairs, tokens, often);
        var merges = new List<(int, int)>();
        while (256 + merges.Count < size && pairs.Count > 0)
        {
            var best = pairs.MaxBy(p => (p.Value, -p.Key.Item1, -p.Key.Item2));   // among equals the lowest numbers
            if (best.Value < 2) break;
            for (var n = 0; n < words.Length; n++)
            {
                var (tokens, often) = words[n];
                var merged = Merge(tokens, best.Key, 256 + merges.Count);
                if (merged == tokens) continue;
                Count(pairs, tokens, -often);
                Count(pairs, merged, often);
                words[n].Tokens = merged;
            }
            merges.Add(best.Key);
        }
        return new(merges);
    }

    /// <summary>The words that a text is cut into before any merge, as GPT-2 does it: letters, digits or signs with
    /// the blank before them, or blank space. Joined they are the text.</summary>
    public static IEnumerable<string> Split(string text) => Words().Matches(text).Select(word => word.Value);

    /// <summary>None: rows of one length only.</summary>
    public long? Pad => null;

    /// <summary>None.</summary>
    public long? Start => null;

    /// <summary>None.</summary>
    public long? End => null;

    /// <summary>The tokens of a text.</summary>
    /// <param name="text">Any.</param>
    /// <returns>int64, shape [tokens].</returns>
    /// <exception cref="ArgumentException">The text holds half a surrogate pair, which no UTF-8 can
    /// write.</exception>
    public Tensor Encode(string text) => tensor(Split(text).SelectMany(Word).Select(token => (long)token).ToArray());

    /// <summary>The text of these tokens. If they are no whole text (cut off within a letter of several bytes), the
    /// rest reads as �.</summary>
    /// <param name="tokens">In [0, size).</param>
    [OverloadResolutionPriority(1)]                                               // an array is both
    public string Decode(IEnumerable<long> tokens) =>
        Encoding.UTF8.GetString([.. tokens.SelectMany(token => bytes[checked((int)token)])]);

    /// <param name="tokens">int64, any shape; read in order.</param>
    /// <inheritdoc cref="Decode(IEnumerable{long})"/>
    public string Decode(Tensor tokens) => Decode(tokens.Longs());

    /// <summary>The same tokens in Microsoft.ML.Tokenizers. There the bytes are written as GPT-2 writes them: a blank
    /// is Ġ.</summary>
    /// <exception cref="ArgumentException">Two tokens are spelled alike.</exception>
    public Tokenizer ToMicrosoft()
    {
        string Written(int token) => string.Concat(bytes[token].Select(Letter));
        var vocabulary = Enumerable.Range(0, Size).ToDictionary(Written, token => token);
        return Microsoft.ML.Tokenizers.BpeTokenizer.Create(new BpeOptions(vocabulary)
        {
            Merges = merges.Select(m => $"{Written(m.Left)} {Written(m.Right)}"),
            PreTokenizer = new RegexPreTokenizer(Words(), null),
            ByteLevel = true,
        });
    }

    /// <summary>The same as <see cref="Encode"/>, by Microsoft.ML.Tokenizers.</summary>
    public Tensor EncodeByMicrosoft(string text) =>
        tensor(ToMicrosoft().EncodeToIds(text).Select(token => (long)token).ToArray());

    private int[] Word(string word)
    {
        if (known.TryGetValue(word, out var tokens)) return tokens;
        tokens = Bytes(word);
        while (tokens.Length > 1)
        {
            var first = tokens.Zip(tokens[1..]).MinBy(pair => ranks.GetValueOrDefault(pair, int.MaxValue));
            if (!ranks.TryGetValue(first, out var merge)) break;                  // no neighbours that ever merged
            tokens = Merge(tokens, first, 256 + merge);
        }
        return known[word] = tokens;
    }

    private static int[] Bytes(string word) => [.. Utf8.GetBytes(word).Select(b => (int)b)];

    private static void Count(Dictionary<(int, int), int> pairs, int[] tokens, int often)
    {
        for (var i = 1; i < tokens.Length; i++)
            CollectionsMarshal.GetValueRefOrAddDefault(pairs, (tokens[i - 1], tokens[i]), out _) += often;
    }

    private static int[] Merge(int[] tokens, (int Left, int Right) pair, int merged)
    {
        List<int>? result = null;
        for (var i = 0; i < tokens.Length; i++)
        {
            var here = i + 1 < tokens.Length && (tokens[i], tokens[i + 1]) == pair;
            if (here) result ??= [.. tokens[..i]];
            result?.Add(here ? merged : tokens[i]);
            if (here) i++;
        }
        return result?.ToArray() ?? tokens;
    }

    private static List<byte[]> BytesOf(IReadOnlyList<(int Left, int Right)> merges)
    {
        List<byte[]> bytes = [.. Enumerable.Range(0, 256).Select(b => new[] { (byte)b })];
        foreach (var (left, right) in merges) bytes.Add([.. bytes[left], .. bytes[right]]);
        return bytes;
    }

    // GPT-2's letters: printable bytes stand for themselves, the others for U+0100, U+0101, …
    private static readonly char[] Letters = [.. Enumerable.Range(0, 256).Select(b =>
        Printable(b) ? (char)b : (char)(256 + Enumerable.Range(0, b).Count(other => !Printable(other))))];

    private static char Letter(byte b) => Letters[b];

    private static bool Printable(int b) => b is >= '!' and <= '~' or >= 0xA1 and <= 0xFF and not 0xAD;

    [GeneratedRegex(@"'(?:[sdmt]|ll|ve|re)| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+")]
    private static partial Regex Words();
}
