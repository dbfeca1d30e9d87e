using GenAI.Kit.Classifiers;
using GenAI.Kit.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace GenAI.Kit.Tests.Classifiers;

/// <summary>What the linear SVM, the random forest and the MLP have in common, and what tells them apart.</summary>
[Collection("torch")]
public sealed class ClassifierTests
{
    private static readonly LabeledPoints Train = Toys.CatsAndDogs().Sample(400, seed: 1);
    private static readonly LabeledPoints Test = Toys.CatsAndDogs().Sample(2_000, seed: 2);

    public static TheoryData<string> Names => ["svm", "forest", "mlp"];

    [Theory]
    [MemberData(nameof(Names))]
    public void NearlyAsGoodAsBayesOnUnseenPoints(string name)
    {
        var best = Toys.CatsAndDogs().LogJoint(Test.X).argmax(1).eq(Test.Y).to(float64).mean().item<double>();
        Assert.InRange(Fit(name, Train.X, Train.Y).Accuracy(Test.X, Test.Y), best - 0.05, best + 0.01);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void ThreeClassesHavePosteriorsThatSumToOne(string name)
    {
        using var generator = Seed.Generator(7);
        var y = arange(150) % 3;
        var x = randn(150, 2, generator: generator) + tensor(new float[,] { { 0, 0 }, { 6, 0 }, { 0, 6 } })[y];
        var posterior = Fit(name, x, y).Posterior(x);
        Assert.Equal([150, 3], posterior.shape);
        Assert.Equal(float64, posterior.dtype);
        Assert.True(posterior.sum(dim: 1).allclose(ones(150, float64)));
        Assert.True(posterior.argmax(1).eq(y).to(float64).mean().item<double>() > 0.95);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void SameSeedSameBits(string name)
    {
        double[] Posterior() => Fit(name, Train.X, Train.Y).Posterior(Test.X).data<double>().ToArray();
        Assert.Equal(Posterior(), Posterior());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void OneLabelPerClassIsEnough(string name)
    {
        var few = Train.FirstOfEach(1);
        Assert.True(Fit(name, few.X, few.Y).Posterior(Test.X).isfinite().all().item<bool>());
    }

    [Fact]
    public void TheSvmsMarginsDecideAndGrowWithTheProbability()
    {
        var svm = LinearSvm.Fit(Train.X, Train.Y);
        var (margin, posterior) = (svm.Margins(Test.X)[.., 1], svm.Posterior(Test.X)[.., 1]);
        var order = margin.argsort();
        var steps = posterior[order][1..] - posterior[order][..^1];
        Assert.True(steps.min().item<double>() >= -1e-3);
    }

    [Fact]
    public void ForestAndMlpBendWhereTheSvmCant()
    {
        Seed.Everything(3);
        var inside = randint(0, 2, [400], int64);
        var around = nn.functional.normalize(randn(400, 2), dim: 1);          // two circles, of radius 1 and 2
        var rings = (X: (inside + 1).unsqueeze(1) * around + 0.1 * randn(400, 2), Y: inside);
        Assert.True(Fit("forest", rings.X, rings.Y).Accuracy(rings.X, rings.Y) > 0.95);
        Assert.True(Fit("mlp", rings.X, rings.Y).Accuracy(rings.X, rings.Y) > 0.95);
        Assert.True(Fit("svm", rings.X, rings.Y).Accuracy(rings.X, rings.Y) < 0.8);
    }

    [Fact]
    public void MlpKeysAndShapes()
    {
        using var mlp = new Mlp(new(Inputs: 3, Classes: 4, Hidden: 5));
        Assert.Equal(["hidden.bias", "hidden.weight", "output.bias", "output.weight"], mlp.state_dict().Keys.Order());
        Assert.Equal([7, 4], mlp.call(ones(7, 3)).shape);
    }

    [Fact]
    public void AnUntrainedMlpWithZeroOutputWeightsLosesLogK()
    {
        using var mlp = new Mlp(new(Classes: 4));
        using var _ = no_grad();
        foreach (var (key, value) in mlp.state_dict().Where(pair => pair.Key.StartsWith("output"))) value.fill_(0);
        Assert.Equal(Math.Log(4), mlp.Loss(ones(5, 2), zeros(5, int64)).item<float>(), 1e-6);
    }

    private static IClassifier Fit(string name, Tensor x, Tensor y)
    {
        Seed.Everything(1);
        return name switch
        {
            "svm" => LinearSvm.Fit(x, y),
            "forest" => RandomForest.Fit(x, y),
            _ => Mlp.Fit(x, y),
        };
    }
}
