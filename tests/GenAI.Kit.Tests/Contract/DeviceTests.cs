using System.Reflection;
using GenAI.Kit.Adversarial;
using GenAI.Kit.Classic;
using GenAI.Kit.Classifiers;
using GenAI.Kit.Data;
using GenAI.Kit.Diffusion;
using GenAI.Kit.Layers;
using GenAI.Kit.Metrics;
using GenAI.Kit.Sequences;
using GenAI.Kit.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace GenAI.Kit.Tests.Contract;

/// <summary>No tensor is made without the device of its input or its model. Here the model and its data lie on one
/// device, the CPU, and what is made without a device lands on another, meta: a tensor without numbers, with which
/// nothing that has numbers can be mixed. So this machine shows what a GPU would complain of.</summary>
/// <remarks>The other way round, a model on meta, is not to be had from libtorch itself: convolutions, embeddings and
/// batch norms have no meta kernels outside of Python.</remarks>
[Collection("torch")]
public sealed class DeviceTests : IDisposable
{
    private readonly DisposeScope scope = NewDisposeScope();

    public void Dispose()
    {
        set_default_device(CPU);
        scope.Dispose();
    }

    public static TheoryData<string> Names => Models.Names;

    public static TheoryData<string> Samples => Samplers.AllNames;

    private static readonly Dictionary<string, Func<Tensor, Tensor, double>> Metrics = new()
    {
        ["FrechetDistance"] = FrechetDistance.Between,
        ["KernelDistance"] = KernelDistance.Between,
        ["Mmd"] = (x, y) => Mmd.Between(x, y, Mmd.Median(x)),
        ["Memorization"] = (x, y) => Memorization.Report(x, y, y + 1).Closer,
        ["Modes"] = (x, y) => Modes.Count(x, y[..3], 1).GoodShare,
        ["PrecisionRecall"] = (x, y) => PrecisionRecall.Between(x, y).Recall,
        ["TwoSampleTest"] = (x, y) => TwoSampleTest.Between(x, y, splits: 2).Accuracy,
        ["TwoSampleTest, regression"] =
            (x, y) => TwoSampleTest.Between(x, y, (p, l) => LogisticRegression.Fit(p, l), splits: 2).Accuracy,
        ["Wasserstein"] = Wasserstein.Between,
        ["PerceptualDistance"] = (x, y) => Looks.Between(Square(x), Square(y)).Number(),
        ["Floor"] = (x, _) => Floor.Of(x, 10, Wasserstein.Between).Mean,
    };

    private static PerceptualDistance Looks => new([nn.Conv2d(1, 2, 3, padding: 1, device: CPU), nn.MaxPool2d(2)]);

    private static Tensor Square(Tensor x) => x.reshape(-1, 1, 1, x.shape[1]).expand(-1, -1, x.shape[1], -1);

    public static TheoryData<string> MetricNames => [.. Metrics.Keys];

    private static readonly Dictionary<string, Func<Tensor, Tensor, Tensor>> Classics = new()
    {
        ["Kde"] = (x, _) => Drawn(Kde.Fit(x, 0.5), x),
        ["Kde, bandwidth"] = (x, _) => x + Kde.CrossValidate(x, [0.1, 1])[0],
        ["Histogram"] = (x, _) => Drawn(Histogram.Fit(x, 4, 1), x),
        ["GaussianMixture"] = (x, _) => Drawn(GaussianMixture.Fit(x, 2), x),
        ["Pca"] = (x, _) => Pca.Fit(x).Decode(Pca.Fit(x).Encode(x, 1)),
        ["GaussianNaiveBayes"] = (x, y) => Told(GaussianNaiveBayes.Fit(x, y), x),
        ["Lda"] = (x, y) => Told(Lda.Fit(x, y), x),
        ["Qda"] = (x, y) => Told(Qda.Fit(x, y), x),
        ["LogisticRegression"] = (x, y) => LogisticRegression.Fit(x, y).Posterior(x),
        ["LinearSvm"] = (x, y) => LinearSvm.Fit(x, y, passes: 2).Posterior(x),
        ["RandomForest"] = (x, y) => RandomForest.Fit(x, y, trees: 2).Posterior(x),
        ["MoonsToy"] = (x, _) => new MoonsToy().LogDensity(x),
        ["GaussianToy"] = (x, _) => Toys.RingOf8().LogDensity(x),
    };

    public static TheoryData<string> ClassicNames => [.. Classics.Keys];

