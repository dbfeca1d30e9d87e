using GenAI.Kit.Classifiers;
using TorchSharp;
using static TorchSharp.torch;

namespace GenAI.Kit.Tests.Classifiers;

[Collection("torch")]
public sealed class SmallCnnTests
{
    private static readonly SmallCnnConfig Tiny = new(Classes: 4, Width: 3);

    [Fact]
    public void ShapesAreAsDocumented()
    {
        using var net = new SmallCnn(Tiny);
        var x = rand(5, 1, 28, 28);
        Assert.Equal([5, 4], net.call(x).shape);
        Assert.Equal([5, 12], net.Features(x).shape);
        Assert.Equal([5, 4], net.Posterior(x).shape);
        Assert.True(net.Posterior(x).sum(dim: 1).allclose(ones(5, float64)));
        Assert.Equal([2, 12], new SmallCnn(Tiny with { Channels = 3 }).Features(rand(2, 3, 16, 16)).shape);
    }

    [Fact]
    public void HasUnder100000Weights() => Assert.Equal(79_426, new SmallCnn(new()).parameters().Sum(p => p.numel()));

    [Fact]
    public void KeysAreTheFieldsNames()
    {
        var keys = new SmallCnn(Tiny).state_dict().Keys.ToList();
        Assert.Equal(5 * 6 + 2, keys.Count);                                  // a convolution and five of its norm
        var fields = keys.Select(key => key.Split('.')[0]).Distinct().Order();
        Assert.Equal(["large", "medium", "output", "small"], fields);
        Assert.Contains("medium.1.1.running_var", keys);
    }

    [Fact]
    public void LosesLogKWithoutAnOpinion()
    {
        using var net = new SmallCnn(Tiny);
        using var _ = no_grad();
        foreach (var (key, value) in net.state_dict().Where(pair => pair.Key.StartsWith("output"))) value.fill_(0);
        Assert.Equal(Math.Log(4), net.Loss(rand(6, 1, 28, 28), zeros(6, int64)).item<float>(), 1e-6);
    }

    [Fact]
    public void OverfitsOneBatchAndLeavesNothing()
    {
        Seed.Everything(1);
        using var net = new SmallCnn(Tiny);
        using var adam = optim.Adam(net.parameters(), 0.02);
        var (x, y) = (rand(16, 1, 28, 28), arange(16) % 4);
        Step();                                                               // Adam's moments are made here
        var live = LiveTensors.Count();
        for (var i = 0; i < 100; i++) Step();
        Assert.Equal(live, Tensor.TotalCount);
        Assert.Equal(1, net.Accuracy(x, y));

        void Step()
        {
            using var scope = NewDisposeScope();
            adam.zero_grad();
            net.Loss(x, y).backward();
            adam.step();
        }
    }

    [Fact]
    public void FeaturesTakeManyPicturesAndLeaveTrainingAsItWas()
    {
        Seed.Everything(2);
        using var net = new SmallCnn(Tiny);
        var x = rand(600, 1, 28, 28);
        var live = LiveTensors.Count();
        using var features = net.Features(x);
        Assert.Equal(live + 1, Tensor.TotalCount);
        Assert.True(features[590..].allclose(net.Features(x[590..]), atol: 1e-6));
        Assert.True(net.training && !features.requires_grad);
    }

    [Fact]
    public void SameSeedSameBits()
    {
        float[] Weights()
        {
            Seed.Everything(3);
            return [.. new SmallCnn(Tiny).parameters().SelectMany(p => p.data<float>().ToArray())];
        }
        Assert.Equal(Weights(), Weights());
    }
}
