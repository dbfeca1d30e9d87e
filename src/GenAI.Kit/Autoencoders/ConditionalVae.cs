using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GenAI.Kit.Autoencoders;

/// <summary>Shape of a <see cref="ConditionalVae"/>.</summary>
/// <param name="Side">Of the pictures.</param>
/// <param name="Channels">Of the pictures.</param>
/// <param name="Classes">How many.</param>
/// <param name="Hidden">Width of the hidden layers.</param>
/// <param name="Latent">Numbers in a code.</param>
public sealed record ConditionalVaeConfig(
    int Side = 28, int Channels = 1, int Classes = 10, int Hidden = 400, int Latent = 20)
{
    internal int Pixels => Channels * Side * Side;
}

/// <summary>
/// A VAE that is told the class: p(x|y). The class need not go through the code any more, so you choose it when you
/// draw, and the code keeps what else there is: style.
/// </summary>
/// <remarks>
/// Sohn, Lee and Yan 2015, "Learning structured output representation using deep conditional generative models".
/// Lesson 2.2. Deviation: p(z|y) = N(0, I) for each class, as Kingma et al. 2014, arXiv:1406.5298 (M2).
/// </remarks>
public sealed class ConditionalVae(ConditionalVaeConfig c) : Net<Tensor, Tensor, VaePass>(nameof(ConditionalVae))
{
    private readonly Sequential trunk = Sequential(Linear(c.Pixels + c.Classes, c.Hidden), ReLU());
    private readonly Linear toMu = Linear(c.Hidden, c.Latent);
    private readonly Linear toLogVar = Linear(c.Hidden, c.Latent);
    private readonly Sequential decoder =
        Sequential(Linear(c.Latent + c.Classes, c.Hidden), ReLU(), Linear(c.Hidden, c.Pixels));

    /// <summary>Its shape.</summary>
    public ConditionalVaeConfig Config => c;

    /// <summary>One pass: encodes, draws a code, decodes it.</summary>
    /// <param name="x">Pictures in [0, 1], shape [B, C, S, S].</param>
    /// <param name="y">Classes, int64, shape [B].</param>
    public override VaePass forward(Tensor x, Tensor y)
    {
        var posterior = Encode(x, y);
        return new(Logits(posterior.Sample(), y), posterior);
    }

    /// <summary>q(z|x, y).</summary>
    /// <param name="x">Pictures in [0, 1], shape [B, C, S, S].</param>
    /// <param name="y">Classes, int64, shape [B].</param>
    public DiagonalGaussian Encode(Tensor x, Tensor y)
    {
        x.Require(nameof(ConditionalVae), -1, c.Channels, c.Side, c.Side);
        var h = trunk.call(cat([x.flatten(1), OneHot(y, x)], dim: 1));            // [B, hidden]
        return new(toMu.call(h), toLogVar.call(h));
    }

    /// <summary>The mean of p(x|z, y): pictures in [0, 1], shape [B, C, S, S].</summary>
    /// <param name="z">Codes, shape [B, Z].</param>
    /// <param name="y">Classes, int64, shape [B].</param>
    public Tensor Decode(Tensor z, Tensor y) => Logits(z, y).sigmoid().reshape(-1, c.Channels, c.Side, c.Side);

    /// <summary>The logits of p(x|z, y), which the loss reads, shape [B, P].</summary>
    /// <inheritdoc cref="Decode"/>
    public Tensor Logits(Tensor z, Tensor y) =>
        decoder.call(cat([z.Require(nameof(ConditionalVae), -1, c.Latent), OneHot(y, z)], dim: 1));

    /// <summary>The negative ELBO of log p(x|y) in nats per picture, eq. 4, the mean over pictures.</summary>
    /// <param name="x">Pictures in [0, 1], shape [B, C, S, S].</param>
    /// <param name="y">Classes, int64, shape [B].</param>
    public Tensor Loss(Tensor x, Tensor y)
    {
        var pass = call(x, y);
        return pass.Posterior.Kl().sum(1).mean() - Vae.LogLikelihood(x, pass.Logits).mean();
    }

    /// <summary>Codes from the prior N(0, I), shape [count, Z].</summary>
    /// <param name="count">How many.</param>
    public Tensor Noise(int count) => randn(count, c.Latent, device: this.Device());

    /// <summary>A new picture of each class that is asked for, without gradients.</summary>
    /// <param name="y">Classes, int64, shape [n].</param>
    /// <param name="noise">z, shape [n, Z]; null: from the prior.</param>
    /// <returns>In [0, 1], shape [n, C, S, S].</returns>
    public Tensor Sample(Tensor y, Tensor? noise = null) =>
        Scope.Eval(this, () => Decode(noise ?? Noise((int)y.shape[0]), y));

    private Tensor OneHot(Tensor y, Tensor beside) => functional.one_hot(y, c.Classes).to(beside.dtype);
}
