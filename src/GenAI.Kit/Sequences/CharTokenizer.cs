using System.Runtime.CompilerServices;
using static TorchSharp.torch;

namespace GenAI.Kit.Sequences;

/// <summary>One token for each character that a text holds, numbered in the order of their code points. Lesson
/// 4.1.</summary>
/// <param name="alphabet">The characters, each once: token n is the n-th.</param>
public sealed class CharTokenizer(string alphabet) : ITokenizer
{
    private readonly Dictionary<char, long> tokens =
        alphabet.Select((c, n) => (c, n)).ToDictionary(pair => pair.c, pair => (long)pair.n);

    /// <summary>All characters: token n is the n-th.</summary>
    public string Alphabet => alphabet;

    /// <summary>How many tokens there are.</summary>
    public int Size => alphabet.Length;

    /// <summary>The tokenizer of a text: all its characters.</summary>
    public static CharTokenizer Of(string text) => new(new string([.. text.Distinct().Order()]));

    /// <summary>None: rows of one length only.</summary>
    public long? Pad => null;

    /// <summary>None.</summary>
    public long? Start => null;

    /// <summary>None.</summary>
    public long? End => null;

    /// <summary>The tokens of a text.</summary>
    /// <param name="text">Of characters of the alphabet.</param>
    /// <returns>int64, shape [characters].</returns>
    /// <exception cref="ArgumentException">A character is not in the alphabet: the message says which, and
    /// where.</exception>
    public Tensor Encode(string text) => tensor(text.Select(Token).ToArray());

    /// <summary>The characters of these tokens.</summary>
    /// <param name="tokens">int64, any shape; read in order.</param>
    public string Decode(Tensor tokens) => Decode(tokens.Longs());

    /// <summary>The characters of these tokens.</summary>
    /// <param name="tokens">In [0, size).</param>
    [OverloadResolutionPriority(1)]                                               // an array is both
    public string Decode(IEnumerable<long> tokens) => new([.. tokens.Select(token => alphabet[checked((int)token)])]);

    private long Token(char c, int at) => tokens.TryGetValue(c, out var token) ? token : throw new ArgumentException(
        $"'{c}' at {at} is not among the {Size} characters of this tokenizer.");
}
