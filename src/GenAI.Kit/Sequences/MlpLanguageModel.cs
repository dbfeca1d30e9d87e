using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GenAI.Kit.Sequences;

/// <summary>Shape of an <see cref="MlpLanguageModel"/>.</summary>
/// <param name="Tokens">Size of the vocabulary, V.</param>
/// <param name="Context">How many tokens it reads.</param>
/// <param name="Width">Of a token's vector.</param>
/// <param name="Hidden">Of the hidden layer.</param>
public sealed record MlpLanguageModelConfig(int Tokens, int Context = 4, int Width = 16, int Hidden = 128);

/// <summary>p(next token | a few before it): their vectors side by side, one hidden layer, a softmax.</summary>
/// <remarks>Bengio, Ducharme, Vincent and Jauvin 2003, "A Neural Probabilistic Language Model", eq. 1, without the
/// direct connections W. Before its start a text is token 0. Lesson 4.1.</remarks>
public sealed class MlpLanguageModel(MlpLanguageModelConfig c) : Net<Tensor, Tensor>(nameof(MlpLanguageModel)),
    ILanguageModel
{
    private readonly Embedding embedding = Embedding(c.Tokens, c.Width);
    private readonly Linear hidden = Linear(c.Context * c.Width, c.Hidden);
    private readonly Linear output = Linear(c.Hidden, c.Tokens);

    /// <summary>Its shape.</summary>
    public MlpLanguageModelConfig Config => c;

    /// <summary>The vector of each token, shape [V, width].</summary>
    public Tensor Vectors => embedding.weight!;

    /// <summary>What comes next.</summary>
    /// <param name="x">Tokens, int64, shape [B, T].</param>
    /// <returns>Logits of the token behind each, shape [B, T, V].</returns>
    public override Tensor forward(Tensor x)
    {
        x.Require(nameof(MlpLanguageModel), -1, -1);
        var windows = functional.pad(x, [c.Context - 1, 0]).unfold(1, c.Context, 1); // [B, T, context]
        var h = hidden.call(embedding.call(windows).flatten(2)).tanh();             // [B, T, hidden]
        return output.call(h);                                                    // b + U tanh(d + H x), eq. 1
    }
}
