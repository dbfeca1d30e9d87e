using GenAI.Kit.Training;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace GenAI.Kit.Tests.Training;

[Collection("torch")]
public sealed class OptimizersTests
{
    private static readonly Dictionary<string, (Func<nn.Module, optim.Optimizer> Fused, Func<nn.Module, optim.Optimizer> Plain)>
        Pairs = new()
        {
            ["Adam"] = (net => Optimizers.Adam(net, 0.01, 0.5, 0.99),
                net => optim.Adam(net.parameters(), 0.01, beta1: 0.5, beta2: 0.99)),
            ["Adam by default"] = (net => Optimizers.Adam(net), net => optim.Adam(net.parameters())),
            ["AdamW"] = (net => Optimizers.AdamW(net, 0.01, beta2: 0.9, decay: 0.1),
                net => optim.AdamW(net.parameters(), 0.01, beta2: 0.9, weight_decay: 0.1)),
            ["AdamW by default"] = (net => Optimizers.AdamW(net), net => optim.AdamW(net.parameters(), weight_decay: 0.01)),
        };

    public static TheoryData<string> Names => [.. Pairs.Keys];

    private static Sequential Made()
    {
        Seed.Everything(1);
        return nn.Sequential(nn.Linear(4, 3), nn.Conv1d(5, 2, 1), nn.LayerNorm(3));
    }

    // Other gradients each time; at step 5 one weight gets none.
    private static void Grade(nn.Module net, int step)
    {
        Seed.Everything(100 + step);
        foreach (var (n, weight) in net.parameters().Index()) weight.grad = step == 5 && n == 1 ? null : randn_like(weight);
    }

    private static double Apart(nn.Module a, nn.Module b) =>
        a.parameters().Zip(b.parameters(), (x, y) => (x - y).abs().max().item<float>()).Max();

    [Theory]
    [MemberData(nameof(Names))]
    public void TwentyStepsAreTorchSharpsOwn(string name)
    {
        using var scope = NewDisposeScope();
        using Sequential a = Made(), b = Made(), start = Made();
        using optim.Optimizer fused = Pairs[name].Fused(a), plain = Pairs[name].Plain(b);
        for (var step = 1; step <= 20; step++)
        {
            foreach (var group in fused.ParamGroups.Concat(plain.ParamGroups)) group.LearningRate = 0.01 / step;
            Grade(a, step);
            Grade(b, step);
            fused.step();
            plain.step();
            Assert.InRange(Apart(a, b), 0, 1e-6);
        }
        Assert.InRange(Apart(a, start), 0.01, 1);
    }

    /// <summary>Moments and counts stay where TorchSharp keeps them: its own optimizer goes on from them.</summary>
    [Fact]
    public void ItsStateIsTorchSharps()
    {
        using var scope = NewDisposeScope();
        using Sequential a = Made(), b = Made();
        using optim.Optimizer fused = Optimizers.AdamW(a, 0.01), plain = optim.AdamW(b.parameters(), 0.01);
        for (var step = 1; step <= 4; step++)
        {
            Grade(a, step);
            fused.step();
        }
        ((OptimizerHelper)plain).load_state_dict(((OptimizerHelper)fused).state_dict());
        b.load_state_dict(a.state_dict());
        for (var step = 6; step <= 8; step++)
        {
            Grade(a, step);
            Grade(b, step);
            fused.step();
            plain.step();
            Assert.InRange(Apart(a, b), 0, 1e-6);
        }
    }

    /// <summary>The trainer takes any optimizer of TorchSharp: its steps are those of the loop that everyone
    /// knows.</summary>
    [Theory]
    [InlineData("SGD")]
    [InlineData("amsgrad")]
    [InlineData("maximize")]
    [InlineData("weight decay")]
    public void OthersTrainAsWell(string kind)
    {
        using var scope = NewDisposeScope();
        optim.Optimizer Of(nn.Module net) => kind switch
        {
            "SGD" => optim.SGD(net.parameters(), 0.1),
            "amsgrad" => optim.Adam(net.parameters(), 0.01, amsgrad: true),
            "maximize" => optim.AdamW(net.parameters(), 0.01, maximize: true),
            _ => optim.Adam(net.parameters(), 0.01, weight_decay: 0.1),
        };
        using Linear a = nn.Linear(4, 1), b = nn.Linear(4, 1);
        b.load_state_dict(a.state_dict());
        using optim.Optimizer ofA = Of(a), ofB = Of(b);
        var x = randn(8, 4);
        using (var trainer = new Trainer(a, ofA, new(Steps: 5, Batch: 8)))
            trainer.Fit([x], rows => a.call(rows[0]).square().mean());
        for (var step = 0; step < 5; step++)
        {
            ofB.zero_grad();
            b.call(x).square().mean().backward();
            ofB.step();
        }
        Assert.InRange(Apart(a, b), 0, 1e-6);
    }

    [Fact]
    public void NoTensorStaysBehind()
    {
        using var net = nn.Linear(2, 2);
        using var adam = Optimizers.Adam(net);
        using var x = ones(3, 2);
        void Take()
        {
            using var scope = NewDisposeScope();
            adam.zero_grad();
            net.call(x).square().mean().backward();
            adam.step();
        }
        Take();
        var live = LiveTensors.Count();
        for (var i = 0; i < 100; i++) Take();
        Assert.Equal(live, Tensor.TotalCount);
    }
}
