using GenAI.Kit.Diffusion;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace GenAI.Kit.Tests.Diffusion;

[Collection("torch")]
public sealed class GuidedTests
{
    /// <summary>Says 10·wish + x: known with and without the wish.</summary>
    private sealed class Plain() : Net<Tensor, Tensor, Tensor, Tensor>(nameof(Plain))
    {
        public override Tensor forward(Tensor x, Tensor t, Tensor y) => 10 * y.to(float32) + x;
    }

    /// <summary>Has weights, in a layer of its own.</summary>
    private sealed class Layered() : Net<Tensor, Tensor, Tensor, Tensor>(nameof(Layered))
    {
        private readonly Linear layer = nn.Linear(3, 3);

        public override Tensor forward(Tensor x, Tensor t, Tensor y) => layer.call(x);
    }

    [Theory]
    [InlineData(0, -10)]
    [InlineData(1, 30)]
    [InlineData(2.5, 90)]
    public void GuidanceGoesAlongTheDifference(double weight, double expected)
    {
        using var scope = NewDisposeScope();
        using var net = new Plain();
        using var told = new Guided(net, full(4, 1, 3, int64), weight);
        Assert.True(told.call(zeros(4, 1), ones(4, int64)).allclose(full(4, 1, expected)));
    }

    [Fact]
    public void ForgettingLeavesWhatItShould()
    {
        using var scope = NewDisposeScope();
        Seed.Everything(1);
        var y = zeros(20_000, 4, int64);
        var forgotten = Guided.DropLabels(y, all: 0.1).eq(-1);                        // with u² for a uniform u:
        Assert.Equal(0.1 + 0.9 / 3, forgotten.to(float32).mean().item<float>(), 0.01);          // E[u²] = 1/3
        Assert.Equal(0.1 + 0.9 / 9, forgotten.all(1).to(float32).mean().item<float>(), 0.01);   // E[u⁸] = 1/9
        Assert.Equal(0, y.abs().max().item<long>());                              // the labels themselves stay
    }

    /// <summary>The wish is no weight: what is saved is the network.</summary>
    [Fact]
    public void TheWishIsNoWeightAndStaysInItsScope()
    {
        using var net = new Plain();
        var live = LiveTensors.Count();
        using (NewDisposeScope())
        {
            using var told = new Guided(net, full(4, 1, 3, int64));
            Assert.Empty(told.state_dict());
        }
        Assert.Equal(live, Tensor.TotalCount);
    }

    [Fact]
    public void DisposedItLeavesTheNetwork()
    {
        using var scope = NewDisposeScope();
        using var net = new Layered();
        Tensor x = randn(2, 3), t = ones(2, int64), wish = zeros(2, 1, int64);
        var before = net.call(x, t, wish);
        using (var told = new Guided(net, wish)) Assert.Equal(before, told.call(x, t));
        Assert.Equal(before, net.call(x, t, wish));
    }
}
