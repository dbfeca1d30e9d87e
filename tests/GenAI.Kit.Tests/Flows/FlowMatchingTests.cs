using GenAI.Kit.Flows;
using TorchSharp;
using static TorchSharp.torch;

namespace GenAI.Kit.Tests.Flows;

[Collection("torch")]
public sealed class FlowMatchingTests
{
    private sealed class Field(Func<Tensor, Tensor, Tensor> says) : nn.Module<Tensor, Tensor, Tensor>("Field")
    {
        public override Tensor forward(Tensor x, Tensor t) => says(x, t);
    }

    // Noise N(0, 1) and data N(m, s²), in one dimension: who passes x at t has this mean velocity.
    private static VelocityField Oracle(double mean, double deviation) => (x, t) =>
    {
        var variance = (1 - t) * (1 - t) + t * t * deviation * deviation;
        var slope = (t * deviation * deviation - (1 - t)) / variance;
        return mean + slope * (x - t * mean);
    };

    [Fact]
    public void Alone_with_one_point_the_velocity_leads_straight_to_it()
    {
        using var scope = NewDisposeScope();
        var (data, noise, t) = (randn(6, 2), randn(6, 2), rand(6));
        Tensor Right(Tensor x, Tensor time) => (data - x) / (1 - time.unsqueeze(1) / 1000);
        using var right = new Field(Right);
        using var still = new Field((x, _) => zeros_like(x));
        Assert.True(new FlowMatching(right).Losses(data, t, noise).max().item<float>() < 1e-6);
        Assert.True((new FlowMatching(still).Losses(data, t, noise) - (data - noise).square().mean([1L])).abs().max()
            .item<float>() < 1e-6);
    }

    /// <summary>The conditional field's oracle: the regression's minimum is the analytic field.</summary>
    [Fact]
    public void No_field_has_a_lower_loss_than_the_true_one()
    {
        using var scope = NewDisposeScope();
        Seed.Everything(5);
        var oracle = Oracle(2, 0.5);
        var (noise, data) = (randn(200_000, 1), 2 + 0.5 * randn(200_000, 1));
        double Loss(double t, double wrong)
        {
            using var net = new Field((x, _) => oracle(x, t) + wrong * (x - 1));
            return new FlowMatching(net).Losses(data, full(noise.shape[0], t), noise).mean().item<float>();
        }
        foreach (var t in new[] { 0.1, 0.5, 0.9 })
            Assert.True(Loss(t, 0) < Math.Min(Loss(t, 0.1), Loss(t, -0.1)), $"at {t}");
    }

    [Fact]
    public void Along_the_true_field_noise_becomes_the_data()
    {
        using var scope = NewDisposeScope();
        Seed.Everything(6);
        var field = Oracle(2, 0.5);
        var noise = randn(100_000, 1);
        var end = Ode.Solve(field, noise, 50, OdeRule.Heun);
        Assert.Equal(2, end.mean().item<float>(), 0.01);
        Assert.Equal(0.5, end.std().item<float>(), 0.01);
        // One step from independent pairs goes to the mean of the data, whoever begins.
        var one = Ode.Solve(field, noise, 1);
        Assert.Equal(2, one.mean().item<float>(), 1e-4);
        Assert.True(one.std().item<float>() < 1e-4);
    }

    [Theory]
    [InlineData(OdeRule.Euler, 2)]
    [InlineData(OdeRule.Heun, 4)]
    public void Half_the_step_divides_the_error_by_the_rules_order(OdeRule rule, double factor)
    {
        using var scope = NewDisposeScope();
        var x = ones(1, 1, float64);
        VelocityField grows = (at, _) => at;
        double Error(int steps) => Math.Abs(Ode.Solve(grows, x, steps, rule).item<double>() - Math.E);
        Assert.Equal(factor, Error(64) / Error(128), 0.1);
        Assert.Equal(1, Ode.Solve(grows, Ode.Solve(grows, x, 500, OdeRule.Heun), 500, OdeRule.Heun, from: 1, to: 0)
            .item<double>(), 1e-5);
    }

    [Fact]
    public void The_likelihood_along_the_road_is_that_of_the_data()
    {
        using var scope = NewDisposeScope();
        Seed.Everything(7);
        VelocityField field = (x, t) =>
        {
            var (first, second) = (Oracle(2, 0.5)(x[.., ..1], t), Oracle(-1, 1.5)(x[.., 1..], t));
            return cat([first, second], 1);
        };
        var x = cat([2 + 0.5 * randn(20, 1, float64), -1 + 1.5 * randn(20, 1, float64)], 1);
        var z = cat([(x[.., ..1] - 2) / 0.5, (x[.., 1..] + 1) / 1.5], 1);
        var truth = -0.5 * z.square().sum(1) - Math.Log(2 * Math.PI) - Math.Log(0.5 * 1.5);
        Assert.True((Ode.LogProbability(field, x, 200) - truth).abs().max().item<double>() < 1e-3);
        // A field that moves each number by itself has a diagonal Jacobian, for which signs are exact.
        Assert.True((Ode.LogProbability(field, x, 200, probes: 1) - truth).abs().max().item<double>() < 1e-3);
    }

