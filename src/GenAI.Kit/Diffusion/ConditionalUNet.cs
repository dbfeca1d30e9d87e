using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GenAI.Kit.Diffusion;

/// <summary>Shape of a <see cref="ConditionalUNet"/>.</summary>
/// <param name="Values">How many values each attribute has that can be asked for.</param>
/// <param name="Channels">Of the pictures or latents.</param>
/// <param name="Maps">Feature maps at full size; twice as many below.</param>
/// <param name="Time">Numbers that step and wish are described by.</param>
public sealed record ConditionalUNetConfig(int[] Values, int Channels = 3, int Maps = 32, int Time = 128);

/// <summary>The <see cref="UNet"/> of lesson 5.2, with a wish: its vector is added to the step's, and so reaches
/// every block.</summary>
/// <remarks>Dhariwal and Nichol 2021, arXiv:2105.05233, §3.1; network as in <see cref="UNet"/>. Lesson 5.3.</remarks>
public sealed class ConditionalUNet(ConditionalUNetConfig c)
    : Net<Tensor, Tensor, Tensor, Tensor>(nameof(ConditionalUNet))
{
    private readonly Sequential time = Sequential(Linear(c.Time / 2, c.Time), SiLU(), Linear(c.Time, c.Time));
    private readonly AttributeEmbedding asked = new(c.Values, c.Time);
    private readonly Conv2d stem = Conv2d(c.Channels, c.Maps, 3, padding: 1);
    private readonly TimedBlock down1 = new(c.Maps, c.Maps, c.Time);
    private readonly Conv2d shrink1 = Conv2d(c.Maps, c.Maps, 3, stride: 2, padding: 1);
    private readonly TimedBlock down2 = new(c.Maps, 2 * c.Maps, c.Time);
    private readonly PictureAttention look2 = new(2 * c.Maps);
    private readonly Conv2d shrink2 = Conv2d(2 * c.Maps, 2 * c.Maps, 3, stride: 2, padding: 1);
    private readonly TimedBlock middle = new(2 * c.Maps, 2 * c.Maps, c.Time);
    private readonly PictureAttention look3 = new(2 * c.Maps);
    private readonly TimedBlock up2 = new(4 * c.Maps, 2 * c.Maps, c.Time);
    private readonly TimedBlock up1 = new(3 * c.Maps, c.Maps, c.Time);
    private readonly Sequential output =
        Sequential(UNetStart.Norm(c.Maps), SiLU(), UNetStart.Zero(Conv2d(c.Maps, c.Channels, 3, padding: 1)));

    /// <param name="x">Noisy pictures or latents, shape [B, C, S, S]; S a multiple of 4.</param>
    /// <param name="t">Steps, int64, shape [B].</param>
    /// <param name="y">Wishes, int64, shape [B, A]; −1 where nothing is asked.</param>
    /// <returns>Shape [B, C, S, S].</returns>
    public override Tensor forward(Tensor x, Tensor t, Tensor y)
    {
        var at = functional.silu(time.call(UNet.Waves(t, c.Time / 2)) + asked.call(y));         // [B, Time]
        var h1 = down1.call(stem.call(x), at);                                       // [B, M, S, S]
        var h2 = look2.call(down2.call(shrink1.call(h1), at));                       // [B, 2M, S/2, S/2]
        var h = look3.call(middle.call(shrink2.call(h2), at));                       // [B, 2M, S/4, S/4]
        h = up2.call(cat([Twice(h), h2], 1), at);                                    // [B, 2M, S/2, S/2]
        h = up1.call(cat([Twice(h), h1], 1), at);                                    // [B, M, S, S]
        return output.call(h);
    }

    private static Tensor Twice(Tensor x) =>
        functional.interpolate(x, scale_factor: [2, 2], mode: InterpolationMode.Nearest);
}
