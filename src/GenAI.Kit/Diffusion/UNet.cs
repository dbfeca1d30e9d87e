using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GenAI.Kit.Diffusion;

/// <summary>Shape of a <see cref="UNet"/>.</summary>
/// <param name="Channels">Of the pictures.</param>
/// <param name="Maps">Feature maps at full size; twice as many below.</param>
/// <param name="Time">Numbers that a step t is described by.</param>
public sealed record UNetConfig(int Channels = 3, int Maps = 32, int Time = 128);

/// <summary>Two convolutions and a shortcut; the step t is added in between.</summary>
/// <remarks>Ho, Jain and Abbeel 2020, appendix B. The second convolution starts at 0: a block begins as its
/// shortcut.</remarks>
public sealed class TimedBlock(int from, int to, int time) : Net<Tensor, Tensor, Tensor>(nameof(TimedBlock))
{
    private readonly Sequential first = Sequential(UNetStart.Norm(from), SiLU(), Conv2d(from, to, 3, padding: 1));
    private readonly Linear toShift = Linear(time, to);
    private readonly Sequential second =
        Sequential(UNetStart.Norm(to), SiLU(), UNetStart.Zero(Conv2d(to, to, 3, padding: 1)));
    private readonly Conv2d shortcut = Conv2d(from, to, 1);

    /// <param name="x">Shape [B, from, S, S].</param>
    /// <param name="time">Shape [B, time].</param>
    public override Tensor forward(Tensor x, Tensor time)
    {
        var h = first.call(x) + toShift.call(time).unsqueeze(2).unsqueeze(3);
        return shortcut.call(x) + second.call(h);                                    // [B, to, S, S]
    }
}

/// <summary>Every place of a picture looks at every other.</summary>
public sealed class PictureAttention(int maps) : Net<Tensor, Tensor>(nameof(PictureAttention))
{
    private readonly GroupNorm norm = UNetStart.Norm(maps);
    private readonly Conv2d toQkv = Conv2d(maps, 3 * maps, 1);
    private readonly Conv2d output = UNetStart.Zero(Conv2d(maps, maps, 1));

    /// <param name="x">Shape [B, maps, S, S].</param>
    public override Tensor forward(Tensor x)
    {
        var qkv = toQkv.call(norm.call(x)).flatten(2).transpose(1, 2).chunk(3, 2);   // 3 × [B, S², maps]
        var h = functional.scaled_dot_product_attention(qkv[0], qkv[1], qkv[2]);
        return x + output.call(h.transpose(1, 2).reshape(x.shape));
    }
}

/// <summary>A network from noisy pictures and their step t to pictures: down twice, up twice, with bridges.</summary>
/// <remarks>
/// Ronneberger, Fischer and Brox 2015, arXiv:1505.04597, with time and attention by Ho, Jain and Abbeel 2020,
/// arXiv:2006.11239, appendix B. Lesson 5.2. Deviation: one block a level, sized for a laptop.
/// </remarks>
public sealed class UNet(UNetConfig c) : Net<Tensor, Tensor, Tensor>(nameof(UNet))
{
    private readonly Sequential time = Sequential(Linear(c.Time / 2, c.Time), SiLU(), Linear(c.Time, c.Time), SiLU());
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

    /// <param name="x">Noisy pictures, shape [B, C, S, S]; S a multiple of 4.</param>
    /// <param name="t">Steps, int64, shape [B].</param>
    /// <returns>Shape [B, C, S, S].</returns>
    public override Tensor forward(Tensor x, Tensor t)
    {
        var at = time.call(Waves(t, c.Time / 2));                                    // [B, Time]
        var h1 = down1.call(stem.call(x), at);                                       // [B, M, S, S]
        var h2 = look2.call(down2.call(shrink1.call(h1), at));                       // [B, 2M, S/2, S/2]
        var h = look3.call(middle.call(shrink2.call(h2), at));                       // [B, 2M, S/4, S/4]
        h = up2.call(cat([Twice(h), h2], 1), at);                                    // [B, 2M, S/2, S/2]
        h = up1.call(cat([Twice(h), h1], 1), at);                                    // [B, M, S, S]
        return output.call(h);
    }

    /// <summary>A number as sines and cosines of falling frequency: [B] to [B, count].</summary>
    /// <remarks>Vaswani et al. 2017, arXiv:1706.03762, §3.5.</remarks>
    public static Tensor Waves(Tensor t, int count)
    {
        var frequency = exp(arange(count / 2, float32) * (-Math.Log(10_000) / (count / 2)));
        var angle = t.to(float32).unsqueeze(1) * frequency;
        return cat([angle.sin(), angle.cos()], 1);
    }

    private static Tensor Twice(Tensor x) =>
        functional.interpolate(x, scale_factor: [2, 2], mode: InterpolationMode.Nearest);
}

/// <summary>How layers of a <see cref="UNet"/> begin.</summary>
internal static class UNetStart
{
    /// <summary>TorchSharp 0.107 leaves a group norm's scale and shift as it finds the memory: 1 and 0 it must
    /// be.</summary>
    public static GroupNorm Norm(int maps)
    {
        var layer = GroupNorm(8, maps);
        init.ones_(layer.weight!);
        init.zeros_(layer.bias!);
        return layer;
    }

    /// <summary>A layer that yields 0 at first.</summary>
    public static Conv2d Zero(Conv2d layer)
    {
        init.zeros_(layer.weight!);
        init.zeros_(layer.bias!);
        return layer;
    }
}
