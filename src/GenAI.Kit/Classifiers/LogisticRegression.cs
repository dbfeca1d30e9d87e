using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace GenAI.Kit.Classifiers;

/// <summary>
/// Logistic regression: p(y = k | x) = softmax(wₖᵀx + bₖ), fitted by Newton's method. It models no p(x), so it
/// can't draw points, but it wastes nothing on describing x either.
/// </summary>
/// <remarks>
/// Bishop 2006, Pattern Recognition and Machine Learning, §4.3.3 and §4.3.4. Lesson 1.1.
/// Deviation: a small L2 penalty keeps the weights finite on separable classes, where the likelihood has no maximum.
/// Features should have similar scales: the penalty is the same for each.
/// </remarks>
/// <param name="Weights">wₖ and, in the last row, bₖ: float64, shape [D + 1, K].</param>
public sealed record LogisticRegression(Tensor Weights) : IClassifier
{
    /// <summary>Newton steps from zero weights until the gradient vanishes.</summary>
    /// <param name="x">Points, shape [N, D].</param>
    /// <param name="y">Classes 0 … K−1, int64, shape [N].</param>
    /// <param name="l2">λ of the penalty: as if each weight had the prior N(0, 1/λ). The bias is free.</param>
    /// <param name="steps">At most this many; Newton's method seldom needs ten.</param>
    public static LogisticRegression Fit(Tensor x, Tensor y, double l2 = 0.01, int steps = 50)
    {
        using var _ = NewDisposeScope();
        var (points, target) = Labels.Check(x, y);
        var inputs = WithOne(points);                                             // [N, D + 1]
        var w = zeros(inputs.shape[1], target.shape[1], float64, inputs.device);  // [D + 1, K]
        for (var step = 0; step < steps; step++)
        {
            using var scope = NewDisposeScope();
            var gradient = Gradient(inputs, target, w, l2);
            if (gradient.norm().item<double>() < 1e-9) break;
            var direction = NewtonDirection(inputs, w, l2, gradient);
            w = (w - StepSize(inputs, target, w, l2, direction, gradient) * direction).MoveToOuterDisposeScope();
        }
        return new(w.MoveToOuterDisposeScope());
    }

    /// <inheritdoc/>
    public Tensor Posterior(Tensor x)
    {
        using var _ = NewDisposeScope();
        return softmax(WithOne(x.to(float64)).matmul(Weights), dim: 1).MoveToOuterDisposeScope();   // [N, K]
    }

    /// <summary>
    /// E(w) = −(1/N) Σₙ log p(yₙ | xₙ) + λ/(2N) ‖w‖², in nats per example (eq. 4.108 and the penalty without bias).
    /// </summary>
    /// <param name="inputs">Points with a 1 appended, float64, shape [N, D + 1].</param>
    /// <param name="target">One-hot classes, float64, shape [N, K].</param>
    /// <param name="w">Weights, shape [D + 1, K].</param>
    /// <param name="l2">λ.</param>
    public static Tensor Loss(Tensor inputs, Tensor target, Tensor w, double l2)
    {
        var logLikelihood = (target * log_softmax(inputs.matmul(w), dim: 1)).sum(dim: 1).mean();
        return 0.5 * l2 / inputs.shape[0] * WithoutBias(w).square().sum() - logLikelihood;
    }

    /// <summary>∇E = (Xᵀ(P − T) + λ w)/N: what is predicted less what is true (eq. 4.109), [D + 1, K].</summary>
    public static Tensor Gradient(Tensor inputs, Tensor target, Tensor w, double l2)
    {
        var p = softmax(inputs.matmul(w), dim: 1);                                // [N, K]
        return (inputs.T.matmul(p - target) + l2 * WithoutBias(w)) / inputs.shape[0];
    }

    /// <summary>d of H d = ∇E, with H the Hessian (eq. 4.110), by conjugate gradients: H is never formed.</summary>
    private static Tensor NewtonDirection(Tensor inputs, Tensor w, double l2, Tensor gradient)
    {
        var p = softmax(inputs.matmul(w), dim: 1);                                // [N, K]
        var (d, residual) = (zeros_like(gradient), gradient);
        var (search, error) = (residual, residual.square().sum().item<double>());
        var enough = 1e-12 * error;
        for (var i = 0; i < 200 && error > enough; i++)
        {
            var change = inputs.matmul(search);                                   // of the logits   [N, K]
            var pChange = p * (change - (p * change).sum(dim: 1, keepdim: true)); // and so of p     [N, K]
            var curvature = (inputs.T.matmul(pChange) + l2 * WithoutBias(search)) / inputs.shape[0];   // H s
            var length = error / (search * curvature).sum().item<double>();
            (d, residual) = (d + length * search, residual - length * curvature);
            var before = error;
            error = residual.square().sum().item<double>();
            search = residual + error / before * search;
        }
        return d;
    }

    /// <summary>1, halved until the loss falls by a fair share of what the slope promises (Armijo).</summary>
    private static double StepSize(
        Tensor inputs, Tensor target, Tensor w, double l2, Tensor direction, Tensor gradient)
    {
        var here = Loss(inputs, target, w, l2).item<double>();
        var slope = (gradient * direction).sum().item<double>();
        var size = 1.0;
        double There() => Loss(inputs, target, w - size * direction, l2).item<double>();
        while (size > 1e-10 && There() > here - 1e-4 * size * slope) size /= 2;
        return size;
    }

    private static Tensor WithOne(Tensor x) => cat([x, ones(x.shape[0], 1, float64, x.device)], dim: 1);

    private static Tensor WithoutBias(Tensor w) => cat([w[..^1], zeros_like(w[^1..])], dim: 0);
}
