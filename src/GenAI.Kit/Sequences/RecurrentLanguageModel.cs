using GenAI.Kit.Layers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GenAI.Kit.Sequences;

/// <summary>Shape of a <see cref="RecurrentLanguageModel"/>.</summary>
/// <param name="Tokens">Size of the vocabulary, V.</param>
/// <param name="Width">Of a token's vector.</param>
/// <param name="Hidden">Of the state.</param>
/// <param name="Gated">A GRU, or a plain RNN.</param>
public sealed record RecurrentLanguageModelConfig(int Tokens, int Width = 16, int Hidden = 128, bool Gated = true);

/// <summary>p(next token | all before it): a state that each token changes, and a softmax of the state.</summary>
/// <remarks>Mikolov et al. 2010, "Recurrent neural network based language model", eq. 1–3, with vectors for tokens;
/// gated: Cho et al. 2014, arXiv:1406.1078. The gradient goes back through all places. Lesson 4.1.</remarks>
public sealed class RecurrentLanguageModel(RecurrentLanguageModelConfig c)
    : Net<Tensor, Tensor>(nameof(RecurrentLanguageModel)), ILanguageModel
{
    private readonly Embedding embedding = Embedding(c.Tokens, c.Width);
    private readonly Module<Tensor, Tensor, Tensor> cell =
        c.Gated ? new GruCell(c.Width, c.Hidden) : new RnnCell(c.Width, c.Hidden);
    private readonly Linear output = Linear(c.Hidden, c.Tokens);

    /// <summary>Its shape.</summary>
    public RecurrentLanguageModelConfig Config => c;

    /// <summary>What comes next.</summary>
    /// <param name="x">Tokens, int64, shape [B, T].</param>
    /// <returns>Logits of the token behind each, shape [B, T, V].</returns>
    public override Tensor forward(Tensor x) => output.call(States(x));

    /// <summary>The state behind each token, shape [B, T, hidden]; before the first it is 0.</summary>
    /// <param name="x">Tokens, int64, shape [B, T].</param>
    public Tensor States(Tensor x)
    {
        x.Require(nameof(RecurrentLanguageModel), -1, -1);
        var e = embedding.call(x);                                                // [B, T, width]
        var h = zeros([x.shape[0], c.Hidden], e.dtype, x.device);
        var states = new List<Tensor>();
        foreach (var token in e.unbind(1)) states.Add(h = cell.call(token, h));
        return stack(states, 1);
    }
}
