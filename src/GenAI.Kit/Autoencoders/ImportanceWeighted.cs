using static TorchSharp.torch;

namespace GenAI.Kit.Autoencoders;

/// <summary>The importance-weighted bound on log p(x): many codes for one picture, each weighted by how well it
/// explains it. The more, the tighter.</summary>
/// <remarks>Burda, Grosse and Salakhutdinov 2015, arXiv:1509.00519. Lesson 2.2.</remarks>
public static class ImportanceWeighted
{
    /// <summary>Eq. 8: log (1/k) Σᵢ p(x, zᵢ)/q(zᵢ|x) with zᵢ ~ q(z|x). With k = 1 it is the ELBO with one sample;
    /// its negative mean is a loss to train on.</summary>
    /// <param name="model">The VAE.</param>
    /// <param name="x">Pictures in [0, 1], shape [B, C, S, S].</param>
    /// <param name="k">Codes for each picture.</param>
    /// <returns>Nats, shape [B].</returns>
    public static Tensor Bound(Vae model, Tensor x, int k)
    {
        var q = model.Encode(x);
        var z = q.Mu + (0.5 * q.LogVar).exp() * randn([k, .. q.Mu.shape], device: q.Mu.device);        // [K, B, Z]
        var prior = -0.5 * (z.square() + Math.Log(2 * Math.PI)).sum(-1);          // log p(z)   [K, B]
        var logWeights = Vae.LogLikelihood(x, model.Logits(z)) + prior - q.LogDensity(z);
        return logWeights.logsumexp(0) - Math.Log(k);
    }
}
