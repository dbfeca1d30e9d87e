using GenAI.Kit.Autoencoders;
using TorchSharp;
using static TorchSharp.torch;

namespace GenAI.Kit.Flows;

/// <summary>Where things move: dx/dt of points at a time.</summary>
/// <param name="x">Shape [B, …].</param>
/// <param name="t">From 0, noise, to 1, data.</param>
/// <returns>Shape [B, …], in units of x per unit of t.</returns>
public delegate Tensor VelocityField(Tensor x, double t);

/// <summary>How a step is made from velocities.</summary>
public enum OdeRule
{
    /// <summary>Along the velocity at its beginning: one question, an error of the order of the step.</summary>
    Euler,

    /// <summary>Along the mean of the velocities at both ends: two questions, an error of the order of the
    /// step's square.</summary>
    Heun,
}

/// <summary>Follows a velocity field in steps of equal length.</summary>
/// <remarks>Hairer, Nørsett and Wanner 1993, "Solving Ordinary Differential Equations I", §II.1. Lesson
/// 5.5.</remarks>
public static class Ode
{
    /// <summary>x at the time `to`, of x at the time `from`. Gradients pass if they are on.</summary>
    /// <param name="field">The velocity.</param>
    /// <param name="x">Shape [B, …].</param>
    /// <param name="steps">How many, 1 or more.</param>
    /// <param name="rule">How each is made.</param>
    /// <param name="from">0: noise.</param>
    /// <param name="to">1: data. Below `from` it goes back.</param>
    /// <param name="watch">Is shown the step's number, from 0, and a copy of x before it. The copy is the caller's:
    /// see <see cref="Scope.Fold{T}"/>.</param>
    /// <param name="cancellation">Asked before each step.</param>
    /// <returns>Shape [B, …].</returns>
    /// <exception cref="ArgumentOutOfRangeException">Fewer steps than 1.</exception>
    public static Tensor Solve(VelocityField field, Tensor x, int steps, OdeRule rule = OdeRule.Euler,
        double from = 0, double to = 1, Action<int, Tensor>? watch = null, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        var length = (to - from) / steps;
        return Scope.Fold(x, Enumerable.Range(0, steps),
            (at, k) => Step(field, at, from + k * length, length, rule), cancellation, watch);
    }

    /// <summary>One step.</summary>
    /// <param name="field">The velocity.</param>
    /// <param name="x">Shape [B, …].</param>
    /// <param name="t">Where it begins.</param>
    /// <param name="length">Of the step in t; negative: back.</param>
    /// <param name="rule">How it is made.</param>
    /// <returns>Shape [B, …].</returns>
    public static Tensor Step(VelocityField field, Tensor x, double t, double length, OdeRule rule = OdeRule.Euler)
    {
        var first = field(x, t);
        return rule switch
        {
            OdeRule.Euler => x + length * first,
            OdeRule.Heun => x + length / 2 * (first + field(x + length * first, t + length)),
            _ => throw new NotSupportedException($"{rule} is no rule."),
        };
    }

    /// <summary>log p(x) of data, if N(0, I) at t = 0 is moved by the field: the change of a density along a path is
    /// the divergence of the field there.</summary>
    /// <remarks>Chen et al. 2018, arXiv:1806.07366, theorem 1. The divergence by random signs: Hutchinson 1989, as in
    /// Grathwohl et al. 2018, arXiv:1810.01367.</remarks>
    /// <param name="field">The velocity; it is differentiated. Its network is to be in evaluation mode.</param>
    /// <param name="x">Data at t = 1 as the field sees them, shape [B, …]: pictures by
    /// <see cref="FlowMatching.ToModel"/>.</param>
    /// <param name="steps">Of Heun's rule.</param>
    /// <param name="probes">0: the divergence is exact, one backward pass for each number of a row; else the mean
    /// over so many random signs, which follow <see cref="Seed.Everything"/>.</param>
    /// <param name="cancellation">Asked before each step.</param>
    /// <returns>In nats, per unit of x, shape [B]; no gradient. Of pictures in [0, 1] it is D·ln 2 more.</returns>
    /// <exception cref="ArgumentOutOfRangeException">Fewer steps than 1, or probes than 0.</exception>
    public static Tensor LogProbability(VelocityField field, Tensor x, int steps, int probes = 0,
        CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(probes);
        using var scope = NewDisposeScope();
        var rows = x.shape[0];
        var signs = Enumerable.Range(0, probes)
            .Select(_ => 2 * randint(0, 2, x.shape, x.dtype, x.device) - 1).ToArray();
        Tensor WithDivergence(Tensor state, double t)                              // [B, D + 1]: x and the sum
        {
            using (enable_grad())
            {
                var at = state[.., ..^1].reshape(x.shape).detach().requires_grad_();
                var velocity = field(at, t);
                var divergence = (probes == 0 ? Exact(velocity, at) : Estimated(velocity, at, signs)).detach();
                return cat([velocity.detach().flatten(1), divergence.unsqueeze(1)], 1);
            }
        }
        using var none = no_grad();
        var start = cat([x.flatten(1), zeros(rows, 1, x.dtype, x.device)], 1);
        var end = Solve(WithDivergence, start, steps, OdeRule.Heun, from: 1, to: 0, cancellation: cancellation);
        // From 1 back to 0 the sum is −∫ div dt, which is what the density has changed by.
        var (z, bell) = (end[.., ..^1], zeros_like(end[.., ..^1]));    // means and log variances of N(0, I)
        return scope.MoveToOuter(new DiagonalGaussian(bell, bell).LogDensity(z) + end[.., ^1]);
    }

    private static Tensor Exact(Tensor velocity, Tensor at)
    {
        var (said, sum) = (velocity.flatten(1), zeros(at.shape[0], at.dtype, at.device));
        for (var d = 0; d < said.shape[1]; d++)
            sum = sum + autograd.grad([said[.., d].sum()], [at], retain_graph: true)[0].flatten(1)[.., d];
        return sum;
    }

    private static Tensor Estimated(Tensor velocity, Tensor at, Tensor[] signs)
    {
        var estimates = signs.Select(sign =>
            (autograd.grad([(velocity * sign).sum()], [at], retain_graph: true)[0] * sign).flatten(1).sum(1));
        return stack([.. estimates]).mean([0L]);
    }
}
