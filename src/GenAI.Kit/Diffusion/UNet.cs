using GenAI.Kit.Layers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GenAI.Kit.Diffusion;

/// <summary>Shape of a <see cref="UNet"/>.</summary>
/// <param name="Channels">Of the pictures or latents.</param>
/// <param name="Maps">Feature maps at full size, a multiple of 8; twice as many below.</param>
/// <param name="Time">Numbers that a step t is described by, and with it the condition.</param>
/// <param name="Labels">How many values each attribute has that can be asked for; null: the condition is a vector
/// that is made outside.</param>
public sealed record UNetConfig(int Channels = 3, int Maps = 32, int Time = 128, int[]? Labels = null);

/// <summary>A network from noisy pictures and their step t to pictures: down twice, up twice, with bridges.</summary>
/// <remarks>
/// Ronneberger, Fischer and Brox 2015, arXiv:1505.04597, with time and attention by Ho, Jain and Abbeel 2020,
/// arXiv:2006.11239, appendix B. Lesson 5.2. Deviation: one block a level, sized for a laptop. A condition is added
/// to the step's embedding, and so reaches every block: Dhariwal and Nichol 2021, arXiv:2105.05233, §3.1, lesson 5.3.
/// </remarks>
public sealed class UNet(UNetConfig c) : Net<Tensor, Tensor, Tensor?, Tensor>(nameof(UNet))
{
    private readonly Sequential timeEmbedding =
        Sequential(Linear(c.Time / 2, c.Time), SiLU(), Linear(c.Time, c.Time));
    private readonly LabelEmbedding? labelEmbedding = c.Labels is null ? null : new(c.Labels, c.Time);
    private readonly Conv2d stem = Conv2d(c.Channels, c.Maps, 3, padding: 1);
    private readonly ResidualBlock down1 = new(c.Maps, c.Maps, c.Time);
    private readonly Conv2d downsample1 = Conv2d(c.Maps, c.Maps, 3, stride: 2, padding: 1);
    private readonly ResidualBlock down2 = new(c.Maps, 2 * c.Maps, c.Time);
    private readonly SelfAttention2d attention2 = new(2 * c.Maps);
    private readonly Conv2d downsample2 = Conv2d(2 * c.Maps, 2 * c.Maps, 3, stride: 2, padding: 1);
    private readonly ResidualBlock middle = new(2 * c.Maps, 2 * c.Maps, c.Time);
    private readonly SelfAttention2d attention3 = new(2 * c.Maps);
    private readonly ResidualBlock up2 = new(4 * c.Maps, 2 * c.Maps, c.Time);
    private readonly ResidualBlock up1 = new(3 * c.Maps, c.Maps, c.Time);
    private readonly Sequential output =
        Sequential(Init.GroupNorm(c.Maps), SiLU(), Init.Zero(Conv2d(c.Maps, c.Channels, 3, padding: 1)));

    /// <summary>Its shape.</summary>
    public UNetConfig Config => c;

    /// <summary>Without a condition.</summary>
    /// <inheritdoc cref="forward"/>
    public Tensor call(Tensor x, Tensor t) => call(x, t, null);

    /// <summary>What the network says of noisy pictures.</summary>
    /// <param name="x">Noisy pictures or latents, shape [B, C, S, S]; S a multiple of 4.</param>
    /// <param name="t">Steps, int64, shape [B].</param>
    /// <param name="condition">With <see cref="UNetConfig.Labels"/>: values of attributes, int64, shape [B, A], −1
    /// where nothing is asked; without: a vector each, shape [B, Time]. Null: there is none.</param>
    /// <returns>Shape [B, C, S, S].</returns>
    public override Tensor forward(Tensor x, Tensor t, Tensor? condition)
    {
        x.Require(nameof(UNet), -1, c.Channels, -1, -1);
        var at = timeEmbedding.call(SinusoidalEmbedding.Of(t, c.Time / 2).to(x.dtype));   // [B, Time]
        if (condition is not null) at = at + (labelEmbedding?.call(condition) ?? condition);
        at = functional.silu(at);
        var h1 = down1.call(stem.call(x), at);                                      // [B, M, S, S]
        var h2 = attention2.call(down2.call(downsample1.call(h1), at));             // [B, 2M, S/2, S/2]
        var h = attention3.call(middle.call(downsample2.call(h2), at));             // [B, 2M, S/4, S/4]
        h = up2.call(cat([Twice(h), h2], 1), at);                                   // [B, 2M, S/2, S/2]
        h = up1.call(cat([Twice(h), h1], 1), at);                                   // [B, M, S, S]
        return output.call(h);
    }

    private static Tensor Twice(Tensor x) =>
        functional.interpolate(x, scale_factor: [2, 2], mode: InterpolationMode.Nearest);
}
