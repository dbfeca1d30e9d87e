using GenAI.Kit.Autoencoders;
using GenAI.Kit.Layers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GenAI.Kit.Flows;

/// <summary>Shape of a <see cref="RealNvp"/>.</summary>
/// <param name="Dimensions">D, of the data: 2 or more.</param>
/// <param name="Layers">Couplings; an even number lets each half be moved as often as the other.</param>
/// <param name="Hidden">Width of the two hidden layers in each.</param>
public sealed record RealNvpConfig(int Dimensions = 2, int Layers = 8, int Hidden = 64);

/// <summary>What a <see cref="RealNvp"/> makes of data.</summary>
/// <param name="Latent">z, shape [B, D].</param>
/// <param name="LogDeterminant">log |det ∂z/∂x|, in nats, shape [B].</param>
public readonly record struct FlowPass(Tensor Latent, Tensor LogDeterminant);

/// <summary>One half of the numbers passes, the other is stretched and shifted by what a network makes of the first:
/// undone exactly, whatever the network is.</summary>
/// <remarks>Dinh et al. 2016, arXiv:1605.08803, eq. 4 to 8. Deviation: log scales stay within ±2 by a tanh.</remarks>
/// <param name="order">A permutation of 0 … D−1: the numbers that it names first are those that pass.</param>
/// <param name="hidden">Width of the network's hidden layers.</param>
public sealed class AffineCoupling(long[] order, int hidden) : Net<Tensor, FlowPass>(nameof(AffineCoupling))
{
    private const double Most = 2;                                    // of a log scale

    private readonly Tensor there = tensor(order);                    // int64 [D]: what passes first
    private readonly Tensor back = tensor(order).argsort();           // and undone
    private readonly Sequential net = Sequential(
        Linear(order.Length / 2, hidden), SiLU(), Linear(hidden, hidden), SiLU(),
        Init.Zero(Linear(hidden, 2 * (order.Length - order.Length / 2))));

    /// <summary>Towards z: b becomes b·exp(s(a)) + t(a).</summary>
    /// <param name="x">Shape [B, D].</param>
    /// <returns>z, shape [B, D], and log |det ∂z/∂x| = Σ s(a), shape [B].</returns>
    public override FlowPass forward(Tensor x)
    {
        var (a, b, scale, shift) = Read(x);
        return new(Joined(a, b * scale.exp() + shift), scale.sum(1));
    }

    /// <summary>Back: b becomes (b − t(a))·exp(−s(a)).</summary>
    /// <param name="z">Shape [B, D].</param>
    /// <returns>x, shape [B, D].</returns>
    public Tensor Inverse(Tensor z)
    {
        var (a, b, scale, shift) = Read(z);
        return Joined(a, (b - shift) * (-scale).exp());
    }

    private (Tensor A, Tensor B, Tensor Scale, Tensor Shift) Read(Tensor x)
    {
        var halves = x.index_select(1, there).split([order.Length / 2, order.Length - order.Length / 2], 1);
        var (a, b) = (halves[0], halves[1]);
        var said = net.call(a).chunk(2, 1);
        return (a, b, Most * (said[0] / Most).tanh(), said[1]);
    }

    private Tensor Joined(Tensor a, Tensor b) => cat([a, b], 1).index_select(1, back);
}

/// <summary>A normalizing flow: couplings, one after another, that turn data into a bell and back. The density is
/// exact.</summary>
/// <remarks>
/// Dinh, Sohl-Dickstein and Bengio 2016, arXiv:1605.08803. Lesson 5.5. Deviations: for points and small pictures as
/// rows of numbers, so linear layers, no convolutions, no scales that split off, no batch normalization; halves are
/// drawn anew for every second coupling, and the one between moves the other half.
/// </remarks>
public sealed class RealNvp(RealNvpConfig c) : Net<Tensor, FlowPass>(nameof(RealNvp))
{
    private readonly ModuleList<AffineCoupling> couplings =
        new([.. Enumerable.Range(0, c.Layers).Select(k => new AffineCoupling(Order(c.Dimensions, k), c.Hidden))]);

    /// <summary>Its shape.</summary>
    public RealNvpConfig Config => c;

    /// <summary>Towards the bell.</summary>
    /// <param name="x">Data, shape [B, D].</param>
    /// <exception cref="ArgumentException">x is not of the shape [B, D].</exception>
    public override FlowPass forward(Tensor x)
    {
        x.Require(nameof(RealNvp), -1, c.Dimensions);
        var logDeterminant = zeros(x.shape[0], x.dtype, x.device);
        foreach (var coupling in couplings)
        {
            var pass = coupling.call(x);
            (x, logDeterminant) = (pass.Latent, logDeterminant + pass.LogDeterminant);
        }
        return new(x, logDeterminant);
    }

    /// <summary>z of data.</summary>
    /// <param name="x">Shape [B, D].</param>
    /// <returns>Shape [B, D].</returns>
    /// <exception cref="ArgumentException">x is not of the shape [B, D].</exception>
    public Tensor Encode(Tensor x) => call(x).Latent;

    /// <summary>Data of z, exactly.</summary>
    /// <param name="z">Shape [B, D].</param>
    /// <returns>Shape [B, D].</returns>
    /// <exception cref="ArgumentException">z is not of the shape [B, D].</exception>
    public Tensor Decode(Tensor z)
    {
        z.Require(nameof(RealNvp), -1, c.Dimensions);
        foreach (var coupling in couplings.Reverse()) z = coupling.Inverse(z);
        return z;
    }

    /// <summary>log p(x) = log N(z; 0, I) + log |det ∂z/∂x|, in nats, shape [B].</summary>
    /// <param name="x">Data, shape [B, D].</param>
    public Tensor LogProbability(Tensor x)
    {
        var (z, logDeterminant) = call(x);
        var bell = zeros_like(z);                                     // means and log variances of N(0, I)
        return new DiagonalGaussian(bell, bell).LogDensity(z) + logDeterminant;
    }

    /// <summary>−log p(x), in nats, the mean over rows.</summary>
    /// <param name="x">Data, shape [B, D].</param>
    public Tensor Loss(Tensor x) => -LogProbability(x).mean();

    /// <summary>z from N(0, I), shape [count, D]; follows <see cref="Seed.Everything"/>.</summary>
    public Tensor Noise(int count) => randn(count, c.Dimensions, device: this.Device());

    /// <summary>New data.</summary>
    /// <param name="count">How many.</param>
    /// <returns>Shape [count, D].</returns>
    public Tensor Sample(int count)
    {
        using var noise = Noise(count);
        return Sample(noise);
    }

    /// <summary>New data from given z.</summary>
    /// <param name="noise">Shape [n, D].</param>
    /// <returns>Shape [n, D].</returns>
    public Tensor Sample(Tensor noise) => Scope.Eval(this, () => Decode(noise));

    private static long[] Order(int dimensions, int layer)
    {
        var order = Enumerable.Range(0, dimensions).Select(n => (long)n).ToArray();
        if (dimensions > 2) new Random(layer / 2).Shuffle(order);
        return layer % 2 == 0 ? order : [.. order.Reverse()];
    }
}
