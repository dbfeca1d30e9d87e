using GenAI.Kit.Layers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GenAI.Kit.Autoencoders;

/// <summary>Shape of a <see cref="PixelVae"/>.</summary>
/// <param name="Side">Of the pictures, a multiple of 4.</param>
/// <param name="Maps">Feature maps.</param>
/// <param name="Latent">Numbers in a code.</param>
public sealed record PixelVaeConfig(int Side = 28, int Maps = 16, int Latent = 20);

/// <summary>
/// A VAE whose decoder also sees the pixels that come before the one it predicts. That is enough to draw without a
/// code, and so, trained plainly, it ignores the code: posterior collapse.
/// </summary>
/// <remarks>
/// Gulrajani et al. 2016, arXiv:1611.05013; the collapse: Bowman et al. 2015, arXiv:1511.06349, §3, and Chen et al.
/// 2016, arXiv:1611.02731. Lesson 2.2. Deviation: two masked convolutions, and Bernoulli pixels in grey.
/// </remarks>
public sealed class PixelVae(PixelVaeConfig c) : Net<Tensor, VaePass>(nameof(PixelVae))
{
    private readonly Sequential trunk = Sequential(
        Resample.Down(1, c.Maps), ReLU(), Resample.Down(c.Maps, 2 * c.Maps), ReLU(), Flatten());   // [B, 2M·S/4·S/4]

    private readonly Linear toMu = Linear(2 * c.Maps * c.Side * c.Side / 16, c.Latent);
    private readonly Linear toLogVar = Linear(2 * c.Maps * c.Side * c.Side / 16, c.Latent);
    private readonly Sequential fromCode = Sequential(
        Linear(c.Latent, 2 * c.Maps * c.Side * c.Side / 16), ReLU(),
        Unflatten(1, [2 * c.Maps, c.Side / 4, c.Side / 4]),
        Resample.Up(2 * c.Maps, c.Maps), ReLU(), Resample.Up(c.Maps, c.Maps));               // [B, M, S, S]

    private readonly MaskedConv2d before = new(1, c.Maps, 7, seesItself: false);
    private readonly Sequential output = Sequential(
        ReLU(), new MaskedConv2d(c.Maps, c.Maps, 5, seesItself: true),
        ReLU(), new MaskedConv2d(c.Maps, c.Maps, 5, seesItself: true), ReLU(), Conv2d(c.Maps, 1, 1));

    /// <summary>Its shape.</summary>
    public PixelVaeConfig Config => c;

    /// <summary>One pass: encodes, draws a code, predicts each pixel from it and the pixels before.</summary>
    /// <param name="x">Pictures in [0, 1], shape [B, 1, S, S].</param>
    public override VaePass forward(Tensor x)
    {
        var posterior = Encode(x);
        return new(Logits(posterior.Sample(), x), posterior);
    }

    /// <summary>q(z|x).</summary>
    /// <param name="x">Pictures in [0, 1], shape [B, 1, S, S].</param>
    public DiagonalGaussian Encode(Tensor x)
    {
        var h = trunk.call(x.Require(nameof(PixelVae), -1, 1, c.Side, c.Side));
        return new(toMu.call(h), toLogVar.call(h));
    }

    /// <summary>The mean of each pixel given those before it and the code: in [0, 1], shape [B, 1, S, S].</summary>
    /// <param name="z">Codes, shape [B, Z].</param>
    /// <param name="x">The pictures whose earlier pixels are seen, shape [B, 1, S, S].</param>
    public Tensor Decode(Tensor z, Tensor x) => Logits(z, x).sigmoid().reshape(-1, 1, c.Side, c.Side);

    /// <summary>The logits of p(pixel | pixels before it, z), which the loss reads, shape [B, P].</summary>
    /// <inheritdoc cref="Decode"/>
    public Tensor Logits(Tensor z, Tensor x) =>
        output.call(fromCode.call(z.Require(nameof(PixelVae), -1, c.Latent)) + before.call(x)).flatten(1);

    /// <summary>The negative ELBO in nats per picture, the mean over pictures.</summary>
    /// <param name="x">Pictures in [0, 1], shape [B, 1, S, S].</param>
    /// <param name="beta">Weight of the KL: warm-up lets it rise from 0 to 1.</param>
    /// <param name="freeNats">Each dimension's KL, the mean over pictures, counts at least this much.</param>
    public Tensor Loss(Tensor x, double beta = 1, double freeNats = 0)
    {
        var pass = call(x);
        var kl = pass.Posterior.Kl().mean([0L]);                                       // [Z]
        return beta * kl.clamp_min(freeNats).sum() - Vae.LogLikelihood(x, pass.Logits).mean();
    }
}
