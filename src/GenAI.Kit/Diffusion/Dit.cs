using GenAI.Kit.Layers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GenAI.Kit.Diffusion;

/// <summary>Shape of a <see cref="Dit"/>.</summary>
/// <param name="Values">How many values each attribute has that can be asked for.</param>
/// <param name="Side">Of the pictures or latents.</param>
/// <param name="Channels">Of the same.</param>
/// <param name="Patch">Side of a patch, a divisor of the side: one patch is one token.</param>
/// <param name="Width">Channels of a token, a multiple of 4 and of the heads.</param>
/// <param name="Depth">Blocks.</param>
/// <param name="Heads">Of each attention.</param>
public sealed record DitConfig(int[] Values, int Side = 8, int Channels = 4, int Patch = 2, int Width = 128,
                               int Depth = 4, int Heads = 4);

/// <summary>A transformer block whose scales, shifts and gates come from step and wish. Gates begin at 0: the block
/// begins as the identity (adaLN-Zero).</summary>
public sealed class DitBlock(int width, int heads) : Net<Tensor, Tensor, Tensor>(nameof(DitBlock))
{
    private readonly Linear modulation = Dit.Zero(Linear(width, 6 * width));
    private readonly LayerNorm norm = LayerNorm(width, elementwise_affine: false);
    private readonly Linear toQkv = Linear(width, 3 * width);
    private readonly Linear output = Linear(width, width);
    private readonly Sequential mlp = Sequential(Linear(width, 4 * width), GELU(), Linear(4 * width, width));

    /// <param name="x">Tokens, shape [B, T, W].</param>
    /// <param name="condition">Of step and wish, shape [B, W].</param>
    public override Tensor forward(Tensor x, Tensor condition)
    {
        var m = modulation.call(condition).unsqueeze(1).chunk(6, 2);                // 6 × [B, 1, W]
        x = x + m[2] * Attend((1 + m[1]) * norm.call(x) + m[0]);
        return x + m[5] * mlp.call((1 + m[4]) * norm.call(x) + m[3]);
    }

    private Tensor Attend(Tensor x)
    {
        var qkv = toQkv.call(x).unflatten(2, 3, heads, -1).permute(2, 0, 3, 1, 4);  // [3, B, H, T, W/H]
        return output.call(Attention.Fused(qkv[0], qkv[1], qkv[2]).transpose(1, 2).flatten(2));
    }
}

/// <summary>Diffusion transformer: a noisy picture is cut into patches, and a transformer says what is noise in each.
/// </summary>
/// <remarks>
/// Peebles and Xie 2022, arXiv:2212.09748. Lesson 5.3. Deviations: several attributes in place of one class, the
/// variance is not predicted, and weights that don't begin at 0 begin as TorchSharp makes them (embeddings from
/// N(0, 1), layers from Kaiming's uniform), where the paper has N(0, 0.02²) and Xavier's uniform.
/// </remarks>
public sealed class Dit(DitConfig c) : Net<Tensor, Tensor, Tensor, Tensor>(nameof(Dit))
{
    private readonly Conv2d patches = Conv2d(c.Channels, c.Width, c.Patch, stride: c.Patch);
    private readonly Tensor places = Places(c.Side / c.Patch, c.Width);
    private readonly Sequential time = Sequential(Linear(c.Width, c.Width), SiLU(), Linear(c.Width, c.Width));
    private readonly AttributeEmbedding asked = new(c.Values, c.Width);
    private readonly ModuleList<DitBlock> blocks =
        new([.. Enumerable.Range(0, c.Depth).Select(_ => new DitBlock(c.Width, c.Heads))]);

    private readonly Linear modulation = Zero(Linear(c.Width, 2 * c.Width));
    private readonly LayerNorm norm = LayerNorm(c.Width, elementwise_affine: false);
    private readonly Linear output = Zero(Linear(c.Width, c.Channels * c.Patch * c.Patch));

    /// <param name="x">Noisy pictures or latents, shape [B, C, S, S].</param>
    /// <param name="t">Steps, int64, shape [B].</param>
    /// <param name="y">Wishes, int64, shape [B, A]; −1 where nothing is asked.</param>
    /// <returns>Shape [B, C, S, S].</returns>
    public override Tensor forward(Tensor x, Tensor t, Tensor y)
    {
        var condition = functional.silu(time.call(UNet.Waves(t, c.Width)) + asked.call(y));     // [B, W]
        var h = patches.call(x).flatten(2).transpose(1, 2) + places;                // [B, T, W]
        foreach (var block in blocks) h = block.call(h, condition);
        var m = modulation.call(condition).unsqueeze(1).chunk(2, 2);
        h = output.call((1 + m[1]) * norm.call(h) + m[0]);                          // [B, T, C·P²]
        return functional.pixel_shuffle(
            h.transpose(1, 2).unflatten(2, c.Side / c.Patch, c.Side / c.Patch), c.Patch);
    }

    // A layer that yields 0 at first.
    internal static Linear Zero(Linear layer)
    {
        init.zeros_(layer.weight!);
        init.zeros_(layer.bias!);
        return layer;
    }

    // Where each patch is: half of the channels tell the row, half the column. Shape [side², width].
    private static Tensor Places(int side, int width)
    {
        var line = Waves.Table(side, width / 2);                                    // [side, W/2]
        var rows = line.unsqueeze(1).expand(-1, side, -1);
        return cat([rows, rows.transpose(0, 1)], 2).flatten(0, 1);
    }
}
