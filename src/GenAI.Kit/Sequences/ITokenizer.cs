using static TorchSharp.torch;

namespace GenAI.Kit.Sequences;

/// <summary>Between text and tokens. Lessons 4.1 and 4.2.</summary>
public interface ITokenizer
{
    /// <summary>How many tokens there are.</summary>
    int Size { get; }

    /// <summary>The token that fills rows up; null: it has none.</summary>
    long? Pad { get; }

    /// <summary>The token that stands before a text; null: it has none.</summary>
    long? Start { get; }

    /// <summary>The token that ends a text; null: it has none.</summary>
    long? End { get; }

    /// <summary>The tokens of a text, with the end where there is one.</summary>
    /// <param name="text">What the tokenizer can write.</param>
    /// <returns>int64, shape [T].</returns>
    /// <exception cref="ArgumentException">Something in the text is unknown: the message says what.</exception>
    Tensor Encode(string text);

    /// <summary>The text of tokens, up to the end where there is one.</summary>
    /// <param name="tokens">In [0, size).</param>
    string Decode(IEnumerable<long> tokens);
}
