using static TorchSharp.torch;

namespace GenAI.Kit.Sequences;

/// <summary>Tokens of sequences that end: 0 pads, 1 stands before the first symbol, 2 ends, symbols are numbered from
/// 3. A symbol is a character, or a name such as a phoneme's. Lesson 4.2.</summary>
public sealed class SymbolTokenizer : ITokenizer
{
    /// <summary>The three tokens that are no symbols.</summary>
    public const long Pad = 0, Start = 1, End = 2;

    private readonly string[] symbols;
    private readonly Dictionary<string, long> tokens;

    private readonly string between;

    /// <summary>A tokenizer of all symbols of some sequences.</summary>
    /// <param name="sequences">Whose symbols it knows, numbered in ordinal order.</param>
    /// <param name="between">What stands between two symbols in a text: nothing, or a blank.</param>
    public SymbolTokenizer(IEnumerable<IEnumerable<string>> sequences, string between = "")
    {
        this.between = between;
        symbols = [.. sequences.SelectMany(s => s).Distinct().Order(StringComparer.Ordinal)];
        tokens = symbols.Select((symbol, n) => (symbol, n)).ToDictionary(s => s.symbol, s => s.n + End + 1);
    }

    /// <summary>How many tokens there are, the three included.</summary>
    public int Size => symbols.Length + (int)End + 1;

    long? ITokenizer.Pad => Pad;

    long? ITokenizer.Start => Start;

    long? ITokenizer.End => End;

    /// <summary>A text's symbols and its end.</summary>
    /// <param name="text">Symbols with what stands between them.</param>
    /// <returns>int64, shape [symbols + 1].</returns>
    /// <exception cref="ArgumentException">A symbol is unknown: the message says which.</exception>
    public Tensor Encode(string text) =>
        Encode([between == "" ? Characters(text) : text.Split(between, StringSplitOptions.RemoveEmptyEntries)])[0];

    /// <summary>The text of these tokens, up to the end.</summary>
    /// <param name="tokens">In [0, size).</param>
    public string Decode(IEnumerable<long> tokens) => string.Join(between, Symbols(tokens));

    /// <summary>A text's characters as symbols.</summary>
    public static string[] Characters(string text) => [.. text.Select(c => $"{c}")];

    /// <summary>Each sequence, its end, then padding up to the longest.</summary>
    /// <returns>int64, shape [sequences, longest + 1].</returns>
    /// <exception cref="ArgumentException">A symbol is unknown: the message says which.</exception>
    public Tensor Encode(IReadOnlyList<string[]> sequences)
    {
        var columns = sequences.Max(s => s.Length) + 1;
        var table = new long[sequences.Count, columns];
        for (var row = 0; row < sequences.Count; row++)
        {
            for (var n = 0; n < sequences[row].Length; n++) table[row, n] = Token(sequences[row][n]);
            table[row, sequences[row].Length] = End;
        }
        return tensor(table);
    }

    /// <summary>The symbols up to the end, of each row.</summary>
    /// <param name="rows">int64, shape [N, T].</param>
    public string[][] Decode(Tensor rows) =>
    [
        .. rows.Longs().Chunk((int)rows.shape[1])
            .Select(row => Symbols(row).ToArray()),
    ];

    /// <summary>Drops the columns at the end that hold nothing but padding.</summary>
    /// <param name="rows">int64, shape [N, T].</param>
    public static Tensor Trim(Tensor rows) =>
        rows[.., ..(int)rows.ne(Pad).any(0).sum().item<long>()];

    private IEnumerable<string> Symbols(IEnumerable<long> tokens) =>
        tokens.TakeWhile(t => t > End).Select(t => symbols[t - End - 1]);

    private long Token(string symbol) => tokens.TryGetValue(symbol, out var token) ? token
        : throw new ArgumentException($"\"{symbol}\" is not among the {symbols.Length} symbols of this tokenizer.");
}
