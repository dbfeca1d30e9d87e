using GenAI.Kit.Data;
using GenAI.Kit.Flows;
using GenAI.Kit.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace GenAI.Kit.Tests.Flows;

[Collection("torch")]
public sealed class RealNvpTests
{
    // A net with weights that are not zero, or every coupling is the identity.
    private static RealNvp Bent(int dimensions)
    {
        Seed.Everything(3);
        var flow = new RealNvp(new(dimensions, Layers: 6, Hidden: 16));
        using var _ = no_grad();
        foreach (var weight in flow.parameters()) weight.add_(0.1 * randn_like(weight));
        return flow;
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    public void What_comes_back_is_what_went_in(int dimensions)
    {
        using var scope = NewDisposeScope();
        using var flow = Bent(dimensions);
        var x = randn(50, dimensions);
        Assert.True((flow.Decode(flow.Encode(x)) - x).abs().max().item<float>() < 1e-5);
        Assert.True((flow.Encode(x) - x).abs().max().item<float>() > 0.05);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    public void The_determinant_is_autograds(int dimensions)
    {
        using var scope = NewDisposeScope();
        using var flow = Bent(dimensions).to(float64);
        var x = randn(4, dimensions, float64).requires_grad_();
        var (z, given) = flow.call(x);
        var rows = Enumerable.Range(0, dimensions).Select(d =>
            autograd.grad([z[.., d].sum()], [x], retain_graph: true)[0]).ToArray();
        var jacobian = stack(rows, 1);                                            // [B, D, D]
        Assert.True((linalg.slogdet(jacobian).Item2 - given).abs().max().item<double>() < 1e-8);
    }

    [Fact]
    public void At_first_it_is_the_bell_itself()
    {
        using var scope = NewDisposeScope();
        using var flow = new RealNvp(new(Dimensions: 2, Layers: 4, Hidden: 8));
        Assert.Equal(Math.Log(2 * Math.PI), flow.Loss(zeros(3, 2)).item<float>(), 1e-5);
        Assert.Equal(flow.Noise(0).shape, flow.Sample(0).shape);
    }

    [Fact]
    public void Its_density_sums_to_one_and_it_learns()
    {
        using var scope = NewDisposeScope();
        Seed.Everything(1);
        using var flow = new RealNvp(new(Dimensions: 2, Layers: 6, Hidden: 32));
        var data = new MoonsToy().Sample(2000, 1).X;
        using var trainer = new Trainer(flow, Optimizers.AdamW(flow, 3e-3), new(200, Batch: 256, Seed: 1));
        var before = flow.Loss(data).item<float>();
        trainer.Fit([data], x => flow.Loss(x[0]));
        Assert.True(flow.Loss(data).item<float>() < before - 0.5);
        var axis = linspace(-4, 4, 161);
        var grid = stack([.. meshgrid([axis, axis], "ij").Select(part => part.flatten())], 1);
        using var _ = no_grad();
        Assert.Equal(1, flow.LogProbability(grid).exp().sum().item<float>() * 0.05 * 0.05, 0.03);
    }

    [Fact]
    public void Other_shapes_are_refused()
    {
        using var flow = new RealNvp(new(Dimensions: 3));
        Assert.Throws<ArgumentException>(() => flow.Encode(zeros(4, 2)));
        Assert.Throws<ArgumentException>(() => flow.Decode(zeros(3)));
    }
}
