using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GenAI.Kit.Autoencoders;

/// <summary>Shape of a <see cref="Vae"/>; as given it is the one of most tutorials.</summary>
/// <param name="Pixels">P: of one picture, all channels.</param>
/// <param name="Hidden">Width of the layer between, of encoder and decoder.</param>
/// <param name="Latent">Z: dimensions of the code.</param>
public sealed record VaeConfig(int Pixels = 784, int Hidden = 400, int Latent = 20);

/// <summary>What one pass yields: all that the loss reads.</summary>
/// <param name="Logits">Of each pixel, shape [B, P].</param>
/// <param name="Code">q(z|x).</param>
public readonly record struct VaePass(Tensor Logits, DiagonalGaussian Code);

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

    /// <param name="x">Pictures in [0, 1], shape [B, C, H, W] or flat.</param>
    public override VaePass forward(Tensor x)
    {
        var code = Encode(x);
        return new(Decode(code.Sample()), code);                                  // z = μ + σ·ε   [B, Z]
    }

    /// <summary>q(z|x).</summary>
    public DiagonalGaussian Encode(Tensor x)
    {
        var h = trunk.call(x.flatten(1));                                         // [B, hidden]
        return new(toMu.call(h), toLogVar.call(h));
    }

    /// <summary>The logits of p(x|z), shape [B, P] (or [K, B, P], as z has it).</summary>
    public Tensor Decode(Tensor z) => decoder.call(z);

    /// <summary>The negative ELBO in nats per picture, eq. 10 with one sample, the mean over pictures.</summary>
    /// <param name="x">Pictures in [0, 1], shape [B, C, H, W] or flat.</param>
    /// <param name="beta">Weight of the KL; 1 is the ELBO.</param>
    /// <param name="freeNats">Each dimension's KL, the mean over pictures, counts at least this much (eq. 15 of
    /// Kingma et al. 2016); 0 is the ELBO.</param>
    public Tensor Loss(Tensor x, double beta = 1, double freeNats = 0)
    {
        var pass = call(x);
        var kl = pass.Code.Kl().mean([0L]);                                       // [Z]
        return beta * kl.clamp_min(freeNats).sum() - LogLikelihood(x, pass.Logits).mean();
    }

    /// <summary>log p(x|z) in nats, summed over pixels.</summary>
    /// <param name="x">Pictures in [0, 1], shape [B, C, H, W] or flat.</param>
    /// <param name="logits">Of <see cref="Decode"/>, shape [B, P] or [K, B, P].</param>
    /// <returns>Shape [B] or [K, B].</returns>
    public static Tensor LogLikelihood(Tensor x, Tensor logits) => -functional.binary_cross_entropy_with_logits(
        logits, x.flatten(1).expand_as(logits), reduction: Reduction.None).sum(-1);

    /// <summary>New pictures: z from the prior, then the mean of p(x|z), shape [count, P].</summary>
    public Tensor Sample(int count) =>
        Scope.Eval(this, () => Decode(randn(count, c.Latent)).sigmoid());         // z ~ N(0, I)
}
