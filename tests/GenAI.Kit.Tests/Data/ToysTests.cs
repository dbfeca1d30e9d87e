using GenAI.Kit.Data;
using MathNet.Numerics.Distributions;
using TorchSharp;
using static TorchSharp.torch;

namespace GenAI.Kit.Tests.Data;

[Collection("torch")]
public sealed class ToysTests
{
    private static readonly Dictionary<string, IToy> All = new()
    {
        ["cats and dogs, one covariance"] = Toys.CatsAndDogs(),
        ["cats and dogs, two covariances"] = Toys.CatsAndDogs(shared: false),
        ["ring of 8"] = Toys.RingOf8(0.1),
        ["grid of 25"] = Toys.GridOf25(0.2),
        ["moons"] = new MoonsToy(),
    };

    public static TheoryData<string> Names => [.. All.Keys];

    [Theory, MemberData(nameof(Names))]
    public void SameSeedSamePointsWhateverTorchDid(string name)
    {
        using var scope = NewDisposeScope();
        torch.manual_seed(1);
        var a = All[name].Sample(50, seed: 3);
        var next = randn(1).item<float>();
        var b = All[name].Sample(50, seed: 3);
        Assert.Equal(a.X.data<float>(), b.X.data<float>());
        Assert.Equal(a.Y.data<long>(), b.Y.data<long>());
        Assert.NotEqual(a.X.data<float>(), All[name].Sample(50, seed: 4).X.data<float>());
        torch.manual_seed(1);
        Assert.Equal(next, randn(1).item<float>());                        // and torch's generator did not move
        Assert.Equal([50, 2], a.X.shape);
        Assert.Equal(2, a.Features.Length);
    }

    [Theory, MemberData(nameof(Names))]
    public void DensityIntegratesToOne(string name)
    {
        using var scope = NewDisposeScope();
        const double low = -6, step = 0.08;
        var high = name.StartsWith("cats") ? 24 : 6;                       // every density is negligible outside
        var axis = arange(low, high, step, ScalarType.Float64) + step / 2;
        var total = 0.0;
        foreach (var y in axis.data<double>())
        {
            using var row = NewDisposeScope();
            total += All[name].LogDensity(stack([axis, full_like(axis, y)], 1)).exp().sum().item<double>();
        }
        Assert.Equal(1, total * step * step, 1e-4);
    }

    [Theory, MemberData(nameof(Names))]
    public void SamplesFollowTheDensity(string name)
    {
        // E[p(x)] over samples = ∫ p²: the histogram's estimate of the latter uses the samples only.
        using var scope = NewDisposeScope();
        const int n = 200_000;
        var points = All[name].Sample(n, seed: 5);
        var mean = All[name].LogDensity(points.X[..20_000]).exp().mean().item<double>();
        const double cell = 0.05;
        var keys = (points.X / cell).floor().to_type(ScalarType.Int64);
        var (_, _, counts) = (keys[.., 0] * 100_000 + keys[.., 1]).unique(return_counts: true);
        var counted = counts!.to_type(ScalarType.Float64);
        var square = (counted * (counted - 1)).sum().item<double>() / ((double)n * (n - 1)) / (cell * cell);
        Assert.Equal(1, square / mean, 0.05);
    }

    [Fact]
    public void MoonsAgreeWithAFineSum()
    {
        using var scope = NewDisposeScope();
        const int steps = 100_000;
        const double deviation = 0.05;
        foreach (var (a, b) in new[] { (1.0, 0.02), (-1.0, -0.05), (0.5, 0.1), (2.05, 0.6), (0.1, 0.9) })
        {
            var sum = 0.0;
            for (var i = 0; i < steps; i++)
            {
                var (sin, cos) = Math.SinCos((i + 0.5) * Math.PI / steps);
                foreach (var (cx, cy) in new[] { (cos, sin), (1 - cos, 0.5 - sin) })
                    sum += Normal.PDF(cx, deviation, a) * Normal.PDF(cy, deviation, b) / (2 * steps);
            }
            var x = tensor(new[,] { { a, b } });
            Assert.Equal(Math.Log(sum), new MoonsToy(deviation).LogDensity(x).item<double>(), 1e-7);
        }
    }

    [Fact]
    public void JointIsPriorTimesGaussian()
    {
        using var scope = NewDisposeScope();
        var toy = Toys.CatsAndDogs(shared: false);
        var x = tensor(new[,] { { 5.0, 7.0 }, { 9.0, 6.0 } });
        var joint = toy.LogJoint(x);
        foreach (var (bell, k) in toy.Bells.Select((bell, k) => (bell, k)))
            for (var i = 0; i < 2; i++)
            {
                // p(x₁) p(x₂ | x₁), by MathNet
                var (a, b) = (x[i, 0].item<double>(), x[i, 1].item<double>());
                var given = bell.Y + bell.Correlation * bell.DeviationY * (a - bell.X) / bell.DeviationX;
                var rest = bell.DeviationY * Math.Sqrt(1 - bell.Correlation * bell.Correlation);
                var p = 0.5 * Normal.PDF(bell.X, bell.DeviationX, a) * Normal.PDF(given, rest, b);
                Assert.Equal(p, joint[i, k].exp().item<double>(), 1e-12);
            }
    }

    [Fact]
    public void SplitAndFirstOfEachKeepRowsWhole()
    {
        using var scope = NewDisposeScope();
        var all = Toys.CatsAndDogs().Sample(101, seed: 1);
        var (train, test) = all.Split(0.8, seed: 2);
        Assert.Equal((81, 20), (train.Count, test.Count));
        static IEnumerable<(float, long)> Rows(LabeledPoints p) =>
            p.X[.., 0].data<float>().ToArray().Zip(p.Y.data<long>().ToArray());
        Assert.Equal(Rows(all).Order(), Rows(train).Concat(Rows(test)).Order());
        Assert.Equal(Rows(train), Rows(all.Split(0.8, seed: 2).Train));
        var few = all.FirstOfEach(3);
        Assert.Equal([0, 0, 0, 1, 1, 1], few.Y.data<long>());
        Assert.Contains("0.8 for 80%", Assert.Throws<ArgumentException>(() => all.Split(80, seed: 2)).Message);
        Assert.Contains("Class cat has", Assert.Throws<ArgumentException>(() => all.FirstOfEach(99)).Message);
    }

    [Fact]
    public void LeavesNoTensorBehind()
    {
        var live = LiveTensors.Count();
        foreach (var toy in All.Values)
        {
            using var points = toy.Sample(10, seed: 1);
            using var density = toy.LogDensity(points.X);
            var (train, test) = points.Split(0.5, seed: 1);
            train.Dispose();
            test.Dispose();
            Assert.Equal(live + 3, Tensor.TotalCount);
        }
        Assert.Equal(live, Tensor.TotalCount);
    }
}
