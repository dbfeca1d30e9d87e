using TorchSharp;
using static TorchSharp.torch;

namespace GenAI.Kit.Diffusion;

/// <summary>What the network of a diffusion model says about noisy data: its noise, the clean data, or
/// v = √ᾱ·ε − √(1 − ᾱ)·x₀.</summary>
/// <remarks>Velocity: Salimans and Ho 2022, arXiv:2202.00512, §4.</remarks>
public enum Prediction { Noise, Clean, Velocity }

/// <summary>Denoising diffusion around any network: noise is added by a formula, and learned to be taken
/// away.</summary>
/// <remarks>
/// Ho, Jain and Abbeel 2020, arXiv:2006.11239. Lesson 5.2. Deviations: what the network predicts can be chosen; the
/// reverse variance is the posterior's, β̃_t (§3.2 finds both alike).
/// </remarks>
/// <param name="network">From noisy data [B, …] and steps t, int64 [B], to what is predicted, [B, …].</param>
/// <param name="schedule">Of the noise.</param>
/// <param name="prediction">What the network predicts.</param>
/// <param name="bound">Clean data lie within ± bound: predictions are cut to it while sampling; null: not.</param>
public sealed class Ddpm(nn.Module<Tensor, Tensor, Tensor> network, NoiseSchedule schedule,
                         Prediction prediction = Prediction.Noise, double? bound = null)
{
    /// <summary>The network.</summary>
    public nn.Module<Tensor, Tensor, Tensor> Network => network;

    /// <summary>The schedule.</summary>
    public NoiseSchedule Schedule => schedule;

    /// <summary>x_t in one go, eq. 4: √ᾱ_t·x₀ + √(1 − ᾱ_t)·ε.</summary>
    /// <param name="x0">Clean data, shape [B, …].</param>
    /// <param name="t">int64, shape [B].</param>
    /// <param name="noise">ε, shape [B, …].</param>
    public Tensor Noised(Tensor x0, Tensor t, Tensor noise)
    {
        var (ofData, ofNoise) = schedule.Roots(t, x0);
        return ofData * x0 + ofNoise * noise;
    }

    /// <summary>The simple loss, eq. 14: squared error of the prediction, the mean over steps t drawn evenly, rows
    /// and numbers.</summary>
    /// <param name="x0">Clean data, shape [B, …].</param>
    public Tensor Loss(Tensor x0)
    {
        var t = randint(1, schedule.Steps + 1, [x0.shape[0]], int64);
        return Loss(x0, t, randn_like(x0)).mean();
    }

    /// <summary>The same for given steps and noise, each row's mean: [B].</summary>
    public Tensor Loss(Tensor x0, Tensor t, Tensor noise)
    {
        var (ofData, ofNoise) = schedule.Roots(t, x0);
        var target = prediction switch
        {
            Prediction.Noise => noise,
            Prediction.Clean => x0,
            _ => ofData * noise - ofNoise * x0,
        };
        return (network.call(Noised(x0, t, noise), t) - target).square().flatten(1).mean([1L]);
    }

    /// <summary>The clean data and the noise that noisy data are made of, by the network.</summary>
    /// <param name="xt">Shape [B, …].</param>
    /// <param name="t">int64, shape [B].</param>
    public (Tensor Clean, Tensor Noise) Predict(Tensor xt, Tensor t)
    {
        var ((ofData, ofNoise), said) = (schedule.Roots(t, xt), network.call(xt, t));
        var x0 = prediction switch
        {
            Prediction.Noise => (xt - ofNoise * said) / ofData,
            Prediction.Clean => said,
            _ => ofData * xt - ofNoise * said,
        };
        if (bound is { } b) x0 = x0.clamp(-b, b);
        return (x0, (xt - ofData * x0) / ofNoise);
    }

    /// <summary>Algorithm 2, ancestral sampling: from noise through all T steps back to data.</summary>
    /// <param name="noise">x_T, shape [B, …].</param>
    /// <param name="watch">Is shown t and a copy of x_t, before each step. The copy is the caller's: see
    /// <see cref="Scope.Fold{T}"/>.</param>
    /// <param name="cancellation">Asked before each step.</param>
    /// <returns>x₀, shape [B, …].</returns>
    public Tensor Sample(Tensor noise, Action<int, Tensor>? watch = null, CancellationToken cancellation = default) =>
        Scope.Eval<Tensor>(network, () =>
            Scope.Fold(noise, Enumerable.Range(1, schedule.Steps).Reverse(), Step, cancellation, watch));

    // Eq. 6 and 7: x_{t−1} given x_t, with the predicted x₀ in place of the true one.
    private Tensor Step(Tensor xt, int t)
    {
        var (abar, abarBefore) = (schedule.AlphaBar[t], schedule.AlphaBar[t - 1]);
        var beta = 1 - abar / abarBefore;
        var (x0, _) = Predict(xt, full(xt.shape[0], t, int64));
        var mean = Math.Sqrt(abarBefore) * beta / (1 - abar) * x0
            + Math.Sqrt(1 - beta) * (1 - abarBefore) / (1 - abar) * xt;
        return t == 1 ? mean : mean + Math.Sqrt((1 - abarBefore) / (1 - abar) * beta) * randn_like(xt);
    }
}
