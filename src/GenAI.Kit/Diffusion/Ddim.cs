using static TorchSharp.torch;

namespace GenAI.Kit.Diffusion;

/// <summary>Samples a trained <see cref="Ddpm"/> in fewer steps, with as much new noise as is asked for.</summary>
/// <remarks>Song, Meng and Ermon 2020, arXiv:2010.02502. Lesson 5.2.</remarks>
public static class Ddim
{
    /// <summary>Eq. 12 along every so many steps.</summary>
    /// <param name="model">Trained on all T steps.</param>
    /// <param name="noise">x_T, shape [B, …].</param>
    /// <param name="steps">How many, at most T.</param>
    /// <param name="eta">η: 0 adds no noise, the same x_T gives the same data; 1 adds as much as ancestral
    /// sampling.</param>
    /// <param name="watch">Is shown t and a copy of x_t, before each step. The copy is the caller's: see
    /// <see cref="Scope.Fold{T}"/>.</param>
    /// <param name="cancellation">Asked before each step.</param>
    /// <returns>x₀, shape [B, …].</returns>
    /// <exception cref="ArgumentOutOfRangeException">Steps not within 1 … T.</exception>
    public static Tensor Sample(Ddpm model, Tensor noise, int steps, double eta = 0,
                                Action<int, Tensor>? watch = null, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(steps, model.Schedule.Steps);
        return Scope.Eval<Tensor>(model.Network, () => Scope.Fold(noise, Times(model.Schedule.Steps, steps),
            (xt, pair) => Step(model, xt, pair.Now, pair.Next, eta), cancellation,
            watch is null ? null : (pair, xt) => watch(pair.Now, xt)));
    }

    /// <summary>The steps visited: pairs of a time and the one after it, from T down to 0.</summary>
    public static IEnumerable<(int Now, int Next)> Times(int all, int steps)
    {
        int At(int k) => (int)Math.Round(all * (double)k / steps);
        return Enumerable.Range(1, steps).Reverse().Select(k => (At(k), At(k - 1)));
    }

    private static Tensor Step(Ddpm model, Tensor xt, int now, int next, double eta)
    {
        var (abar, abarNext) = (model.Schedule.AlphaBar[now], model.Schedule.AlphaBar[next]);
        var (x0, eps) = model.Predict(xt, full(xt.shape[0], now, int64));
        var sigma = eta * Math.Sqrt((1 - abarNext) / (1 - abar) * (1 - abar / abarNext));       // eq. 16
        var towards = Math.Sqrt(Math.Max(0, 1 - abarNext - sigma * sigma));                     // "direction to x_t"
        var mean = Math.Sqrt(abarNext) * x0 + towards * eps;
        return sigma > 0 ? mean + sigma * randn_like(xt) : mean;
    }
}
