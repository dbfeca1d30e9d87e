using GenAI.Kit.Training;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace GenAI.Kit.Tests.Training;

[Collection("torch")]
public sealed class FusedCallsTests
{
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
        using var adam = new FusedAdam(weights, 1e-3, 0.9, 0.999, decay: 0);
        using var guard = new Safeguard(adam);
        void Take()
        {
            guard.Run(() =>
            {
                adam.zero_grad();
                var loss = weights[0].square().sum() + weights[1].sum();
                loss.backward();
                return loss;
            }, _ => "");
            guard.Clip(1);
            adam.step();
        }
        Take();
        var live = LiveTensors.Count();
        for (var i = 0; i < 100; i++) Take();
        Assert.Equal(live, Tensor.TotalCount);
        Assert.Null(weights[2].grad);
    }
}
