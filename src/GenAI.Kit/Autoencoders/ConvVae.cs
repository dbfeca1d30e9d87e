using GenAI.Kit.Layers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GenAI.Kit.Autoencoders;

/// <summary>Shape of a <see cref="ConvVae"/>.</summary>
/// <param name="Side">Of the pictures, a multiple of 4.</param>
/// <param name="Channels">Of the pictures.</param>
/// <param name="Latent">Numbers in a code.</param>
/// <param name="Maps">Feature maps at half the side; twice as many below.</param>
/// <param name="Hidden">Width of the layer between maps and code.</param>
public sealed record ConvVaeConfig(int Side = 16, int Channels = 3, int Latent = 32, int Maps = 32, int Hidden = 256);

/// <summary>What one pass yields: all that the loss reads.</summary>
/// <param name="Mean">Of p(x|z), shape [B, C, S, S].</param>
/// <param name="Posterior">q(z|x).</param>
public readonly record struct ConvVaePass(Tensor Mean, DiagonalGaussian Posterior);

/// <summary>
/// A convolutional VAE for pictures in colour. p(x|z) is a Gaussian around the decoder's picture, with one width σ
/// for all pixels that is learned too: it balances reconstruction and KL, so no weight needs to be tuned.
/// </summary>
/// <remarks>
/// Kingma and Welling 2013, arXiv:1312.6114; σ: Rybkin, Daniilidis and Levine 2020, arXiv:2006.13202, §3.1. Lesson
/// 2.2.
/// </remarks>
public sealed class ConvVae(ConvVaeConfig c) : Net<Tensor, ConvVaePass>(nameof(ConvVae))
{
    private readonly Sequential trunk = Sequential(
        Resample.Down(c.Channels, c.Maps), ReLU(),                                 // [B, M, S/2, S/2]
        Resample.Down(c.Maps, 2 * c.Maps), ReLU(),                                 // [B, 2M, S/4, S/4]
        Flatten(), Linear(2 * c.Maps * c.Side * c.Side / 16, c.Hidden), ReLU());

    private readonly Linear toMu = Linear(c.Hidden, c.Latent);
    private readonly Linear toLogVar = Linear(c.Hidden, c.Latent);
    private readonly Parameter logSigma = new(full(1, Math.Log(0.1)));

    private readonly Sequential decoder = Sequential(
        Linear(c.Latent, c.Hidden), ReLU(),
        Linear(c.Hidden, 2 * c.Maps * c.Side * c.Side / 16), ReLU(),
        Unflatten(1, [2 * c.Maps, c.Side / 4, c.Side / 4]),
        Resample.Up(2 * c.Maps, c.Maps), ReLU(),
        Resample.Up(c.Maps, c.Channels), Sigmoid());

    /// <summary>Its shape.</summary>
    public ConvVaeConfig Config => c;

    /// <summary>One pass: encodes, draws a code, decodes it.</summary>
    /// <param name="x">Pictures in [0, 1], shape [B, C, S, S].</param>
    public override ConvVaePass forward(Tensor x)
    {
        var posterior = Encode(x);
        return new(Decode(posterior.Sample()), posterior);
    }

    /// <summary>q(z|x).</summary>
    /// <param name="x">Pictures in [0, 1], shape [B, C, S, S].</param>
    public DiagonalGaussian Encode(Tensor x)
    {
        var h = trunk.call(x.Require(nameof(ConvVae), -1, c.Channels, c.Side, c.Side));          // [B, hidden]
        return new(toMu.call(h), toLogVar.call(h));
    }

    /// <summary>The mean of p(x|z): pictures in [0, 1], shape [B, C, S, S].</summary>
    /// <param name="z">Codes, shape [B, Z].</param>
    public Tensor Decode(Tensor z) => decoder.call(z.Require(nameof(ConvVae), -1, c.Latent));

    /// <summary>The negative ELBO of a density, in nats per picture, the mean over pictures: it may be below
    /// 0.</summary>
    /// <param name="x">Pictures in [0, 1], shape [B, C, S, S].</param>
    public Tensor Loss(Tensor x)
    {
        var pass = call(x);
        var standard = (x - pass.Mean) / logSigma.exp();
        var logLikelihood = -(0.5 * standard.square() + logSigma + 0.5 * Math.Log(2 * Math.PI)).flatten(1).sum(1);
        return pass.Posterior.Kl().sum(1).mean() - logLikelihood.mean();
    }

    /// <summary>Codes from the prior N(0, I), shape [count, Z].</summary>
    /// <param name="count">How many.</param>
    public Tensor Noise(int count) => randn(count, c.Latent, device: this.Device());

    /// <summary>New pictures: z from the prior, then <see cref="Decode"/>, without gradients.</summary>
    /// <param name="count">How many.</param>
    /// <returns>In [0, 1], shape [count, C, S, S].</returns>
    public Tensor Sample(int count) => Scope.Eval(this, () => Decode(Noise(count)));

    /// <summary>The pictures of given codes, without gradients.</summary>
    /// <param name="noise">z, shape [n, Z].</param>
    /// <returns>In [0, 1], shape [n, C, S, S].</returns>
    public Tensor Sample(Tensor noise) => Scope.Eval(this, () => Decode(noise));
}
