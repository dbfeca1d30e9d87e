using GenAI.Kit.Layers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GenAI.Kit.Autoencoders;

/// <summary>Shape of a <see cref="PixelCnnPrior"/>.</summary>
/// <param name="Side">Of the grid of codes.</param>
/// <param name="Entries">Of the codebook, K.</param>
/// <param name="Maps">Feature maps.</param>
/// <param name="Blocks">Residual blocks.</param>
public sealed record PixelCnnPriorConfig(int Side = 8, int Entries = 256, int Maps = 64, int Blocks = 5);

/// <summary>
/// p(codes) as a product: each code given those before it in reading order. It can be trained on all places at once,
/// and draws one code after another.
/// </summary>
/// <remarks>
/// PixelCNN: van den Oord, Kalchbrenner and Kavukcuoglu 2016, arXiv:1601.06759, §3.4 and §3.5, with codes in place of
/// pixels as in arXiv:1711.00937, §3.3. Lesson 2.3. Deviation: a learned vector for each place, since faces hang
/// straight and eyes are never at the chin.
/// </remarks>
public sealed class PixelCnnPrior(PixelCnnPriorConfig c) : Net<Tensor, Tensor>(nameof(PixelCnnPrior))
{
    private readonly Embedding embedding = Embedding(c.Entries, c.Maps);
    private readonly MaskedConv2d first = new(c.Maps, c.Maps, 5, seesItself: false);
    private readonly Parameter place = new(0.02 * randn(c.Maps, c.Side, c.Side));
    private readonly ModuleList<Sequential> blocks = ModuleList([.. Enumerable.Range(0, c.Blocks).Select(_ =>
        Sequential(
            ReLU(), new MaskedConv2d(c.Maps, c.Maps, 3, seesItself: true), ReLU(), Conv2d(c.Maps, c.Maps, 1)))]);
    private readonly Sequential output = Sequential(ReLU(), Conv2d(c.Maps, c.Entries, 1));

    /// <summary>Its shape.</summary>
    public PixelCnnPriorConfig Config => c;

    /// <summary>The distribution of each code.</summary>
    /// <param name="codes">int64, shape [B, R, S]: the upper R rows of the grid, or all.</param>
    /// <returns>Logits of each code, given those before it: shape [B, K, R, S].</returns>
    public override Tensor forward(Tensor codes)
    {
        codes.Require(nameof(PixelCnnPrior), -1, -1, c.Side);
        var h = embedding.call(codes).permute(0, 3, 1, 2);                        // [B, M, R, S]
        h = first.call(h) + place[.., ..(int)codes.shape[1]];
        foreach (var block in blocks) h = h + block.call(h);
        return output.call(h);
    }

    /// <summary>−log p(codes), the mean over pictures and codes, in nats per code.</summary>
    /// <param name="codes">int64, shape [B, S, S].</param>
    public Tensor Loss(Tensor codes) => functional.cross_entropy(call(codes), codes);

    /// <summary>Draws codes in reading order.</summary>
    /// <param name="count">How many grids.</param>
    /// <param name="temperature">Logits are divided by it: 1 draws from the model, below 1 the likelier codes come
    /// more often.</param>
    /// <param name="watch">Is shown the number of each code, from 0, and a copy of all before it is drawn: see
    /// <see cref="Scope.Fold{T}"/>.</param>
    /// <param name="cancellation">Asked before each code.</param>
    /// <returns>int64, shape [count, S, S].</returns>
    public Tensor Sample(int count, double temperature = 1, Action<int, Tensor>? watch = null,
                         CancellationToken cancellation = default) =>
        Scope.Eval<Tensor>(this, () =>
        {
            using var start = zeros(count, c.Side, c.Side, int64, device: this.Device());
            return Scope.Fold(start, Enumerable.Range(0, c.Side * c.Side), (codes, n) =>
            {
                var (row, column) = (n / c.Side, n % c.Side);
                var rows = codes[.., ..(row + 1)];                                // those below can't be asked
                var logits = call(rows)[.., .., row, column] / temperature;       // [count, K]
                codes = codes.clone();
                codes[.., row, column] = functional.softmax(logits, 1).multinomial(1).squeeze(1);
                return codes;
            }, cancellation, watch);
        });
}
