using GenAI.Kit.Classic;
using GenAI.Kit.Classifiers;
using GenAI.Kit.Data;
using MathNet.Numerics.Distributions;
using MathNet.Numerics.LinearAlgebra;
using TorchSharp;
using static TorchSharp.torch;

namespace GenAI.Kit.Tests.Classic;

[Collection("torch")]
public sealed class DiscriminantTests
{
    private static readonly LabeledPoints Pets = Toys.CatsAndDogs(shared: false).Sample(300, seed: 5);

    [Fact]
    public void QdaIsBayesRuleOnMathNetsDensities()
    {
        var qda = Qda.Fit(Pets.X, Pets.Y);
        var posterior = qda.Posterior(Pets.X);
        for (var n = 0; n < Pets.Count; n++)
        {
            var joint = Enumerable.Range(0, 2).Select(k => qda.Priors[k].item<double>() *
                Density(Numbers(Pets.X[n].to(float64)), qda.Means[k], qda.Covariances[k])).ToArray();
            for (var k = 0; k < 2; k++)
                Assert.Equal(joint[k] / joint.Sum(), posterior[n, k].item<double>(), 1e-6);
        }
    }

    [Fact]
    public void WithoutShrinkageQdaHasTheClassesMoments()
    {
        var qda = Qda.Fit(Pets.X, Pets.Y, shrinkage: 0);
        var dogs = Pets.X[Pets.Y == 1].to(float64);
        Assert.Equal(dogs.shape[0] / 300.0, qda.Priors[1].item<double>(), 1e-12);
        Assert.True(qda.Means[1].allclose(dogs.mean([0L])));
        Assert.True(qda.Covariances[1].allclose(dogs.T.cov(correction: 0), rtol: 1e-9));
    }

    [Fact]
    public void LdaPoolsTheCovariancesAndItsBoundaryIsStraight()
    {
        var (lda, qda) = (Lda.Fit(Pets.X, Pets.Y, shrinkage: 0), Qda.Fit(Pets.X, Pets.Y, shrinkage: 0));
        var pooled = qda.Priors[0] * qda.Covariances[0] + qda.Priors[1] * qda.Covariances[1];
        Assert.True(lda.Covariance.allclose(pooled));
        var weights = linalg.solve(lda.Covariance, lda.Means.T).T;            // wₖ = Σ⁻¹ μₖ, eq. 4.10: a linear rule
        var bias = lda.Priors.log() - 0.5 * (weights * lda.Means).sum(dim: 1);
        var linear = nn.functional.softmax(Pets.X.to(float64).matmul(weights.T) + bias, dim: 1);
        Assert.True(lda.Posterior(Pets.X).allclose(linear, atol: 1e-9));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void AFewLabelsAreEnough(int perClass)
    {
        for (var seed = 0; seed < 20; seed++)
        {
            var few = Toys.CatsAndDogs().Sample(40, seed).FirstOfEach(perClass);
            IClassifier[] models =
                [Qda.Fit(few.X, few.Y), Lda.Fit(few.X, few.Y), GaussianNaiveBayes.Fit(few.X, few.Y)];
            foreach (var posterior in models.Select(model => model.Posterior(Pets.X)))
                Assert.True(posterior.sum(dim: 1).allclose(ones(300, float64)));
        }
    }

    [Fact]
    public void TheUnitsOfTheFeaturesDoNotMatter()
    {
        var few = Pets.FirstOfEach(3);
        var units = tensor(new[] { 1000.0, 0.01 });                                    // grams and metres
        Func<Tensor, IClassifier>[] fits =
            [x => Qda.Fit(x, few.Y), x => Lda.Fit(x, few.Y), x => GaussianNaiveBayes.Fit(x, few.Y)];
        foreach (var fit in fits)
            Assert.True(fit(few.X).Posterior(Pets.X).allclose(
                fit(few.X * units).Posterior(Pets.X * units), atol: 1e-6));
    }

    [Fact]
    public void CopiesOfOnePointStillFit()
    {
        var x = ones(6, 3);
        var y = tensor(new long[] { 0, 0, 0, 1, 1, 1 });
        Assert.True(Qda.Fit(x, y).Posterior(x).allclose(full(6, 2, 0.5, dtype: float64)));
    }

    [Fact]
    public void SamplesHaveTheModelsMoments()
    {
        var qda = Qda.Fit(Pets.X, Pets.Y);
        var (x, y) = qda.Sample(200_000, seed: 3);
        Assert.Equal([200_000, 2], x.shape);
        for (var k = 0; k < 2; k++)
        {
            var mine = x[y == k];
            var error = Math.Sqrt(qda.Covariances[k].diagonal().max().item<double>() / mine.shape[0]);
            Assert.Equal(qda.Priors[k].item<double>(), mine.shape[0] / 200_000.0, 0.005);
            Assert.True((mine.mean([0L]) - qda.Means[k]).abs().max().item<double>() < 4.5 * error);
            Assert.True(mine.T.cov().allclose(qda.Covariances[k], rtol: 0.03, atol: 0.02));
        }
    }

    [Fact]
    public void SameSeedSameBitsAndOthersDiffer()
    {
        var lda = Lda.Fit(Pets.X, Pets.Y);
        double[] Draw(long seed) => Numbers(lda.Sample(50, seed).X);
        Assert.Equal(Draw(1), Draw(1));
        Assert.NotEqual(Draw(1), Draw(2));
    }

    [Fact]
    public void NothingIsLeftBehind()
    {
        var pets = Pets;                                                 // made at first use: count only then
        var live = LiveTensors.Count();
        var qda = Qda.Fit(pets.X, pets.Y);
        var (x, y) = qda.Sample(100);
        var lda = Lda.Fit(x, y);
        foreach (var made in new[]
                 {
                     qda.Posterior(x), qda.LogJoint(x), lda.Posterior(x), lda.Priors, lda.Means, lda.Covariance,
                     x, y, qda.Priors, qda.Means, qda.Covariances,
                 }) made.Dispose();
        Assert.Equal(live, Tensor.TotalCount);
    }

    [Fact]
    public void BadLabelsAreNamed()
    {
        var gap = Assert.Throws<ArgumentException>(() => Qda.Fit(ones(2, 2), tensor(new long[] { 0, 2 })));
        Assert.Contains("Class 1 has no example", gap.Message);
        var count = Assert.Throws<ArgumentException>(() => Qda.Fit(ones(2, 2), tensor(new long[] { 0, 1, 1 })));
        Assert.Contains("one label for each row", count.Message);
    }

    private static double Density(double[] x, Tensor mean, Tensor covariance)
    {
        var column = Matrix<double>.Build.DenseOfColumnMajor(2, 1, x);
        var mu = Matrix<double>.Build.DenseOfColumnMajor(2, 1, Numbers(mean));
        var sigma = Matrix<double>.Build.DenseOfColumnMajor(2, 2, Numbers(covariance));
        return new MatrixNormal(mu, sigma, Matrix<double>.Build.DenseIdentity(1)).Density(column);
    }

    private static double[] Numbers(Tensor t) => t.contiguous().data<double>().ToArray();
}
