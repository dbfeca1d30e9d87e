using GenAI.Kit.Classic;
using GenAI.Kit.Data;
using MathNet.Numerics.Distributions;
using TorchSharp;
using static TorchSharp.torch;

namespace GenAI.Kit.Tests.Classic;

[Collection("torch")]
public sealed class GaussianNaiveBayesTests
{
    private static readonly LabeledPoints Pets = Toys.CatsAndDogs(shared: false).Sample(200, seed: 6);

    [Fact]
    public void TheJointIsAProductOfMathNetsNormals()
    {
        var model = GaussianNaiveBayes.Fit(Pets.X, Pets.Y);
        var logJoint = model.LogJoint(Pets.X);
        for (var n = 0; n < 200; n++)
            for (var k = 0; k < 2; k++)
            {
                var expected = Math.Log(model.Priors[k].item<double>()) + Enumerable.Range(0, 2).Sum(d =>
                    Normal.PDFLn(model.Means[k, d].item<double>(), Math.Sqrt(model.Variances[k, d].item<double>()),
                        Pets.X[n, d].item<float>()));
                Assert.Equal(expected, logJoint[n, k].item<double>(), 1e-9);
            }
    }

    [Fact]
    public void HandComputedMomentsAndTheirShrinkage()
    {
        var x = tensor(new double[,] { { 0, 0 }, { 2, 4 }, { 10, 0 }, { 14, 0 } });
        var y = tensor(new long[] { 0, 0, 1, 1 });
        var plain = GaussianNaiveBayes.Fit(x, y, shrinkage: 0);
        Assert.True(plain.Means.allclose(tensor(new double[,] { { 1, 2 }, { 12, 0 } })));
        Assert.True(plain.Variances.allclose(tensor(new double[,] { { 1, 4 }, { 4, 0 } })));
        var shrunk = GaussianNaiveBayes.Fit(x, y, shrinkage: 2);              // half the mean of both classes
        Assert.True(shrunk.Variances.allclose(tensor(new[,] { { 1.75, 3 }, { 3.25, 1 } })));
        var shared = GaussianNaiveBayes.Fit(x, y, shrinkage: 0, shared: true);
        Assert.True(shared.Variances.allclose(tensor(new double[,] { { 2.5, 2 }, { 2.5, 2 } })));
    }

    [Fact]
    public void SharedVariancesMakeTheLogOddsLinear()
    {
        var model = GaussianNaiveBayes.Fit(Pets.X, Pets.Y, shared: true);
        Assert.Equal(0, Bend(model), 1e-9);
        Assert.True(Math.Abs(Bend(GaussianNaiveBayes.Fit(Pets.X, Pets.Y))) > 0.1);
    }

    [Fact]
    public void SamplesHaveTheModelsMomentsAndIndependentFeatures()
    {
        var model = GaussianNaiveBayes.Fit(Pets.X, Pets.Y);
        var (x, y) = model.Sample(100_000, seed: 1);
        for (var k = 0; k < 2; k++)
        {
            var mine = x[y == k];
            Assert.True(mine.mean([0L]).allclose(model.Means[k], rtol: 0.02));
            Assert.True(mine.T.cov().allclose(model.Variances[k].diag(), rtol: 0.05, atol: 0.06));
        }
    }

    // The second difference of the log odds along a line: 0 where they are linear.
    private static double Bend(GaussianNaiveBayes model)
    {
        var joint = model.LogJoint(tensor(new float[,] { { 2, 3 }, { 5, 5 }, { 8, 7 } }));
        var odds = joint[.., 1] - joint[.., 0];
        return (odds[0] - 2 * odds[1] + odds[2]).item<double>();
    }
}
