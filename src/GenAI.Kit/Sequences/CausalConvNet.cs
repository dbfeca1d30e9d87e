using GenAI.Kit.Layers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GenAI.Kit.Sequences;

/// <summary>Shape of a <see cref="CausalConvNet"/>.</summary>
/// <param name="Tokens">Size of the vocabulary, V.</param>
/// <param name="Channels">At each place.</param>
/// <param name="Blocks">Block k looks back 2ᵏ places, from k = 0: so many blocks see 2^blocks tokens.</param>
public sealed record CausalConvNetConfig(int Tokens, int Channels = 64, int Blocks = 3);

/// <summary>p(next token | the last 2^blocks): convolutions that only look back, each twice as far as the one
/// below.</summary>
/// <remarks>WaveNet: van den Oord et al. 2016, arXiv:1609.03499, §2.1, §2.3 (eq. 2) and §2.4, with tokens in place of
/// sound. Lesson 4.1.</remarks>
public sealed class CausalConvNet(CausalConvNetConfig c) : Net<Tensor, Tensor>(nameof(CausalConvNet)), ILanguageModel
{
    private readonly Embedding embedding = Embedding(c.Tokens, c.Channels);
    private readonly ModuleList<CausalConv1d> dilated = ModuleList([.. Enumerable.Range(0, c.Blocks)
        .Select(k => new CausalConv1d(c.Channels, 2 * c.Channels, dilation: 1 << k))]);
    private readonly ModuleList<Conv1d> pointwise = ModuleList([.. Enumerable.Range(0, c.Blocks)
        .Select(_ => Conv1d(c.Channels, 2 * c.Channels, 1))]);
    private readonly Sequential output =
        Sequential(ReLU(), Conv1d(c.Channels, c.Channels, 1), ReLU(), Conv1d(c.Channels, c.Tokens, 1));

    /// <summary>Its shape.</summary>
    public CausalConvNetConfig Config => c;

    /// <summary>What comes next.</summary>
    /// <param name="x">Tokens, int64, shape [B, T].</param>
    /// <returns>Logits of the token behind each, shape [B, T, V].</returns>
    public override Tensor forward(Tensor x)
    {
        var h = embedding.call(x.Require(nameof(CausalConvNet), -1, -1)).transpose(1, 2);  // [B, C, T]
        var skip = zeros_like(h);
        foreach (var (look, mix) in dilated.Zip(pointwise))
        {
            var seen = look.call(h).chunk(2, 1);
            var parts = mix.call(seen[0].tanh() * seen[1].sigmoid()).chunk(2, 1); // eq. 2
            h = h + parts[0];                                                     // residual, §2.4
            skip = skip + parts[1];
        }
        return output.call(skip).transpose(1, 2);
    }
}
