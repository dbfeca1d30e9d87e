using static TorchSharp.torch;

namespace GenAI.Kit.Autoencoders;

/// <summary>q(z|x): for each x one Gaussian over codes, with independent dimensions.</summary>
/// <remarks>Kingma and Welling 2013, arXiv:1312.6114, §3 and appendix B. Lesson 2.2.</remarks>
/// <param name="Mu">Means, shape [B, Z].</param>
/// <param name="LogVar">log σ², shape [B, Z]: any number is a valid variance.</param>
public readonly record struct DiagonalGaussian(Tensor Mu, Tensor LogVar)
{
    /// <summary>The reparameterization trick, z = μ + σ·ε with ε ~ N(0, I): the noise has no parameters, so the
    /// gradient passes through μ and σ (§2.4).</summary>
    /// <returns>Shape [B, Z].</returns>
    public Tensor Sample() => Mu + (0.5 * LogVar).exp() * randn_like(Mu);

    /// <summary>KL(q ‖ N(0, I)) = ½ (μ² + σ² − log σ² − 1) of each dimension, in nats (appendix B).</summary>
    /// <returns>At least 0, shape [B, Z].</returns>
    public Tensor Kl() => 0.5 * (Mu.square() + LogVar.exp() - LogVar - 1);

    /// <summary>log q(z|x) in nats, summed over dimensions.</summary>
    /// <param name="z">Codes, shape [B, Z], or [K, B, Z] for several of each x.</param>
    /// <returns>Shape [B] or [K, B].</returns>
    public Tensor LogDensity(Tensor z) =>
        -0.5 * ((z - Mu).square() / LogVar.exp() + LogVar + Math.Log(2 * Math.PI)).sum(-1);
}
