using GenAI.Kit.Autoencoders;
using GenAI.Kit.Diffusion;
using TorchSharp;
using static TorchSharp.torch;

namespace GenAI.Kit.Tests.Contract;

/// <summary>One way to watch, one way to cancel, and single steps that make up the whole.</summary>
[Collection("torch")]
public sealed class SamplerTests
{
    public static TheoryData<string> Loops => Samplers.LoopNames;

    public static TheoryData<string> All => Samplers.AllNames;

    /// <summary>A sampler that is new is to be put into the table: then the tests below run it.</summary>
    [Fact]
    public void EverySamplerIsInATable()
    {
        var known = Samplers.Loops.Keys.Concat(Samplers.Unwatched.Keys).Select(name => name.Split('(')[0]).ToHashSet();
        var missing = Samplers.Public.Where(method => method.ReturnType == typeof(Tensor)
                && !Samplers.AtOnce.Contains(method.DeclaringType))
            .Select(method => $"{method.DeclaringType!.Name}.{method.Name}").Distinct().Where(name => !known.Contains(name));
        Assert.Empty(missing);
    }

    [Fact]
    public void CancellationAndWatchLookAlikeEverywhere() => Assert.All(Samplers.Public, method =>
    {
        var parameters = method.GetParameters();
        var name = $"{method.DeclaringType!.Name}.{method.Name}";
        if (!Samplers.AtOnce.Contains(method.DeclaringType))
        {
            Assert.True(parameters[^1] is { Name: "cancellation", HasDefaultValue: true }, $"{name} can't be cancelled");
            Assert.Equal(typeof(CancellationToken), parameters[^1].ParameterType);
        }
        foreach (var watch in parameters.Where(p => p.Name == "watch" || p.ParameterType == typeof(Action<int, Tensor>)))
            Assert.Equal(("watch", typeof(Action<int, Tensor>), true), (watch.Name, watch.ParameterType, watch.HasDefaultValue));
    });

    [Theory]
    [MemberData(nameof(All))]
    public void CancelledBeforeItsFirstStepItTakesNone(string name)
    {
        using var scope = NewDisposeScope();
        var shown = 0;
        var ready = Samplers.Make(name);
        Assert.Throws<OperationCanceledException>(() => ready.Draw((_, _) => shown++, new(canceled: true)));
        Assert.Equal(0, shown);
    }

    [Theory]
    [MemberData(nameof(Loops))]
    public void WhatIsShownIsTheCallers(string name)
    {
        using var scope = NewDisposeScope();
        var (shown, sums) = (new List<(int N, Tensor X)>(), new List<double>());
        var ready = Samplers.Make(name);
        Seed.Everything(2);
        var drawn = ready.Draw((n, x) =>
        {
            shown.Add((n, x));
            sums.Add(x.to(float64).sum().Number());
            Assert.False(x.requires_grad);
        }, default);
        Assert.Equal(Samplers.Loops[name].Steps, shown.Select(s => s.N).Distinct().Count());
        Assert.Equal(sums, shown.Select(s => s.X.to(float64).sum().Number()));        // still alive, and as it was
        Assert.False(drawn.requires_grad);
        Seed.Everything(2);
        Assert.True(drawn.equal(ready.Draw(null, default)).all().item<bool>());   // watching moves no number
    }

    /// <summary>Nothing is left but the result, and modes are as before.</summary>
    [Theory]
    [MemberData(nameof(All))]
    public void NothingIsLeftButTheResult(string name)
    {
        using var scope = NewDisposeScope();
        var ready = Samplers.Make(name);
        ready.Model.train();
        ready.Draw(null, default).Dispose();                                          // what is made once is made
        var live = LiveTensors.Count();
        var drawn = ready.Draw(null, default);
        Assert.Equal(live + 1, Tensor.TotalCount);
        Assert.True(ready.Model.modules().Prepend(ready.Model).All(layer => layer.training));
        Assert.False(drawn.requires_grad);
    }

