using static TorchSharp.torch;

namespace GenAI.Kit.Diffusion;

/// <summary>Samples a trained <see cref="Ddpm"/> by an ordinary differential equation, with Heun's rule: each step
/// asks the network at its start and at its end, and goes along the mean.</summary>
/// <remarks>
/// The equation: Song et al. 2021, arXiv:2011.13456, eq. 13. Heun's rule for it: Karras et al. 2022,
/// arXiv:2206.00364, algorithm 1. Here time is the angle φ with cos φ = √ᾱ and sin φ = √(1 − ᾱ), whose velocity is v:
/// Salimans and Ho 2022, arXiv:2202.00512, appendix D. <see cref="Ddim"/> with η = 0 solves the same equation to
/// first order. Lesson 5.2.
/// </remarks>
public static class ProbabilityFlow
{
    /// <summary>New pictures, along dx/dφ = cos φ·ε − sin φ·x₀.</summary>
    /// <param name="count">How many.</param>
    /// <inheritdoc cref="Sample(Ddpm, Tensor, int, Action{int, Tensor}, CancellationToken)"/>
    public static Tensor Sample(Ddpm model, int count, int steps, Action<int, Tensor>? watch = null,
                                CancellationToken cancellation = default)
    {
        using var noise = model.Noise(count);
        return Sample(model, noise, steps, watch, cancellation);
    }

    /// <summary>dx/dφ = cos φ·ε − sin φ·x₀, from noise at φ ≈ 90° to data at φ = 0.</summary>
    /// <param name="model">Trained on all T steps.</param>
    /// <param name="noise">x_T, shape [n, …].</param>
    /// <param name="steps">How many, at most T. Each costs two calls of the network, the last costs one.</param>
    /// <param name="watch">Is shown t and a copy of x_t (of pictures: as pictures) before each step. The copy is the
    /// caller's: see <see cref="Scope.Fold{T}"/>.</param>
    /// <param name="cancellation">Asked before each step.</param>
    /// <returns>Data, shape [n, …]; pictures in [0, 1].</returns>
    /// <exception cref="ArgumentOutOfRangeException">Steps not within 1 … T.</exception>
    public static Tensor Sample(Ddpm model, Tensor noise, int steps, Action<int, Tensor>? watch = null,
                                CancellationToken cancellation = default) =>
        model.Run(noise, Ddim.Times(model.Schedule.Steps, model.Within(steps)),
            (x, pair) => Step(model, x, pair.Now, pair.Next), pair => pair.Now, watch, cancellation);

    /// <summary>One step of Heun's rule.</summary>
    /// <param name="model">Trained on all T steps.</param>
    /// <param name="x">As the network sees them, shape [n, …].</param>
    /// <param name="now">t.</param>
    /// <param name="next">The step that is gone to, below t.</param>
    public static Tensor Step(Ddpm model, Tensor x, int now, int next)
    {
        var (start, end) = (Angle(model, now), Angle(model, next));
        var (x0, eps) = model.Predict(x, now);
        if (next == 0) return x0;
        var there = Math.Cos(end) * x0 + Math.Sin(end) * eps;                     // Euler's step, along the circle
        var (x0There, epsThere) = model.Predict(there, next);
        var v = Math.Cos(start) * eps - Math.Sin(start) * x0;
        var vThere = Math.Cos(end) * epsThere - Math.Sin(end) * x0There;
        return x + (end - start) / 2 * (v + vThere);
    }

    private static double Angle(Ddpm model, int t) => Math.Acos(Math.Sqrt(model.Schedule.AlphaBar[t]));
}
