using static TorchSharp.torch;

namespace GenAI.Kit.Sequences;

/// <summary>Ways to choose the next token from a model's logits. Lesson 4.3.</summary>
public static class Decoding
{
    /// <summary>The likeliest: [B].</summary>
    /// <param name="logits">Shape [B, V].</param>
    public static Tensor Greedy(Tensor logits) => logits.argmax(1);

    /// <summary>Draws one: [B].</summary>
    /// <param name="logits">Shape [B, V].</param>
    /// <param name="temperature">Logits are divided by it: 1 draws from the model, below 1 the likelier tokens come
    /// more often.</param>
    /// <param name="topK">Only among that many likeliest; 0: among all.</param>
    /// <param name="topP">Only among the fewest likeliest that have this probability together; 1: among all.</param>
    public static Tensor Draw(Tensor logits, double temperature = 1, int topK = 0, double topP = 1) =>
        Probabilities(logits, temperature, topK, topP).multinomial(1).squeeze(1);

    /// <summary>What <see cref="Draw"/> draws from: [B, V], rows sum to 1.</summary>
    /// <remarks>Top-k: Fan, Lewis and Dauphin 2018, arXiv:1805.04833. Top-p, or nucleus: Holtzman et al. 2019,
    /// arXiv:1904.09751, eq. 2 and 3.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">The temperature is not above 0, or topP not within
    /// (0, 1].</exception>
    public static Tensor Probabilities(Tensor logits, double temperature = 1, int topK = 0, double topP = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(temperature);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(topP);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(topP, 1);
        var (sorted, order) = (logits / temperature).sort(1, descending: true);
        var p = sorted.softmax(1);
        if (topK > 0 && topK < p.shape[1]) p[.., topK..] = 0;
        p = p / p.sum(dim: 1, keepdim: true);
        var before = p.cumsum(1) - p;                                       // probability of all likelier ones
        if (topP < 1) p = p.masked_fill(before.ge(topP), 0);
        return zeros_like(p).scatter(1, order, p / p.sum(dim: 1, keepdim: true));
    }
}