    [Fact]
    public void PicturesAreShownAsPictures()
    {
        using var scope = NewDisposeScope();
        Seed.Everything(1);
        var model = Samplers.Pictures();
        foreach (var sample in new Func<Action<int, Tensor>, Tensor>[]
        {
            watch => model.Sample(2, watch), watch => Ddim.Sample(model, 2, 3, watch: watch),
            watch => ProbabilityFlow.Sample(model, 2, 3, watch),
        })
        {
            var drawn = sample((_, x) =>
            {
                Assert.Equal([2, 3, 8, 8], x.shape);
                Assert.True(x.min().item<float>() >= 0 && x.max().item<float>() <= 1);
            });
            Assert.True(drawn.min().item<float>() >= 0 && drawn.max().item<float>() <= 1);
            Assert.True(drawn.std().item<float>() > 0.05);                            // not all at one end
        }
    }

    /// <summary>The same dice: noise handed in or drawn inside, and the public step folded by hand.</summary>
    [Theory]
    [InlineData("Ddpm")]
    [InlineData("Ddim")]
    [InlineData("ProbabilityFlow")]
    public void StepsFoldedByHandAreTheSampler(string kind)
    {
        using var scope = NewDisposeScope();
        Seed.Everything(1);
        var model = Samplers.Pictures();
        model.Network.train();
        Tensor Sampled(bool handedIn) => (kind, handedIn) switch
        {
            ("Ddpm", false) => model.Sample(2),
            ("Ddpm", true) => model.Sample(model.Noise(2)),
            ("Ddim", false) => Ddim.Sample(model, 2, 4, eta: 0.7),
            ("Ddim", true) => Ddim.Sample(model, model.Noise(2), 4, eta: 0.7),
            (_, false) => ProbabilityFlow.Sample(model, 2, 4),
            _ => ProbabilityFlow.Sample(model, model.Noise(2), 4),
        };
        Tensor Folded() => Scope.Eval(model.Network, () =>
        {
            var x = model.Noise(2);
            if (kind == "Ddpm")
                for (var t = model.Schedule.Steps; t > 0; t--) x = model.Step(x, t);
            else
                foreach (var (now, next) in Ddim.Times(model.Schedule.Steps, 4))
                    x = kind == "Ddim" ? Ddim.Step(model, x, now, next, 0.7) : ProbabilityFlow.Step(model, x, now, next);
            return model.ToData(x);
        });
        Tensor Seeded(Func<Tensor> draw)
        {
            Seed.Everything(4);
            return draw();
        }
        var expected = Seeded(() => Sampled(false));
        Assert.True(expected.equal(Seeded(() => Sampled(true))).all().item<bool>());
        Assert.True(expected.equal(Seeded(Folded)).all().item<bool>());
        Assert.True(model.Network.training);
    }

    [Fact]
    public void LangevinsStepsFoldedByHandAreItsSampler()
    {
        using var scope = NewDisposeScope();
        var start = randn(2, 2);
        Seed.Everything(4);
        var drawn = Langevin.Sample(x => -x, start, 0.1, 7);
        Seed.Everything(4);
        var x = start;
        for (var n = 0; n < 7; n++) x = Langevin.Step(at => -at, x, 0.1);
        Assert.True(drawn.equal(x).all().item<bool>());
    }

    /// <summary>Repainting: what is known of the picture is put in at every step, and stays.</summary>
    [Fact]
    public void AConstraintHolds()
    {
        using var scope = NewDisposeScope();
        Seed.Everything(1);
        var model = Samplers.Pictures();
        var known = 0.25 * ones(2, 3, 8, 4);
        var drawn = Ddim.Sample(model, 2, 6, constrain: (x0, _) => cat([model.ToModel(known), x0[.., .., .., 4..]], 3));
        Assert.True((drawn[.., .., .., ..4] - known).abs().max().item<float>() < 1e-6);
    }

    [Fact]
    public void APriorsSamplesAreCodes()
    {
        using var scope = NewDisposeScope();
        using var prior = new PixelCnnPrior(new(4, 5, 8, 2));
        prior.train();
        var live = LiveTensors.Count();
        var drawn = prior.Sample(3);
        Assert.Equal(live + 1, Tensor.TotalCount);
        Assert.Equal(int64, drawn.dtype);
        Assert.True(prior.training && !drawn.requires_grad);
    }
}
