using static TorchSharp.torch;

namespace GenAI.Kit.Diffusion;

/// <summary>Draws from a density of which only the score is known: uphill steps, and noise.</summary>
/// <remarks>Welling and Teh 2011, "Bayesian Learning via Stochastic Gradient Langevin Dynamics"; Song and Ermon 2019,
/// arXiv:1907.05600, eq. 4 and algorithm 1. Lesson 5.1.</remarks>
public static class Langevin
{
    /// <summary>x ← x + ½·step·s(x) + √step·ε, again and again. For small steps the points end up as the density
    /// has them, wherever they began, if they are given the time.</summary>
    /// <param name="score">From points [N, …] to scores [N, …].</param>
    /// <param name="start">Where they begin, shape [N, …].</param>
    /// <param name="step">Size of a step: half of it goes uphill.</param>
    /// <param name="steps">How many.</param>
    /// <param name="watch">Is shown the number of each step and a copy of the points before it. The copy is the
    /// caller's: see <see cref="Scope.Fold{T}"/>.</param>
    /// <param name="cancellation">Asked before each step.</param>
    public static Tensor Sample(Func<Tensor, Tensor> score, Tensor start, double step, int steps,
                                Action<int, Tensor>? watch = null, CancellationToken cancellation = default)
    {
        using var _ = no_grad();
        return Scope.Fold(start, Enumerable.Range(0, steps),
            (x, _) => Step(score, x, step), cancellation, watch);
    }

    /// <summary>One step, eq. 4.</summary>
    /// <param name="score">From points [N, …] to scores [N, …].</param>
    /// <param name="x">Where they are, shape [N, …].</param>
    /// <param name="step">Size of the step: half of it goes uphill.</param>
    public static Tensor Step(Func<Tensor, Tensor> score, Tensor x, double step) =>
        x + step / 2 * score(x) + Math.Sqrt(step) * randn_like(x);

    /// <summary>Algorithm 1: Langevin at a high noise level, where the way between modes is open, then at lower and
    /// lower ones. Steps shrink as the square of the level.</summary>
    /// <param name="score">From points [N, …] and levels [N] to scores [N, …].</param>
    /// <param name="start">Where they begin, shape [N, …].</param>
    /// <param name="sigmas">Levels, from high to low.</param>
    /// <param name="step">Size of a step at the lowest level.</param>
    /// <param name="steps">How many at each level.</param>
    /// <param name="watch">Is shown the number of each level, from 0, and a copy of the points before it. The copy is
    /// the caller's: see <see cref="Scope.Fold{T}"/>.</param>
    /// <param name="cancellation">Asked before each step.</param>
    public static Tensor Annealed(Func<Tensor, Tensor, Tensor> score, Tensor start, double[] sigmas, double step,
        int steps, Action<int, Tensor>? watch = null, CancellationToken cancellation = default)
    {
        using var _ = no_grad();
        return Scope.Fold(start, Enumerable.Range(0, sigmas.Length), (x, n) =>
        {
            var sigma = sigmas[n];
            var level = full(x.shape[0], sigma, x.dtype, x.device);
            var size = step * sigma * sigma / (sigmas[^1] * sigmas[^1]);
            return Sample(at => score(at, level), x, size, steps, cancellation: cancellation);
        }, cancellation, watch);
    }
}
