using GenAI.Kit.Training;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace GenAI.Kit.Tests.Training;

[Collection("torch")]
public sealed class FusedCallsTests
{
    private static readonly Func<IEnumerable<Parameter>, optim.Optimizer>[] Covered =
    [
        weights => optim.Adam(weights, 0.01, beta1: 0.5, beta2: 0.99),
        weights => optim.Adam(weights, 0.01, eps: 0.1),
        weights => optim.AdamW(weights, 0.01, beta2: 0.9, weight_decay: 0.1),
    ];

    private static Parameter[] Weights()
    {
        Seed.Everything(1);
        return [new(randn(3, 4)), new(randn(5)), new(randn(2, 3, 1))];
    }

    // Other gradients each time; the weight at index `without` gets none.
    private static void Grade(Parameter[] weights, int step, int without = -1)
    {
        Seed.Everything(100 + step);
        for (var i = 0; i < weights.Length; i++) weights[i].grad = i == without ? null : randn_like(weights[i]);
    }

    private static double Apart(IEnumerable<Tensor> a, IEnumerable<Tensor> b) =>
        a.Zip(b, (x, y) => (x - y).abs().max().item<float>()).Max();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void ItsStepsAreTheOptimizersOwn(int which)
    {
        using var scope = NewDisposeScope();
        var (a, b) = (Weights(), Weights());
        using var plain = Covered[which](a);
        using var mixed = Covered[which](b);
        var fused = FusedAdam.Of(mixed)!;
        var start = a.Select(w => w.clone()).ToArray();
        for (var step = 1; step <= 12; step++)
        {
            foreach (var group in plain.ParamGroups.Concat(mixed.ParamGroups)) group.LearningRate = 0.01 / step;
            Grade(a, step, without: step == 5 ? 1 : -1);
            Grade(b, step, without: step == 5 ? 1 : -1);
            plain.step();
            if (step % 4 == 0) mixed.step();                       // the two take turns
            else fused.Step();
            Assert.InRange(Apart(a, b), 0, 2e-6);
        }
        Assert.InRange(Apart(a, start), 0.02, 1);
    }

    [Fact]
    public void WhatItDoesNotCoverIsLeftToTheOptimizer()
    {
        using var scope = NewDisposeScope();
        var weights = Weights();
        Assert.NotNull(FusedAdam.Of(optim.Adam(weights)));
        Assert.NotNull(FusedAdam.Of(optim.AdamW(weights)));
        Assert.Null(FusedAdam.Of(optim.SGD(weights, 0.1)));
        Assert.Null(FusedAdam.Of(optim.Adam(weights, weight_decay: 0.1)));
        Assert.Null(FusedAdam.Of(optim.Adam(weights, amsgrad: true)));
        Assert.Null(FusedAdam.Of(optim.AdamW(weights, maximize: true)));
        Assert.Null(FusedAdam.Of(optim.AdamW([new(weights[..1]), new AdamW.ParamGroup(weights[1..])])));
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(1e6)]
    public void ClippingIsTorchs(double most)
    {
        using var scope = NewDisposeScope();
        var (a, b) = (Weights(), Weights());
        Grade(a, 1);
        Grade(b, 1);
        nn.utils.clip_grad_norm_(a, most);
        FusedCalls.Clip([.. b.Select(w => w.grad!)], most);
        Assert.InRange(Apart(a.Select(w => w.grad!), b.Select(w => w.grad!)), 0, 1e-6);
        var length = Math.Sqrt(b.Sum(w => w.grad!.square().sum().item<float>()));
        Assert.True(most > 1 || Math.Abs(length - most) < 1e-4, $"{length}");
    }

    [Fact]
    public void ApproachGoesItsShare()
    {
        using var scope = NewDisposeScope();
        Tensor[] averages = [zeros(2, 2), ones(3)], values = [full([2, 2], 10f), full([3], 5f)];
        FusedCalls.Approach(averages, values, 0.25);
        Assert.Equal(0, Apart(averages, [full([2, 2], 2.5f), full([3], 2f)]));
    }

    [Fact]
    public void TheLengthIsThatOfAllGradientsTogether()
    {
        using var scope = NewDisposeScope();
        Assert.Equal(5, FusedCalls.Length([tensor(new[] { 3f, 0 }), tensor(new[,] { { 4f } })]), 1e-6);
        Assert.Equal(5, FusedCalls.Length([tensor(new[] { 3f, 0 }), tensor(new[] { 4.0 })]), 1e-6);      // two types
        Assert.Equal(5, FusedCalls.Length([tensor(new[] { 3f, 4 }).to_sparse()]), 1e-6);
        Assert.False(double.IsFinite(FusedCalls.Length([tensor(new[] { 3f, float.NaN })])));
        Assert.False(double.IsFinite(FusedCalls.Length([ones(1), tensor(new[] { float.PositiveInfinity })])));
    }

    [Fact]
    public void NoTensorStaysBehind()
    {
        using var scope = NewDisposeScope();
        var weights = Weights();
        using var adam = optim.Adam(weights);
        var update = new OptimizerStep(adam, clipNorm: 1);
        void Take() => update.Take(() => weights[0].square().sum() + weights[1].sum(), _ => "");
        Take();
        var live = LiveTensors.Count();
        for (var i = 0; i < 100; i++) Take();
        Assert.Equal(live, Tensor.TotalCount);
        Assert.Null(weights[2].grad);
    }
}
