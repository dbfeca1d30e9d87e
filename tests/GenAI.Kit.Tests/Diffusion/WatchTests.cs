using GenAI.Kit.Diffusion;
using GenAI.Kit.Sequences;
using TorchSharp;
using static TorchSharp.torch;

namespace GenAI.Kit.Tests.Diffusion;

/// <summary>What a sampler shows belongs to whom it is shown: it is there after the step, and after the sampler.</summary>
[Collection("torch")]
public sealed class WatchTests
{
    private sealed class Half() : Net<Tensor, Tensor, Tensor>(nameof(Half))
    {
        private readonly TorchSharp.Modules.Dropout drop = nn.Dropout(0.5);

        public override Tensor forward(Tensor x, Tensor t) => drop.call(x) / 2;
    }

    private static readonly Ddpm Model = new(new Half(), NoiseSchedule.Linear(6));
    private static readonly Gpt Writer = new(new(7, Context: 8, Layers: 1, Heads: 2, Channels: 8));

    // Each sampler from 3 points, with what it shows; and how often it does.
    private static readonly Dictionary<string, (int Times, Func<Tensor, Action<Tensor>?, Tensor> Run)> All = new()
    {
        ["Ddpm"] = (6, (x, watch) => Model.Sample(x, Each(watch))),
        ["Ddim"] = (3, (x, watch) => Ddim.Sample(Model, x, 3, watch: Each(watch))),
        ["Ddim, noise"] = (3, (x, watch) => Ddim.Sample(Model, x, 3, eta: 1, watch: Each(watch))),
        ["Langevin"] = (5, (x, watch) => Langevin.Sample(at => -at, x, 0.1, 5, Each(watch))),
        ["annealed"] = (2, (x, watch) => Langevin.Annealed((at, _) => -at, x, [2, 1], 0.1, 4, Each(watch))),
        ["Gpt"] = (12, (_, watch) => Written(watch)),
    };

    private static Tensor Written(Action<Tensor>? watch)
    {
        using var start = zeros(3, 2, int64);
        return Writer.Sample(start, 12, Decoding.Greedy, Each(watch));
    }

    private static Action<int, Tensor>? Each(Action<Tensor>? watch) => watch is null ? null : (_, x) => watch(x);

    public static TheoryData<string> Names => [.. All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void WhatIsShownOutlivesStepAndSampler(string name)
    {
        using var scope = NewDisposeScope();
        var (times, run) = All[name];
        List<Tensor> shown = [], copies = [], means = [];
        run(randn(3, 2), x =>
        {
            shown.Add(x);
            copies.Add(x.clone());
            means.Add(x.to(float32).mean());
            x.add_(1000);
        });
        Assert.Equal((times, times), (shown.Count, copies.Count));
        for (var n = 0; n < times; n++)
        {
            Assert.False(shown[n].IsInvalid || copies[n].IsInvalid || means[n].IsInvalid, $"shown {n} is freed");
            Assert.Equal(1000, (shown[n] - copies[n]).to(float32).mean().item<float>(), 1e-3);
            Assert.Equal(copies[n].to(float32).mean().item<float>(), means[n].item<float>(), 1e-3);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void WatchingChangesNoNumber(string name)
    {
        using var scope = NewDisposeScope();
        float[] Numbers(Action<Tensor>? watch)
        {
            Seed.Everything(3);
            return [.. All[name].Run(randn(3, 2), watch).to(float32).contiguous().data<float>()];
        }
        var alone = Numbers(null);
        Assert.Equal(alone, Numbers(x => x.Dispose()));
        Assert.Equal(alone, Numbers(x => x.add_(1000)));                    // harms only who was shown it
    }

    /// <summary>All that is shown lies in the scope of the caller, and nothing else does but the result.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void NothingIsLeftBehind(string name)
    {
        using var outer = NewDisposeScope();
        var (times, run) = All[name];
        var x = randn(3, 2);
        run(x, null).Dispose();                                             // what is made once is made
        var live = LiveTensors.Count();
        using (NewDisposeScope())
        {
            run(x, _ => { });
            Assert.Equal(live + times + 1, Tensor.TotalCount);
        }
        Assert.Equal(live, Tensor.TotalCount);
        run(x, shown => shown.Dispose()).Dispose();
        Assert.Equal(live, Tensor.TotalCount);
        Assert.Throws<TimeoutException>(() => run(x, shown =>
        {
            shown.Dispose();
            if (Tensor.TotalCount > live) throw new TimeoutException();     // not at the first step, where x is start
        }));
        Assert.Equal(live, Tensor.TotalCount);
    }
}
