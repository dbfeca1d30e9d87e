using static TorchSharp.torch;

namespace GenAI.Kit.Diffusion;

/// <summary>Samples a trained <see cref="Ddpm"/> in fewer steps, with as much new noise as is asked for.</summary>
/// <remarks>Song, Meng and Ermon 2020, arXiv:2010.02502. Lesson 5.2.</remarks>
public static class Ddim
{
    /// <summary>New pictures, by eq. 12 along every so many steps.</summary>
    /// <param name="count">How many.</param>
    /// <inheritdoc cref="Sample(Ddpm, Tensor, int, double, Func{Tensor, int, Tensor}, Action{int, Tensor},
    /// CancellationToken)"/>
    public static Tensor Sample(Ddpm model, int count, int steps, double eta = 0,
        Func<Tensor, int, Tensor>? constrain = null, Action<int, Tensor>? watch = null,
        CancellationToken cancellation = default)
    {
        using var noise = model.Noise(count);
        return Sample(model, noise, steps, eta, constrain, watch, cancellation);
    }

    /// <summary>Eq. 12 along every so many steps, from given noise.</summary>
    /// <param name="model">Trained on all T steps.</param>
    /// <param name="noise">x_T, shape [n, …].</param>
    /// <param name="steps">How many, at most T.</param>
    /// <param name="eta">η: 0 adds no noise, the same x_T gives the same data; 1 adds as much as ancestral
    /// sampling.</param>
    /// <param name="constrain">From the predicted x₀ (as the network sees it) and t to the one that is used: to
    /// repaint or to edit; null: as predicted.</param>
    /// <param name="watch">Is shown t and a copy of x_t (of pictures: as pictures) before each step. The copy is the
    /// caller's: see <see cref="Scope.Fold{T}"/>.</param>
    /// <param name="cancellation">Asked before each step.</param>
    /// <returns>Data, shape [n, …]; pictures in [0, 1].</returns>
    /// <exception cref="ArgumentOutOfRangeException">Steps not within 1 … T.</exception>
    public static Tensor Sample(Ddpm model, Tensor noise, int steps, double eta = 0,
        Func<Tensor, int, Tensor>? constrain = null, Action<int, Tensor>? watch = null,
        CancellationToken cancellation = default) =>
        model.Run(noise, Times(model.Schedule.Steps, model.Within(steps)),
            (xt, pair) => Step(model, xt, pair.Now, pair.Next, eta, constrain), pair => pair.Now, watch,
            cancellation);

    /// <summary>The steps visited: pairs of a time and the one after it, from the first down to 0.</summary>
    /// <param name="first">T, or where to begin.</param>
    /// <param name="steps">How many.</param>
    public static IEnumerable<(int Now, int Next)> Times(int first, int steps)
    {
        int At(int k) => (int)Math.Round(first * (double)k / steps);
        return Enumerable.Range(1, steps).Reverse().Select(k => (At(k), At(k - 1)));
    }

    /// <summary>One step, eq. 12.</summary>
    /// <param name="model">Trained on all T steps.</param>
    /// <param name="xt">As the network sees them, shape [n, …].</param>
    /// <param name="now">t.</param>
    /// <param name="next">The step that is gone to, below t.</param>
    /// <param name="eta">η.</param>
    /// <param name="constrain">From the predicted x₀ and t to the x₀ that is used; null: as predicted.</param>
    /// <returns>x at the next step, shape [n, …].</returns>
    public static Tensor Step(Ddpm model, Tensor xt, int now, int next, double eta = 0,
                              Func<Tensor, int, Tensor>? constrain = null)
    {
        var (abar, abarNext) = (model.Schedule.AlphaBar[now], model.Schedule.AlphaBar[next]);
        var (x0, eps) = model.Predict(xt, now);
        if (constrain is not null) x0 = constrain(x0, now);
        var sigma = eta * Math.Sqrt((1 - abarNext) / (1 - abar) * (1 - abar / abarNext));       // eq. 16
        var towards = Math.Sqrt(Math.Max(0, 1 - abarNext - sigma * sigma));                     // "direction to x_t"
        var mean = Math.Sqrt(abarNext) * x0 + towards * eps;
        return sigma > 0 ? mean + sigma * randn_like(xt) : mean;
    }

    /// <summary>The number of steps, if a model can be sampled in so many.</summary>
    internal static int Within(this Ddpm model, int steps)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(steps, model.Schedule.Steps);
        return steps;
    }
}
