using GenAI.Kit.Diffusion;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace GenAI.Kit.Tests.Diffusion;

[Collection("torch")]
public sealed class ClassifierFreeGuidanceTests
{
    /// <summary>Says 10·wish + x: known with and without the wish.</summary>
    private sealed class Plain() : Net<Tensor, Tensor, Tensor?, Tensor>(nameof(Plain))
    {
        public override Tensor forward(Tensor x, Tensor t, Tensor? y) => 10 * y!.to(float32) + x;
    }

    /// <summary>Has weights, in a layer of its own; a wish doubles what it says.</summary>
    private sealed class Layered() : Net<Tensor, Tensor, Tensor?, Tensor>(nameof(Layered))
    {
        private readonly Linear layer = nn.Linear(3, 3);

        public override Tensor forward(Tensor x, Tensor t, Tensor? y) => layer.call(x) * (y is null ? 1 : 2);
    }

    [Theory]
    [InlineData(0, -10)]
    [InlineData(1, 30)]
    [InlineData(2.5, 90)]
    public void GuidanceGoesAlongTheDifference(double weight, double expected)
    {
        using var scope = NewDisposeScope();
        using var net = new Plain();
        Tensor wish = full(4, 1, 3, int64), none = full(4, 1, -1, int64), x = zeros(4, 1), t = ones(4, int64);
        Assert.True(ClassifierFreeGuidance.Of(net.call, x, t, wish, none, weight).allclose(full(4, 1, expected)));
        var told = new Ddpm(net, NoiseSchedule.Linear(10), Prediction.Clean).Given(wish, weight);
        Assert.True(told.Predict(x, t).Clean.allclose(full(4, 1, expected)));
    }

    [Fact]
    public void ForgettingLeavesWhatItShould()
    {
        using var scope = NewDisposeScope();
        Seed.Everything(1);
        var y = zeros(20_000, 4, int64);
        var forgotten = ClassifierFreeGuidance.DropLabels(y, all: 0.1).eq(-1);                        // with u² for a uniform u:
        Assert.Equal(0.1 + 0.9 / 3, forgotten.to(float32).mean().item<float>(), 0.01);          // E[u²] = 1/3
        Assert.Equal(0.1 + 0.9 / 9, forgotten.all(1).to(float32).mean().item<float>(), 0.01);   // E[u⁸] = 1/9
        Assert.Equal(0, y.abs().max().item<long>());                              // the labels themselves stay
    }

    /// <summary>The wish is no weight: what is saved is the network.</summary>
    [Fact]
    public void TheWishIsNoWeightAndStaysInItsScope()
    {
        using var net = new Plain();
        var schedule = NoiseSchedule.Linear(10);
        var live = LiveTensors.Count();
        using (NewDisposeScope())
        {
            var told = new Ddpm(net, schedule, Prediction.Clean).Given(full(4, 1, 3, int64), weight: 2);
            told.Predict(zeros(4, 1), 1);
            Assert.Same(net, told.Network);
            Assert.Empty(told.Network.state_dict());
        }
        Assert.Equal(live, Tensor.TotalCount);
    }

    [Fact]
    public void GivenLeavesNetworkAndModelAsTheyAre()
    {
        using var scope = NewDisposeScope();
        using var net = new Layered();
        Tensor x = randn(2, 3), t = ones(2, int64), wish = ones(2, 1, int64);
        var model = new Ddpm(net, NoiseSchedule.Linear(10), Prediction.Clean);
        var (before, plain) = (net.call(x, t, wish), model.Predict(x, t).Clean);
        Assert.Equal(before, model.Given(wish).Predict(x, t).Clean);
        model.Given(wish, weight: 3).Predict(x, t);
        Assert.Equal(before, net.call(x, t, wish));
        Assert.Equal(plain, model.Predict(x, t).Clean);
        Assert.NotEqual(before, plain);
    }

    /// <summary>What nothing is asked means can be said: rows of any kind.</summary>
    [Fact]
    public void NoneMayBeAVector()
    {
        using var scope = NewDisposeScope();
        using var net = new Plain();
        var model = new Ddpm(net, NoiseSchedule.Linear(10), Prediction.Clean);
        var told = model.Given(full(4, 1, 3.0f), weight: 2, none: full(4, 1, 0.5f));
        Assert.True(told.Predict(zeros(4, 1), 1).Clean.allclose(full(4, 1, 5 + 2 * 25f)));
    }
}
