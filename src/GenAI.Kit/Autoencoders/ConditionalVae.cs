using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GenAI.Kit.Autoencoders;

/// <summary>Shape of a <see cref="ConditionalVae"/>.</summary>
public sealed record ConditionalVaeConfig(int Pixels = 784, int Classes = 10, int Hidden = 400, int Latent = 20);

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

    /// <param name="x">Pictures in [0, 1], shape [B, C, H, W] or flat.</param>
    /// <param name="y">Classes, int64, shape [B].</param>
    public override VaePass forward(Tensor x, Tensor y)
    {
        var code = Encode(x, y);
        return new(Decode(code.Sample(), y), code);
    }

    /// <summary>q(z|x, y).</summary>
    public DiagonalGaussian Encode(Tensor x, Tensor y)
    {
        var h = trunk.call(cat([x.flatten(1), OneHot(y)], dim: 1));               // [B, hidden]
        return new(toMu.call(h), toLogVar.call(h));
    }

    /// <summary>The logits of p(x|z, y), shape [B, P].</summary>
    public Tensor Decode(Tensor z, Tensor y) => decoder.call(cat([z, OneHot(y)], dim: 1));

    /// <summary>The negative ELBO of log p(x|y) in nats per picture, eq. 4, the mean over pictures.</summary>
    public Tensor Loss(Tensor x, Tensor y)
    {
        var pass = call(x, y);
        return pass.Code.Kl().sum(1).mean() - Vae.LogLikelihood(x, pass.Logits).mean();
    }

    /// <summary>A new picture of each class asked for: the mean of p(x|z, y), shape [B, P].</summary>
    /// <param name="y">Classes, int64, shape [B].</param>
    public Tensor Sample(Tensor y) =>
        Scope.Eval(this, () => Decode(randn(y.shape[0], c.Latent), y).sigmoid());  // z ~ N(0, I)

    private Tensor OneHot(Tensor y) => functional.one_hot(y, c.Classes).to(float32);
}
