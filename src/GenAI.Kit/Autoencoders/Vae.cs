using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GenAI.Kit.Autoencoders;

/// <summary>Shape of a <see cref="Vae"/>; as given it is the one of most tutorials.</summary>
/// <param name="Side">Of the pictures.</param>
/// <param name="Channels">Of the pictures.</param>
/// <param name="Hidden">Width of the hidden layers.</param>
/// <param name="Latent">Numbers in a code.</param>
public sealed record VaeConfig(int Side = 28, int Channels = 1, int Hidden = 400, int Latent = 20)
{
    internal int Pixels => Channels * Side * Side;
}

/// <summary>What one pass yields: all that the loss reads.</summary>
/// <param name="Logits">Of each pixel, shape [B, P].</param>
/// <param name="Posterior">q(z|x).</param>
public readonly record struct VaePass(Tensor Logits, DiagonalGaussian Posterior);

/// <summary>Variational autoencoder: prior p(z) = N(0, I), Bernoulli p(x|z), Gaussian q(z|x).</summary>
/// <remarks>
/// Kingma and Welling 2013, arXiv:1312.6114. β: Higgins et al. 2017, "beta-VAE". Free nats: Kingma et al. 2016,
/// arXiv:1606.04934. Lesson 2.2. Grey pixels count as probabilities of white: as most do, though no Bernoulli has
/// values between 0 and 1.
/// </remarks>
public sealed class Vae(VaeConfig c) : Net<Tensor, VaePass>(nameof(Vae))
{
    private readonly Sequential trunk = Sequential(Linear(c.Pixels, c.Hidden), ReLU());
    private readonly Linear toMu = Linear(c.Hidden, c.Latent);
    private readonly Linear toLogVar = Linear(c.Hidden, c.Latent);
    private readonly Sequential decoder =
        Sequential(Linear(c.Latent, c.Hidden), ReLU(), Linear(c.Hidden, c.Pixels));

    /// <summary>Its shape.</summary>
    public VaeConfig Config => c;

    /// <summary>One pass: encodes, draws a code, decodes it.</summary>
    /// <param name="x">Pictures in [0, 1], shape [B, C, S, S].</param>
    public override VaePass forward(Tensor x)
    {
        var posterior = Encode(x);
        return new(Logits(posterior.Sample()), posterior);                        // z = μ + σ·ε   [B, Z]
    }

    /// <summary>q(z|x).</summary>
    /// <param name="x">Pictures in [0, 1], shape [B, C, S, S].</param>
    public DiagonalGaussian Encode(Tensor x)
    {
        var h = trunk.call(x.Require(nameof(Vae), -1, c.Channels, c.Side, c.Side).flatten(1));   // [B, hidden]
        return new(toMu.call(h), toLogVar.call(h));
    }

    /// <summary>The mean of p(x|z): pictures in [0, 1], shape [B, C, S, S].</summary>
    /// <param name="z">Codes, shape [B, Z].</param>
    public Tensor Decode(Tensor z) =>
        Logits(z.Require(nameof(Vae), -1, c.Latent)).sigmoid().reshape(-1, c.Channels, c.Side, c.Side);

    /// <summary>The logits of p(x|z), which the loss reads, shape [B, P] (or [K, B, P], as z has it).</summary>
    /// <param name="z">Codes, shape [B, Z] or [K, B, Z].</param>
    public Tensor Logits(Tensor z) => decoder.call(z);

    /// <summary>The negative ELBO in nats per picture, eq. 10 with one sample, the mean over pictures.</summary>
    /// <param name="x">Pictures in [0, 1], shape [B, C, S, S].</param>
    /// <param name="beta">Weight of the KL; 1 is the ELBO.</param>
    /// <param name="freeNats">Each dimension's KL, the mean over pictures, counts at least this much (eq. 15 of
    /// Kingma et al. 2016); 0 is the ELBO.</param>
    public Tensor Loss(Tensor x, double beta = 1, double freeNats = 0)
    {
        var pass = call(x);
        var kl = pass.Posterior.Kl().mean([0L]);                                  // [Z]
        return beta * kl.clamp_min(freeNats).sum() - LogLikelihood(x, pass.Logits).mean();
    }

    /// <summary>log p(x|z) in nats, summed over pixels.</summary>
    /// <param name="x">Pictures in [0, 1], shape [B, C, S, S].</param>
    /// <param name="logits">Of <see cref="Logits"/>, shape [B, P] or [K, B, P].</param>
    /// <returns>Shape [B] or [K, B].</returns>
    public static Tensor LogLikelihood(Tensor x, Tensor logits) => -functional.binary_cross_entropy_with_logits(
        logits, x.flatten(1).expand_as(logits), reduction: Reduction.None).sum(-1);

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
