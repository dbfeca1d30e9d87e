using GenAI.Kit.Diffusion;
using TorchSharp;
using static TorchSharp.torch;

namespace GenAI.Kit.Flows;

/// <summary>Flow matching around any network: a straight road from noise at t = 0 to data at t = 1, and a network
/// that learns the velocity of all who pass a place.</summary>
/// <remarks>
/// Lipman et al. 2022, arXiv:2210.02747, eq. 23 with σ_min = 0; Liu et al. 2022, arXiv:2209.03003, eq. 1. Lesson 5.5.
/// The network reads 1000·t, so that those of lessons 5.2 and 5.3 serve as they are. Pairs of noise and data are
/// independent, unless they are handed in: see <see cref="OptimalTransport"/>.
/// </remarks>
public sealed class FlowMatching
{
    private const double Scale = 1000;

    private readonly Func<Tensor, Tensor, Tensor?, Tensor> network;
    private readonly long[]? pictures;

    /// <param name="network">From moving data [B, …] and 1000·t, [B], to velocities, [B, …].</param>
    /// <param name="pictures">Data are pictures in [0, 1] of this shape, [C, H, W]: the network works on [−1, 1].
    /// Null: data of any shape and size, as they are.</param>
    public FlowMatching(nn.Module<Tensor, Tensor, Tensor> network, long[]? pictures = null)
        : this(network, (x, t, _) => network.call(x, t), pictures)
    {
    }

    /// <param name="network">The same with a third input, the condition; null: there is none.</param>
    /// <inheritdoc cref="FlowMatching(nn.Module{Tensor, Tensor, Tensor}, long[])"/>
    public FlowMatching(nn.Module<Tensor, Tensor, Tensor?, Tensor> network, long[]? pictures = null)
        : this(network, network.call, pictures)
    {
    }

    private FlowMatching(nn.Module module, Func<Tensor, Tensor, Tensor?, Tensor> network, long[]? pictures) =>
        (Network, this.network, this.pictures) = (module, network, pictures);

    /// <summary>The network.</summary>
    public nn.Module Network { get; }

    /// <summary>The same model when something is asked for; it shares the network.</summary>
    /// <param name="condition">A row for each example: what the network reads as its third input.</param>
    /// <param name="weight">1: as the network says; above 1 exaggerated: see
    /// <see cref="ClassifierFreeGuidance"/>.</param>
    /// <param name="none">As many rows in which nothing is asked; null: −1 everywhere, as labels say it.</param>
    /// <exception cref="ArgumentException">What can't be −1 is to be guided, and nothing says what is
    /// none.</exception>
    public FlowMatching Given(Tensor condition, double weight = 1, Tensor? none = null)
    {
        if (weight != 1 && none is null && condition.dtype != int64)
            throw new ArgumentException("Guidance needs `none`, rows in which nothing is asked: only labels say that "
                + "by −1.");
        return new(Network, weight == 1
            ? (x, t, _) => network(x, t, condition)
            : (x, t, _) => ClassifierFreeGuidance.Of(
                network, x, t, condition, none ?? full_like(condition, -1), weight), pictures);
    }

    /// <summary>Squared error of the velocity, the mean over times drawn evenly, rows and numbers; in squared units
    /// of what the network sees. Times and noise follow <see cref="Seed.Everything"/>.</summary>
    /// <param name="x1">Data, shape [B, …]; pictures in [0, 1].</param>
    /// <param name="noise">x at t = 0, row by row for x1, shape [B, …]; null: N(0, I), whatever the data.</param>
    public Tensor Loss(Tensor x1, Tensor? noise = null) =>
        Losses(x1, rand(x1.shape[0], device: x1.device), noise ?? randn_like(x1)).mean();

