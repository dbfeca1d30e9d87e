using TorchSharp;
using static TorchSharp.torch;

namespace GenAI.Kit.Diffusion;

/// <summary>What the network of a diffusion model says about noisy data: its noise, the clean data, or
/// v = √ᾱ·ε − √(1 − ᾱ)·x₀.</summary>
/// <remarks>Velocity: Salimans and Ho 2022, arXiv:2202.00512, §4.</remarks>
public enum Prediction
{
    /// <summary>ε.</summary>
    Noise,

    /// <summary>x₀.</summary>
    Clean,

    /// <summary>v.</summary>
    Velocity,
}

/// <summary>Denoising diffusion around any network: noise is added by a formula, and learned to be taken
/// away.</summary>
/// <remarks>
/// Ho, Jain and Abbeel 2020, arXiv:2006.11239. Lesson 5.2. Deviations: what the network predicts can be chosen; the
/// reverse variance is the posterior's, β̃_t (§3.2 finds both alike).
/// </remarks>
public sealed class Ddpm
{
    private readonly Func<Tensor, Tensor, Tensor?, Tensor> network;
    private readonly Prediction prediction;
    private readonly long[]? pictures;

    /// <param name="network">From noisy data [B, …] and steps t, int64 [B], to what is predicted, [B, …].</param>
    /// <param name="schedule">Of the noise.</param>
    /// <param name="prediction">What the network predicts.</param>
    /// <param name="pictures">Data are pictures in [0, 1] of this shape, [C, H, W]: the network works on [−1, 1], and
    /// what it predicts is cut to that. Null: data of any shape and size, as they are.</param>
    public Ddpm(nn.Module<Tensor, Tensor, Tensor> network, NoiseSchedule schedule,
                Prediction prediction = Prediction.Noise, long[]? pictures = null)
        : this(network, (x, t, _) => network.call(x, t), schedule, prediction, pictures)
    {
    }

    /// <param name="network">The same with a third input, the condition; null: there is none.</param>
    /// <inheritdoc cref="Ddpm(nn.Module{Tensor, Tensor, Tensor}, NoiseSchedule, Prediction, long[])"/>
    public Ddpm(nn.Module<Tensor, Tensor, Tensor?, Tensor> network, NoiseSchedule schedule,
                Prediction prediction = Prediction.Noise, long[]? pictures = null)
        : this(network, network.call, schedule, prediction, pictures)
    {
    }

    private Ddpm(nn.Module module, Func<Tensor, Tensor, Tensor?, Tensor> network, NoiseSchedule schedule,
                 Prediction prediction, long[]? pictures)
    {
        (Network, Schedule) = (module, schedule);
        (this.network, this.prediction, this.pictures) = (network, prediction, pictures);
    }

    /// <summary>The network.</summary>
    public nn.Module Network { get; }

    /// <summary>The schedule.</summary>
    public NoiseSchedule Schedule { get; }

    /// <summary>The same model when something is asked for; it shares the network.</summary>
    /// <param name="condition">A row for each example: what the network reads as its third input.</param>
    /// <param name="weight">1: as the network says; above 1 exaggerated: see
    /// <see cref="ClassifierFreeGuidance"/>.</param>
    /// <param name="none">As many rows in which nothing is asked; null: −1 everywhere, as labels say it.</param>
    /// <exception cref="ArgumentException">What can't be −1 is to be guided, and nothing says what is
    /// none.</exception>
    public Ddpm Given(Tensor condition, double weight = 1, Tensor? none = null)
    {
        if (weight != 1 && none is null && condition.dtype != int64)
            throw new ArgumentException("Guidance needs `none`, rows in which nothing is asked: only labels say that "
                + "by −1.");
        return new(Network, weight == 1
            ? (x, t, _) => network(x, t, condition)
            : (x, t, _) => ClassifierFreeGuidance.Of(
                network, x, t, condition, none ?? full_like(condition, -1), weight),
            Schedule, prediction, pictures);
    }

    /// <summary>x_t in one go, eq. 4: √ᾱ_t·x₀ + √(1 − ᾱ_t)·ε.</summary>
    /// <param name="x0">Clean data as the network sees them (pictures in [−1, 1]), shape [B, …].</param>
    /// <param name="t">int64, shape [B].</param>
    /// <param name="noise">ε, shape [B, …].</param>
    public Tensor AddNoise(Tensor x0, Tensor t, Tensor noise)
    {
        var (ofData, ofNoise) = Schedule.Roots(t, x0);
        return ofData * x0 + ofNoise * noise;
    }

    /// <summary>The simple loss, eq. 14: squared error of the prediction, the mean over steps t drawn evenly, rows
    /// and numbers.</summary>
    /// <param name="x">Data, shape [B, …]; pictures in [0, 1].</param>
    public Tensor Loss(Tensor x)
    {
        var t = randint(1, Schedule.Steps + 1, [x.shape[0]], int64, x.device);
        return Losses(x, t, randn_like(x)).mean();
    }

