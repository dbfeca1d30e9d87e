using GenAI.Kit.Layers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GenAI.Kit.Diffusion;

/// <summary>Shape of a <see cref="ScoreNet"/>.</summary>
/// <param name="Hidden">Width of the three hidden layers.</param>
public sealed record ScoreNetConfig(int Hidden = 128);

/// <summary>Says for a point in the plane and a noise level which way the noisy data get denser, and how
/// steeply.</summary>
/// <remarks>
/// Song and Ermon 2019, arXiv:1907.05600, §4.2: one network for all levels; what it adds is divided by σ, since
/// scores grow as 1/σ (Song and Ermon 2020, arXiv:2006.09011, §3.3). Lesson 5.1. Deviations: points, so linear layers
/// and no convolutions; the network tells only how the score differs from that of data of N(0, 1) with noise,
/// −x / (1 + σ²), which it says at first; it reads log σ and four times the noisy point divided by its own deviation,
/// √(1 + σ²), so that small differences count.
/// </remarks>
public sealed class ScoreNet(ScoreNetConfig c) : Net<Tensor, Tensor, Tensor>(nameof(ScoreNet))
{
    private readonly Sequential trunk = Sequential(
        Linear(3, c.Hidden), SiLU(),
        Linear(c.Hidden, c.Hidden), SiLU(),
        Linear(c.Hidden, c.Hidden), SiLU());
    private readonly Linear output = Init.Zero(Linear(c.Hidden, 2));

    /// <summary>Its shape.</summary>
    public ScoreNetConfig Config => c;

    /// <summary>The score at noisy points.</summary>
    /// <param name="x">Noisy points, shape [B, 2], in units in which the data have a variance of about 1.</param>
    /// <param name="sigma">The standard deviation of the noise in each, above 0, shape [B].</param>
    /// <returns>∇ log p_σ(x), in one over the unit of x, shape [B, 2].</returns>
    public override Tensor forward(Tensor x, Tensor sigma)
    {
        x.Require(nameof(ScoreNet), -1, 2);
        var s = sigma.unsqueeze(1);                                       // [B, 1]
        var v = 1 + s.square();
        var h = trunk.call(cat([4 * x / v.sqrt(), s.log()], 1));          // [B, hidden]
        return output.call(h) / s - x / v;                                // [B, 2]
    }
}
