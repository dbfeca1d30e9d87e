using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace GenAI.Kit.Tests.Core;

[Collection("torch")]
public sealed class NetTests
{
    private readonly record struct Pass(Tensor Code, Tensor Out);

    private sealed class Tiny(int width) : Net<Tensor, Pass>(nameof(Tiny))
    {
        private readonly Linear first = nn.Linear(2, width);
        private readonly Sequential rest = nn.Sequential(nn.ReLU(), nn.Dropout(0.5), nn.Linear(width, 1));
        private readonly Tensor scale = ones(1) * 2;

        public override Pass forward(Tensor x)
        {
            var code = first.call(x);
            return new(code, rest.call(code) * scale);
        }
    }

    private sealed class Add() : Net<Tensor, Tensor, Tensor>(nameof(Add))
    {
        private readonly Parameter weight = nn.Parameter(ones(1));

        public override Tensor forward(Tensor x, Tensor t) => x + t * weight;
    }

    [Fact]
    public void FieldNamesAreTheKeys()
    {
        using var net = new Tiny(3);
        string[] keys = ["first.bias", "first.weight", "rest.2.bias", "rest.2.weight", "scale"];
        Assert.Equal(keys, net.state_dict().Keys.Order());
        using var add = new Add();
        Assert.Equal(["weight"], add.state_dict().Keys);
    }

    [Fact]
    public void OutlivesTheScopeItWasMadeIn()
    {
        Tiny net;
        Add add;
        using (NewDisposeScope()) (net, add) = (new Tiny(3), new Add());
        using var scope = NewDisposeScope();
        Assert.Equal([4, 1], net.call(ones(4, 2)).Out.shape);
        Assert.Equal(3, add.call(ones(1), 2 * ones(1)).item<float>());
    }

    [Fact]
    public void EvalKeepsModesAndGradients()
    {
        using var scope = NewDisposeScope();
        using var net = new Tiny(64);
        net.modules().First(layer => layer is Linear).eval();
        var before = net.modules().Select(layer => layer.training).ToArray();
        var (a, b) = Scope.Eval(net, () => (net.call(ones(1, 2)).Out, net.call(ones(1, 2)).Out));
        Assert.Equal(a.item<float>(), b.item<float>());                    // no dropout
        Assert.False(a.requires_grad);
        Assert.True(net.training);
        Assert.Equal(before, net.modules().Select(layer => layer.training));
        Assert.True(net.call(ones(1, 2)).Out.requires_grad);
        Assert.Throws<TimeoutException>(() => Scope.Eval<int>(net, () => throw new TimeoutException()));
        Assert.True(net.training && is_grad_enabled());
    }

    [Fact]
    public void EvalAndFoldLeaveOneTensor()
    {
        using var net = new Tiny(4);
        using var scope = NewDisposeScope();
        var start = zeros(3, 2);
        var live = LiveTensors.Count();
        var x = Scope.Eval(net, () => Scope.Fold(start, Enumerable.Range(1, 10), (x, i) => x + i * ones(3, 2)));
        Assert.Equal(live + 1, Tensor.TotalCount);
        Assert.Equal(55, x[0, 0].item<float>());
        Assert.Equal(0, start.sum().item<float>());
        Assert.Same(start, Scope.Fold(start, Array.Empty<int>(), (x, _) => x + 1));
    }

    /// <summary>What a body did not make stays in the scope that it was made in.</summary>
    [Fact]
    public void WhatABodyDidNotMakeStaysWhereItWas()
    {
        using var net = new Tiny(4);
        var ways = new Func<Tensor, Tensor>[]
        {
            x => Scope.Eval(net, () => x),
            x => Scope.Fold(zeros(2), [1, 2, 3], (_, _) => x),
            x => Scope.Fold(zeros(2), [1, 2, 3], (last, i) => i == 2 ? x : last + 1),
            x => Scope.Map(ones(4, 2), 2, _ => x),
            x => GenAI.Kit.Diffusion.Langevin.Annealed((at, _) => at, x, [2, 1], 0.1, steps: 0),
        };
        foreach (var way in ways)
        {
            Tensor x;
            using (NewDisposeScope())
            {
                using (NewDisposeScope())
                {
                    x = ones(2);
                    way(x);
                    Assert.False(x.IsInvalid);                             // nor is it freed on the way
                }
                Assert.True(x.IsInvalid);                                  // its own scope has ended
            }
        }
    }

    [Fact]
    public void FoldLeavesNothingWhenItIsStopped()
    {
        using var start = zeros(3);
        var live = LiveTensors.Count();
        Assert.Throws<TimeoutException>(() => Scope.Fold(start, Enumerable.Range(0, 9), (x, i) =>
            i == 4 ? throw new TimeoutException() : x + 1));
        Assert.Equal(live, Tensor.TotalCount);
    }

    [Fact]
    public void MapOfNoRowsHasNoRowsAndNoStepIsNoStep()
    {
        using var scope = NewDisposeScope();
        Assert.Equal([0, 5], Scope.Map(zeros(0, 3), 10, x => x.matmul(ones(3, 5))).shape);
        Assert.Equal([7, 5], Scope.Map(zeros(7, 3), 3, x => x.matmul(ones(3, 5))).shape);
        Assert.Throws<ArgumentOutOfRangeException>(() => Scope.Map(zeros(7, 3), 0, x => x));
    }

    [Fact]
    public void FoldStopsWhenCancelled()
    {
        using var start = zeros(1);
        using var source = new CancellationTokenSource();
        var done = 0;
        Assert.Throws<OperationCanceledException>(() => Scope.Fold(start, Enumerable.Range(0, 9), (x, i) =>
        {
            done++;
            if (i == 2) source.Cancel();
            return x + 1;
        }, source.Token));
        Assert.Equal(3, done);
    }

    /// <summary>What is drawn or seeded aside is as if it had not been.</summary>
    [Fact]
    public void AsideMovesNoDice()
    {
        using var scope = NewDisposeScope();
        float[] Draws(Action between)
        {
            Seed.Everything(5);
            rand(3);
            randn(1);                                                      // leaves half of a pair behind
            between();
            return [.. randn(5).data<float>(), .. rand(2).data<float>()];
        }
        var plain = Draws(() => { });
        Assert.Equal(plain, Draws(() => Seed.Aside(() => { Seed.Everything(9); return randn(7); })));
        Assert.Equal(plain, Draws(() => Assert.Throws<TimeoutException>(() => Seed.Aside<int>(() =>
        {
            randn(3);
            throw new TimeoutException();
        }))));
        Assert.NotEqual(plain, Draws(() => randn(7)));
    }

    [Fact]
    public void SplitSeedsDiffer()
    {
        Assert.Equal(7, Seed.Split(7, 0));
        var seeds = from seed in Enumerable.Range(-50, 100) from n in Enumerable.Range(0, 100) select Seed.Split(seed, n);
        Assert.Equal(100 * 100, seeds.Distinct().Count());
    }

    [Fact]
    public void SameSeedSameBits()
    {
        Seed.Everything(7);
        using var a = randn(5);
        using (var own = Seed.Generator(3)) rand(4, generator: own).Dispose();
        using var next = randn(5);
        Seed.Everything(7);
        using var b = randn(5);
        using var nextAgain = randn(5);
        Assert.Equal(a.data<float>(), b.data<float>());
        Assert.Equal(next.data<float>(), nextAgain.data<float>());         // the own generator moved nothing
        Assert.NotEqual(a.data<float>(), next.data<float>());
    }
}