    /// <summary>The same for given steps and noise, each row's mean.</summary>
    /// <param name="x">Data, shape [B, …]; pictures in [0, 1].</param>
    /// <param name="t">int64, shape [B].</param>
    /// <param name="noise">ε, shape [B, …].</param>
    /// <returns>Shape [B].</returns>
    public Tensor Losses(Tensor x, Tensor t, Tensor noise)
    {
        var x0 = ToModel(x);
        var (ofData, ofNoise) = Schedule.Roots(t, x0);
        var target = prediction switch
        {
            Prediction.Noise => noise,
            Prediction.Clean => x0,
            Prediction.Velocity => ofData * noise - ofNoise * x0,
            _ => throw new NotSupportedException($"{prediction} is no prediction."),
        };
        return (network(AddNoise(x0, t, noise), t, null) - target).square().flatten(1).mean([1L]);
    }

    /// <summary>The clean data and the noise that noisy data are made of, by the network.</summary>
    /// <param name="xt">As the network sees them, shape [B, …].</param>
    /// <param name="t">int64, shape [B].</param>
    public (Tensor Clean, Tensor Noise) Predict(Tensor xt, Tensor t)
    {
        var ((ofData, ofNoise), said) = (Schedule.Roots(t, xt), network(xt, t, null));
        var x0 = prediction switch
        {
            Prediction.Noise => (xt - ofNoise * said) / ofData,
            Prediction.Clean => said,
            Prediction.Velocity => ofData * xt - ofNoise * said,
            _ => throw new NotSupportedException($"{prediction} is no prediction."),
        };
        if (pictures is not null) x0 = x0.clamp(-1, 1);
        return (x0, (xt - ofData * x0) / ofNoise);
    }

    /// <summary>The same at one step for all rows.</summary>
    /// <inheritdoc cref="Predict(Tensor, Tensor)"/>
    public (Tensor Clean, Tensor Noise) Predict(Tensor xt, int t) =>
        Predict(xt, full(xt.shape[0], t, int64, xt.device));

    /// <summary>One step of ancestral sampling, eq. 6 and 7: x_{t−1} given x_t, with the predicted x₀ in place of the
    /// true one.</summary>
    /// <param name="xt">As the network sees them, shape [B, …].</param>
    /// <param name="t">From 1.</param>
    public Tensor Step(Tensor xt, int t)
    {
        var (abar, abarBefore) = (Schedule.AlphaBar[t], Schedule.AlphaBar[t - 1]);
        var beta = 1 - abar / abarBefore;
        var (x0, _) = Predict(xt, t);
        var mean = Math.Sqrt(abarBefore) * beta / (1 - abar) * x0
            + Math.Sqrt(1 - beta) * (1 - abarBefore) / (1 - abar) * xt;
        return t == 1 ? mean : mean + Math.Sqrt((1 - abarBefore) / (1 - abar) * beta) * randn_like(xt);
    }

    /// <summary>x_T for pictures, from N(0, I), shape [count, C, H, W].</summary>
    /// <param name="count">How many.</param>
    /// <exception cref="InvalidOperationException">The model was not told what shape pictures have.</exception>
    public Tensor Noise(int count) => pictures is not null ? randn([count, .. pictures], device: Network.Device())
        : throw new InvalidOperationException("This model does not know the shape of its data: hand in the noise.");

    /// <summary>New pictures: algorithm 2, from noise through all T steps back to data.</summary>
    /// <param name="count">How many.</param>
    /// <inheritdoc cref="Sample(Tensor, Action{int, Tensor}, CancellationToken)"/>
    public Tensor Sample(int count, Action<int, Tensor>? watch = null, CancellationToken cancellation = default)
    {
        using var noise = Noise(count);
        return Sample(noise, watch, cancellation);
    }

    /// <summary>Algorithm 2, ancestral sampling: from noise through all T steps back to data.</summary>
    /// <param name="noise">x_T, shape [n, …].</param>
    /// <param name="watch">Is shown t and a copy of x_t (of pictures: as pictures) before each step. The copy is the
    /// caller's: see <see cref="Scope.Fold{T}"/>.</param>
    /// <param name="cancellation">Asked before each step.</param>
    /// <returns>Data, shape [n, …]; pictures in [0, 1].</returns>
    public Tensor Sample(Tensor noise, Action<int, Tensor>? watch = null, CancellationToken cancellation = default) =>
        Run(noise, Enumerable.Range(1, Schedule.Steps).Reverse(), Step, t => t, watch, cancellation);

    /// <summary>What every sampler does: steps from noise to data, without gradients, in evaluation mode.</summary>
    internal Tensor Run<T>(Tensor noise, IEnumerable<T> times, Func<Tensor, T, Tensor> step, Func<T, int> of,
                           Action<int, Tensor>? watch, CancellationToken cancellation)
    {
        Action<T, Tensor>? show = watch is null ? null : (time, xt) => watch(of(time), Shown(xt));
        var x0 = Scope.Eval<Tensor>(Network, () => Scope.Fold(noise, times, step, cancellation, show));
        return pictures is null ? x0 : Shown(x0);
    }

    /// <summary>From data to what the network sees: pictures from [0, 1] to [−1, 1].</summary>
    /// <param name="x">Data, shape [B, …].</param>
    public Tensor ToModel(Tensor x) => pictures is null ? x : 2 * x - 1;

    /// <summary>From what the network sees to data: pictures from [−1, 1] to [0, 1], cut off there.</summary>
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
