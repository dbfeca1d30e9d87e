using GenAI.Kit.Diffusion;
using TorchSharp;
using static TorchSharp.torch;

namespace GenAI.Kit.Tests.Diffusion;

[Collection("torch")]
public sealed class DdpmTests
{
    /// <summary>For data that are N(m, s²), the best prediction of the noise is known in closed form.</summary>
    private sealed class Oracle(NoiseSchedule schedule, double m, double s) : nn.Module<Tensor, Tensor, Tensor>("oracle")
    {
        public override Tensor forward(Tensor x, Tensor t)
        {
            var abar = schedule.At(t, x);
            return (1 - abar).sqrt() * (x - abar.sqrt() * m) / (abar * (s * s) + 1 - abar);
        }
    }

    private static Ddpm Known(int steps) => new(new Oracle(NoiseSchedule.Linear(steps), 2, 0.5), NoiseSchedule.Linear(steps));

    [Fact]
    public void SchedulesHaveTheirKnownEnds()
    {
        Assert.Equal(4.0358e-5, NoiseSchedule.Linear().AlphaBar[1000], 1e-8);         // the product of the paper's betas
        Assert.Equal(1 - 1e-4, NoiseSchedule.Linear().AlphaBar[1], 1e-12);
        var cosine = NoiseSchedule.Cosine();
        Assert.Equal(0.4938, cosine.AlphaBar[500], 1e-4);
        foreach (var schedule in new[] { cosine, NoiseSchedule.Linear(), NoiseSchedule.Linear(50) })
        {
            Assert.Equal(1, schedule.AlphaBar[0]);
            Assert.InRange(schedule.AlphaBar[^1], 1e-12, 1e-3);
            Assert.All(schedule.AlphaBar.Zip(schedule.AlphaBar.Skip(1)), pair => Assert.True(pair.First > pair.Second));
        }
    }

    [Fact]
    public void NoisedDataHaveTheMomentsOfTheClosedForm()
    {
        using var scope = NewDisposeScope();
        Seed.Everything(1);
        var model = Known(1000);
        var x0 = full(200_000, 1.5);
        var xt = model.AddNoise(x0, full(200_000, 300, int64), randn_like(x0));
        var abar = model.Schedule.AlphaBar[300];
        Assert.Equal(Math.Sqrt(abar) * 1.5, xt.mean().item<float>(), 0.01);
        Assert.Equal(1 - abar, xt.var().item<float>(), 0.01);
    }

    /// <summary>1 − ᾱ is near 0 at first: of a float32 near 1, three digits would be left.</summary>
    [Fact]
    public void FactorsAreExactAlsoWhereNoiseIsLittle()
    {
        using var scope = NewDisposeScope();
        foreach (var schedule in new[] { NoiseSchedule.Cosine(), NoiseSchedule.Linear(), NoiseSchedule.Linear(100_000) })
            foreach (var type in new[] { float32, float64 })
            {
                var t = arange(0, schedule.Steps + 1, int64);
                var like = zeros(t.shape[0], 1, type);
                var (ofData, ofNoise) = schedule.Roots(t, like);
                Assert.Equal([schedule.Steps + 1, 1], ofNoise.shape);
                Assert.Equal((type, type), (ofData.dtype, ofNoise.dtype));
                Check(ofNoise, abar => Math.Sqrt(1 - abar));
                Check(ofData, Math.Sqrt);
                Check(new Ddpm(new Says(like), schedule).AddNoise(like, t, ones_like(like)), abar => Math.Sqrt(1 - abar));

                void Check(Tensor found, Func<double, double> right) => Assert.All(
                    found.to(float64).flatten().data<double>().ToArray().Zip(schedule.AlphaBar, (f, abar) => (f, right(abar))),
                    pair => Assert.Equal(pair.Item2, pair.f, (type == float32 ? 1e-7 : 1e-14) * pair.Item2));
            }
    }

    [Theory]
    [InlineData(Prediction.Noise)]
    [InlineData(Prediction.Clean)]
    [InlineData(Prediction.Velocity)]
    public void WhateverIsPredictedTheTruthHasNoLossAndComesBack(Prediction prediction)
    {
        using var scope = NewDisposeScope();
        Seed.Everything(1);
        var (x0, noise, t) = (randn(5, 3), randn(5, 3), tensor(new long[] { 1, 10, 300, 700, 1000 }));
        var schedule = NoiseSchedule.Linear();
        var abar = schedule.At(t, x0);
        var truth = prediction == Prediction.Noise ? noise : prediction == Prediction.Clean ? x0
            : abar.sqrt() * noise - (1 - abar).sqrt() * x0;
        var model = new Ddpm(new Says(truth), schedule, prediction);
        Assert.True(model.Losses(x0, t, noise).abs().max().item<float>() < 1e-10);
        var (clean, back) = model.Predict(model.AddNoise(x0, t, noise), t);
        Assert.True((clean - x0)[..4].abs().max().item<float>() < 1e-2);              // at T little is left of x0
        Assert.True((back - noise)[1..].abs().max().item<float>() < 1e-2);
    }

    private sealed class Says(Tensor it) : nn.Module<Tensor, Tensor, Tensor>("says")
    {
        private readonly Tensor said = it;

        public override Tensor forward(Tensor x, Tensor t) => said;
    }

    /// <summary>The paper's sampler and DDIM with η = 1 on all steps: the same Gaussian, that of the data.</summary>
    [Fact]
    public void AncestralSamplingAndDdimWithAllNoiseAgree()
    {
        using var scope = NewDisposeScope();
        Seed.Everything(1);
        var model = Known(400);
        var start = randn(40_000, float64);
        foreach (var x in new[] { model.Sample(start), Ddim.Sample(model, start, 400, eta: 1) })
        {
            Assert.Equal(2, x.mean().item<double>(), 0.02);
            Assert.Equal(0.5, x.std().item<double>(), 0.02);
        }
    }

    [Fact]
    public void WithoutNoiseTheSameStartGivesTheSameDataInFewSteps()
    {
        using var scope = NewDisposeScope();
        Seed.Everything(1);
        var model = Known(1000);
        var start = randn(40_000, float64);
        var (a, b) = (Ddim.Sample(model, start, 200), Ddim.Sample(model, start, 200));
        Assert.True(a.equal(b).all().item<bool>());
        Assert.Equal(2, a.mean().item<double>(), 0.02);
        Assert.Equal(0.5, a.std().item<double>(), 0.02);
        Assert.Equal([(10, 7), (7, 3), (3, 0)], Ddim.Times(10, 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => Ddim.Sample(model, start, 1001));
    }
}
