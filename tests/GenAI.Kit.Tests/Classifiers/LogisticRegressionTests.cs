using GenAI.Kit.Classifiers;
using GenAI.Kit.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace GenAI.Kit.Tests.Classifiers;

[Collection("torch")]
public sealed class LogisticRegressionTests
{
    [Fact]
    public void TheGradientIsAutograds()
    {
        using var generator = Seed.Generator(1);
        var x = randn(20, 4, float64, generator: generator);
        var target = nn.functional.one_hot(arange(20) % 3).to(float64);
        var w = randn(4, 3, float64, generator: generator).requires_grad_();
        LogisticRegression.Loss(x, target, w, 0.7).backward();
        Assert.True(w.grad!.allclose(LogisticRegression.Gradient(x, target, w.detach(), 0.7), rtol: 1e-10));
    }

    [Fact]
    public void FitStopsWhereTheGradientVanishes()
    {
        var moons = new MoonsToy().Sample(200, seed: 2);
        var model = LogisticRegression.Fit(moons.X, moons.Y, l2: 1);
        var inputs = cat([moons.X.to(float64), ones(200, 1, float64)], dim: 1);
        var target = nn.functional.one_hot(moons.Y).to(float64);
        Assert.True(LogisticRegression.Gradient(inputs, target, model.Weights, 1).norm().item<double>() < 1e-8);
    }

    [Fact]
    public void SeparableClassesStayFinite()
    {
        var x = tensor(new double[,] { { -2, 0 }, { -1, 0 }, { 1, 0 }, { 2, 0 } });
        var y = tensor(new long[] { 0, 0, 1, 1 });
        var (firm, loose) = (LogisticRegression.Fit(x, y, l2: 1), LogisticRegression.Fit(x, y, l2: 1e-4));
        Assert.True(loose.Weights.isfinite().all().item<bool>());
        Assert.True(loose.Weights.norm().item<double>() > 2 * firm.Weights.norm().item<double>());
        Assert.Equal(1, loose.Accuracy(x, y));
        Assert.Equal(0.5, firm.Posterior(zeros(1, 2))[0, 0].item<double>(), 1e-9);
    }

    [Fact]
    public void RecoversTheWeightsThatMadeTheLabels()
    {
        using var generator = Seed.Generator(3);
        var x = randn(20_000, 2, float64, generator: generator);
        var p = (x[.., 0] * 2 - x[.., 1] + 0.5).sigmoid();
        var y = rand(20_000, float64, generator: generator).lt(p).to(int64);
        var w = LogisticRegression.Fit(x, y).Weights;
        var odds = w[.., 1] - w[.., 0];
        Assert.True(odds.allclose(tensor(new[] { 2, -1, 0.5 }), atol: 0.1));
    }

    [Fact]
    public void WideDataOfThreeClassesConverge()
    {
        using var generator = Seed.Generator(4);
        var (x, y) = (randn(60, 300, float64, generator: generator), arange(60) % 3);
        var model = LogisticRegression.Fit(x, y);
        Assert.Equal([301, 3], model.Weights.shape);
        Assert.Equal(1, model.Accuracy(x, y));
        Assert.True(model.Posterior(x).sum(dim: 1).allclose(ones(60, float64)));
    }

    [Fact]
    public void OnlyTheWeightsAndThePosteriorAreLeft()
    {
        var moons = new MoonsToy().Sample(50, seed: 2);
        var live = LiveTensors.Count();
        LogisticRegression.Fit(moons.X, moons.Y).Posterior(moons.X);
        Assert.Equal(live + 2, Tensor.TotalCount);
    }
}
