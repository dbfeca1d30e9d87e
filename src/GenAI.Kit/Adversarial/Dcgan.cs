using GenAI.Kit.Layers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GenAI.Kit.Adversarial;

/// <summary>Shape of the two players for pictures.</summary>
/// <param name="Side">Of the pictures, a multiple of 2 to the power of the stages.</param>
/// <param name="Channels">Of the pictures.</param>
/// <param name="Noise">Numbers that the generator starts from.</param>
/// <param name="Maps">M, feature maps at full size; twice as many in each stage below.</param>
/// <param name="Stages">n: how often the generator doubles the side, and the discriminator halves it.</param>
public sealed record DcganConfig(int Side = 16, int Channels = 3, int Noise = 64, int Maps = 32, int Stages = 2)
{
    /// <summary>Maps of the smallest picture on the way, 2ⁿM.</summary>
    internal int Most => Maps << Stages;

    /// <summary>Side of the smallest picture on the way, S/2ⁿ.</summary>
    internal int Least => Side >> Stages;
}

/// <summary>Unfolds noise into a picture: few pixels and many maps, then in each stage twice the side and half the
/// maps.</summary>
/// <remarks>Radford, Metz and Chintala 2015, arXiv:1511.06434 (DCGAN). Lesson 3.2. Deviation: pixels in [0, 1] by a
/// sigmoid, not in [−1, 1] by a tanh.</remarks>
public sealed class DcganGenerator(DcganConfig c) : Net<Tensor, Tensor>(nameof(DcganGenerator))
{
    private readonly Sequential net = Sequential(
    [
        Linear(c.Noise, c.Most * c.Least * c.Least), Unflatten(1, [c.Most, c.Least, c.Least]),
        BatchNorm2d(c.Most), ReLU(),                                              // [B, 2ⁿM, S/2ⁿ, S/2ⁿ]
        .. Enumerable.Range(1, c.Stages).SelectMany(k => Stage(c.Most >> (k - 1), c.Most >> k)),    // [B, M, S, S]
        Conv2d(c.Maps, c.Channels, 3, padding: 1), Sigmoid(),
    ]);

    /// <summary>Its shape.</summary>
    public DcganConfig Config => c;

    /// <summary>From noise to pictures.</summary>
    /// <param name="z">Noise, shape [B, noise].</param>
    /// <returns>In [0, 1], shape [B, C, S, S].</returns>
    public override Tensor forward(Tensor z) => net.call(z.Require(nameof(DcganGenerator), -1, c.Noise));

    /// <summary>What pictures are made of, from N(0, I), shape [count, noise].</summary>
    /// <param name="count">How many.</param>
    public Tensor Noise(int count) => randn(count, c.Noise, device: this.Device());

    /// <summary>New pictures, without gradients.</summary>
    /// <param name="count">How many.</param>
    /// <returns>In [0, 1], shape [count, C, S, S].</returns>
    public Tensor Sample(int count) => Scope.Eval(this, () => call(Noise(count)));

    /// <summary>The pictures of given noise, without gradients.</summary>
    /// <param name="noise">Shape [n, noise].</param>
    /// <returns>In [0, 1], shape [n, C, S, S].</returns>
    public Tensor Sample(Tensor noise) => Scope.Eval(this, () => call(noise));

    private static nn.Module<Tensor, Tensor>[] Stage(int from, int to) =>
        [Resample.Up(from, to), BatchNorm2d(to), ReLU()];
}

/// <summary>Folds a picture up into one logit: in each stage half the side and twice the maps.</summary>
/// <remarks>See <see cref="DcganGenerator"/>. Deviation: no batch normalisation, which a penalty on its slope does
/// not allow.</remarks>
public sealed class DcganDiscriminator(DcganConfig c) : Net<Tensor, Tensor>(nameof(DcganDiscriminator))
{
    private readonly Sequential net = Sequential(
    [
        Conv2d(c.Channels, c.Maps, 3, padding: 1), LeakyReLU(0.2),                // [B, M, S, S]
        .. Enumerable.Range(0, c.Stages).SelectMany(k => Stage(c.Maps << k, c.Maps << (k + 1))),
        Flatten(), Linear(c.Most * c.Least * c.Least, 1),                         // from [B, 2ⁿM, S/2ⁿ, S/2ⁿ]
    ]);

    /// <summary>Its shape.</summary>
    public DcganConfig Config => c;

    /// <summary>Is it real?</summary>
    /// <param name="x">Pictures in [0, 1], shape [B, C, S, S].</param>
    /// <returns>A logit each, above 0: real; shape [B].</returns>
    public override Tensor forward(Tensor x) =>
        net.call(2 * x.Require(nameof(DcganDiscriminator), -1, c.Channels, c.Side, c.Side) - 1).squeeze(1);

    private static nn.Module<Tensor, Tensor>[] Stage(int from, int to) => [Resample.Down(from, to), LeakyReLU(0.2)];
}
