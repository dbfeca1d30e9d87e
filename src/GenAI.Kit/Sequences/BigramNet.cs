using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GenAI.Kit.Sequences;

/// <summary>p(next token | this one) = softmax of a row of numbers that belongs to this one: the smallest neural
/// language model. Trained to the end it is the counted bigram.</summary>
/// <remarks>Logistic regression (lesson 1.1) on the token before; Bishop 2006, §4.3.4. Lesson 4.1.</remarks>
/// <param name="tokens">Size of the vocabulary, V.</param>
public sealed class BigramNet(int tokens) : Net<Tensor, Tensor>(nameof(BigramNet))
{
    private readonly Embedding rows = Embedding(tokens, tokens);

    /// <param name="x">Tokens, int64, shape [B, T].</param>
    /// <returns>Logits of the token behind each, shape [B, T, V].</returns>
    public override Tensor forward(Tensor x) => rows.call(x);

    /// <summary>−log p in nats per token, the mean.</summary>
    public Tensor Loss(Tensor x, Tensor y) => NextToken.Loss(call(x), y);

    /// <inheritdoc cref="NextToken.Sample"/>
    public Tensor Sample(Tensor start, int count, double temperature = 1, CancellationToken cancellation = default) =>
        NextToken.Sample(this, start, count, temperature, cancellation);
}
