using GenAI.Kit.Layers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GenAI.Kit.Adversarial;

/// <summary>Shape of the two players for pictures.</summary>
/// <param name="Side">Of the pictures, a multiple of 4.</param>
/// <param name="Channels">Of the pictures.</param>
/// <param name="Noise">Numbers that the generator starts from.</param>
/// <param name="Maps">Feature maps at full size; twice and four times as many below.</param>
public sealed record DcganConfig(int Side = 16, int Channels = 3, int Noise = 64, int Maps = 32);

/// <summary>Unfolds noise into a picture: few pixels and many maps, then twice the side and half the maps,
/// twice.</summary>
/// <remarks>Radford, Metz and Chintala 2015, arXiv:1511.06434 (DCGAN). Lesson 3.2. Deviation: pixels in [0, 1] by a
/// sigmoid, not in [−1, 1] by a tanh.</remarks>
public sealed class DcganGenerator(DcganConfig c) : Net<Tensor, Tensor>(nameof(DcganGenerator))
{
    private readonly Sequential net = Sequential(
        Linear(c.Noise, 4 * c.Maps * c.Side * c.Side / 16),
        Unflatten(1, [4 * c.Maps, c.Side / 4, c.Side / 4]),                       // [B, 4M, S/4, S/4]
        BatchNorm2d(4 * c.Maps), ReLU(),
        Resample.Up(4 * c.Maps, 2 * c.Maps), BatchNorm2d(2 * c.Maps), ReLU(),   // [B, 2M, S/2, S/2]
        Resample.Up(2 * c.Maps, c.Maps), BatchNorm2d(c.Maps), ReLU(),           // [B, M, S, S]
        Conv2d(c.Maps, c.Channels, 3, padding: 1), Sigmoid());

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
}

/// <summary>Folds a picture up into one logit: half the side and twice the maps, twice.</summary>
/// <remarks>See <see cref="DcganGenerator"/>. Deviation: no batch normalisation, which a penalty on its slope does
/// not allow.</remarks>
public sealed class DcganDiscriminator(DcganConfig c) : Net<Tensor, Tensor>(nameof(DcganDiscriminator))
{
    private readonly Sequential net = Sequential(
        Conv2d(c.Channels, c.Maps, 3, padding: 1), LeakyReLU(0.2),                // [B, M, S, S]
        Resample.Down(c.Maps, 2 * c.Maps), LeakyReLU(0.2),                         // [B, 2M, S/2, S/2]
        Resample.Down(2 * c.Maps, 4 * c.Maps), LeakyReLU(0.2),                     // [B, 4M, S/4, S/4]
        Flatten(), Linear(4 * c.Maps * c.Side * c.Side / 16, 1));

    /// <summary>Its shape.</summary>
    public DcganConfig Config => c;

    /// <summary>Is it real?</summary>
    /// <param name="x">Pictures in [0, 1], shape [B, C, S, S].</param>
    /// <returns>A logit each, above 0: real; shape [B].</returns>
    public override Tensor forward(Tensor x) =>
        net.call(2 * x.Require(nameof(DcganDiscriminator), -1, c.Channels, c.Side, c.Side) - 1).squeeze(1);
}