    /// <summary>The same for given times and noise, each row's mean.</summary>
    /// <param name="x1">Data, shape [B, …]; pictures in [0, 1].</param>
    /// <param name="t">In [0, 1], shape [B].</param>
    /// <param name="noise">x at t = 0, shape [B, …].</param>
    /// <returns>Shape [B].</returns>
    public Tensor Losses(Tensor x1, Tensor t, Tensor noise)
    {
        var data = ToModel(x1);
        var share = t.reshape([-1, .. Enumerable.Repeat(1L, (int)data.dim() - 1)]);
        var at = (1 - share) * noise + share * data;
        return (Velocity(at, t) - (data - noise)).square().flatten(1).mean([1L]);
    }

    /// <summary>What the network says of moving data, each at an own time.</summary>
    /// <param name="x">As the network sees them, shape [B, …].</param>
    /// <param name="t">In [0, 1], shape [B].</param>
    /// <returns>Shape [B, …], in units of x per unit of t.</returns>
    public Tensor Velocity(Tensor x, Tensor t) => network(x, Scale * t, null);

    /// <summary>The velocity that the network says, as a field: in the network's units (pictures: [−1, 1]) and in the
    /// mode that it is in; its gradients pass.</summary>
    public VelocityField Field => (x, t) => Velocity(x, full(x.shape[0], t, x.dtype, x.device));

    /// <summary>x at t = 0 for pictures, from N(0, I), shape [count, C, H, W]; follows
    /// <see cref="Seed.Everything"/>.</summary>
    /// <param name="count">How many.</param>
    /// <exception cref="InvalidOperationException">The model was not told what shape pictures have.</exception>
    public Tensor Noise(int count) => pictures is not null ? randn([count, .. pictures], device: Network.Device())
        : throw new InvalidOperationException("This model does not know the shape of its data: hand in the noise.");

    /// <summary>New pictures: from noise along the field.</summary>
    /// <param name="count">How many.</param>
    /// <inheritdoc cref="Sample(Tensor, int, OdeRule, Action{int, Tensor}, CancellationToken)"/>
    public Tensor Sample(int count, int steps, OdeRule rule = OdeRule.Euler, Action<int, Tensor>? watch = null,
        CancellationToken cancellation = default)
    {
        using var noise = Noise(count);
        return Sample(noise, steps, rule, watch, cancellation);
    }

    /// <summary>From given noise along the field.</summary>
    /// <param name="noise">x at t = 0, shape [n, …].</param>
    /// <param name="steps">How many, of equal length.</param>
    /// <param name="rule">How each is made.</param>
    /// <param name="watch">Is shown the step's number, from 0, and a copy of x (of pictures: as pictures) before it.
    /// The copy is the caller's: see <see cref="Scope.Fold{T}"/>.</param>
    /// <param name="cancellation">Asked before each step.</param>
    /// <returns>Data, shape [n, …]; pictures in [0, 1].</returns>
    /// <exception cref="ArgumentOutOfRangeException">Fewer steps than 1.</exception>
    public Tensor Sample(Tensor noise, int steps, OdeRule rule = OdeRule.Euler, Action<int, Tensor>? watch = null,
        CancellationToken cancellation = default)
    {
        Action<int, Tensor>? show = watch is null ? null : (k, x) => watch(k, Shown(x));
        var end = Scope.Eval<Tensor>(Network, () =>
            Ode.Solve(Field, noise, steps, rule, watch: show, cancellation: cancellation));
        return Shown(end);
    }

    /// <summary>From data to what the network sees: pictures from [0, 1] to [−1, 1].</summary>
    /// <param name="x">Shape [B, …].</param>
    public Tensor ToModel(Tensor x) => pictures is null ? x : 2 * x - 1;

    /// <summary>Back: pictures from [−1, 1] to [0, 1], cut off there.</summary>
    /// <param name="x">Shape [B, …].</param>
    public Tensor ToData(Tensor x) => pictures is null ? x : ((x + 1) / 2).clamp(0, 1);

    // As data, in place of x, which is freed.
    private Tensor Shown(Tensor x)
    {
        if (pictures is null) return x;
        using var _ = no_grad();
        using var own = x;
        using var scope = NewDisposeScope();
        return scope.MoveToOuter(ToData(x));
    }
}
