using TorchSharp;
using static TorchSharp.torch;

namespace GenAI.Kit.Classic;

/// <summary>What the covariances of a mixture may look like.</summary>
public enum Covariance
{
    /// <summary>Any ellipsoid for each component: D(D+1)/2 numbers each.</summary>
    Full,

    /// <summary>Each component's axes run along the features: D numbers each.</summary>
    Diagonal,

    /// <summary>One ellipsoid that all components share.</summary>
    Tied,
}

/// <summary>Gaussian mixture, p(x) = Σₖ wₖ N(x; μₖ, Σₖ), fitted by expectation–maximization (EM).</summary>
/// <remarks>
/// Dempster, Laird and Rubin 1977; equations of Bishop 2006, Pattern Recognition and Machine Learning, §9.2.
/// Lesson 1.2. Deviation: plain likelihood has no maximum, for a component that shrinks onto one point sends it to
/// infinity. A weak prior stops that, see <see cref="Fit"/>.
/// </remarks>
/// <param name="Weights">wₖ, they sum to 1, float64, shape [K].</param>
/// <param name="Means">μₖ, float64, shape [K, D].</param>
/// <param name="Covariances">Σₖ, float64, shape [K, D, D], whatever their kind.</param>
/// <param name="Trace">
/// What EM maximizes, before each step: mean log likelihood plus log prior / N, in nats per point. It never falls.
/// </param>
public sealed record GaussianMixture(
    Tensor Weights, Tensor Means, Tensor Covariances, IReadOnlyList<double> Trace) : IDensity
{
    private const double Empty = 1e-10;                                           // points that count as none

    /// <summary>EM from a k-means start until a step gains less than the tolerance.</summary>
    /// <param name="x">Points, shape [N, D]; features of similar scales, for k-means' sake.</param>
    /// <param name="components">K.</param>
    /// <param name="kind">The form of the covariances.</param>
    /// <param name="prior">
    /// ψ: every component's scatter nₖ Σₖ is estimated as if ψ V had been added, with V the diagonal matrix of the
    /// data's variances (log prior −½ ψ Σₖ tr V Σₖ⁻¹). A component then can't shrink to volume 0; one that lost all
    /// its points stays with a weight of about 0 and does no harm. In many dimensions a larger ψ predicts better.
    /// </param>
    /// <param name="steps">At most this many.</param>
    /// <param name="tolerance">In nats per point.</param>
    /// <param name="seed">Of the k-means start.</param>
    /// <exception cref="ArgumentException">K is below 1 or above N, or a number is not finite.</exception>
    /// <exception cref="InvalidOperationException">A component collapsed, which only happens at ψ = 0.</exception>
    public static GaussianMixture Fit(Tensor x, int components, Covariance kind = Covariance.Full,
        double prior = 1e-3, int steps = 200, double tolerance = 1e-5, long seed = 0)
    {
        if (components < 1 || components > x.shape[0])
            throw new ArgumentException(
                $"{components} components for {x.shape[0]} points: take 1 or more, but no more than points.");
        Metrics.Points.Finite(x, nameof(x));
        using var _ = NewDisposeScope();
        using var generator = Seed.Generator(seed);
        var points = x.to(float64);
        var variances = points.var(dim: 0, unbiased: false);
        var psiV = (prior * variances.clamp_min(1e-6 * variances.mean().item<double>())).diag();   // [D, D]
        var nearest = KMeans.Assign(points, KMeans.Fit(points, components, generator));
        var model = Maximize(points, nn.functional.one_hot(nearest, components).to(float64), kind, psiV);
        var trace = new List<double>();
        for (var step = 0; step < steps; step++)
        {
            using var scope = NewDisposeScope();
            var (responsibilities, logLikelihood) = model.Expect(points);
            trace.Add(logLikelihood + model.LogPrior(kind, psiV) / points.shape[0]);
            if (step > 0 && trace[^1] - trace[^2] < tolerance) break;
            model = Maximize(points, responsibilities, kind, psiV).Outer();
        }
        return model.Outer() with { Trace = trace };
    }

    /// <inheritdoc/>
    public Tensor LogDensity(Tensor x)
    {
        using var logJoint = LogJoint(x);
        return logJoint.logsumexp(1);                                             // log Σₖ exp   [N]
    }

    /// <summary>rₙₖ = p(k | xₙ): how much component k answers for point n (eq. 9.23). Shape [N, K].</summary>
    public Tensor Responsibilities(Tensor x)
    {
        using var logJoint = LogJoint(x);
        return nn.functional.softmax(logJoint, dim: 1);
    }

    /// <inheritdoc/>
    public Tensor Sample(int count, long seed = 0)
    {
        using var _ = NewDisposeScope();
        using var generator = Seed.Generator(seed);
        var which = Weights.cpu().multinomial(count, replacement: true, generator).to(Means.device);   // k ~ w
        return Gaussian.Sample(which, Means, Covariances, generator).MoveToOuterDisposeScope();
    }

    // E-step (eq. 9.23). Logs and log-sum-exp, for in many dimensions the densities themselves underflow.
    private (Tensor Responsibilities, double LogLikelihood) Expect(Tensor x)
    {
        var logJoint = LogJoint(x);                                               // [N, K]
        var logDensity = logJoint.logsumexp(1, keepdim: true);                    // [N, 1]
        return ((logJoint - logDensity).exp(), logDensity.mean().item<double>());
    }

    // M-step (eqs. 9.24 to 9.26).
    private static GaussianMixture Maximize(Tensor x, Tensor responsibilities, Covariance kind, Tensor psiV)
    {
        var counts = responsibilities.sum(dim: 0).clamp_min(Empty);               // nₖ   [K]
        var (means, own) = Gaussian.Moments(x, responsibilities);
        var n = counts.reshape(-1, 1, 1);
        var covariances = kind switch
        {
            Covariance.Full => own + psiV / n,
            Covariance.Diagonal => own.diagonal(dim1: 1, dim2: 2).diag_embed() + psiV / n,
            _ => (((n * own).sum(dim: 0) + psiV) / x.shape[0]).expand_as(own),
        };
        if (linalg.cholesky_ex(covariances).info.any().item<bool>())
            throw new InvalidOperationException(
                $"Of {means.shape[0]} components at least one collapsed onto too few points to span {x.shape[1]} " +
                "dimensions: use fewer components, a Diagonal or Tied covariance, or a prior above 0.");
        return new(counts / counts.sum(), means, covariances, []);
    }

    private GaussianMixture Outer()
    {
        foreach (var tensor in new[] { Weights, Means, Covariances }) tensor.MoveToOuterDisposeScope();
        return this;
    }

    private double LogPrior(Covariance kind, Tensor psiV)
    {
        var traces = (linalg.inv(Covariances) * psiV).sum();                      // Σₖ tr ψ V Σₖ⁻¹
        return -0.5 * traces.item<double>() / (kind == Covariance.Tied ? Means.shape[0] : 1);
    }

    private Tensor LogJoint(Tensor x)
    {
        using var _ = NewDisposeScope();
        return (Weights.log() + Gaussian.LogDensity(x, Means, Covariances)).MoveToOuterDisposeScope();   // [N, K]
    }
}
