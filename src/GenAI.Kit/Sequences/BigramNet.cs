using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GenAI.Kit.Sequences;

/// <summary>Shape of a <see cref="BigramNet"/>.</summary>
/// <param name="Tokens">Size of the vocabulary, V.</param>
public sealed record BigramNetConfig(int Tokens);

/// <summary>p(next token | this one) = softmax of a row of numbers that belongs to this one: the smallest neural
/// language model. Trained to the end it is the counted bigram.</summary>
/// <remarks>Logistic regression (lesson 1.1) on the token before; Bishop 2006, §4.3.4. Lesson 4.1.</remarks>
public sealed class BigramNet(BigramNetConfig c) : Net<Tensor, Tensor>(nameof(BigramNet)), ILanguageModel
{
    private readonly Embedding embedding = Embedding(c.Tokens, c.Tokens);

    /// <summary>Its shape.</summary>
    public BigramNetConfig Config => c;

    /// <summary>What comes next.</summary>
    /// <param name="x">Tokens, int64, shape [B, T].</param>
    /// <returns>Logits of the token behind each, shape [B, T, V].</returns>
    public override Tensor forward(Tensor x) => embedding.call(x.Require(nameof(BigramNet), -1, -1));
}
