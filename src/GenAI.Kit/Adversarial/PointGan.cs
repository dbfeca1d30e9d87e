using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GenAI.Kit.Adversarial;

/// <summary>Shape of the two players for points in the plane.</summary>
/// <param name="Noise">Numbers that the generator starts from.</param>
/// <param name="Hidden">Width of both players' hidden layers.</param>
/// <param name="Pack">Points that the discriminator sees at once.</param>
public sealed record PointGanConfig(int Noise = 2, int Hidden = 128, int Pack = 1);

/// <summary>Makes points in the plane out of noise.</summary>
/// <remarks>Goodfellow et al. 2014, arXiv:1406.2661; the size is ours. Lesson 3.1.</remarks>
public sealed class PointGenerator(PointGanConfig c) : Net<Tensor, Tensor>(nameof(PointGenerator))
{
    private readonly Sequential net = Sequential(
        Linear(c.Noise, c.Hidden), ReLU(),
        Linear(c.Hidden, c.Hidden), ReLU(),
        Linear(c.Hidden, 2));

    /// <summary>Its shape.</summary>
    public PointGanConfig Config => c;

    /// <summary>From noise to points.</summary>
    /// <param name="z">Noise, shape [B, noise].</param>
    /// <returns>Shape [B, 2].</returns>
    public override Tensor forward(Tensor z) => net.call(z.Require(nameof(PointGenerator), -1, c.Noise));

    /// <summary>What points are made of, from N(0, I), shape [count, noise].</summary>
    /// <param name="count">How many.</param>
    public Tensor Noise(int count) => randn(count, c.Noise, device: this.Device());

    /// <summary>New points, without gradients.</summary>
    /// <param name="count">How many.</param>
    /// <returns>Shape [count, 2].</returns>
    public Tensor Sample(int count) => Scope.Eval(this, () => call(Noise(count)));

    /// <summary>The points of given noise, without gradients.</summary>
    /// <param name="noise">Shape [n, noise].</param>
    /// <returns>Shape [n, 2].</returns>
    public Tensor Sample(Tensor noise) => Scope.Eval(this, () => call(noise));
}

/// <summary>Judges points, or packs of them: real or generated?</summary>
/// <remarks>See <see cref="PointGenerator"/>. As critic of the Wasserstein games its answers are scores.</remarks>
public sealed class PointDiscriminator(PointGanConfig c) : Net<Tensor, Tensor>(nameof(PointDiscriminator))
{
    private readonly Sequential net = Sequential(
        Linear(2 * c.Pack, c.Hidden), LeakyReLU(0.2),
        Linear(c.Hidden, c.Hidden), LeakyReLU(0.2),
        Linear(c.Hidden, 1));

    /// <summary>Its shape.</summary>
    public PointGanConfig Config => c;

    /// <summary>Are they real?</summary>
    /// <param name="x">Points, shape [B, 2]; B a multiple of the pack.</param>
    /// <returns>A logit for each pack, above 0: real; shape [B / pack].</returns>
    public override Tensor forward(Tensor x) =>
        net.call(Packing.Pack(x.Require(nameof(PointDiscriminator), -1, 2), c.Pack)).squeeze(1);
}