    [Fact]
    public void WhatIsMadeWithoutADeviceCannotBeMixedIn()
    {
        var x = ones(3);
        set_default_device(device("meta"));
        Assert.Equal(DeviceType.META, zeros(3).device_type);
        Assert.ThrowsAny<Exception>(() => x + zeros(3));
        Assert.ThrowsAny<Exception>(() => x.matmul(zeros(3)));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void EveryModelRuns(string name)
    {
        var (entry, model) = Models.Make(name);
        string[] methods = ["forward", "Loss", "Encode", "Decode"];
        var all = model.GetType().GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
            .Where(method => methods.Contains(method.Name)).ToList();
        using var y = tensor(new long[] { 0, 1 });
        set_default_device(device("meta"));
        foreach (var training in new[] { true, false })
        {
            model.train(training);
            foreach (var method in all) OnCpu(entry.Call(model, method, CPU));
            if (model is ILanguageModel language) OnCpu(language.Loss(ones([2, 3], int64, CPU), ones([2, 3], int64, CPU)));
        }
        if (entry.Sampled is not null) OnCpu(ContractTests.Draw(model, y, null));
        model.Dispose();
    }

    /// <summary>What a model makes for itself has the type of its input.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void Every_model_runs_in_twice_as_many_bits(string name)
    {
        var (entry, model) = Models.Make(name);
        model.to(float64).eval();
        var forward = model.GetType().GetMethod("forward")!;
        var yields = ModelCase.Tensors(entry.Call(model, forward, CPU,
            (_, x) => x.is_floating_point() ? x.to(float64) : x));
        Assert.All(yields, y => Assert.True(y.dtype == float64 || y.is_integral(), $"{y.dtype}"));
        model.Dispose();
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void EverySamplerRuns(string name)
    {
        var ready = Samplers.Make(name);
        set_default_device(device("meta"));
        OnCpu(ready.Draw((_, x) => OnCpu(x), default));
    }

    [Fact]
    public void DiffusionRuns()
    {
        var (model, cosine, x) = (Samplers.Pictures(), NoiseSchedule.Cosine(), rand(2, 3, 8, 8));
        var t = ones(2, int64);
        set_default_device(device("meta"));
        OnCpu(model.Loss(x));
        var (data, noise) = cosine.Roots(t, x);
        OnCpu(data);
        OnCpu(noise);
        OnCpu(cosine.At(t, x));
        OnCpu(ScoreMatching.Loss((at, _) => at, x, t));
        OnCpu(ClassifierFreeGuidance.DropLabels(t.unsqueeze(1)));
    }

    [Fact]
    public void PenaltiesRun()
    {
        var x = rand(3, 2);
        set_default_device(device("meta"));
        OnCpu(GradientPenalty.R1(at => at.square().sum(1), x));
        OnCpu(GradientPenalty.Between(at => at.square().sum(1), x, x));
    }

    [Fact]
    public void AttentionAndDecodingRun()
    {
        var (x, weights) = (randn(2, 4, 8), nn.functional.softmax(randn(3, 2, 4, 4), -1));
        using MultiHeadAttention causal = new(8, 2, causal: true, rotary: true);
        using var cache = new KeyValueCache(1, 9);
        set_default_device(device("meta"));
        OnCpu(AttentionRollout.Of(weights));
        OnCpu(causal.call(x));
        OnCpu(causal.call(x, cache: cache[0]));
        OnCpu(causal.call(x, cache: cache[0]));
        OnCpu(causal.Weights(x));
        OnCpu(SinusoidalEmbedding.Of(x[0, 0], 6));
        OnCpu(Mask.Padding(x[0].to(int64)));
        OnCpu(Decoding.Draw(x[0], temperature: 0.5, topK: 3, topP: 0.7));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void TrainingRuns(bool decay)
    {
        Seed.Everything(1);
        using TorchSharp.Modules.Linear net = nn.Linear(2, 2), other = nn.Linear(2, 2);
        using optim.Optimizer adam = decay ? Optimizers.AdamW(net) : Optimizers.Adam(net), second = Optimizers.Adam(other);
        var x = rand(9, 2);
        using var trainer = new Trainer(net, adam, new(Steps: 5, Batch: 4, ClipNorm: 1, EmaDecay: 0.9));
        using var game = new Game([new("one", net, adam, rows => net.call(rows[0]).square().mean(), EmaDecay: 0.9),
            new("two", other, second, rows => other.call(rows[1]).square().mean())], new(3, 4, Paired: false));
        set_default_device(device("meta"));
        Assert.All(trainer.Fit([x], rows => net.call(rows[0]).square().mean()), loss => Assert.True(double.IsFinite(loss)));
        OnCpu(trainer.Ema!.With(() => net.call(x)));
        Assert.Equal(3, game.Fit([x, x[..5]]).Count);
        Assert.All(net.parameters(), weight => Assert.Equal(DeviceType.CPU, weight.device_type));
    }

    [Theory]
    [MemberData(nameof(MetricNames))]
    public void EveryMetricRuns(string name)
    {
        Seed.Everything(1);
        Tensor x = randn(40, 2), y = randn(40, 2) + 1;
        set_default_device(device("meta"));
        Assert.True(double.IsFinite(Metrics[name](x, y)));
    }

    [Theory]
    [MemberData(nameof(ClassicNames))]
    public void EveryClassicModelRuns(string name)
    {
        Seed.Everything(1);
        var y = arange(40) % 2;
        var x = randn(40, 2) + 2 * y.unsqueeze(1);
        set_default_device(device("meta"));
        OnCpu(Classics[name](x, y));
    }

    private static Tensor Drawn(IDensity density, Tensor x) => density.Sample(5).sum() + density.LogDensity(x);

    private static Tensor Told(IGenerativeClassifier model, Tensor x) => model.Sample(5).X.sum() + model.Posterior(x);

    private static void OnCpu(object result)
    {
        var tensors = ModelCase.Tensors(result);
        Assert.NotEmpty(tensors);
        Assert.All(tensors, x => Assert.Equal(DeviceType.CPU, x.device_type));
    }
}
