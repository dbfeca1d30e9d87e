using GenAI.Kit.Layers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GenAI.Kit.Adversarial;

/// <summary>Shape of a <see cref="CycleGan"/>.</summary>
/// <param name="Channels">Of the pictures of both kinds.</param>
/// <param name="Maps">M, feature maps at full size, a multiple of 4; twice as many after each of two
/// halvings.</param>
/// <param name="Blocks">Residual blocks at a quarter of the side.</param>
/// <param name="Noise">Deviation of the noise that lies on the picture in the middle of a round trip, in training:
/// what is hidden in less than that does not arrive.</param>
public sealed record CycleGanConfig(int Channels = 3, int Maps = 16, int Blocks = 3, double Noise = 0);

/// <summary>Two round trips, and the pictures in their middle.</summary>
/// <param name="FakeB">What became of a, shape [B, C, S, S].</param>
/// <param name="FakeA">What became of b.</param>
/// <param name="AgainA">a, there and back.</param>
/// <param name="AgainB">b, back and there.</param>
public readonly record struct RoundTrips(Tensor FakeB, Tensor FakeA, Tensor AgainA, Tensor AgainB)
{
    /// <summary>The two round trips of any two maps.</summary>
    /// <param name="there">From pictures of kind A to kind B: G in the paper.</param>
    /// <param name="back">From B to A: F in the paper.</param>
    /// <param name="a">Pictures of kind A, shape [B, C, S, S].</param>
    /// <param name="b">Pictures of kind B, as many or not.</param>
    /// <param name="noise">Deviation of what is added in the middle.</param>
    public static RoundTrips Of(
        Func<Tensor, Tensor> there, Func<Tensor, Tensor> back, Tensor a, Tensor b, double noise = 0)
    {
        Tensor Shaken(Tensor x) => noise == 0 ? x : x + noise * randn_like(x);
        var (fakeB, fakeA) = (there(a), back(b));
        return new(fakeB, fakeA, back(Shaken(fakeB)), there(Shaken(fakeA)));
    }

    /// <summary>How far from home the trips end: the mean distance of a channel of a pixel, both trips
    /// added.</summary>
    /// <remarks>Zhu et al. 2017, arXiv:1703.10593, eq. 2.</remarks>
    /// <param name="a">Where the first began.</param>
    /// <param name="b">Where the second began.</param>
    public Tensor Loss(Tensor a, Tensor b) => (AgainA - a).abs().mean() + (AgainB - b).abs().mean();
}

/// <summary>Two translators between two kinds of pictures of which no pairs are known: there, and back.</summary>
/// <remarks>Zhu, Park, Isola and Efros 2017, arXiv:1703.10593. Lesson 3.3. The critics are two
/// <see cref="PatchDiscriminator"/>, and what they are shown goes through an <see cref="ImagePool"/>. Deviations:
/// fewer maps and blocks; group instead of instance normalisation, and none at full size, so that colours come
/// through; pixels in [0, 1] by a sigmoid. Noise in the middle: Bashkirova, Usman and Saenko 2019,
/// arXiv:1908.01517.</remarks>
public sealed class CycleGan(CycleGanConfig c) : Net<Tensor, Tensor, RoundTrips>(nameof(CycleGan))
{
    private readonly Sequential there = Translator(c), back = Translator(c);

    /// <summary>Its shape.</summary>
    public CycleGanConfig Config => c;

    /// <summary>Both round trips; in training with noise in their middle, if the configuration has some.</summary>
    /// <param name="a">Pictures of kind A in [0, 1], shape [B, C, S, S]; S a multiple of 4.</param>
    /// <param name="b">Pictures of kind B; nothing else links them to a.</param>
    public override RoundTrips forward(Tensor a, Tensor b) =>
        RoundTrips.Of(There, Back, a, b, training ? c.Noise : 0);

    /// <summary>From A to B, differentiable.</summary>
    /// <param name="a">In [0, 1], shape [B, C, S, S].</param>
    /// <returns>In [0, 1], the same shape.</returns>
    public Tensor There(Tensor a) => there.call(2 * a.Require(nameof(CycleGan), -1, c.Channels, -1, -1) - 1);

    /// <summary>From B to A, differentiable.</summary>
    /// <param name="b">In [0, 1], shape [B, C, S, S].</param>
    /// <returns>In [0, 1], the same shape.</returns>
    public Tensor Back(Tensor b) => back.call(2 * b.Require(nameof(CycleGan), -1, c.Channels, -1, -1) - 1);

    /// <summary>How much is changed that needs no change: b is of kind B already, and a of kind A. The mean distance
    /// of a channel of a pixel, both added.</summary>
    /// <remarks>§5.2 of the paper.</remarks>
    /// <param name="a">Pictures of kind A.</param>
    /// <param name="b">Pictures of kind B.</param>
    public Tensor IdentityLoss(Tensor a, Tensor b) => (There(b) - b).abs().mean() + (Back(a) - a).abs().mean();

    private static Sequential Translator(CycleGanConfig c) => Sequential(
    [
        Conv2d(c.Channels, c.Maps, 3, padding: 1), ReLU(),                                        // [B, M, S, S]
        Resample.Down(c.Maps, 2 * c.Maps), Init.GroupNorm(2 * c.Maps), ReLU(),
        Resample.Down(2 * c.Maps, 4 * c.Maps), Init.GroupNorm(4 * c.Maps), ReLU(),                // [B, 4M, S/4, S/4]
        .. Enumerable.Range(0, c.Blocks).Select(_ => new Plain(4 * c.Maps)),
        Resample.Up(4 * c.Maps, 2 * c.Maps), Init.GroupNorm(2 * c.Maps), ReLU(),
        Resample.Up(2 * c.Maps, c.Maps), ReLU(),
        Conv2d(c.Maps, c.Channels, 3, padding: 1), Sigmoid(),
    ]);

    /// <summary>Two convolutions beside a way around them.</summary>
    private sealed class Plain(int maps) : Net<Tensor, Tensor>(nameof(Plain))
    {
        private readonly Sequential change = Sequential(
            Conv2d(maps, maps, 3, padding: 1), Init.GroupNorm(maps), ReLU(),
            Conv2d(maps, maps, 3, padding: 1), Init.GroupNorm(maps));

        public override Tensor forward(Tensor x) => x + change.call(x);           // [B, maps, S/4, S/4]
    }
}