    /// <summary>dx/dt = A·x moves N(0, I) to N(0, e^A·e^Aᵀ).</summary>
    [Fact]
    public void Numbers_that_move_each_other_count_as_well()
    {
        using var scope = NewDisposeScope();
        Seed.Everything(9);
        var a = tensor(new[,] { { 0.3, 1.0 }, { -0.5, 0.2 } });
        VelocityField mixes = (at, _) => at.flatten(1).matmul(a.t()).reshape(at.shape);
        var x = randn([5, 2, 1], float64);
        var back = x.flatten(1).matmul(matrix_exp(-a).t());
        var truth = -0.5 * back.square().sum(1) - Math.Log(2 * Math.PI) - 0.5;       // log det e^A = tr A
        double Off(int steps, int probes) =>
            (Ode.LogProbability(mixes, x, steps, probes) - truth).abs().max().item<double>();
        Assert.True(Off(200, 0) < 1e-4);
        Assert.InRange(Off(20, 400), 1e-4, 0.15);
        Assert.True(Off(20, 1) > 1e-3);
    }

    [Fact]
    public void Best_pairs_are_no_longer_than_others_and_only_change_the_order()
    {
        using var scope = NewDisposeScope();
        Seed.Everything(8);
        var (noise, data) = (randn(40, 3, 2), 3 + randn(40, 3, 2));
        var best = OptimalTransport.Pair(noise, data);
        double Length(Tensor other) => (other - data).square().sum().item<float>();
        for (var k = 0; k < 20; k++) Assert.True(Length(best) <= Length(noise.index_select(0, randperm(40))));
        Assert.True(Length(best) < Length(noise));
        var same = cdist(best.flatten(1), noise.flatten(1)) < 1e-2;              // whole rows, each once
        Assert.True((same.sum(dim: 0).eq(1) & same.sum(dim: 1).eq(1)).all().item<bool>());
        Assert.Throws<ArgumentException>(() => OptimalTransport.Pair(noise, data[..39]));
    }

    private sealed class Asked() : nn.Module<Tensor, Tensor, Tensor?, Tensor>("Asked")
    {
        public override Tensor forward(Tensor x, Tensor t, Tensor? condition) =>
            condition!.to(x.dtype) * ones_like(x);
    }

    [Fact]
    public void Pictures_go_from_0_to_1_and_are_seen_from_minus_1()
    {
        using var scope = NewDisposeScope();
        using var half = new Field((x, t) => (0.5 - x) / (1 - t.reshape([-1, 1, 1, 1]) / 1000));   // leads to 0.5
        var model = new FlowMatching(half, pictures: [1, 2, 2]);
        Assert.Equal([3, 1, 2, 2], model.Sample(3, steps: 2).shape);
        Assert.Equal(0.75, model.Sample(3, steps: 4).mean().item<float>(), 1e-5);
        Assert.True(model.Losses(full([2, 1, 2, 2], 0.75), 0.9 * rand(2), randn(2, 1, 2, 2)).max().item<float>() < 1e-6);
        var seen = new List<(int, bool)>();
        model.Sample(1, steps: 4, watch: (k, x) => seen.Add((k, x.min().item<float>() >= 0))).Dispose();
        Assert.Equal([(0, true), (1, true), (2, true), (3, true)], seen);
        Assert.Throws<InvalidOperationException>(() => new FlowMatching(half).Noise(1));
        Assert.Throws<ArgumentOutOfRangeException>(() => model.Sample(1, steps: 0));
    }

    [Fact]
    public void What_is_asked_reaches_the_network_and_is_exaggerated()
    {
        using var scope = NewDisposeScope();
        using var net = new Asked();
        var model = new FlowMatching(net);
        var wish = full([2, 1], 3L, int64);
        Assert.Equal(3, model.Given(wish).Field(zeros(2, 1), 0).max().item<float>());
        Assert.Equal(7, model.Given(wish, weight: 2).Field(zeros(2, 1), 0).max().item<float>());   // −1 + 2·(3 + 1)
        Assert.Equal(6, model.Given(wish, 2, zeros_like(wish)).Field(zeros(2, 1), 0).max().item<float>());
        Assert.Throws<ArgumentException>(() => model.Given(wish.to(float32), weight: 2));
    }
}
